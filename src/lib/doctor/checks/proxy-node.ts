import { type Check, optionalSectionOf, sectionOf, verdict } from '../check.js';

const docs = 'https://nodejs.org/api/cli.html#node_use_env_proxy1';

/** What Node.js programs, this one among them, make of the proxy variables: most look at them only where told to. */
export const proxyNode: Check = {
  id: 'proxy.node',
  group: 'proxy',
  uses: ['targets'],
  optional: ['proxy'],
  judge({ evidence }) {
    const { uses, told, stopping } = sectionOf(evidence, 'targets').node;
    const { node: version } = evidence.platform;
    const found = told ? 'NODE_USE_ENV_PROXY' : null;
    if (told && stopping.length > 0) {
      return verdict('warn', {
        found,
        finding: { code: 'NODE_WILL_NOT_START', facts: { variables: stopping } },
        docs,
      });
    }
    if (uses) return verdict('info', { found, finding: { code: 'NODE_PROXY', facts: { version } }, docs });
    const variables = optionalSectionOf(evidence, 'proxy')?.variables ?? [];
    return variables.length === 0
      ? verdict('pass', { found })
      : verdict('info', { found, finding: { code: 'NODE_DIRECT', facts: { version } }, docs });
  },
};
