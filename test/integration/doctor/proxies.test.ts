import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { CheckId } from '../../../src/lib/doctor/check.js';
import { askProxies } from '../../../src/lib/doctor/collectors/proxy-answers.js';
import type { ProxyAnswersEvidence } from '../../../src/lib/doctor/evidence/proxy-answers.js';
import { doctorDefaults, runDoctor } from '../../../src/lib/doctor/run.js';
import type { Host } from '../../../src/lib/host/host.js';
import { nodeClock } from '../../../src/lib/host/node/clock.js';
import { defaultSettings } from '../../../src/lib/tunnel/settings.js';
import { startTunnel } from '../../../src/lib/tunnel/tunnel.js';
import { type Certificates, makeCertificates } from '../../helpers/certificates.js';
import { fakeHost } from '../../helpers/fake-host.js';
import { listening } from '../../helpers/listening.js';
import { missing } from '../../helpers/programs.js';
import { startSquid, startTinyproxy } from '../../helpers/servers.js';
import { listenSilently } from '../../helpers/silent-listener.js';
import { sourcesFor } from '../../unit/doctor/test-sources.js';

const password = 'QXZp@ss:w#rdQXZ';
const escaped = encodeURIComponent(password);
const canary = /QXZ|UVhaUXh/;

/** What a server heard, which answers the first bytes with these and keeps the connection, or ends it. */
async function answering(bytes: string | Buffer | null, heard: string[] = []): Promise<number> {
  return listening(
    createServer((socket) => {
      socket.on('data', (chunk) => {
        heard.push(chunk.toString('latin1'));
        if (bytes === null) socket.end();
        else socket.write(bytes);
      });
    }),
  );
}

function world(env: Record<string, string>): Host {
  return { ...fakeHost({ env }), clock: nodeClock };
}

async function ask(env: Record<string, string>, targets = ['https://target.invalid']) {
  const { value, source } = await askProxies(sourcesFor(world(env), { targets }));
  expect(source).toBe('network');
  expect(JSON.stringify(value)).not.toMatch(canary);
  return value;
}

const only = (value: ProxyAnswersEvidence) => {
  expect(value.proxies).toHaveLength(1);
  return value.proxies[0];
};

/** The verdict of one check of a whole run. */
async function verdict(id: CheckId, env: Record<string, string>) {
  const request = { ...doctorDefaults, only: [id], targets: ['https://target.invalid'] };
  const { checks } = await runDoctor(request, world(env));
  expect(JSON.stringify(checks)).not.toMatch(canary);
  return checks[0];
}

describe('a proxy that is asked for a tunnel', () => {
  it('is asked once for both variables, with its own credentials, for the first https target', async () => {
    const heard: string[] = [];
    const port = await answering('HTTP/1.1 200 OK\r\n\r\n', heard);
    const url = `http://li:${escaped}@127.0.0.1:${port}`;
    const value = await ask({ HTTP_PROXY: url, https_proxy: url }, [
      'redis://cache.invalid',
      'https://api.invalid:8443/x?token=QXZ',
    ]);
    expect(value.target).toBe('api.invalid:8443');
    expect(only(value)).toMatchObject({
      variables: ['HTTP_PROXY', 'https_proxy'],
      credentials: true,
      clear: { seen: 'answer', status: 200, credentialsSent: true },
      tls: null,
      secure: null,
    });
    expect(heard).toHaveLength(1);
    const basic = Buffer.from(`li:${password}`).toString('base64');
    expect(heard[0]).toContain('CONNECT api.invalid:8443 HTTP/1.1\r\n');
    expect(heard[0]).toContain(`Proxy-Authorization: Basic ${basic}\r\n`);
  });

  it('is asked for the API where no target is https', async () => {
    const port = await answering('HTTP/1.1 403 Forbidden\r\n\r\n');
    const env = { HTTPS_PROXY: `http://127.0.0.1:${port}` };
    const { value } = await askProxies(
      sourcesFor(world(env), { targets: ['mysql://db.invalid'], apiEndpoint: 'https://ecs.invalid' }),
    );
    expect(value.target).toBe('ecs.invalid:443');
  });

  it('gets the credentials of its own variable and no other', async () => {
    const first: string[] = [];
    const second: string[] = [];
    const env = {
      HTTP_PROXY: `http://one:${escaped}@127.0.0.1:${await answering('HTTP/1.1 200 OK\r\n\r\n', first)}`,
      HTTPS_PROXY: `http://127.0.0.1:${await answering('HTTP/1.1 200 OK\r\n\r\n', second)}`,
    };
    const { proxies } = await ask(env);
    expect(proxies.map(({ variables, credentials }) => [variables, credentials])).toEqual([
      [['HTTP_PROXY'], true],
      [['HTTPS_PROXY'], false],
    ]);
    expect(first.join()).toContain('Proxy-Authorization');
    expect(second.join()).not.toContain('Proxy-Authorization');
  });

  it.each<[string, string | Buffer | null, string]>([
    ['bytes of another protocol', 'SSH-2.0-OpenSSH_9.9\r\n', 'not-http'],
    ['a TLS alert', Buffer.from([0x15, 3, 3, 0, 2, 2, 70]), 'tls'],
    ['the end of the connection', null, 'closed'],
  ])('and answers with %s', async (_name, bytes, seen) => {
    const port = await answering(bytes);
    expect(only(await ask({ HTTPS_PROXY: `http://127.0.0.1:${port}` }))?.clear).toMatchObject({ seen });
  });

  it('and never answers: after 4 seconds that is enough', { timeout: 15_000 }, async () => {
    const port = await listening(createServer());
    const started = performance.now();
    expect(only(await ask({ HTTPS_PROXY: `http://127.0.0.1:${port}` }))?.clear).toMatchObject({
      seen: 'timeout',
    });
    expect(performance.now() - started).toBeLessThan(6_000);
  });

  it('and never answers, with less time for the whole', async () => {
    const port = await listening(createServer());
    const request = { ...doctorDefaults, only: ['proxy.scheme'], timeoutMs: 800 };
    const { checks } = await runDoctor(request, world({ HTTPS_PROXY: `http://127.0.0.1:${port}` }));
    expect(checks).toMatchObject([{ status: 'info', finding: { code: 'PROXY_SCHEME' } }]);
  });

  it('and can not be connected to', { timeout: 15_000 }, async () => {
    const silent = await listenSilently('127.0.0.1');
    onTestFinished(() => silent.close());
    const env = { HTTPS_PROXY: `http://127.0.0.1:${silent.port}`, HTTP_PROXY: 'http://proxy.invalid:3128' };
    const { proxies } = await ask(env);
    expect(proxies.map(({ clear }) => clear?.seen)).toEqual(['unreachable', 'unreachable']);
  });

  it('ends with the run', async () => {
    const port = await listening(createServer());
    const controller = new AbortController();
    const sources = sourcesFor(world({ HTTPS_PROXY: `http://127.0.0.1:${port}` }), {}, controller.signal);
    setTimeout(() => controller.abort(new Error('stop')), 50);
    await expect(askProxies(sources)).rejects.toThrow('stop');
  });

  it('is nobody for SOCKS and for values that Go drops', async () => {
    const value = await ask({ HTTP_PROXY: 'socks5://127.0.0.1:1', HTTPS_PROXY: ' http://127.0.0.1:1' });
    expect(value.proxies).toEqual([]);
  });
});

describe.skipIf(missing('openssl'))('a proxy that speaks TLS', () => {
  let certificates: Certificates;
  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterAll(() => certificates.remove());

  /** Answers every CONNECT inside TLS; the network of the test trusts its authority. */
  async function secureProxy(heard: string[] = []): Promise<number> {
    const { cert, key } = certificates.server;
    const server = createTlsServer({ cert, key }, (socket) => {
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        heard.push(chunk.toString('latin1'));
        socket.write('HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n');
      });
    });
    server.on('tlsClientError', () => {});
    return listening(server);
  }

  function trusting(env: Record<string, string>): Host {
    const host = world(env);
    const { connectTls } = host.network;
    return {
      ...host,
      network: { ...host.network, connectTls: (options) => connectTls({ ...options, ca: certificates.ca }) },
    };
  }

  it('is found out when it is named http://', async () => {
    const url = `http://li:${escaped}@127.0.0.1:${await secureProxy()}`;
    const env = { HTTPS_PROXY: url };
    expect(only(await ask(env))).toMatchObject({ tls: { seen: 'ok' }, secure: null });
    expect(await verdict('proxy.scheme', env)).toMatchObject({
      status: 'fail',
      finding: { facts: { proxies: [{ problem: 'secure' }] } },
    });
  });

  it('is asked inside TLS when it is named https://, with the credentials there only', async () => {
    const heard: string[] = [];
    const host = trusting({ HTTPS_PROXY: `https://li:${escaped}@127.0.0.1:${await secureProxy(heard)}` });
    const { value } = await askProxies(sourcesFor(host, { targets: ['https://target.invalid'] }));
    expect(only(value)).toMatchObject({
      clear: { credentialsSent: false },
      tls: { seen: 'ok', certificate: null },
      secure: { seen: 'answer', status: 407, schemes: ['Basic'], credentialsSent: true },
    });
    expect(heard.join()).toContain('Proxy-Authorization');
    expect(JSON.stringify(value)).not.toMatch(canary);
  });

  it('is not told the credentials where its certificate proves nothing', async () => {
    const heard: string[] = [];
    const env = { HTTPS_PROXY: `https://li:${escaped}@127.0.0.1:${await secureProxy(heard)}` };
    expect(only(await ask(env))).toMatchObject({
      tls: { seen: 'ok', certificate: expect.stringMatching(/\S/) },
      secure: null,
    });
    expect(heard).toEqual([]);
  });
});

describe('a plain proxy that is named https://', () => {
  it('is found out, and never sees the credentials', async () => {
    const heard: string[] = [];
    const port = await listening(
      createServer((socket) => {
        socket.on('data', (chunk) => {
          const text = chunk.toString('latin1');
          heard.push(text);
          socket.end(
            text.startsWith('CONNECT') ? 'HTTP/1.1 200 OK\r\n\r\n' : 'HTTP/1.1 400 Bad Request\r\n\r\n',
          );
        });
      }),
    );
    const env = { HTTPS_PROXY: `https://li:${escaped}@127.0.0.1:${port}` };
    expect(only(await ask(env))).toMatchObject({ clear: { status: 200 }, tls: { seen: 'protocol' } });
    expect(heard.join()).not.toContain('Proxy-Authorization');
    const check = await verdict('proxy.scheme', env);
    expect(check).toMatchObject({
      status: 'fail',
      expected: `HTTPS_PROXY=http://***@127.0.0.1:${port}`,
      finding: { facts: { proxies: [{ problem: 'plain' }] } },
    });
  });

  it('is found out in our own tunnel', async () => {
    const host = world({});
    const tunnel = await startTunnel({ ...defaultSettings, listen: [{ host: '127.0.0.1', port: 0 }] }, host);
    onTestFinished(async () => void (await tunnel.close()));
    const { port } = tunnel.address;
    expect(await verdict('proxy.scheme', { HTTPS_PROXY: `https://127.0.0.1:${port}` })).toMatchObject({
      status: 'fail',
      finding: { facts: { proxies: [{ problem: 'plain' }] } },
    });
    expect(await verdict('proxy.scheme', { HTTPS_PROXY: `http://127.0.0.1:${port}` })).toMatchObject({
      status: 'pass',
    });
  });
});

const user = { username: 'li', password: 'QXZpassQXZ' };

describe.skipIf(missing('squid'))('squid with authentication', () => {
  it('refuses missing and wrong credentials, and lets the right ones in', { timeout: 40_000 }, async () => {
    const squid = await startSquid({ user, tunnelPorts: 'any' });
    onTestFinished(() => squid.stop());
    const auth = async (credentials: string) =>
      verdict('proxy.auth', { HTTPS_PROXY: `http://${credentials}127.0.0.1:${squid.port}` });
    const problem = (kind: string) => ({
      status: 'fail',
      finding: { code: 'PROXY_AUTH', facts: { proxies: [{ problem: kind, schemes: ['Basic'] }] } },
    });
    expect(await auth('')).toMatchObject(problem('missing'));
    expect(await auth('li:QXZwrongQXZ@')).toMatchObject(problem('wrong'));
    expect(await auth(`li:${user.password}@`)).toMatchObject({ status: 'pass', finding: null });
  });
});

describe.skipIf(missing('tinyproxy'))('tinyproxy with authentication', () => {
  it('refuses missing and wrong credentials, and lets the right ones in', { timeout: 40_000 }, async () => {
    const tinyproxy = await startTinyproxy({ user });
    onTestFinished(() => tinyproxy.stop());
    const auth = async (credentials: string) =>
      verdict('proxy.auth', { HTTPS_PROXY: `http://${credentials}127.0.0.1:${tinyproxy.port}` });
    expect(await auth('')).toMatchObject({ status: 'fail', finding: { code: 'PROXY_AUTH' } });
    expect(await auth('li:QXZwrongQXZ@')).toMatchObject({
      status: 'fail',
      finding: { facts: { proxies: [{ problem: 'wrong' }] } },
    });
    expect(await auth(`li:${user.password}@`)).toMatchObject({ status: 'pass' });
  });
});
