import { type Check, sectionOf, verdict } from '../check.js';
import type { WindowsEvidence } from '../evidence/windows.js';
import { netFrameworkVersion } from '../knowledge.js';

const platforms = ['win32'];
const powershellDocs = 'https://learn.microsoft.com/powershell/';
const netFrameworkDocs = 'https://dotnet.microsoft.com/download/dotnet-framework/net48';
const vcDocs = 'https://learn.microsoft.com/cpp/windows/latest-supported-vc-redist';

/** Longer than this, and a user believes that the program hangs. */
const slowMs = 8_000;

/**
 * Can PowerShell be asked? Without it facts are read in other ways: where a policy or an old system is the cause, there
 * is nothing to do, and it is told for the sake of what follows; a fault of the machine is a warning.
 */
export const psAvailable: Check = {
  id: 'ps.available',
  group: 'windows',
  platforms,
  uses: ['windows'],
  judge({ evidence }) {
    const { powershell } = sectionOf(evidence, 'windows');
    const { version, languageMode, durationMs, failedSections } = powershell;
    const found =
      version === null ? null : [`PowerShell ${version}`, languageMode].filter(Boolean).join(', ');
    const shown = { found, expected: 'FullLanguage', docs: powershellDocs };
    switch (powershell.state) {
      case 'missing':
        return verdict('info', { ...shown, finding: { code: 'PS_MISSING', facts: {} } });
      case 'denied':
        return verdict('info', { ...shown, finding: { code: 'PS_DENIED', facts: {} } });
      case 'timeout':
        return verdict('warn', { ...shown, finding: { code: 'PS_TIMEOUT', facts: { durationMs } } });
      case 'failed':
        return verdict('warn', {
          ...shown,
          finding: { code: 'PS_FAILED', facts: { exitCode: powershell.exitCode } },
        });
      case 'unreadable':
        return verdict('warn', { ...shown, finding: { code: 'PS_UNREADABLE', facts: {} } });
    }
    if (languageMode !== null && languageMode !== 'FullLanguage') {
      return verdict('info', {
        ...shown,
        finding: { code: 'PS_CONSTRAINED', facts: { mode: languageMode } },
      });
    }
    if (failedSections.length > 0) {
      return verdict('info', {
        ...shown,
        finding: { code: 'PS_PARTIAL', facts: { sections: failedSections } },
      });
    }
    if (durationMs > slowMs) {
      return verdict('warn', { ...shown, finding: { code: 'PS_SLOW', facts: { durationMs } } });
    }
    return verdict('pass', shown);
  },
};

/** Compared by the Release number and never by equality: the same version has another number on each Windows. */
export const dotnetFramework: Check = {
  id: 'dotnet.framework',
  group: 'windows',
  platforms,
  needs: ['os.version', 'os.arch'],
  uses: ['windows'],
  judge({ evidence, requirements }) {
    const { source, release } = sectionOf(evidence, 'windows').netFramework;
    const minimum = requirements.netFrameworkRelease;
    const shown = { expected: `>= ${netFrameworkVersion(minimum)} (${minimum})`, docs: netFrameworkDocs };
    if (source === null) {
      return verdict('skip', { ...shown, finding: { code: 'REGISTRY_UNREADABLE', facts: {} } });
    }
    if (release === null && source === 'folder') {
      return verdict('skip', { ...shown, found: '4.x', finding: { code: 'DOTNET_UNKNOWN', facts: {} } });
    }
    if (release === null) {
      return verdict('fail', { ...shown, finding: { code: 'DOTNET_MISSING', facts: {} } });
    }
    const version = netFrameworkVersion(release);
    const found = `${version} (${release})`;
    if (release < minimum) {
      return verdict('fail', {
        ...shown,
        found,
        finding: { code: 'DOTNET_OLD', facts: { version, release } },
      });
    }
    return verdict('pass', { ...shown, found });
  },
};

/** Pure Go programs do not need it: told, not demanded. */
export const vcRedistributable: Check = {
  id: 'vcredist.v14',
  group: 'windows',
  platforms,
  needs: ['os.version', 'os.arch'],
  uses: ['windows'],
  judge({ evidence }) {
    const { vcRuntime } = sectionOf(evidence, 'windows');
    const shown = { docs: vcDocs };
    if (vcRuntime.source === null) {
      return verdict('skip', { ...shown, finding: { code: 'REGISTRY_UNREADABLE', facts: {} } });
    }
    const found = installed(vcRuntime);
    return found === ''
      ? verdict('info', { ...shown, finding: { code: 'VC_MISSING', facts: {} } })
      : verdict('pass', { ...shown, found });
  },
};

function installed(vc: WindowsEvidence['vcRuntime']): string {
  return (['x64', 'x86', 'arm64'] as const)
    .flatMap((arch) => (vc[arch] === null ? [] : [`${arch} ${vc[arch]}`]))
    .join(', ');
}
