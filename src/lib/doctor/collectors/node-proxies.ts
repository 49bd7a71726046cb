import type { Host } from '../../host/host.js';
import type { ClientWorld, ExplainTarget } from '../../proxy/clients/client.js';
import { currentReleases } from '../../proxy/clients/current-releases.js';
import { nodeRules } from '../../proxy/clients/node.js';
import type { TargetsEvidence } from '../evidence/targets.js';

const anyHttps: ExplainTarget = {
  url: 'https://any.invalid/',
  scheme: 'https',
  host: 'any.invalid',
  port: 443,
  explicitPort: false,
  path: '/',
};

/** What Node.js makes of the proxy variables: this one for an https URL, and those that might be started next. */
export function describeNode({ env, platform }: Pick<Host, 'env' | 'platform'>): TargetsEvidence['node'] {
  const decide = (version: string) => {
    const world: ClientWorld = {
      os: platform.os,
      env,
      versions: { node: version },
      settings: {},
      windows: null,
    };
    return nodeRules.decide(anyHttps, world);
  };
  // This one may not know proxy variables, and others may be installed beside it.
  const others = currentReleases.nodeBefore.map(decide);
  const stopping = others.flatMap(({ rule, notes }) =>
    notes.some(({ kind }) => kind === 'will-not-start') && rule && 'name' in rule ? [rule.name] : [],
  );
  return {
    uses: decide(platform.nodeVersion).outcome === 'proxy',
    told: others.some(({ rule }) => rule?.kind !== 'opt-in'),
    stopping: [...new Set(stopping)],
  };
}
