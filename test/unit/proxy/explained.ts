import type { Environment } from '../../../src/lib/host/host.js';
import type { ClientId, ClientWorld } from '../../../src/lib/proxy/clients/client.js';
import { type ExplainOptions, explain } from '../../../src/lib/proxy/explain/explain.js';
import { parseExplainTarget } from '../../../src/lib/proxy/explain/explain-target.js';

export const p = 'http://10.0.0.10:8080';

/** With the last curl that has a default port of its own. */
export function worldOf(env: Environment, more: Partial<ClientWorld> = {}): ClientWorld {
  const versions = { curl: '8.20.0', node: '24.21.0' };
  return { os: 'linux', env, versions, settings: {}, windows: null, ...more };
}

export function explained(url: string, world: ClientWorld, options?: ExplainOptions) {
  const target = parseExplainTarget(url);
  if (!target.ok) throw new Error(target.problem);
  return explain(target.target, world, options);
}

export function only(...clients: ClientId[]) {
  return { clients };
}
