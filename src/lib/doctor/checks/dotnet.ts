import { type Check, sectionOf, verdict } from '../check.js';
import { dotnetSupport } from '../knowledge.js';
import { compareVersions, parseVersion } from '../versions.js';

const docs = 'https://dotnet.microsoft.com/download/dotnet';

/** The runtime proper; those for ASP.NET and for the desktop build on it. */
const base = 'Microsoft.NETCore.App';

/** Programs in Go need none: told, and warned about only where all that are there get no more security fixes. */
export const dotnetRuntime: Check = {
  id: 'dotnet.runtime',
  group: 'tools',
  needs: ['os.version', 'os.arch'],
  uses: ['dotnet'],
  judge({ evidence }) {
    const { runtimes } = sectionOf(evidence, 'dotnet');
    const versions = runtimes.filter(({ name }) => name === base).map(({ version }) => version);
    const [newest] = versions;
    if (newest === undefined) {
      return verdict('info', { docs, finding: { code: 'DOTNET_RUNTIME_NONE', facts: {} } });
    }
    const oldest = dotnetSupport.oldest.join('.');
    const shown = { found: versions.join(', '), expected: `>= ${oldest}`, docs };
    const supported = versions.some(
      (version) => compareVersions(parseVersion(version) ?? [], dotnetSupport.oldest) >= 0,
    );
    if (supported) return verdict('pass', shown);
    const facts = { newest, oldest, asOf: dotnetSupport.asOf };
    return verdict('warn', { ...shown, finding: { code: 'DOTNET_RUNTIME_OLD', facts } });
  },
};
