import { type Check, sectionOf, verdict } from '../check.js';

const docs = 'https://learn.microsoft.com/powershell/module/netsecurity/';

const profiles = ['domain', 'private', 'public'] as const;

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
    const found = known.map((name) => `${name} ${firewall[name] ? 'on' : 'off'}`).join(', ');
    const off = known.filter((name) => !firewall[name]);
    if (off.length === 0) return verdict('pass', { found, docs });
    return verdict('info', { found, docs, finding: { code: 'FIREWALL_OFF', facts: { profiles: off } } });
  },
};
