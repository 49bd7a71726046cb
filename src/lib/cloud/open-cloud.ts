import type { Host } from '../host/host.js';
import { CloudClient, type CloudClientOptions, connectTimeoutMs } from './client.js';
import { type Chooser, type Cloud, refuseToChoose } from './cloud.js';
import type { Credentials } from './credentials.js';
import { Deadline } from './deadline.js';
import { publicEndpoint } from './endpoints.js';
import { cloudUsage } from './failures.js';
import { listZones } from './inventory.js';
import { popTransport } from './transport.js';

export interface CloudOptions {
  readonly credentials: Credentials;
  readonly region: string;
  /** Takes the place of the public endpoints; null: those. */
  readonly endpoint: string | null;
  /** Limit of all waiting. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly choose?: Chooser;
  readonly chooseZone?: (client: CloudClient) => Promise<string>;
  readonly onRetry?: NonNullable<CloudClientOptions['onRetry']>;
}

export interface OpenCloud {
  readonly cloud: Cloud;
  /** Closes the kept connections; they would keep the process alive. */
  close(): void;
}

/** Everything that the operations work with, on real sockets. Nothing is called yet. */
export function openCloud(
  host: Pick<Host, 'network' | 'clock' | 'random'>,
  { credentials, region, endpoint, timeoutMs, signal, choose, chooseZone, onRetry }: CloudOptions,
): OpenCloud {
  const transport = popTransport(credentials, host.network, { connectTimeoutMs });
  const deadline = new Deadline(host.clock, timeoutMs);
  const client = new CloudClient({
    transport,
    endpointOf: (product) => endpoint ?? publicEndpoint(product, region),
    region,
    clock: host.clock,
    signal,
    deadline,
    runId: host.random(16).toString('hex'),
    random: () => host.random(4).readUInt32BE() / 2 ** 32,
    ...(onRetry ? { onRetry } : {}),
  });
  const cloud: Cloud = {
    client,
    clock: host.clock,
    signal,
    deadline,
    choose: choose ?? refuseToChoose,
    chooseZone: () => (chooseZone ?? refuseZone)(client),
  };
  return { cloud, close: () => transport.close() };
}

async function refuseZone(client: CloudClient): Promise<string> {
  throw cloudUsage('CHOICE_NEEDED', { kind: 'zone', flag: '--zone', candidates: await listZones(client) });
}
