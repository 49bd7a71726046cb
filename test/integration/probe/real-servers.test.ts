import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../../helpers/certificates.js';
import { missing } from '../../helpers/programs.js';
import {
  closedPort,
  type RunningServer,
  startRedis,
  startSquid,
  startTinyproxy,
} from '../../helpers/servers.js';
import { listening, pass, portOf, probeOne, verdict } from './world.js';

const user = { username: 'li', password: 'pass:w@rd' };
const userPart = 'li:pass%3Aw%40rd@';

describe.skipIf(missing('squid', 'tinyproxy', 'redis-server', 'openssl'))('probe, with real servers', () => {
  let squid: RunningServer;
  let squidAny: RunningServer;
  let squidAuth: RunningServer;
  let tinyproxy: RunningServer;
  let tinyproxyAuth: RunningServer;
  let redis: RunningServer;
  let redisAuth: RunningServer;
  let certificates: Certificates;
  let closed: number;
  const web = createHttpServer((request, response) => {
    response.statusCode = Number(/^\/status\/(\d+)/.exec(request.url ?? '')?.[1] ?? 200);
    response.end(`authorization: ${request.headers['proxy-authorization'] ?? 'none'}`);
  });
  let secureWeb: ReturnType<typeof createHttpsServer>;

  beforeAll(async () => {
    [squid, squidAny, squidAuth, tinyproxy, tinyproxyAuth, redis, redisAuth, certificates] =
      await Promise.all([
        startSquid({ tunnelPorts: 'default' }),
        startSquid({ tunnelPorts: 'any' }),
        startSquid({ tunnelPorts: 'any', user }),
        startTinyproxy(),
        startTinyproxy({ user: { username: 'li', password: 'secretword' } }),
        startRedis(),
        startRedis({ password: 'redis-password', users: [{ username: 'app', password: 'app-password' }] }),
        makeCertificates(),
      ]);
    closed = await closedPort();
    secureWeb = createHttpsServer(certificates.server, (_request, response) => response.end('hello'));
    await Promise.all([listening(web), listening(secureWeb)]);
  });

  afterAll(async () => {
    web.closeAllConnections();
    secureWeb?.closeAllConnections();
    const servers = [squid, squidAny, squidAuth, tinyproxy, tinyproxyAuth, redis, redisAuth];
    await Promise.all([
      ...servers.map((server) => server?.stop()),
      certificates?.remove(),
      new Promise((resolve) => web.close(resolve)),
      secureWeb && new Promise((resolve) => secureWeb.close(resolve)),
    ]);
  });

  const via = (server: RunningServer, credentials = '') => `http://${credentials}127.0.0.1:${server.port}`;

  it('reaches Redis, HTTP, HTTPS and a plain port through squid and tinyproxy', async () => {
    const settings = { ca: certificates.ca };
    const targets = [
      `redis://127.0.0.1:${redis.port}`,
      `http://127.0.0.1:${portOf(web)}/`,
      `https://127.0.0.1:${portOf(secureWeb)}/`,
      `127.0.0.1:${redis.port}`,
    ];
    for (const proxy of [via(squidAny), via(tinyproxy), undefined]) {
      for (const text of targets) {
        const result = await probeOne(text, { via: proxy, settings });
        expect({ text, proxy, ...verdict(result) }).toEqual({ text, proxy, ...pass });
      }
    }
  });

  it('times the phases that happened, and no other', async () => {
    const settings = { ca: certificates.ca };
    const { timingsMs } = await probeOne(`https://127.0.0.1:${portOf(secureWeb)}/`, {
      via: via(squidAny),
      settings,
    });
    const reached = Object.entries(timingsMs).flatMap(([phase, ms]) => (ms === null ? [] : phase));
    expect(reached).toEqual(['proxyTcp', 'tunnel', 'tls', 'app', 'transfer', 'total']);
    const direct = await probeOne(`http://localhost:${portOf(web)}/`);
    const reachedDirectly = Object.entries(direct.timingsMs).flatMap(([phase, ms]) =>
      ms === null ? [] : phase,
    );
    expect(reachedDirectly).toEqual(['targetDns', 'targetTcp', 'app', 'transfer', 'total']);
  });

  it('names a proxy port that nobody listens on', async () => {
    const result = await probeOne('redis://r.test:6379', { via: `127.0.0.1:${closed}` });
    expect(verdict(result)).toMatchObject({ code: 'PROXY_REFUSED', phase: 'proxyTcp', blame: 'proxy' });
    expect(result.timingsMs.tunnel).toBeNull();
  });

  it.each([
    ['squid', () => squidAuth, userPart],
    ['tinyproxy', () => tinyproxyAuth, 'li:secretword@'],
  ])('%s: asks for credentials, refuses wrong ones, takes the right ones', async (_name, server, right) => {
    const plain = `http://127.0.0.1:${portOf(web)}/`;
    for (const [text, phase] of [
      [`127.0.0.1:${redis.port}`, 'tunnel'],
      [plain, 'app'],
    ] as const) {
      const none = await probeOne(text, { via: via(server()) });
      expect(verdict(none)).toMatchObject({ code: 'PROXY_AUTH_REQUIRED', phase, blame: 'config' });
      expect(none.details.proxy?.authSchemes).toEqual(['Basic']);
      const wrong = await probeOne(text, { via: via(server(), 'li:wrong-password@') });
      expect(verdict(wrong)).toMatchObject({ code: 'PROXY_AUTH_FAILED', phase, blame: 'config' });
      expect(verdict(await probeOne(text, { via: via(server(), right) }))).toEqual(pass);
    }
  });

  it("names squid's ACL when it refuses the port", async () => {
    const result = await probeOne(`redis://127.0.0.1:${redis.port}`, { via: via(squid) });
    expect(verdict(result)).toMatchObject({ code: 'PROXY_FORBIDDEN', phase: 'tunnel', blame: 'proxy' });
    expect(result.details.proxy).toMatchObject({ status: 403, squidError: 'ERR_ACCESS_DENIED 0' });
  });

  it('names a target port that nobody listens on, behind squid', async () => {
    for (const text of [`127.0.0.1:${closed}`, `redis://127.0.0.1:${closed}`]) {
      const result = await probeOne(text, { via: via(squidAny) });
      expect(verdict(result)).toMatchObject({ code: 'TARGET_REFUSED', phase: 'tunnel', blame: 'target' });
    }
    const plain = await probeOne(`http://127.0.0.1:${closed}/`, { via: via(squidAny) });
    expect(verdict(plain)).toMatchObject({ code: 'TARGET_REFUSED', phase: 'app' });
  });

  it('says no more than tinyproxy does of a target port that nobody listens on', async () => {
    const result = await probeOne(`127.0.0.1:${closed}`, { via: via(tinyproxy) });
    expect(verdict(result)).toMatchObject({ code: 'TARGET_UNREACHABLE', phase: 'tunnel', blame: 'network' });
    const plain = await probeOne(`http://127.0.0.1:${closed}/`, { via: via(tinyproxy) });
    expect(verdict(plain)).toMatchObject({ code: 'TARGET_UNREACHABLE', phase: 'app' });
  });

  it('names a name that does not resolve, here and behind squid', async () => {
    const direct = await probeOne('redis://nosuch.invalid');
    expect(verdict(direct)).toMatchObject({ code: 'TARGET_DNS', phase: 'targetDns' });
    const behind = await probeOne('nosuch.invalid:443', { via: via(squidAny) });
    expect(verdict(behind)).toMatchObject({ code: 'TARGET_DNS', phase: 'tunnel', blame: 'target' });
  });

  it('warns of a Redis that wants a password where none is given', async () => {
    const result = await probeOne(`redis://127.0.0.1:${redisAuth.port}`);
    expect(verdict(result)).toEqual({
      status: 'warn',
      ok: true,
      code: 'APP_AUTH_REQUIRED',
      phase: 'app',
      blame: 'config',
    });
  });

  it('takes the right Redis password and ACL user, and refuses wrong ones', async () => {
    const at = `127.0.0.1:${redisAuth.port}`;
    for (const userPart of [':redis-password', 'default:redis-password', 'app:app-password']) {
      const result = await probeOne(`redis://${userPart}@${at}/0`);
      expect({ userPart, ...verdict(result) }).toEqual({ userPart, ...pass });
    }
    for (const userPart of [':wrong-password', 'app:redis-password', 'nobody:app-password']) {
      const result = await probeOne(`redis://${userPart}@${at}`);
      expect({ userPart, ...verdict(result) }).toMatchObject({
        userPart,
        code: 'APP_AUTH_FAILED',
        ok: false,
      });
    }
  });

  it('passes where a password is given and none is set, and says so', async () => {
    const result = await probeOne(`redis://:some-password@127.0.0.1:${redis.port}`);
    expect(verdict(result)).toEqual(pass);
    expect(result.details.app).toMatchObject({ reply: '+PONG', note: 'AUTH_NOT_NEEDED' });
  });

  it('judges the status, and only that', async () => {
    const result = await probeOne(`http://127.0.0.1:${portOf(web)}/status/503`, { via: via(squidAny) });
    expect(verdict(result)).toMatchObject({ code: 'HTTP_STATUS', phase: 'app', blame: 'target' });
    expect(result.diagnosis?.retryable).toBe(true);
    const accepted = await probeOne(`http://127.0.0.1:${portOf(web)}/status/404#expect=404`);
    expect(verdict(accepted)).toEqual(pass);
  });
});
