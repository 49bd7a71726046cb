import { execFile } from 'node:child_process';
import { createServer as createHttpsServer } from 'node:https';
import type { Server, Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../../../helpers/certificates.js';
import { missing } from '../../../helpers/programs.js';
import { listenSilently } from '../../../helpers/silent-listener.js';
import { afterwards, Client, listening, openTarget, openTunnel, pause, tunnelled, until } from '../world.js';

const run = promisify(execFile);

/** One request on a connection of its own, to the end of the answer. */
async function ask(port: number, request: string | Uint8Array): Promise<string> {
  return new Client(port).send(request).toEnd();
}

describe('CONNECT', () => {
  it('opens a way in both directions', async () => {
    const target = await openTarget((socket) => socket.on('data', (bytes) => socket.write(`<${bytes}>`)));
    const tunnel = await openTunnel();
    const client = await tunnelled(tunnel, target.authority);
    client.send('hello');
    await until(() => client.body === '<hello>');
    expect(client.text).toBe('HTTP/1.1 200 Connection established\r\n\r\n<hello>');
    expect(tunnel.counts).toEqual({
      connections: 1,
      active: 1,
      bytesUp: 5,
      bytesDown: 7,
      failures: {},
      closed: {},
    });
  });

  it('understands a request that comes byte by byte', async () => {
    const target = await openTarget((socket) => socket.end('bye'));
    const client = new Client((await openTunnel()).address.port);
    client.socket.setNoDelay(true);
    for (const byte of `CONNECT ${target.authority} HTTP/1.1\r\nHost: x\r\n\r\n`) {
      client.send(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await client.toEnd()).toBe('HTTP/1.1 200 Connection established\r\n\r\nbye');
  });

  it('gives the target what came together with the request', async () => {
    const target = await openTarget();
    const { address } = await openTunnel();
    new Client(address.port).send(`CONNECT ${target.authority} HTTP/1.1\r\n\r\n\x16\x03early`);
    const socket = await target.next();
    let seen = '';
    socket.on('data', (bytes) => {
      seen += bytes.toString('latin1');
    });
    await until(() => seen === '\x16\x03early');
  });

  it('keeps every byte of a large piece that came together with the request', async () => {
    const early = Buffer.alloc(3_000_000, 'abcdefghijklm');
    const target = await openTarget();
    const { address } = await openTunnel();
    new Client(address.port).send(
      Buffer.concat([Buffer.from(`CONNECT ${target.authority} HTTP/1.1\r\n\r\n`), early]),
    );
    const pieces: Buffer[] = [];
    (await target.next()).on('data', (bytes) => pieces.push(bytes));
    await until(() => pieces.reduce((sum, piece) => sum + piece.length, 0) >= early.length);
    expect(Buffer.concat(pieces).equals(early)).toBe(true);
  });

  it('delivers the greeting of a target that speaks first', async () => {
    const target = await openTarget((socket) => socket.write('SSH-2.0-x\r\n'));
    const tunnel = await openTunnel();
    for (let round = 0; round < 50; round++) {
      const client = await tunnelled(tunnel, target.authority);
      await until(() => client.body === 'SSH-2.0-x\r\n');
    }
  });

  it('reaches a name, and only resolves it once', async () => {
    const target = await openTarget((socket) => socket.end('bye'));
    const { address } = await openTunnel({ names: { 'db.test': [{ address: '127.0.0.1', family: 4 }] } });
    expect(await ask(address.port, `CONNECT db.test:${target.port} HTTP/1.1\r\n\r\n`)).toContain('bye');
  });

  it('works over the IPv6 loopback as well', async () => {
    const tunnel = await openTunnel({
      listen: [
        { host: '127.0.0.1', port: 0 },
        { host: '::1', port: 0 },
      ],
    });
    expect(tunnel.listeners.map(({ address }) => address.host)).toEqual(['127.0.0.1', '::1']);
    const target = await openTarget((socket) => socket.end('bye'));
    const first = `CONNECT [::1]:${tunnel.listeners[1]?.address.port} HTTP/1.1\r\n\r\n`;
    const client = new Client(tunnel.address.port).send(first);
    expect(await client.toEnd()).toContain('X-Aliproxy-Error: PROXY_LOOP');
    expect(await ask(tunnel.address.port, `CONNECT ${target.authority} HTTP/1.1\r\n\r\n`)).toContain('bye');
  });
});

describe.skipIf(missing('curl', 'openssl'))('curl', () => {
  let certificates: Certificates;
  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterAll(() => certificates.remove());

  it('reads an https page through the tunnel', async () => {
    const server = createHttpsServer(certificates.server, (_req, res) => res.end('the page'));
    const port = await listening(server as unknown as Server);
    afterwards(() => server.closeAllConnections());
    afterwards(() => server.close());
    const { address } = await openTunnel();
    const { stdout } = await run('curl', [
      ...['-sS', '--max-time', '10', '--noproxy', '', '--cacert', certificates.caFile],
      ...['-x', `http://127.0.0.1:${address.port}`, `https://localhost:${port}/`],
      ...['-w', ' %{http_connect} %{http_code} %{ssl_verify_result}'],
    ]);
    expect(stdout).toBe('the page 200 200 0');
  });
});

describe('a CONNECT that fails', () => {
  it.each([
    ['a closed port', '127.0.0.1:1', 502, 'TARGET_REFUSED', 'connection_refused'],
    ['an unknown name', 'nowhere.test:80', 502, 'TARGET_DNS', 'dns_error'],
    ['the metadata service', '100.100.100.200:80', 403, 'DENIED', 'http_request_denied'],
    ['a name for the metadata service', 'meta.test:80', 403, 'DENIED', 'http_request_denied'],
    ['a mapped link-local address', '[::ffff:169.254.169.254]:80', 403, 'DENIED', 'http_request_denied'],
    ['no port', '127.0.0.1', 400, 'BAD_REQUEST', 'http_request_error'],
    ['a disguised address', '0x7f000001:80', 400, 'BAD_REQUEST', 'http_request_error'],
  ])('says why: %s', async (_what, authority, status, code, proxyError) => {
    const tunnel = await openTunnel({
      names: { 'nowhere.test': [], 'meta.test': [{ address: '100.100.100.200', family: 4 }] },
    });
    const text = await ask(tunnel.address.port, `CONNECT ${authority} HTTP/1.1\r\nHost: x\r\n\r\n`);
    const [head = '', body] = text.split('\r\n\r\n');
    const [statusLine, ...headers] = head.split('\r\n');
    expect(statusLine).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(headers).toEqual(
      expect.arrayContaining([
        expect.stringMatching(`^Proxy-Status: aliproxy; error=${proxyError}; details="[^"]+"$`),
        `X-Aliproxy-Error: ${code}`,
        `Content-Length: ${Buffer.byteLength(body ?? '')}`,
        'Connection: close',
      ]),
    );
    expect(body).toMatch(new RegExp(`^${code}: .+\n$`));
    expect(text).not.toContain(authority);
    expect(tunnel.counts.failures).toEqual({ [code]: 1 });
  });

  it.skipIf(process.platform !== 'linux')('says that the target does not answer', async () => {
    const silent = await listenSilently('127.0.0.2');
    afterwards(silent.close);
    const { address } = await openTunnel({ connectTimeoutMs: 100 });
    const text = await ask(address.port, `CONNECT 127.0.0.2:${silent.port} HTTP/1.1\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 504 /);
    expect(text).toContain('X-Aliproxy-Error: TARGET_TIMEOUT\r\n');
    expect(text).toContain('error=connection_timeout');
  });

  it.skipIf(process.platform !== 'linux')('stops dialling when the client has gone', async () => {
    const silent = await listenSilently('127.0.0.2');
    afterwards(silent.close);
    const dialled: Socket[] = [];
    const tunnel = await openTunnel({ connectTimeoutMs: 60_000, dialled });
    const client = new Client(tunnel.address.port).send(`CONNECT 127.0.0.2:${silent.port} HTTP/1.1\r\n\r\n`);
    await until(() => dialled.length === 1);
    client.socket.resetAndDestroy();
    await until(() => tunnel.counts.active === 0 && dialled[0]?.destroyed === true, 2_000);
    expect(tunnel.counts.failures).toEqual({});
  });

  it('refuses to connect to itself', async () => {
    const { address } = await openTunnel();
    const text = await ask(address.port, `CONNECT 127.0.0.1:${address.port} HTTP/1.1\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 502 /);
    expect(text).toContain('X-Aliproxy-Error: PROXY_LOOP\r\n');
  });

  it('answers TLS and other bytes that are no HTTP at once', async () => {
    const { address } = await openTunnel();
    expect(await ask(address.port, Buffer.from([0x16, 3, 1, 2, 0, 1]))).toMatch(/^HTTP\/1\.1 400 /);
    expect(await ask(address.port, '\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('delivers the answer to a client that goes on sending, and lets it finish', async () => {
    const tunnel = await openTunnel();
    const client = new Client(tunnel.address.port).send('CONNECT 127.0.0.1 HTTP/1.1\r\n\r\n');
    for (let round = 0; round < 100; round++) client.send(Buffer.alloc(10_000, 'x'));
    expect(await client.toEnd()).toMatch(/^HTTP\/1\.1 400 .*BAD_REQUEST: [^\n]+\n$/s);
    for (let round = 0; round < 10; round++) {
      client.send('more');
      await pause(10);
    }
    expect({ error: client.error, active: tunnel.counts.active }).toEqual({ error: null, active: 1 });
    client.socket.end();
    await until(() => tunnel.counts.active === 0, 500);
  });

  it('does not wait for longer than a second until the client has understood', async () => {
    const tunnel = await openTunnel();
    await new Client(tunnel.address.port).send('CONNECT 127.0.0.1 HTTP/1.1\r\n\r\n').toEnd();
    await until(() => tunnel.counts.active === 0, 1_500);
  });
});
