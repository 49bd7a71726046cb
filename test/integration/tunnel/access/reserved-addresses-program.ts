// Runs inside the network namespace that reserved-addresses.test.ts makes: listeners on every address, tunnels, and a
// request to each address by each protocol, from this machine and from another one.
import { connect, createServer, type Socket } from 'node:net';
import { nodeHost } from '../../../../src/lib/host/node/host.js';
import { nodeNetwork } from '../../../../src/lib/host/node/network.js';
import { parseAuthority } from '../../../../src/lib/proxy/authority.js';
import {
  defaultSettings,
  type ForwardSetting,
  type TunnelSettings,
} from '../../../../src/lib/tunnel/settings.js';
import { startTunnel, type Tunnel } from '../../../../src/lib/tunnel/tunnel.js';

interface Plan {
  /** What is listened on, as Node takes it. */
  readonly listen: readonly string[];
  /** As it stands in a request; `tunnel`, `forward` and `admin` stand for ports of the tunnel's own. */
  readonly targets: readonly string[];
  /** What names stand for; each lookup takes the next, the last for ever. */
  readonly names: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** The addresses clients come from. */
  readonly clients: readonly string[];
}

const port = 8080;
const plan: Plan = JSON.parse(process.argv[2] ?? '');
const seen: Record<string, number> = {};
const lookups = new Map<string, number>();

async function main(): Promise<void> {
  for (const host of plan.listen) await listenOn(host);
  const network = {
    ...nodeNetwork,
    resolve: async (host: string) => {
      const time = lookups.get(host) ?? 0;
      lookups.set(host, time + 1);
      const known = plan.names[host] ?? [];
      const found = known[Math.min(time, known.length - 1)] ?? [];
      return found.map((address) => ({
        address,
        family: address.includes(':') ? (6 as const) : (4 as const),
      }));
    },
  };
  const anywhere: TunnelSettings = {
    ...defaultSettings,
    listen: [
      { host: '0.0.0.0', port: 0 },
      { host: '::1', port: 0 },
    ],
    forwards: [],
    access: {
      ...defaultSettings.access,
      allowFrom: [
        { address: '0.0.0.0', prefix: 0 },
        { address: '::', prefix: 0 },
      ],
    },
  };
  const names = Object.keys(plan.names);
  const forwards = names.map(
    (name): ForwardSetting => ({
      ...{ name: null, listen: { host: '0.0.0.0', port: 0 }, upstreams: null },
      target: { host: name, port },
    }),
  );
  const tunnel = await startTunnel({ ...anywhere, forwards }, { ...nodeHost(), network });
  const [, second] = tunnel.listeners;
  const fine = names.indexOf('fine.test');
  tunnel.own.push({ host: '127.0.0.1', port, serves: 'admin' });
  const places = plan.targets.map((text): [string, string] => {
    const own = {
      tunnel: tunnel.address.port,
      tunnel6: second?.address.port,
      forward: forwardPort(tunnel, fine),
    };
    const [host, kind] = text.split('#') as [string, keyof typeof own | undefined];
    return [text, `${host}:${kind === undefined ? port : own[kind]}`];
  });
  const answers: Record<string, Record<string, Record<string, string>>> = {};
  for (const from of plan.clients) {
    const given: Record<string, Record<string, string>> = { connect: {}, http: {}, socks5: {}, forward: {} };
    for (const [text, place] of places) {
      lookups.clear();
      for (const protocol of ['connect', 'http', 'socks5'] as const) {
        const asked = given[protocol] as Record<string, string>;
        asked[text] = await ask[protocol](dialled(tunnel.address.port, from), place);
      }
    }
    for (const [index, name] of names.entries()) {
      lookups.clear();
      const forward = given.forward as Record<string, string>;
      forward[name] = await throughForward(dialled(forwardPort(tunnel, index), from));
    }
    answers[from] = given;
  }
  process.stdout.write(JSON.stringify({ seen, answers }), () => process.exit());
}

function forwardPort({ listeners }: Tunnel, index: number): number {
  return listeners.filter(({ forward }) => forward !== null)[index]?.address.port ?? 0;
}

function dialled(proxyPort: number, from: string): Socket {
  return connect({
    port: proxyPort,
    host: from.startsWith('127.') ? '127.0.0.1' : '10.0.0.1',
    localAddress: from,
  });
}

function listenOn(host: string): Promise<void> {
  seen[host] = 0;
  const server = createServer((socket) => {
    seen[host] = (seen[host] ?? 0) + 1;
    socket.on('error', () => {});
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nreached');
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, ipv6Only: true }, resolve);
  });
}

/** `reached`, or the code of the refusal. */
const ask = {
  connect: async (socket: Socket, place: string) => {
    socket.write(`CONNECT ${place} HTTP/1.1\r\n\r\n`);
    return refusalIn(await all(socket));
  },
  http: async (socket: Socket, place: string) => {
    socket.write(`GET http://${place}/ HTTP/1.1\r\nHost: a\r\n\r\n`);
    return refusalIn(await all(socket));
  },
  socks5: async (socket: Socket, place: string) => {
    const authority = parseAuthority(place);
    if (authority === null) throw new Error(place);
    const host = Buffer.from(authority.host);
    socket.write(Buffer.of(5, 1, 0));
    socket.write(
      Buffer.concat([
        Buffer.of(5, 1, 0, 3, host.length),
        host,
        Buffer.of(authority.port >> 8, authority.port & 255),
      ]),
    );
    const bytes = await all(socket);
    if (bytes.includes('reached')) return 'reached';
    return bytes[3] === 2 ? 'refused' : `reply ${bytes[3]}`;
  },
};

function refusalIn(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return text.includes('reached') ? 'reached' : (/X-Aliproxy-Error: (\w+)/.exec(text)?.[1] ?? text);
}

async function throughForward(socket: Socket): Promise<string> {
  const text = (await all(socket)).toString('latin1');
  return text.includes('reached') ? 'reached' : text === '' ? 'closed' : text;
}

/** Everything until the other side closes. */
function all(socket: Socket): Promise<Buffer> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.includes('reached')) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('end', () => socket.destroy());
    socket.on('close', () => resolve(bytes));
  });
}

main().catch((error: unknown) => {
  process.stderr.write(String(error instanceof Error ? error.stack : error));
  process.exit(1);
});
