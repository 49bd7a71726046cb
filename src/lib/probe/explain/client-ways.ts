import type { Environment } from '../../host/host.js';
import type { ClientDecision, ExplainTarget } from '../../proxy/clients/client.js';
import { sameEndpoint } from '../../proxy/explain/compare-decisions.js';
import { explain } from '../../proxy/explain/explain.js';
import { formatEndpoint } from '../../proxy/proxy-endpoint.js';
import type { ProxyUrl } from '../../proxy/proxy-url.js';
import type { ExplainCase } from './explain-case.js';
import type { ClientWay } from './explanation.js';

/**
 * What Go, curl and Node would do with a target by the variables alone, where it is not what the probe did. A client
 * that does not speak the scheme has no way of its own.
 */
export function clientWays(
  { target, proxies }: ExplainCase,
  env: Environment,
  os: NodeJS.Platform,
): ClientWay[] {
  const { kind, host, port, path } = target;
  if (kind === 'proxy' || kind === 'dns' || host === '') return [];
  const asked: ExplainTarget = { url: target.shown, scheme: kind, host, port, explicitPort: true, path };
  const world = { os, env, versions: {}, settings: {}, windows: null };
  return explain(asked, world, { clients: ['go', 'curl', 'node'] }).clients.flatMap(
    (decision): ClientWay[] => {
      const { client, outcome, proxy, rule } = decision;
      if (rule === null || outcome === 'none' || outcome === 'unknown' || outcome === 'skipped') return [];
      if (isWayTaken(decision, proxies)) return [];
      return [{ client, proxy: proxy && formatEndpoint(proxy), refused: outcome === 'error', rule }];
    },
  );
}

function isWayTaken({ outcome, proxy }: ClientDecision, proxies: readonly ProxyUrl[]): boolean {
  const [first, ...more] = proxies;
  if (first === undefined) return outcome === 'direct';
  if (outcome !== 'proxy' || proxy === null || more.length > 0) return false;
  // Where the name is resolved is no difference in the way.
  const plain = (scheme: string) => (scheme === 'socks5h' ? 'socks5' : scheme);
  return sameEndpoint({ ...proxy, scheme: plain(proxy.scheme) }, { ...first, scheme: plain(first.scheme) });
}
