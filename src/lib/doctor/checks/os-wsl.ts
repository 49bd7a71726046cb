import { isLoopback } from '../../proxy/address-kinds.js';
import { formatAuthority } from '../../proxy/authority.js';
import { type Check, optionalSectionOf, sectionOf, verdict } from '../check.js';
import type { Evidence } from '../evidence.js';

const docs = 'https://learn.microsoft.com/windows/wsl/networking';

/** WSL is a machine of its own behind Windows: with NAT its 127.0.0.1 is not that of Windows. */
export const osWsl: Check = {
  id: 'os.wsl',
  group: 'os',
  platforms: ['linux'],
  uses: ['system'],
  optional: ['reachability'],
  judge({ evidence }) {
    const { wsl } = sectionOf(evidence, 'system');
    if (wsl === null) return verdict('skip', { finding: { code: 'WSL_NONE', facts: {} } });
    const { version, networkingMode, autoProxy } = wsl;
    const found = [`WSL ${version}`, version === 1 ? null : networkingMode].filter(Boolean).join(', ');
    const endpoint = networkingMode === 'nat' ? deadLoopbackProxy(evidence) : null;
    if (endpoint !== null) {
      const finding = { code: 'WSL_LOOPBACK_PROXY', facts: { endpoint } } as const;
      return verdict('warn', { found, expected: 'networkingMode=mirrored', finding, docs });
    }
    const finding = { code: 'WSL_HERE', facts: { networkingMode, autoProxy } } as const;
    return verdict('info', { found, finding, docs });
  },
};

/** A proxy on this machine at which nobody answers: with NAT, most likely one that runs in Windows. */
function deadLoopbackProxy(evidence: Evidence): string | null {
  const attempts = optionalSectionOf(evidence, 'reachability') ?? [];
  const dead = attempts.find(({ host, ok }) => !ok && isLoopback(host));
  return dead ? formatAuthority(dead) : null;
}
