import type { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Network } from '../../../src/lib/host/network.js';
import { type ProbeRunPorts, runProbe } from '../../../src/lib/probe/run.js';
import { type Certificates, type Identity, makeCertificates } from '../../helpers/certificates.js';
import { loopbackNetwork } from '../../helpers/loopback-network.js';
import { missing } from '../../helpers/programs.js';
import { closedPort, startSquid } from '../../helpers/servers.js';
import { type Fake, keepingFakes, listening, portOf, ports, request, serve } from './world.js';

const established = 'HTTP/1.1 200 Connection established\r\n\r\n';
const noSuchName =
  'HTTP/1.1 502 Bad Gateway\r\nProxy-Status: p; error=dns_error\r\nContent-Length: 0\r\n\r\n';
const refused =
  'HTTP/1.1 502 Bad Gateway\r\nProxy-Status: p; error=connection_refused\r\nContent-Length: 0\r\n\r\n';

/** A proxy that answers by the authority that is asked for; null: never. It writes down all that it is sent. */
async function deciding(
  decide: (authority: string) => string | null,
  then: (socket: Socket, authority: string) => void = () => {},
): Promise<Fake & { readonly heard: string[] }> {
  const heard: string[] = [];
  const fake = await serve((socket, n) => {
    heard[n - 1] = '';
    let answered = false;
    socket.on('data', (chunk) => {
      heard[n - 1] += chunk.toString('latin1');
      const [, authority = ''] = /^CONNECT (\S+) [\s\S]*\r\n\r\n/.exec(heard[n - 1] ?? '') ?? [];
      if (answered || authority === '') return;
      answered = true;
      const answer = decide(authority);
      if (answer === null) return;
      socket.write(answer);
      then(socket, authority);
    });
  });
  return { ...fake, heard };
}

interface Options {
  readonly via?: string;
  readonly direct?: boolean;
  readonly canary?: number;
  readonly ports?: Partial<ProbeRunPorts>;
}

async function explained(targets: readonly string[], { via, direct, canary, ports: more }: Options) {
  const limits = { tunnelTimeoutMs: 150, connectTimeoutMs: 1_000 };
  const settings = { ...limits, canary: canary === undefined ? null : { host: '127.0.0.1', port: canary } };
  const plain = request(targets, { via, settings, explain: true });
  const routing = { ...plain.routing, direct: direct ?? plain.routing.direct };
  return runProbe({ ...plain, routing }, ports(more));
}

const shown = (run: Awaited<ReturnType<typeof explained>>) => run.results.find(({ ok }) => !ok)?.explanation;
const checksOf = (run: Awaited<ReturnType<typeof explained>>) =>
  shown(run)?.checks.map(({ id, ok, code }) => ({ id, ok, code }));

describe('explaining a failure', () => {
  const keep = keepingFakes();
  const listener = async () => keep(await serve((socket) => socket.resume())).port;

  it('a target that answers here, and not the proxy', async () => {
    const [port, canary] = [await listener(), await listener()];
    const proxy = await deciding((authority) => (authority.endsWith(`:${canary}`) ? established : null));
    keep(proxy);
    const run = await explained([`127.0.0.1:${port}`], {
      via: `http://u:Canary-pw@127.0.0.1:${proxy.port}`,
      canary,
    });
    expect(shown(run)).toMatchObject({ verdict: 'blocked-behind-proxy', facts: { seen: 'silent', port } });
    expect(checksOf(run)).toEqual([
      { id: 'canary', ok: true, code: null },
      { id: 'direct', ok: true, code: null },
    ]);
    // One for the probe, one for the canary; nothing but requests for tunnels, with the credentials that are the proxy's.
    expect(proxy.heard).toHaveLength(2);
    for (const heard of proxy.heard) expect(heard).toMatch(/^CONNECT [\s\S]*\r\n\r\n$/);
    expect(JSON.stringify(run)).not.toContain('Canary-pw');
  });

  it('a target that was reached through the same proxy in this run serves as the canary', async () => {
    const [port, other] = [await listener(), await listener()];
    const proxy = await deciding((authority) => (authority.endsWith(`:${other}`) ? established : refused));
    keep(proxy);
    const run = await explained([`127.0.0.1:${port}`, `127.0.0.1:${other}`], {
      via: `127.0.0.1:${proxy.port}`,
    });
    expect(shown(run)?.checks[0]).toMatchObject({ id: 'canary', target: `127.0.0.1:${other}`, ok: true });
  });

  it('the same target directly in this run saves a connection', async () => {
    const target = keep(await serve((socket) => socket.resume()));
    const proxy = keep(await deciding(() => refused));
    const run = await explained([`127.0.0.1:${target.port}`], {
      via: `127.0.0.1:${proxy.port}`,
      direct: true,
    });
    expect(checksOf(run)).toEqual([{ id: 'other-way', ok: true, code: null }]);
    expect(shown(run)?.verdict).toBe('blocked-behind-proxy');
    expect(target.connections()).toBe(1);
  });

  it('another way of this run is named whole, as -x takes it', async () => {
    // Plays both hops: whoever asks for a tunnel gets one.
    const hops = keep(await serve((socket) => socket.on('data', () => socket.write(established))));
    const way = `http://127.0.0.1:${hops.port},http://second.test:3128`;
    const run = await explained([`127.0.0.1:${await closedPort()}`], { via: way, direct: true });
    expect(shown(run)).toMatchObject({ verdict: 'other-way-works', facts: { proxy: null, way } });
  });

  it('a name that this machine knows and the proxy does not', async () => {
    const port = await listener();
    const proxy = await deciding((authority) => (authority.startsWith('db.test') ? noSuchName : established));
    keep(proxy);
    const network: Network = {
      ...loopbackNetwork,
      resolve: async (host, signal) =>
        host === 'db.test' ? [{ address: '127.0.0.1', family: 4 }] : loopbackNetwork.resolve(host, signal),
    };
    const run = await explained([`db.test:${port}`], { via: `127.0.0.1:${proxy.port}`, ports: { network } });
    expect(shown(run)).toMatchObject({
      verdict: 'name-unknown-at-proxy',
      facts: { host: 'db.test', address: '127.0.0.1', reached: true },
    });
  });

  it('a name that nobody knows', async () => {
    const proxy = keep(await deciding(() => noSuchName));
    const resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    const network: Network = { ...loopbackNetwork, resolve };
    const run = await explained(['db.test:1'], { via: `127.0.0.1:${proxy.port}`, ports: { network } });
    expect(shown(run)).toMatchObject({ verdict: 'name-unknown', facts: { host: 'db.test' } });
  });

  it('a proxy that is down, and not needed', async () => {
    const port = await listener();
    const gone = await serve(() => {});
    await gone.close();
    const run = await explained([`127.0.0.1:${port}`], { via: `127.0.0.1:${gone.port}` });
    expect(shown(run)).toMatchObject({ verdict: 'proxy-not-needed', facts: { proxyMs: null } });
  });

  it('dials nothing for a failure at the target itself', async () => {
    const target = keep(await serve((socket) => socket.end('-WRONGPASS no\r\n')));
    const run = await explained([`redis://:secret-1@127.0.0.1:${target.port}`], {});
    expect(shown(run)).toMatchObject({ verdict: 'way-open', checks: [] });
    expect(target.connections()).toBe(1);
  });

  it('says what Go would do with the target where the probe did otherwise', async () => {
    const proxy = keep(await deciding(() => refused));
    const env = { HTTPS_PROXY: 'http://10.0.0.10:8080', NO_PROXY: '.test' };
    const run = await explained(['https://a.test/'], { via: `127.0.0.1:${proxy.port}`, ports: { env } });
    expect(shown(run)?.clients).toContainEqual({
      ...{ client: 'go', proxy: null, refused: false },
      rule: { kind: 'bypass', name: 'NO_PROXY', entry: '.test' },
    });
  });

  it('is bounded: eight in a run, one for the same code and proxy', async () => {
    const proxies = await Promise.all(
      Array.from({ length: 10 }, async () => keep(await deciding(() => refused))),
    );
    const plain = request(['127.0.0.1:1', '127.0.0.1:2'], { explain: true });
    const routes = proxies.map(({ port }) => request([], { via: `127.0.0.1:${port}` }).routing.routes[0]);
    const routing = {
      ...plain.routing,
      direct: false,
      routes: routes.filter((route) => route !== undefined),
    };
    const { results } = await runProbe({ ...plain, routing }, ports());
    expect(results).toHaveLength(20);
    expect(results.filter(({ explanation }) => explanation !== null)).toHaveLength(8);
  });

  it('is not made after an interruption', async () => {
    const proxy = keep(await deciding(() => refused));
    const interrupt = new AbortController();
    const run = await explained(['127.0.0.1:1'], {
      via: `127.0.0.1:${proxy.port}`,
      ports: { signal: interrupt.signal, onResult: () => interrupt.abort(new Error('Ctrl-C')) },
    });
    expect(run.results[0]).toMatchObject({ ok: false, explanation: null });
    expect(proxy.connections()).toBe(1);
  });

  it('ends with an interruption', async () => {
    const [port, interrupt] = [await listener(), new AbortController()];
    const proxy = await deciding(() => {
      if (proxy.heard.length === 2) setTimeout(() => interrupt.abort(new Error('Ctrl-C')), 20);
      return null;
    });
    keep(proxy);
    const began = performance.now();
    const run = await explained([`127.0.0.1:${port}`], {
      ...{ via: `127.0.0.1:${proxy.port}`, canary: 9 },
      ports: { signal: interrupt.signal },
    });
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(run.results[0]?.explanation).toBeNull();
  });
});

describe.skipIf(missing('squid'))('explaining what squid forbids', () => {
  it('a port that is not in SSL_ports', async () => {
    const squid = await startSquid({ tunnelPorts: 'default' });
    try {
      const run = await explained(['127.0.0.1:6379'], { via: `127.0.0.1:${squid.port}` });
      expect(run.results[0]?.diagnosis?.code).toBe('PROXY_FORBIDDEN');
      expect(shown(run)).toMatchObject({ verdict: 'port-not-allowed', facts: { port: 6379 } });
    } finally {
      await squid.stop();
    }
  });
});

describe.skipIf(missing('openssl'))('explaining a certificate that is not trusted', () => {
  const keep = keepingFakes();
  let certificates: Certificates;
  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterAll(() => certificates.remove());

  async function speakTls(identity: Identity): Promise<number> {
    const server = createTlsServer(identity, (socket) => socket.on('error', () => {}).resume());
    await listening(server);
    keep({ port: portOf(server), connections: () => 0, close: async () => void server.close() });
    return portOf(server);
  }

  /** Every machine trusts the test authority, without `--cacert`. */
  const network: Network = {
    ...loopbackNetwork,
    connectTls: (options) => loopbackNetwork.connectTls({ ...options, ca: certificates.ca }),
  };

  async function through(leadsTo: number, target: number) {
    const proxy = await deciding(
      () => established,
      (socket) => {
        const onward = loopbackNetwork.connect({ host: '127.0.0.1', port: leadsTo });
        socket.removeAllListeners('data');
        socket.pipe(onward).pipe(socket);
        onward.on('error', () => socket.destroy());
        socket.on('close', () => onward.destroy());
      },
    );
    keep(proxy);
    return explained([`tls://localhost:${target}`], { via: `127.0.0.1:${proxy.port}`, ports: { network } });
  }

  it('another certificate comes directly, and it is good: TLS is opened on the way', async () => {
    const run = await through(await speakTls(certificates.selfSigned), await speakTls(certificates.server));
    expect(run.results[0]).toMatchObject({ diagnosis: { code: 'TLS_INTERCEPTED', blame: 'network' } });
    expect(run.results[0]?.attempts.at(-1)?.code).toBe('TLS_INTERCEPTED');
    expect(run.summary.blame).toEqual(['network']);
    expect(shown(run)).toMatchObject({
      verdict: 'intercepted',
      facts: { issuer: 'localhost', directIssuer: 'aliproxy test authority' },
      checks: [{ id: 'chain', ok: true, proxy: null }],
    });
  });

  it('the same certificate comes directly: nobody opens it', async () => {
    const port = await speakTls(certificates.selfSigned);
    const run = await through(port, port);
    expect(run.results[0]).toMatchObject({ diagnosis: { code: 'TLS_UNTRUSTED' } });
    expect(shown(run)?.verdict).toBe('same-certificate');
  });
});
