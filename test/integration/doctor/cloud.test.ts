import { createServer as createHttpsServer } from 'node:https';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { collectCloud } from '../../../src/lib/doctor/collectors/cloud.js';
import type { CollectRequest } from '../../../src/lib/doctor/collectors/sources.js';
import { doctorDefaults, runDoctor } from '../../../src/lib/doctor/run.js';
import type { Host } from '../../../src/lib/host/host.js';
import { nodeClock } from '../../../src/lib/host/node/clock.js';
import { openSandbox } from '../../../src/lib/sandbox/open-sandbox.js';
import { type Certificates, makeCertificates } from '../../helpers/certificates.js';
import { fakeHost } from '../../helpers/fake-host.js';
import { listening } from '../../helpers/listening.js';
import { missing } from '../../helpers/programs.js';
import { closedPort, startSquid } from '../../helpers/servers.js';
import { listenSilently } from '../../helpers/silent-listener.js';
import { sourcesFor } from '../../unit/doctor/test-sources.js';

function world(env: Record<string, string> = {}): Host {
  return { ...fakeHost({ env }), clock: nodeClock };
}

/** The ways to an API, as this machine goes. */
async function waysTo(apiEndpoint: string, host = world(), more: Partial<CollectRequest> = {}) {
  const { value } = await collectCloud(sourcesFor(host, { offline: false, apiEndpoint, ...more }));
  expect(JSON.stringify(value)).not.toContain('QXZ');
  return value.api?.ways ?? [];
}

/** An HTTP server that says this, whatever it is asked. */
const saying = (text: string, heard: string[] = []) =>
  listening(
    createServer((socket) => {
      socket.on('data', (chunk) => {
        heard.push(chunk.toString('latin1'));
        socket.end(text);
      });
    }),
  );

describe('the clock of the API', () => {
  it.each([
    [0, 'pass'],
    [-70, 'warn'],
    [70, 'warn'],
    [1_200, 'fail'],
    [-1_200, 'fail'],
  ])('is asked of the sandbox, which is off by %d s: %s', async (seconds, status) => {
    const sandbox = await openSandbox(world(), {
      listen: '127.0.0.1:0',
      state: null,
      faults: [`clock-skew:${seconds}`],
      onRequest: () => {},
    });
    onTestFinished(() => sandbox.close());
    const only = ['time.skew', 'aliyun.endpoint'];
    const { checks } = await runDoctor(
      { ...doctorDefaults, only, apiEndpoint: sandbox.endpoint },
      world({ HTTPS_PROXY: 'http://proxy.invalid:1' }),
    );
    expect(checks.map(({ id, status: found }) => [id, found])).toEqual([
      ['time.skew', status],
      ['aliyun.endpoint', 'pass'],
    ]);
    const facts = checks[0]?.finding?.facts as { seconds: number; behind: boolean } | undefined;
    if (seconds !== 0) {
      expect(Math.abs((facts?.seconds ?? 0) - Math.abs(seconds))).toBeLessThanOrEqual(2);
      expect(facts?.behind).toBe(seconds > 0);
    }
  });

  it('is measured from the middle of the exchange, half a second added to whole ones', async () => {
    const times = [1_000_000, 1_004_000];
    const host = world();
    const port = await saying(`HTTP/1.1 404 No\r\nDate: ${new Date(1_010_000).toUTCString()}\r\n\r\n`);
    const clock = { ...nodeClock, now: () => times.shift() ?? 0 };
    const [way] = await waysTo(`http://127.0.0.1:${port}`, { ...host, clock });
    expect(way).toMatchObject({ status: 404, skewMs: 1_010_500 - 1_002_000, failed: null });
  });

  it.each([
    ['no Date', 'HTTP/1.1 200 OK\r\n\r\n'],
    ['a Date that is none', 'HTTP/1.1 200 OK\r\nDate: tomorrow\r\n\r\n'],
  ])('is not known from %s', async (_name, text) => {
    const [way] = await waysTo(`http://127.0.0.1:${await saying(text)}`);
    expect(way).toMatchObject({ status: 200, skewMs: null, failed: null });
  });
});

describe('a way to the API', () => {
  it('is one request, without credentials, that no cache may answer', async () => {
    const heard: string[] = [];
    const env = {
      ALIBABA_CLOUD_ACCESS_KEY_ID: 'QXZQXZQXZQXZQXZQXZ',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'QXZsecretQXZ',
    };
    const port = await saying('HTTP/1.1 200 OK\r\n\r\n', heard);
    const { value } = await collectCloud(
      sourcesFor(world(env), { offline: false, apiEndpoint: `http://127.0.0.1:${port}` }),
    );
    expect(value.credentials.state).toBe('found');
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    expect(heard[0]).toContain('Cache-Control: no-cache\r\n');
    expect(heard[0]).not.toContain('QXZ');
  });

  it.each<[string, () => Promise<string>, object]>([
    ['the name', async () => 'https://api.invalid', { step: 'dns' }],
    [
      'a closed port',
      async () => `https://127.0.0.1:${await closedPort()}`,
      { step: 'tcp', code: 'ECONNREFUSED', atProxy: false },
    ],
    [
      'a server that speaks no TLS',
      async () => `https://127.0.0.1:${await saying('HTTP/1.1 400 Bad\r\n\r\n')}`,
      { step: 'tls', atProxy: false },
    ],
    [
      'a server that speaks no HTTP',
      async () => `http://127.0.0.1:${await saying('SSH-2.0-x\r\n')}`,
      { step: 'http', code: 'NOT-HTTP' },
    ],
    [
      'a server that hangs up',
      async () => `http://127.0.0.1:${await saying('')}`,
      { step: 'http', code: 'CLOSED' },
    ],
  ])('ends at %s', async (_name, endpoint, failed) => {
    const [way] = await waysTo(await endpoint());
    expect(way).toMatchObject({ status: null, skewMs: null, failed });
  });

  it('has 5 seconds, wherever it hangs', { timeout: 20_000 }, async () => {
    const silent = await listenSilently('127.0.0.1');
    onTestFinished(() => silent.close());
    const mute = await listening(createServer());
    const started = performance.now();
    const ends = await Promise.all([
      waysTo(`https://127.0.0.1:${silent.port}`),
      waysTo(`https://127.0.0.1:${mute}`),
      waysTo(`http://127.0.0.1:${mute}`),
    ]);
    expect(performance.now() - started).toBeLessThan(7_500);
    expect(ends.map(([way]) => [way?.failed?.step, way?.failed?.code])).toEqual([
      ['tcp', 'TIMEOUT'],
      ['tls', 'TIMEOUT'],
      ['http', 'TIMEOUT'],
    ]);
  });

  it('has less time beside a proxy, so that a firewall does not hold up the rest', {
    timeout: 20_000,
  }, async () => {
    const silent = await listenSilently('127.0.0.1');
    onTestFinished(() => silent.close());
    const proxy = await saying('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    const started = performance.now();
    const host = world({ HTTPS_PROXY: `http://127.0.0.1:${proxy}` });
    const ways = await waysTo(`https://Localhost:${silent.port}`, host);
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(ways.map(({ failed }) => failed?.code)).toEqual(['403', 'TIMEOUT']);
  });

  it('ends before the time of its section does, so that the rest is told', async () => {
    const mute = await listening(createServer());
    const request = { ...doctorDefaults, only: ['cloud'], skip: ['self.version'], timeoutMs: 600 };
    const { checks } = await runDoctor({ ...request, apiEndpoint: `http://127.0.0.1:${mute}` }, world());
    expect(checks.map(({ id, status }) => [id, status])).toEqual([
      ['time.skew', 'skip'],
      ['aliyun.credentials', 'info'],
      ['aliyun.endpoint', 'warn'],
    ]);
  });

  it('ends with the run', async () => {
    const mute = await listening(createServer());
    const controller = new AbortController();
    const request = { offline: false, apiEndpoint: `http://127.0.0.1:${mute}` };
    setTimeout(() => controller.abort(new Error('stop')), 50);
    await expect(collectCloud(sourcesFor(world(), request, controller.signal))).rejects.toThrow('stop');
  });
});

/** A name that Go does not take for this machine, unlike `localhost`: it leads through the proxy. */
const throughProxy = (port: number) => `https://Localhost:${port}`;

describe.skipIf(missing('openssl'))('an API that speaks TLS', () => {
  let certificates: Certificates;
  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterAll(() => certificates.remove());

  const api = (identity = certificates.server) =>
    listening(createHttpsServer(identity, (_request, response) => response.writeHead(403).end()));

  function trusting(env: Record<string, string> = {}): Host {
    const host = world(env);
    const { connectTls } = host.network;
    return {
      ...host,
      network: { ...host.network, connectTls: (options) => connectTls({ ...options, ca: certificates.ca }) },
    };
  }

  it('answers, which is enough whatever it says', async () => {
    expect(await waysTo(`https://localhost:${await api()}`, trusting())).toMatchObject([
      { proxy: null, status: 403, failed: null, skewMs: expect.any(Number) },
    ]);
  });

  it('tells its time also behind a certificate that is not trusted', async () => {
    const [way] = await waysTo(`https://localhost:${await api()}`);
    expect(way).toMatchObject({ status: 403, skewMs: expect.any(Number), failed: { step: 'certificate' } });
    const [expired] = await waysTo(`https://localhost:${await api(certificates.expired)}`, trusting());
    expect(expired?.failed).toMatchObject({ step: 'certificate', code: 'CERT_HAS_EXPIRED' });
  });

  it.skipIf(missing('squid'))('is reached through squid, and directly', { timeout: 30_000 }, async () => {
    const user = { username: 'li', password: 'QXZpassQXZ' };
    const squid = await startSquid({ user, tunnelPorts: 'any' });
    onTestFinished(() => squid.stop());
    const port = await api();
    const ways = (credentials: string) =>
      waysTo(throughProxy(port), trusting({ HTTPS_PROXY: `http://${credentials}127.0.0.1:${squid.port}` }));
    expect(await ways(`li:${user.password}@`)).toMatchObject([
      { proxy: `127.0.0.1:${squid.port}`, status: 403, failed: null },
      { proxy: null, status: 403, failed: null },
    ]);
    expect(await ways('')).toMatchObject([
      { failed: { step: 'connect', code: '407', atProxy: true }, status: null },
      { status: 403, failed: null },
    ]);
  });

  it('is reached past NO_PROXY as Go goes, and that is the only way', async () => {
    const env = { HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: 'localhost' };
    expect(await waysTo(throughProxy(await api()), trusting(env))).toMatchObject([
      { proxy: null, status: 403 },
    ]);
  });

  it('is not reached through proxies that refuse, hang up or are not there', async () => {
    const port = await api();
    const first = async (proxy: string) => {
      const [way] = await waysTo(throughProxy(port), trusting({ HTTPS_PROXY: proxy }));
      return way?.failed;
    };
    expect(await first(`http://127.0.0.1:${await closedPort()}`)).toEqual({
      step: 'tcp',
      code: 'ECONNREFUSED',
      atProxy: true,
    });
    expect(await first(`http://127.0.0.1:${await saying('')}`)).toMatchObject({
      step: 'connect',
      code: 'CLOSED',
    });
    expect(await first(`https://127.0.0.1:${await saying('HTTP/1.1 400 Bad\r\n\r\n')}`)).toMatchObject({
      step: 'tls',
      atProxy: true,
    });
    expect(await first('http://li:p@QXZpass/x@127.0.0.1:1')).toEqual({
      step: 'dns',
      code: 'MISREAD',
      atProxy: true,
    });
    expect(await first('socks5://127.0.0.1:1')).toMatchObject({ step: 'connect', code: 'NOT_TRIED' });
  });
});
