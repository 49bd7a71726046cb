import { randomBytes } from 'node:crypto';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import { nodeClock } from '../../../src/lib/host/node/clock.js';
import type { ProbeSettings } from '../../../src/lib/probe/attempt.js';
import type { ProbeResult } from '../../../src/lib/probe/result.js';
import {
  defaultSettings,
  type ProbeRequest,
  type ProbeRunPorts,
  runProbe,
} from '../../../src/lib/probe/run.js';
import { parseTarget, type Target } from '../../../src/lib/probe/target/target.js';
import { type ProxyUrl, parseProxyUrl } from '../../../src/lib/proxy/proxy-url.js';
import { Redactor } from '../../../src/lib/redact.js';
import { loopbackNetwork } from '../../helpers/loopback-network.js';

export function target(text: string): Target {
  const reading = parseTarget(text);
  if (!reading.ok) throw new Error(`${text}: ${reading.problem}`);
  return reading.target;
}

export function proxy(text: string): ProxyUrl {
  const reading = parseProxyUrl(text);
  if (!reading.ok) throw new Error(`${text}: ${reading.problem}`);
  return reading.proxy;
}

/** The real network and clock, an environment without proxies, no Ctrl-C. */
export function ports(more: Partial<ProbeRunPorts> = {}): ProbeRunPorts {
  return {
    network: loopbackNetwork,
    clock: nodeClock,
    random: randomBytes,
    env: {},
    os: 'linux',
    signal: new AbortController().signal,
    secrets: new Redactor(),
    ...more,
  };
}

interface RequestOptions extends Partial<Omit<ProbeRequest, 'settings' | 'targets'>> {
  /** A proxy for every target, or a chain of them with commas; without it all are direct. */
  readonly via?: string | undefined;
  readonly settings?: Partial<ProbeSettings> | undefined;
}

export function request(targets: readonly string[], options: RequestOptions = {}): ProbeRequest {
  const { via, settings, ...more } = options;
  const routes = via === undefined ? [] : [{ proxies: via.split(',').map(proxy), source: 'flag' as const }];
  return {
    targets: targets.map(target),
    routing: { routes, direct: via === undefined, noProxy: null, envRules: 'go' },
    attempts: 1,
    waitMs: null,
    repeat: null,
    explain: false,
    concurrency: 32,
    deadlineMs: null,
    strict: false,
    ...more,
    settings: { ...defaultSettings, ...settings },
  };
}

/** One probe of one target, its one result. */
export async function probeOne(
  text: string,
  options: { via?: string | undefined; settings?: Partial<ProbeSettings> | undefined } = {},
): Promise<ProbeResult> {
  const { results } = await runProbe(request([text], options), ports());
  const [result] = results;
  if (!result || results.length !== 1) throw new Error(`${results.length} results`);
  return result;
}

/** What a test compares: the verdict without times. */
export function verdict({ status, ok, diagnosis, phase }: ProbeResult) {
  return { status, ok, code: diagnosis?.code ?? null, phase, blame: diagnosis?.blame ?? null };
}

/** The verdict of a clean pass. */
export const pass = { status: 'pass', ok: true, code: null, phase: null, blame: null };

export interface Fake {
  readonly port: number;
  /** Connections it has accepted so far. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** A server on a free port of 127.0.0.1 that treats each connection as told. */
export async function serve(onConnection: (socket: Socket, n: number) => void): Promise<Fake> {
  let count = 0;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
    onConnection(socket, ++count);
  });
  await listening(server);
  return {
    port: portOf(server),
    connections: () => count,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Keeps fakes for the tests of a `describe`, and closes them after each. */
export function keepingFakes(): (fake: Fake) => Fake {
  const fakes: Fake[] = [];
  afterEach(async () => {
    await Promise.all(fakes.splice(0).map((fake) => fake.close()));
  });
  return (fake) => {
    fakes.push(fake);
    return fake;
  };
}

/** A proxy that gives each CONNECT this answer, byte for byte, and then does as told. */
export function fakeProxy(answer: string | Buffer, then: (socket: Socket) => void = () => {}): Promise<Fake> {
  return serve((socket) => {
    let head = '';
    const read = (chunk: Buffer) => {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      socket.off('data', read);
      socket.write(answer);
      then(socket);
    };
    socket.on('data', read);
  });
}

/** Writes the bytes one piece after the other, parted at these places. */
export function sendInPieces(socket: Socket, bytes: Buffer, cuts: readonly number[]): void {
  const places = [...new Set([...cuts.filter((cut) => cut < bytes.length), bytes.length])];
  places.sort((a, b) => a - b);
  let from = 0;
  const next = () => {
    const to = places.shift();
    if (to === undefined) return;
    socket.write(bytes.subarray(from, to), () => setTimeout(next, 1));
    from = to;
  };
  next();
}

export function listening(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
