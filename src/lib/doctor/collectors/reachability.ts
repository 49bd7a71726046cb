import type { Host } from '../../host/host.js';
import type { ReachabilityEvidence } from '../evidence/reachability.js';
import { readByGo } from '../read-by-go.js';
import type { Gathered, Sources } from './sources.js';
import { tryDial } from './try-dial.js';

const dialMs = 4_000;

type Attempt = ReachabilityEvidence[number];

/** Opens, and closes, one TCP connection to each proxy that Go would use. */
export async function tryProxies({ host, proxy, signal }: Sources): Promise<Gathered<ReachabilityEvidence>> {
  const attempts = new Map<string, { host: string; port: number; variables: string[] }>();
  for (const { name, effect, endpoint } of readByGo(proxy.variables)) {
    if (effect !== 'proxy' || endpoint === null) continue;
    const key = `${endpoint.host} ${endpoint.port}`;
    const attempt = attempts.get(key) ?? { host: endpoint.host, port: endpoint.port, variables: [] };
    attempt.variables.push(name);
    attempts.set(key, attempt);
  }
  const value = await Promise.all([...attempts.values()].map((attempt) => tryOne(host, attempt, signal)));
  return { source: 'network', value };
}

async function tryOne(
  { network, clock }: Host,
  target: { host: string; port: number; variables: readonly string[] },
  signal: AbortSignal,
): Promise<Attempt> {
  const started = clock.monotonic();
  const { host, port } = target;
  const error = await tryDial({ host, port, network, clock, timeoutMs: dialMs, signal });
  return {
    ...target,
    ok: error === null,
    phase: error?.phase ?? null,
    code: error?.code ?? null,
    durationMs: Math.round(clock.monotonic() - started),
  };
}
