import { createServer as createHttpServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProbe } from '../../../src/lib/probe/run.js';
import { type Certificates, makeCertificates } from '../../helpers/certificates.js';
import { missing } from '../../helpers/programs.js';
import { type SocksServer, startDante, startSocks, startTlsProxy } from '../../helpers/proxies.js';
import { closedPort, type RunningServer, startSquid, startTinyproxy } from '../../helpers/servers.js';
import {
  fakeProxy,
  keepingFakes,
  listening,
  pass,
  portOf,
  ports,
  probeOne,
  proxy,
  request,
  serve,
  verdict,
} from './world.js';

const user = { username: 'li', password: 'secretword' };

describe.skipIf(missing('squid', 'tinyproxy', 'danted', 'stunnel4', 'openssl'))(
  'probe of proxy://, with real proxies',
  () => {
    const running: { stop(): Promise<void> }[] = [];
    let certificates: Certificates;
    let squid: RunningServer;
    let squidAny: RunningServer;
    let squidAuth: RunningServer;
    let tinyproxy: RunningServer;
    let tinyproxyAuth: RunningServer;
    let dante: RunningServer;
    let socks: SocksServer;
    let overTls: RunningServer;
    let closed: number;
    const web = createHttpServer((_request, response) => response.end('hello'));

    beforeAll(async () => {
      certificates = await makeCertificates();
      [squid, squidAny, squidAuth, tinyproxy, tinyproxyAuth, dante, socks] = await Promise.all([
        startSquid({ tunnelPorts: 'default' }),
        startSquid({ tunnelPorts: 'any' }),
        startSquid({ tunnelPorts: 'any', user }),
        startTinyproxy(),
        startTinyproxy({ user }),
        startDante(),
        startSocks({ user }),
      ]);
      overTls = await startTlsProxy(squidAny, certificates.server);
      running.push(squid, squidAny, squidAuth, tinyproxy, tinyproxyAuth, dante, socks, overTls);
      closed = await closedPort();
      await listening(web);
    });

    afterAll(async () => {
      web.closeAllConnections();
      await Promise.all([
        ...running.map((server) => server.stop()),
        certificates?.remove(),
        new Promise((resolve) => web.close(resolve)),
      ]);
    });

    const ways = (): Record<string, string> => ({
      'squid that refuses its own port': `http://127.0.0.1:${squid.port}`,
      'squid that takes every port': `http://127.0.0.1:${squidAny.port}`,
      'squid with a user': `http://li:secretword@127.0.0.1:${squidAuth.port}`,
      tinyproxy: `http://127.0.0.1:${tinyproxy.port}`,
      'tinyproxy with a user': `http://li:secretword@127.0.0.1:${tinyproxyAuth.port}`,
      dante: `socks5h://127.0.0.1:${dante.port}`,
      'a SOCKS server with a user': `socks5://li:secretword@127.0.0.1:${socks.port}`,
      'stunnel before squid': `https://localhost:${overTls.port}`,
    });
    const settings = () => ({ proxyCa: certificates.ca });

    it('passes with every kind of proxy, and says where it is', async () => {
      for (const [name, via] of Object.entries(ways())) {
        const result = await probeOne('proxy://', { via, settings: settings() });
        expect({ name, ...verdict(result) }).toEqual({ name, ...pass });
        expect(result).toMatchObject({
          ...{ target: 'proxy://', host: proxy(via).host, port: proxy(via).port },
          details: { app: { canary: null, credentials: via.includes('@') ? 'accepted' : 'none' } },
        });
        expect(result.timingsMs).toMatchObject({ tunnel: expect.any(Number), targetTcp: null, app: null });
      }
    });

    it('opens one tunnel to the canary', async () => {
      const canary = { host: '127.0.0.1', port: portOf(web) };
      const { 'squid that refuses its own port': strict, ...others } = ways();
      for (const [name, via] of Object.entries(others)) {
        const result = await probeOne('proxy://', { via, settings: { ...settings(), canary } });
        expect({ name, ...verdict(result) }).toEqual({ name, ...pass });
        expect(result.details.app).toMatchObject({ canary: `127.0.0.1:${canary.port}` });
      }
      const refused = await probeOne('proxy://', { via: strict, settings: { canary } });
      expect(verdict(refused)).toMatchObject({ code: 'PROXY_FORBIDDEN', phase: 'tunnel' });
    });

    it("tells the canary's failures from the proxy's, and names the canary", async () => {
      const canary = { host: '127.0.0.1', port: closed };
      const result = await probeOne('proxy://', {
        via: `http://127.0.0.1:${squidAny.port}`,
        settings: { canary },
      });
      expect(verdict(result)).toMatchObject({ code: 'TARGET_REFUSED', phase: 'tunnel', blame: 'target' });
      expect(result.diagnosis?.facts).toMatchObject({ target: `127.0.0.1:${closed}`, port: closed });
    });

    it('asks for credentials, and refuses wrong ones', async () => {
      for (const port of [squidAuth.port, tinyproxyAuth.port]) {
        const none = await probeOne('proxy://', { via: `http://127.0.0.1:${port}` });
        expect(verdict(none)).toMatchObject({
          code: 'PROXY_AUTH_REQUIRED',
          phase: 'tunnel',
          blame: 'config',
        });
        expect(none.details.proxy).toMatchObject({ authSchemes: ['Basic'] });
        const wrong = await probeOne('proxy://', { via: `http://li:wrong-word@127.0.0.1:${port}` });
        expect(verdict(wrong)).toMatchObject({ code: 'PROXY_AUTH_FAILED', phase: 'tunnel' });
      }
      const none = await probeOne('proxy://', { via: `socks5://127.0.0.1:${socks.port}` });
      expect(verdict(none)).toMatchObject({ code: 'PROXY_AUTH_REQUIRED' });
      const wrong = await probeOne('proxy://', { via: `socks5://li:wrong-word@127.0.0.1:${socks.port}` });
      expect(verdict(wrong)).toMatchObject({ code: 'PROXY_AUTH_FAILED' });
    });

    it('probes the last proxy of a chain, and names the one that is not reached', async () => {
      const chain = (...urls: string[]) =>
        request(['proxy://'], {
          routing: {
            ...{ direct: false, noProxy: null, envRules: 'go' as const },
            routes: [{ proxies: urls.map(proxy), source: 'flag' }],
          },
        });
      const first = `http://127.0.0.1:${squidAny.port}`;
      const [good] = (await runProbe(chain(first, `socks5h://127.0.0.1:${dante.port}`), ports())).results;
      expect(good && verdict(good)).toEqual(pass);
      expect(good?.port).toBe(dante.port);
      const [gone] = (await runProbe(chain(first, `http://127.0.0.1:${closed}`), ports())).results;
      expect(gone && verdict(gone)).toMatchObject({ code: 'PROXY_REFUSED', phase: 'tunnel' });
      expect(gone?.diagnosis?.facts).toMatchObject({ proxy: `http://127.0.0.1:${closed}` });
    });

    it('names a port that nobody listens on, a web server, and a certificate that is not trusted', async () => {
      const nobody = await probeOne('proxy://', { via: `http://127.0.0.1:${closed}` });
      expect(verdict(nobody)).toMatchObject({ code: 'PROXY_REFUSED', phase: 'proxyTcp', blame: 'proxy' });
      const untrusted = await probeOne('proxy://', { via: `https://localhost:${overTls.port}` });
      expect(verdict(untrusted)).toMatchObject({ code: 'PROXY_TLS', phase: 'proxyTls' });
    });
  },
);

describe('probe of proxy://', () => {
  const keep = keepingFakes();
  const answer = (head: string) => `HTTP/1.1 ${head}\r\nContent-Length: 0\r\n\r\n`;

  it.each([
    ['a tunnel to itself', '200 Connection established', null],
    ['a refusal of the port', '403 Forbidden', null],
    ['a refusal for what it would be', '508 Loop Detected', null],
    ['a target it can’t reach', '502 Bad Gateway', null],
    ['a target that does not answer', '504 Gateway Timeout', null],
    ['a 400 with the sign of a proxy', '400 Bad Request\r\nVia: 1.1 squid', null],
    ['a refused connection by its name', '500 x\r\nProxy-Status: p; error=connection_refused', null],
    ['a 407', '407 x\r\nProxy-Authenticate: Basic realm="p"', 'PROXY_AUTH_REQUIRED'],
    ['a 407 without a challenge', '407 x', 'PROXY_FORBIDDEN'],
    ['a 407 for Windows only', '407 x\r\nProxy-Authenticate: NTLM', 'PROXY_AUTH_SCHEME'],
    ['400 of a web server', '400 Bad Request\r\nServer: nginx', 'PROXY_NOT_A_PROXY'],
    ['404 of a web server', '404 Not Found', 'PROXY_NOT_A_PROXY'],
    ['405 of a web server', '405 Method Not Allowed', 'PROXY_NOT_A_PROXY'],
    ['501 of a web server', '501 Not Implemented', 'PROXY_NOT_A_PROXY'],
    ['a limit', '429 Too Many Requests', 'PROXY_RATE_LIMITED'],
    ['a login page', '302 Found\r\nLocation: http://login.test/', 'CAPTIVE_PORTAL'],
  ])('%s', async (_name, head, code) => {
    const fake = keep(await fakeProxy(answer(head), (socket) => socket.end()));
    const result = await probeOne('proxy://', { via: `127.0.0.1:${fake.port}` });
    expect(verdict(result)).toMatchObject(code === null ? pass : { code, ok: false });
    expect(result.details.proxy?.status).toBe(Number(head.slice(0, 3)));
  });

  it('tells a web server that answers CONNECT with a page', async () => {
    const page = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<html>hi</html>';
    const fake = keep(await fakeProxy(page));
    const result = await probeOne('proxy://', { via: `127.0.0.1:${fake.port}` });
    expect(verdict(result)).toMatchObject({ code: 'PROXY_NOT_A_PROXY', blame: 'config' });
  });

  it.each([
    ['refused', 0x05, null],
    ['not allowed', 0x02, null],
    ['unreachable', 0x04, null],
    ['address type not supported', 0x08, null],
    ['command not supported', 0x07, 'PROXY_PROTOCOL'],
  ])('a SOCKS reply: %s', async (_name, code, expected) => {
    const fake = keep(
      await serve((socket) => {
        socket.once('data', () => {
          socket.write(Buffer.from([5, 0]));
          socket.once('data', () => socket.end(Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0])));
        });
      }),
    );
    const result = await probeOne('proxy://', { via: `socks5h://127.0.0.1:${fake.port}` });
    expect(verdict(result)).toMatchObject(expected === null ? pass : { code: expected, ok: false });
  });

  it('names the wrong scheme, silence and a closed connection', async () => {
    const socksPort = keep(
      await serve((socket) => socket.once('data', () => socket.end(Buffer.from([5, 0xff])))),
    );
    const wrong = await probeOne('proxy://', { via: `http://127.0.0.1:${socksPort.port}` });
    expect(verdict(wrong)).toMatchObject({ code: 'PROXY_WRONG_SCHEME', blame: 'config' });
    const silent = keep(await serve(() => {}));
    const mute = await probeOne('proxy://', {
      ...{ via: `127.0.0.1:${silent.port}`, settings: { tunnelTimeoutMs: 200 } },
    });
    expect(verdict(mute)).toMatchObject({ code: 'TUNNEL_TIMEOUT', phase: 'tunnel' });
    const closing = keep(await serve((socket) => socket.once('data', () => socket.end())));
    const gone = await probeOne('proxy://', { via: `127.0.0.1:${closing.port}` });
    expect(verdict(gone)).toMatchObject({ code: 'PROXY_CLOSED', blame: 'proxy' });
  });

  it('sees a canary that is closed again behind the 200', async () => {
    const fake = keep(await fakeProxy(answer('200 OK'), (socket) => socket.end()));
    const result = await probeOne('proxy://', {
      ...{ via: `127.0.0.1:${fake.port}`, settings: { canary: { host: 'canary.test', port: 443 } } },
    });
    expect(verdict(result)).toMatchObject({ code: 'TUNNEL_CLOSED', phase: 'tunnel' });
    expect(result.diagnosis?.facts).toMatchObject({ target: 'canary.test:443' });
  });
});
