import { type Check, sectionOf, verdict } from '../check.js';
import type { FirewallProfile } from '../findings/system.js';

const docs = 'https://learn.microsoft.com/powershell/module/netsecurity/';

const profiles: readonly FirewallProfile[] = ['domain', 'private', 'public'];

/** Windows' own firewall. Another product may stand in for it, so that off is no fault by itself. */
export const netFirewall: Check = {
  id: 'net.firewall',
  group: 'net',
  platforms: ['win32'],
  uses: ['system'],
  judge({ evidence }) {
    const { firewall } = sectionOf(evidence, 'system');
    if (firewall === null) {
      return verdict('skip', { docs, finding: { code: 'REGISTRY_UNREADABLE', facts: {} } });
    }
    const known = profiles.filter((name) => firewall[name] !== null);
    const found = known.map((name) => `${name}=${firewall[name] ? 1 : 0}`).join(', ');
    const off = known.filter((name) => !firewall[name]);
    if (off.length === 0) return verdict('pass', { found, docs });
    return verdict('info', { found, docs, finding: { code: 'FIREWALL_OFF', facts: { profiles: off } } });
  },
};
