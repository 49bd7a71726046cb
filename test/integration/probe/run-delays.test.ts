import { connect, createServer, type Server, Socket, type TcpNetConnectOpts } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Network } from '../../../src/lib/host/network.js';
import type { ProbeResult } from '../../../src/lib/probe/result.js';
import { runProbe } from '../../../src/lib/probe/run.js';
import { type PhaseName, phaseNames } from '../../../src/lib/proxy/way/phases.js';
import { type Certificates, type Identity, makeCertificates } from '../../helpers/certificates.js';
import { loopbackNetwork } from '../../helpers/loopback-network.js';
import { missing } from '../../helpers/programs.js';
import { closedPort } from '../../helpers/servers.js';
import { listening, portOf, ports, request } from './world.js';

const delayMs = 200;
const throughProxy = ['proxyDns', 'proxyTcp', 'proxyTls', 'tunnel', 'tls', 'app', 'transfer'] as const;
const directly = ['targetDns', 'targetTcp', 'tls', 'app', 'transfer'] as const;

/** Every name is this machine's; a lookup or a connection takes its time where that is asked for. */
function slowNetwork(slow: PhaseName | null): Network {
  const later = (act: () => void, isSlow: boolean) => void (isSlow ? setTimeout(act, delayMs) : act());
  return {
    ...loopbackNetwork,
    resolve: (host) =>
      new Promise((resolve) => {
        const isSlow = slow === (host === 'localhost' ? 'proxyDns' : 'targetDns');
        later(() => resolve([{ address: '127.0.0.1', family: 4 }]), isSlow);
      }),
    connect: (options) => {
      const socket = new Socket();
      later(() => socket.connect(options as TcpNetConnectOpts), slow === 'proxyTcp' || slow === 'targetTcp');
      return socket;
    },
  };
}

describe.skipIf(missing('openssl'))('a delay', () => {
  let certificates: Certificates;
  const servers: Server[] = [];

  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  afterAll(() => certificates?.remove());

  /** TLS on each connection, the handshake begun late if asked for. */
  async function tlsServer(
    identity: Identity,
    { isSlow, onConnection }: { isSlow: boolean; onConnection: (socket: Socket) => void },
  ): Promise<number> {
    const secure = createTlsServer(identity, (socket) => onConnection(socket.on('error', () => {})));
    secure.on('tlsClientError', () => {});
    const server = createServer({ noDelay: true }, (socket) => {
      socket.on('error', () => {});
      const begin = () => setTimeout(() => secure.emit('connection', socket), isSlow ? delayMs : 0);
      // Counted from the first byte: a proxy connects earlier than it tells.
      socket.once('readable', begin);
    });
    await listening(server);
    servers.push(server);
    return portOf(server);
  }

  const target = (slow: PhaseName | null, identity: Identity = certificates.server) =>
    tlsServer(identity, {
      isSlow: slow === 'tls',
      onConnection: (socket) =>
        socket.once('data', () => {
          const head = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n';
          setTimeout(() => socket.write(head), slow === 'app' ? delayMs : 0);
          setTimeout(() => socket.write('ok'), slow === 'app' || slow === 'transfer' ? delayMs + 5 : 5);
        }),
    });

  /** An HTTP proxy over TLS; whatever the name asked for, the port is on this machine. */
  const proxy = (slow: PhaseName | null, refusal: string | null = null) =>
    tlsServer(certificates.server, {
      isSlow: slow === 'proxyTls',
      onConnection: (socket) =>
        socket.once('data', (head) => {
          const port = Number(/^CONNECT [^ ]+:(\d+) /.exec(head.toString())?.[1]);
          const upstream = refusal === null ? connect(port, '127.0.0.1') : null;
          upstream?.on('error', () => socket.destroy());
          const answer = refusal ?? 'HTTP/1.1 200 OK\r\n\r\n';
          setTimeout(
            () => {
              socket.write(answer);
              if (upstream) socket.pipe(upstream).pipe(socket);
            },
            slow === 'tunnel' ? delayMs : 0,
          );
        }),
    });

  async function probe(
    place: { target: number; proxy: number | null },
    slow: PhaseName | null,
  ): Promise<ProbeResult> {
    const via = place.proxy === null ? undefined : `https://localhost:${place.proxy}`;
    const settings = { ca: certificates.ca, proxyCa: certificates.ca };
    const run = await runProbe(
      request([`https://server.test:${place.target}/`], { via, settings }),
      ports({ network: slowNetwork(slow) }),
    );
    const [result] = run.results;
    if (!result) throw new Error('no result');
    return result;
  }

  function expectDelayIn(slow: PhaseName, reached: readonly PhaseName[], { timingsMs }: ProbeResult): void {
    for (const name of phaseNames) {
      const ms = timingsMs[name];
      if (name === slow) expect(ms, name).toBeGreaterThanOrEqual(delayMs - 2);
      else if (reached.includes(name)) expect(ms, name).toBeLessThan(delayMs / 2);
      else expect(ms, name).toBeNull();
    }
    expect(timingsMs.total).toBeGreaterThanOrEqual(delayMs - 2);
  }

  it.each(throughProxy)('in %s shows there and nowhere else, through a proxy', async (slow) => {
    const result = await probe({ target: await target(slow), proxy: await proxy(slow) }, slow);
    expect(result.status, JSON.stringify(result)).toBe('pass');
    expectDelayIn(slow, throughProxy, result);
  });

  it.each(directly)('in %s shows there and nowhere else, directly', async (slow) => {
    const result = await probe({ target: await target(slow), proxy: null }, slow);
    expect(result.status, JSON.stringify(result)).toBe('pass');
    expectDelayIn(slow, directly, result);
  });

  it.each(['proxyTcp', 'proxyTls', 'tunnel', 'tls'] as const)(
    'of a probe that fails in %s leaves what comes after it null',
    async (last) => {
      const refusal = last === 'tunnel' ? 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n' : null;
      const plain = createServer((socket) => socket.on('error', () => {}).end('SSH-2.0-x\r\n'));
      await listening(plain);
      servers.push(plain);
      const proxyPort =
        last === 'proxyTcp'
          ? await closedPort()
          : last === 'proxyTls'
            ? portOf(plain)
            : await proxy(null, refusal);
      const targetPort = await target(null, last === 'tls' ? certificates.selfSigned : certificates.server);
      const result = await probe({ target: targetPort, proxy: proxyPort }, null);
      expect(result).toMatchObject({ status: 'fail', phase: last });
      const reached = throughProxy.slice(0, throughProxy.indexOf(last) + 1);
      const measured = phaseNames.filter((name) => result.timingsMs[name] !== null);
      expect(measured).toEqual(reached);
    },
  );

  it('in a phase that has an SLO warns of that phase, and fails the run where it is strict', async () => {
    const place = { target: await target('app'), proxy: await proxy('app') };
    const slo = [
      { phase: 'tunnel', limitMs: 150 },
      { phase: 'targetTcp', limitMs: 1 },
      { phase: 'app', limitMs: 5_000 },
    ] as const;
    const settings = { ca: certificates.ca, proxyCa: certificates.ca, slo };
    const via = `https://localhost:${place.proxy}`;
    const text = `https://server.test:${place.target}/#slo=app=150ms;slo=total=180ms`;
    const network = slowNetwork('app');
    const run = await runProbe(request([text], { via, settings }), ports({ network }));
    const [result] = run.results;
    expect(run.ok).toBe(true);
    expect(result).toMatchObject({ status: 'warn', phase: 'app', diagnosis: { code: 'SLO_EXCEEDED' } });
    expect(result?.warnings.map(({ phase, blame }) => [phase, blame])).toEqual([
      ['app', 'target'],
      ['total', 'target'],
    ]);
    const strict = await runProbe(request([text], { via, settings, strict: true }), ports({ network }));
    expect(strict).toMatchObject({ ok: false, summary: { warn: 0, fail: 1 } });
    expect(strict.results[0]).toMatchObject({ status: 'fail', ok: false, phase: 'app' });
  });
});
