import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { TunnelStatus } from '../../../../src/lib/tunnel/observe/status.js';
import { afterwards, Client, openTunnel, pause, until } from '../world.js';
import { openAdmin, openWatchedTunnel, token, version } from './admin-world.js';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface Ask {
  readonly port: number;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly host?: string;
}

function ask({ port, path, method = 'GET', headers = {}, body, host = '127.0.0.1' }: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, path, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const bearer = { Authorization: `Bearer ${token}` };
const readable = ['/', '/healthz', '/readyz', '/metrics', '/api/status', '/proxy.pac'];
const changing = ['/api/drain', '/api/reload', '/api/log-level'];

describe('what the admin listener serves', () => {
  it.each([
    ['/', 'text/html; charset=utf-8', '<title>aliproxy tunnel</title>'],
    ['/healthz', 'text/plain; charset=utf-8', 'ok\n'],
    ['/readyz', 'text/plain; charset=utf-8', 'ready\n'],
    ['/metrics', 'text/plain; version=0.0.4; charset=utf-8', 'aliproxy_tunnel_connections_active 0\n'],
    ['/api/status', 'application/json; charset=utf-8', `"version":"${version}"`],
    ['/proxy.pac', 'application/x-ns-proxy-autoconfig', 'function FindProxyForURL(url, host)'],
  ])('%s is %s, and the same without a body for HEAD', async (path, type, part) => {
    const { admin } = await openWatchedTunnel();
    const { status, headers, body } = await ask({ port: admin.port, path });
    expect([status, headers['content-type'], headers.connection]).toEqual([200, type, 'close']);
    expect(body).toContain(part);
    const head = await ask({ port: admin.port, path, method: 'HEAD' });
    expect([head.status, head.headers['content-type'], head.body]).toEqual([200, type, '']);
  });

  it('tells what the tunnel does', async () => {
    const { tunnel, admin } = await openWatchedTunnel();
    const client = new Client(tunnel.address.port).send('CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n');
    await client.toEnd();
    const { body } = await ask({ port: admin.port, path: '/api/status' });
    const { totals, recentFailures } = JSON.parse(body) as TunnelStatus;
    expect(totals).toMatchObject({ connections: 1, failures: { TARGET_REFUSED: 1 } });
    expect(recentFailures).toMatchObject([{ code: 'TARGET_REFUSED', destination: '127.0.0.1:1' }]);
    const pac = await ask({ port: admin.port, path: '/proxy.pac' });
    expect(pac.body).toContain(`PROXY 127.0.0.1:${tunnel.address.port}; SOCKS5`);
  });

  it('lets a browser take nothing else from any answer, frame none and keep none', async () => {
    const { admin } = await openWatchedTunnel();
    for (const path of [...readable, ...changing, '/nothing']) {
      const { headers } = await ask({ port: admin.port, path });
      expect(headers, path).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
        'content-security-policy': expect.stringMatching(/^default-src 'none';.* frame-ancestors 'none'/),
      });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });

  it('has an address with IPv6, too', async () => {
    const tunnel = await openTunnel();
    const { url, port } = await openAdmin(tunnel, { listen: { host: '::1', port: 0 } });
    expect(url).toBe(`http://[::1]:${port}`);
    const headers = { Host: `[::1]:${port}` };
    expect(await ask({ port, path: '/healthz', host: '::1', headers })).toMatchObject({ status: 200 });
  });
});

describe('readiness', () => {
  it.each([
    [{ isReady: true, isDraining: true }, 'draining\n'],
    [{ isReady: false, isDraining: false }, 'every upstream is down\n'],
  ])('is 503 and the reason with %j, while the process is healthy', async (state, reason) => {
    const real = await openTunnel();
    const tunnel = { listeners: real.listeners, settings: real.settings, ...state };
    const { port } = await openAdmin(real, { tunnel });
    expect(await ask({ port, path: '/readyz' })).toMatchObject({ status: 503, body: reason });
    expect(await ask({ port, path: '/healthz' })).toMatchObject({ status: 200 });
  });

  it('ends with the real drain, which is still watched', async () => {
    const { tunnel, admin } = await openWatchedTunnel();
    const client = new Client(tunnel.address.port).send('GET http');
    await until(() => tunnel.counts.active === 1);
    const ended = tunnel.close({ drainMs: 10_000 });
    expect(await ask({ port: admin.port, path: '/readyz' })).toMatchObject({
      ...{ status: 503, body: 'draining\n' },
    });
    expect(JSON.parse((await ask({ port: admin.port, path: '/api/status' })).body)).toMatchObject({
      draining: true,
    });
    client.socket.destroy();
    await ended;
  });
});

describe('what changes something', () => {
  function recorded() {
    const calls: string[] = [];
    return {
      calls,
      actions: {
        drain: () => void calls.push('drain'),
        reload: async () => {
          calls.push('reload');
          return { ok: calls.length > 1, changed: ['limits'] };
        },
      },
    };
  }

  it('is done for the token', async () => {
    const { calls, actions } = recorded();
    const { admin } = await openWatchedTunnel({ actions });
    const post = (path: string, body?: string) =>
      ask({ port: admin.port, path, method: 'POST', headers: bearer, ...(body && { body }) });
    expect(await post('/api/drain')).toMatchObject({ status: 202, body: '{"ok":true}\n' });
    await until(() => calls.length === 1);
    expect(await post('/api/reload')).toMatchObject({
      status: 200,
      body: '{"ok":true,"changed":["limits"]}\n',
    });
    expect(await post('/api/log-level', '{"level":"debug"}')).toMatchObject({ status: 200 });
    expect(calls).toEqual(['drain', 'reload']);
    const status = await ask({ port: admin.port, path: '/api/status' });
    expect(JSON.parse(status.body)).toMatchObject({ logLevel: 'debug' });
  });

  it('answers before it begins a drain that ends the listener itself', async () => {
    let end = () => {};
    const actions = { drain: () => end(), reload: async () => ({ ok: true }) };
    const { admin } = await openWatchedTunnel({ actions });
    let ended = false;
    end = () => {
      ended = true;
      admin.close();
    };
    const answer = await ask({
      port: admin.port,
      path: '/api/drain',
      method: 'POST',
      headers: bearer,
      body: '{}',
    });
    expect(answer.status).toBe(202);
    await until(() => ended);
  });

  it('says that a reload has changed nothing', async () => {
    const { actions } = recorded();
    const { admin } = await openWatchedTunnel({ actions });
    const answer = await ask({ port: admin.port, path: '/api/reload', method: 'POST', headers: bearer });
    expect(answer).toMatchObject({ status: 422, body: '{"ok":false,"changed":["limits"]}\n' });
  });

  it.each([{}, { Authorization: 'Bearer wrong' }, { Authorization: token }, { Authorization: 'Bearer ' }])(
    'is not done without it: %j',
    async (headers) => {
      const { calls, actions } = recorded();
      const { admin } = await openWatchedTunnel({ actions });
      for (const path of changing) {
        const answer = await ask({ port: admin.port, path, method: 'POST', headers });
        expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
      }
      expect(calls).toEqual([]);
    },
  );

  it.each<[Record<string, string>, number]>([
    [{ Origin: 'http://evil.test' }, 403],
    [{ Host: 'evil.test' }, 403],
    [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ 'Sec-Fetch-Site': 'same-site' }, 403],
  ])('is not done for others even with the token: %j', async (headers, status) => {
    const { calls, actions } = recorded();
    const { admin } = await openWatchedTunnel({ actions });
    const all = { ...bearer, ...headers };
    expect(await ask({ port: admin.port, path: '/api/drain', method: 'POST', headers: all })).toMatchObject({
      status,
    });
    expect(calls).toEqual([]);
  });

  it.each([
    ['{"level":"loud"}', 422],
    ['{"level":', 422],
    ['null', 422],
    ['', 422],
    [`{"level":"debug","x":"${'x'.repeat(2_000)}"}`, 413],
  ])('is no log level: %.20s', async (body, status) => {
    const { admin } = await openWatchedTunnel();
    const answer = await ask({
      ...{ port: admin.port, path: '/api/log-level', method: 'POST', headers: bearer, body },
    });
    expect(answer.status).toBe(status);
    const after = await ask({ port: admin.port, path: '/api/status' });
    expect(JSON.parse(after.body)).toMatchObject({ logLevel: 'info' });
  });
});

describe('what it does not serve', () => {
  it.each(['/index.html', '/healthz/', '/api', '/constructor', '/__proto__', '/../etc/passwd', '//healthz'])(
    '%s is 404 and repeats nothing',
    async (path) => {
      const { admin } = await openWatchedTunnel();
      const { status, body } = await ask({ port: admin.port, path });
      expect([status, body]).toEqual([404, 'nothing is here\n']);
    },
  );

  it('says which methods there are', async () => {
    const { admin } = await openWatchedTunnel();
    for (const path of readable) {
      const answer = await ask({ port: admin.port, path, method: 'POST', headers: bearer });
      expect(answer, path).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    }
    for (const path of changing) {
      const answer = await ask({ port: admin.port, path, method: 'GET', headers: bearer });
      expect(answer, path).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    }
  });

  it.each([
    ['a proxy request', 'GET http://example.test/ HTTP/1.1\r\nHost: example.test\r\n\r\n', 400],
    ['a CONNECT', 'CONNECT example.test:443 HTTP/1.1\r\nHost: example.test\r\n\r\n', 400],
    ['no host', 'GET /healthz HTTP/1.0\r\n\r\n', 400],
    ['garbage', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['a head of 20 KiB', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 400],
    [
      'two lengths',
      'POST /api/drain HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
    ],
    ['a name that was made to lead here', 'GET / HTTP/1.1\r\nHost: evil.test:PORT\r\n\r\n', 403],
  ])('answers %s with a no, and closes', async (_, text, status) => {
    const { admin } = await openWatchedTunnel();
    const client = new Client(admin.port).send(text.replace('PORT', String(admin.port)));
    expect(await client.toEnd()).toMatch(
      new RegExp(`^HTTP/1\\.1 ${status} .*\r\n[\\s\\S]*Connection: close\r\n`),
    );
  });

  it('answers a client that has ended its side', async () => {
    const reload = async () => {
      await pause(30);
      return { ok: true };
    };
    const { admin } = await openWatchedTunnel({ actions: { drain: () => {}, reload } });
    const client = new Client(admin.port);
    const lines = [
      'POST /api/reload HTTP/1.1',
      `Host: 127.0.0.1:${admin.port}`,
      `Authorization: Bearer ${token}`,
    ];
    client.socket.end(`${lines.join('\r\n')}\r\n\r\n`);
    expect(await client.toEnd()).toMatch(/^HTTP\/1\.1 200 /);
    const silent = new Client(admin.port);
    silent.socket.end();
    expect(await silent.toEnd()).toBe('');
  });

  it('answers one request a connection', async () => {
    const { admin } = await openWatchedTunnel();
    const one = `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${admin.port}\r\n\r\n`;
    const text = await new Client(admin.port).send(one.repeat(3)).toEnd();
    expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(1);
  });
});

describe('what could wear it out', () => {
  it('gives a request so long and no longer', async () => {
    const { admin } = await openWatchedTunnel({ exchangeMs: 150 });
    const slow = new Client(admin.port).send('GET /healthz HTTP/1.1\r\nHost: 127.');
    const silent = new Client(admin.port);
    const unread = connect(admin.port, '127.0.0.1')
      .pause()
      .on('error', () => {});
    afterwards(() => unread.destroy());
    await until(() => slow.socket.destroyed || slow.ended);
    await until(() => silent.socket.destroyed || silent.ended);
    expect(slow.text).toBe('');
  });

  it('has at most 64 connections, and says so to the next', async () => {
    const { admin } = await openWatchedTunnel();
    const clients = Array.from({ length: 64 }, () => new Client(admin.port));
    await Promise.all(clients.map(({ socket }) => until(() => !socket.connecting)));
    await pause(20);
    const next = new Client(admin.port).send(`GET / HTTP/1.1\r\nX: ${'x'.repeat(4_000)}\r\n`);
    expect(await next.toEnd()).toMatch(/^HTTP\/1\.1 503 .*\r\n.*too many connections\n$/s);
    clients[0]?.socket.destroy();
    await pause(20);
    expect(await ask({ port: admin.port, path: '/healthz' })).toMatchObject({ status: 200 });
  });

  it('goes on after clients that vanish in the middle', async () => {
    const { admin } = await openWatchedTunnel();
    for (const text of [
      '',
      'GET',
      `POST /api/log-level HTTP/1.1\r\nHost: 127.0.0.1:${admin.port}\r\nContent-Length: 9\r\n`,
    ]) {
      const { socket } = new Client(admin.port).send(`${text}`);
      await until(() => !socket.connecting);
      socket.resetAndDestroy();
    }
    const { socket } = new Client(admin.port).send(
      `POST /api/log-level HTTP/1.1\r\nHost: 127.0.0.1:${admin.port}\r\nAuthorization: Bearer ${token}\r\nContent-Length: 9\r\n\r\n{`,
    );
    await pause(30);
    socket.resetAndDestroy();
    expect(await ask({ port: admin.port, path: '/healthz' })).toMatchObject({ status: 200 });
  });

  it('leaves nothing open at its end', async () => {
    const { admin } = await openWatchedTunnel();
    const client = new Client(admin.port).send('GET');
    await until(() => !client.socket.connecting);
    await pause(20);
    admin.close();
    await until(() => client.ended || client.socket.destroyed);
    await expect(ask({ port: admin.port, path: '/healthz' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('where it listens', () => {
  it.each(['0.0.0.0', '::', '10.0.0.1', 'fd00::1', '::ffff:127.0.0.1'])('is not %s: exit 2', async (host) => {
    const tunnel = await openTunnel();
    await expect(openAdmin(tunnel, { listen: { host, port: 0 } })).rejects.toMatchObject({
      ...{ code: 'ADMIN_BEYOND_LOOPBACK', exitCode: 2 },
    });
  });

  it('says which address is taken', async () => {
    const { admin, tunnel } = await openWatchedTunnel();
    const listen = { host: '127.0.0.1', port: admin.port };
    await expect(openAdmin(tunnel, { listen })).rejects.toMatchObject({
      code: 'ADMIN_LISTEN_FAILED',
      facts: { listen: `127.0.0.1:${admin.port}`, reason: 'EADDRINUSE' },
    });
  });
});
