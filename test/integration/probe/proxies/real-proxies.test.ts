import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../../../helpers/certificates.js';
import { missing } from '../../../helpers/programs.js';
import { type SocksServer, startDante, startSocks, startTlsProxy } from '../../../helpers/proxies.js';
import {
  closedPort,
  type RunningServer,
  startRedis,
  startSquid,
  startTinyproxy,
} from '../../../helpers/servers.js';
import { listening, pass, portOf, probeOne, verdict } from '../world.js';

const user = { username: 'li', password: 'pass:w@rd' };
const userPart = 'li:pass%3Aw%40rd@';
/** Squid's file of passwords for Digest has colons of its own. */
const digestUser = { username: 'li', password: 'pass-w@rd' };
const digestPart = 'li:pass-w%40rd@';

describe.skipIf(missing('squid', 'tinyproxy', 'danted', 'stunnel4', 'redis-server', 'openssl'))(
  'probe through real proxies of every kind',
  () => {
    let squid: RunningServer;
    let squidBasic: RunningServer;
    let squidDigest: RunningServer;
    let tinyproxy: RunningServer;
    let dante: RunningServer;
    let danteUsers: RunningServer;
    let tlsSquid: RunningServer;
    let tlsTinyproxy: RunningServer;
    let tlsBasic: RunningServer;
    let tlsDigest: RunningServer;
    let socks: SocksServer;
    let socksUser: SocksServer;
    let redis: RunningServer;
    let certificates: Certificates;
    let closed: number;
    const web = createHttpServer((_request, response) => response.end('hello'));
    let secureWeb: ReturnType<typeof createHttpsServer>;

    beforeAll(async () => {
      [squid, squidBasic, squidDigest, tinyproxy, dante, danteUsers, socks, socksUser, redis, certificates] =
        await Promise.all([
          startSquid({ tunnelPorts: 'any' }),
          startSquid({ tunnelPorts: 'any', user }),
          startSquid({ tunnelPorts: 'any', user: digestUser, scheme: 'digest' }),
          startTinyproxy(),
          startDante(),
          startDante({ users: true }),
          startSocks(),
          startSocks({ user }),
          startRedis(),
          makeCertificates(),
        ]);
      [tlsSquid, tlsTinyproxy, tlsBasic, tlsDigest] = await Promise.all([
        startTlsProxy(squid, certificates.server),
        startTlsProxy(tinyproxy, certificates.server),
        startTlsProxy(squidBasic, certificates.server),
        startTlsProxy(squidDigest, certificates.server),
      ]);
      closed = await closedPort();
      secureWeb = createHttpsServer(certificates.server, (_request, response) => response.end('hello'));
      await Promise.all([listening(web), listening(secureWeb)]);
    }, 30_000);

    afterAll(async () => {
      web.closeAllConnections();
      secureWeb?.closeAllConnections();
      const servers = [
        ...[squid, squidBasic, squidDigest, tinyproxy, dante, danteUsers, socks, socksUser, redis],
        ...[tlsSquid, tlsTinyproxy, tlsBasic, tlsDigest],
      ];
      await Promise.all([
        ...servers.map((server) => server?.stop()),
        certificates?.remove(),
        new Promise((resolve) => web.close(resolve)),
        secureWeb && new Promise((resolve) => secureWeb.close(resolve)),
      ]);
    }, 30_000);

    const at = ({ port }: { port: number }) => `127.0.0.1:${port}`;
    const settings = () => ({ ca: certificates.ca, proxyCa: certificates.ca });
    const targets = () => [
      `redis://${at(redis)}`,
      at(redis),
      `http://127.0.0.1:${portOf(web)}/`,
      `https://127.0.0.1:${portOf(secureWeb)}/`,
    ];

    it.each([
      ['dante, by address', () => `socks5://${at(dante)}`],
      ['dante, by name', () => `socks5h://${at(dante)}`],
      ['our SOCKS server', () => `socks5h://${at(socks)}`],
      ['our SOCKS server, with a user', () => `socks5h://${userPart}${at(socksUser)}`],
      ['squid over TLS', () => `https://${at(tlsSquid)}`],
      ['tinyproxy over TLS', () => `https://${at(tlsTinyproxy)}`],
      ['squid over TLS, with Basic', () => `https://${userPart}${at(tlsBasic)}`],
      ['squid, with Digest', () => `http://${digestPart}${at(squidDigest)}`],
      ['squid over TLS, with Digest', () => `https://${digestPart}${at(tlsDigest)}`],
      ['HTTP, SOCKS', () => `http://${at(squid)},socks5h://${at(dante)}`],
      ['HTTPS, HTTP', () => `https://${at(tlsSquid)},http://${at(tinyproxy)}`],
      ['HTTPS, HTTPS', () => `https://${at(tlsSquid)},https://${at(tlsTinyproxy)}`],
      ['SOCKS, HTTP', () => `socks5h://${at(dante)},http://${at(squid)}`],
      ['SOCKS, SOCKS, HTTPS', () => `socks5://${at(dante)},socks5h://${at(socks)},https://${at(tlsSquid)}`],
      [
        'Digest, Digest',
        () => `http://${digestPart}${at(squidDigest)},https://${digestPart}${at(tlsDigest)}`,
      ],
    ])('%s: Redis, a bare port, HTTP and HTTPS', async (_name, way) => {
      for (const text of targets()) {
        const result = await probeOne(text, { via: way(), settings: settings() });
        expect({ text, ...verdict(result) }).toEqual({ text, ...pass });
      }
    });

    it('sends the name to socks5h, and an address to socks5', async () => {
      const byName = await probeOne(`redis://cache.internal.test:${redis.port}`, {
        via: `socks5h://${at(socks)}`,
      });
      expect(verdict(byName)).toEqual(pass);
      expect(socks.asked.at(-1)).toBe(`cache.internal.test:${redis.port}`);
      expect(byName.timingsMs.targetDns).toBeNull();
      const byAddress = await probeOne(`redis://localhost:${redis.port}`, { via: `socks5://${at(socks)}` });
      expect(verdict(byAddress)).toEqual(pass);
      expect(socks.asked.at(-1)).toBe(`127.0.0.1:${redis.port}`);
      expect(byAddress.timingsMs.targetDns).not.toBeNull();
    });

    it('says of a name that is unknown here that it was looked up here, and no more', async () => {
      const result = await probeOne('redis://nosuch.invalid', { via: `socks5://${at(dante)}` });
      expect(verdict(result)).toMatchObject({ code: 'TARGET_DNS', phase: 'targetDns', blame: 'target' });
      expect(result.timingsMs.tunnel).toBeNull();
    });

    it('names a target port that nobody listens on behind dante', async () => {
      for (const scheme of ['socks5', 'socks5h']) {
        const result = await probeOne(`127.0.0.1:${closed}`, { via: `${scheme}://${at(dante)}` });
        expect(verdict(result)).toMatchObject({ code: 'TARGET_REFUSED', phase: 'tunnel', blame: 'target' });
      }
    });

    it('names a name that dante does not know', async () => {
      const result = await probeOne('nosuch.invalid:6379', { via: `socks5h://${at(dante)}` });
      expect(verdict(result)).toMatchObject({ code: 'TARGET_UNREACHABLE', phase: 'tunnel' });
    });

    it('is asked for a user by dante and by ours, and told that it is wrong', async () => {
      for (const server of [danteUsers, socksUser]) {
        const none = await probeOne(at(redis), { via: `socks5h://${at(server)}` });
        expect(verdict(none)).toMatchObject({
          code: 'PROXY_AUTH_REQUIRED',
          phase: 'tunnel',
          blame: 'config',
        });
        const wrong = await probeOne(at(redis), { via: `socks5h://root:wrong-word@${at(server)}` });
        expect(verdict(wrong)).toMatchObject({ code: 'PROXY_AUTH_FAILED', phase: 'tunnel', blame: 'config' });
      }
    });

    it('is asked for Digest by squid, and told that the password is wrong', async () => {
      for (const [text, phase] of [
        [at(redis), 'tunnel'],
        [`http://127.0.0.1:${portOf(web)}/`, 'app'],
      ] as const) {
        const none = await probeOne(text, { via: `http://${at(squidDigest)}` });
        expect(verdict(none)).toMatchObject({ code: 'PROXY_AUTH_REQUIRED', phase, blame: 'config' });
        expect(none.details.proxy?.authSchemes).toEqual(['Digest']);
        const wrong = await probeOne(text, { via: `http://li:wrong-word@${at(squidDigest)}` });
        expect(verdict(wrong)).toMatchObject({ code: 'PROXY_AUTH_FAILED', phase, blame: 'config' });
      }
    });

    it('times TLS to the proxy, and each phase of a chain once', async () => {
      const secure = `https://127.0.0.1:${portOf(secureWeb)}/`;
      const reached = async (via: string) => {
        const { timingsMs } = await probeOne(secure, { via, settings: settings() });
        return Object.entries(timingsMs).flatMap(([phase, ms]) => (ms === null ? [] : phase));
      };
      const inside = ['tls', 'app', 'transfer', 'total'];
      expect(await reached(`https://${at(tlsSquid)}`)).toEqual(['proxyTcp', 'proxyTls', 'tunnel', ...inside]);
      expect(await reached(`socks5h://localhost:${dante.port}`)).toEqual([
        'proxyDns',
        'proxyTcp',
        'tunnel',
        ...inside,
      ]);
      expect(await reached(`http://${at(squid)},https://${at(tlsSquid)}`)).toEqual([
        'proxyTcp',
        'proxyTls',
        'tunnel',
        ...inside,
      ]);
    });
  },
);
