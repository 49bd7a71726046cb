import {
  type CollectRequest,
  type Sources,
  shareSources,
} from '../../../src/lib/doctor/collectors/sources.js';
import { sectionNames } from '../../../src/lib/doctor/evidence.js';
import type { Host } from '../../../src/lib/host/host.js';

/** A request for everything, without targets, that asks nobody on the network. */
export const quietRequest: CollectRequest = {
  sections: new Set(sectionNames),
  offline: true,
  timeoutMs: 30_000,
  listenPort: 0,
  targets: [],
  apiEndpoint: 'http://127.0.0.1:1',
  program: { name: 'aliproxy', version: '0.1.0' },
};

/** What a collector works with, on this host. */
export function sourcesFor(
  host: Host,
  changes: Partial<CollectRequest> = {},
  signal: AbortSignal = new AbortController().signal,
): Sources {
  const request = { ...quietRequest, ...changes };
  const limitMs = Math.min(25_000, request.timeoutMs);
  return { ...shareSources(host, request, signal), host, request, limitMs, signal };
}
