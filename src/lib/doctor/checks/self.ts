import parse from 'semver/functions/parse.js';
import { type Check, type Fix, optionalSectionOf, verdict } from '../check.js';
import type { SelfEvidence } from '../evidence/self.js';
import { compareVersions, parseVersion } from '../versions.js';
import { byHand, ownShell } from './commands.js';

const docs = 'https://nodejs.org';

/** As `engines` of package.json has it. */
const leastNode = [20, 19];

/** This program: the Node it runs on, and whether there is a newer one. No answer to that is no trouble. */
export const selfVersion: Check = {
  id: 'self.version',
  group: 'tools',
  uses: [],
  optional: ['self'],
  judge({ evidence }) {
    const self = optionalSectionOf(evidence, 'self');
    const { node, os } = evidence.platform;
    const found = [self && `aliproxy ${self.version}`, `Node.js ${node}`].filter(Boolean).join(', ');
    const version = parseVersion(node);
    const minimum = leastNode.join('.');
    if (version !== null && compareVersions(version, leastNode) < 0) {
      return verdict('warn', {
        found,
        expected: `Node.js >= ${minimum}`,
        finding: { code: 'SELF_NODE_OLD', facts: { version: node, minimum } },
        docs,
      });
    }
    const latest = self && newer(self);
    if (!self || latest === null) return verdict('pass', { found });
    return verdict('info', {
      found,
      expected: `aliproxy ${latest}`,
      finding: { code: 'SELF_OUTDATED', facts: { version: self.version, latest } },
      fix: upgrade(os),
    });
  },
};

/** A prerelease is offered to those who run one. */
function newer({ version, latest }: SelfEvidence): string | null {
  const [newest, own] = [parse(latest), parse(version)];
  if (newest === null || own === null) return null;
  if (newest.prerelease.length > 0 && own.prerelease.length === 0) return null;
  return newest.compare(own) > 0 ? newest.version : null;
}

function upgrade(os: string): Fix {
  return byHand('upgradeSelf', [ownShell('npm install -g aliproxy@latest', os)], true);
}
