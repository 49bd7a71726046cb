import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../../../helpers/certificates.js';
import { missing } from '../../../helpers/programs.js';
import { startDante, startTlsProxy } from '../../../helpers/proxies.js';
import { type RunningServer, startRedis, startSquid, startTinyproxy } from '../../../helpers/servers.js';
import { type Fake, keepingFakes, listening, pass, portOf, probeOne, serve, verdict } from '../world.js';

const established = 'HTTP/1.1 200 Connection established\r\n\r\n';

describe.skipIf(missing('openssl'))('probe through a proxy over TLS', () => {
  const keep = keepingFakes();
  let certificates: Certificates;

  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterAll(() => certificates?.remove());

  interface TlsFake extends Fake {
    /** All that came, inside TLS. */
    readonly received: () => string;
    readonly sessions: readonly TLSSocket[];
  }

  /** A TLS server that answers the first head that comes, byte for byte, and then does as told. */
  async function tlsFake(
    options: TlsOptions,
    answer: string | Buffer,
    after: (socket: TLSSocket) => void = () => {},
  ): Promise<TlsFake> {
    let received = '';
    const sessions: TLSSocket[] = [];
    const server = createTlsServer({ ALPNProtocols: ['h2', 'http/1.1'], ...options }, (socket) => {
      sessions.push(socket);
      socket.on('error', () => {});
      const read = (chunk: Buffer) => {
        received += chunk.toString('latin1');
        if (!received.includes('\r\n\r\n')) return;
        socket.off('data', read);
        socket.write(answer);
        after(socket);
      };
      socket.on('data', read);
    });
    server.on('tlsClientError', () => {});
    await listening(server);
    const fake = {
      port: portOf(server),
      connections: () => sessions.length,
      received: () => received,
      sessions,
      close: async () => {
        for (const session of sessions) session.destroy();
        await new Promise((resolve) => server.close(resolve));
      },
    };
    keep(fake);
    return fake;
  }

  const proxyCa = () => ({ proxyCa: certificates.ca });

  it.each([
    ['of an unknown authority', 'server', null, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['expired', 'expired', 'ca', 'CERT_HAS_EXPIRED'],
    ['not yet valid', 'notYetValid', 'ca', 'CERT_NOT_YET_VALID'],
    ['for another name', 'wrongName', 'ca', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['signed by itself', 'selfSigned', 'ca', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ] as const)(
    'a certificate %s is refused, also with --insecure, and nothing is said',
    async (_name, which, ca, error) => {
      const fake = await tlsFake(certificates[which], established);
      const via = `https://li:word@127.0.0.1:${fake.port}`;
      for (const text of ['redis://target.test', 'http://target.test/']) {
        const settings = { insecure: true, proxyCa: ca === null ? null : certificates.ca };
        const result = await probeOne(text, { via, settings });
        expect(verdict(result)).toMatchObject({ code: 'PROXY_TLS', phase: 'proxyTls', blame: 'proxy' });
        const issuer = which === 'selfSigned' ? 'localhost' : 'aliproxy test authority';
        expect(result.diagnosis?.facts).toMatchObject({ error, issuer });
        expect(result.timingsMs.tunnel).toBeNull();
      }
      expect(fake.received()).toBe('');
    },
  );

  it("takes the given authorities instead of the built-in ones, and the target's are others", async () => {
    const fake = await tlsFake(certificates.server, `${established}+PONG\r\n`);
    const via = `https://127.0.0.1:${fake.port}`;
    const wrong = await probeOne('redis://target.test', { via, settings: { ca: certificates.ca } });
    expect(verdict(wrong).code).toBe('PROXY_TLS');
    const right = await probeOne('redis://target.test', { via, settings: proxyCa() });
    expect(verdict(right)).toEqual(pass);
  });

  it('names the proxy in SNI, an address not, and speaks HTTP/1.1', async () => {
    for (const [host, servername] of [
      ['localhost', 'localhost'],
      ['127.0.0.1', false],
    ] as const) {
      const fake = await tlsFake(certificates.server, `${established}+PONG\r\n`);
      const result = await probeOne('redis://target.test', {
        via: `https://${host}:${fake.port}`,
        settings: proxyCa(),
      });
      expect({ host, ...verdict(result) }).toEqual({ host, ...pass });
      const [session] = fake.sessions;
      expect(session).toMatchObject({ servername, alpnProtocol: 'http/1.1' });
    }
  });

  it('sends credentials inside TLS only, in a tunnel and in absolute form', async () => {
    const fake = await tlsFake(certificates.server, 'HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n');
    const via = `https://li:word@127.0.0.1:${fake.port}`;
    await probeOne('redis://target.test', { via, settings: proxyCa() });
    await probeOne('http://target.test/', { via, settings: proxyCa() });
    expect(fake.received()).toContain('CONNECT target.test:6379 HTTP/1.1\r\n');
    expect(fake.received()).toContain('GET http://target.test/ HTTP/1.1\r\n');
    expect(fake.received().match(/Proxy-Authorization: Basic bGk6d29yZA==\r\n/g)).toHaveLength(2);
  });

  it('keeps a greeting that comes in one record with the 200', async () => {
    const greeting = Buffer.from('4a0000000a382e302e333600', 'hex');
    const fake = await tlsFake(certificates.server, Buffer.concat([Buffer.from(established), greeting]));
    const result = await probeOne('target.test:3306', {
      via: `https://127.0.0.1:${fake.port}`,
      settings: proxyCa(),
    });
    expect(verdict(result)).toEqual(pass);
    expect(result.details.app).toMatchObject({ protocol: 'mysql' });
  });

  it('counts what came of the target, also inside TLS: a tunnel that closes before a byte is one', async () => {
    const fake = await tlsFake(certificates.server, established, (socket) =>
      setTimeout(() => socket.end(), 20),
    );
    for (const text of [
      'target.test:3306',
      'redis://target.test',
      'https://target.test',
      'postgres://target.test',
    ]) {
      const result = await probeOne(text, { via: `https://127.0.0.1:${fake.port}`, settings: proxyCa() });
      expect({ text, ...verdict(result) }).toMatchObject({
        ...{ text, code: 'TUNNEL_CLOSED', phase: 'tunnel', blame: 'target' },
      });
    }
    const spoke = await tlsFake(certificates.server, `${established}+`, (socket) =>
      setTimeout(() => socket.end(), 20),
    );
    const result = await probeOne('redis://target.test', {
      ...{ via: `https://127.0.0.1:${spoke.port}`, settings: proxyCa() },
    });
    expect(verdict(result).code).toBe('APP_CLOSED');
  });

  it('a handshake that hangs, that is cut off, and what is no TLS', async () => {
    const silent = keep(await serve((socket) => socket.resume()));
    const hung = await probeOne('redis://target.test', {
      ...{ via: `https://127.0.0.1:${silent.port}`, settings: { connectTimeoutMs: 200 } },
    });
    expect(verdict(hung)).toMatchObject({ code: 'PROXY_TIMEOUT', phase: 'proxyTls', blame: 'proxy' });
    expect(hung.timingsMs.proxyTls).toBeGreaterThanOrEqual(190);
    expect(hung.timingsMs.proxyTls).toBeLessThan(2_000);

    for (const end of ['end', 'resetAndDestroy'] as const) {
      const cut = keep(await serve((socket) => socket.once('data', () => socket[end]())));
      const result = await probeOne('redis://target.test', { via: `https://127.0.0.1:${cut.port}` });
      expect({ end, ...verdict(result) }).toMatchObject({
        ...{ end, code: 'PROXY_CLOSED', phase: 'proxyTls', blame: 'proxy' },
      });
    }

    const plain = keep(
      await serve((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n'))),
    );
    const result = await probeOne('redis://target.test', { via: `https://127.0.0.1:${plain.port}` });
    expect(verdict(result)).toMatchObject({ code: 'PROXY_WRONG_SCHEME', phase: 'proxyTls', blame: 'config' });
    expect(result.diagnosis?.facts).toMatchObject({ scheme: 'https', speaks: 'plain' });
  });

  it('no common version', async () => {
    const old = await tlsFake(
      { ...certificates.server, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' },
      established,
    );
    const result = await probeOne('redis://target.test', {
      via: `https://127.0.0.1:${old.port}`,
      settings: proxyCa(),
    });
    expect(verdict(result)).toMatchObject({ code: 'PROXY_TLS', phase: 'proxyTls', blame: 'proxy' });
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'a certificate that the proxy wants of us: %s',
    async (version) => {
      const picky = await tlsFake(
        {
          ...{ ...certificates.server, ca: certificates.ca, requestCert: true, rejectUnauthorized: true },
          ...{ minVersion: version, maxVersion: version },
        },
        established,
      );
      const result = await probeOne('redis://target.test', {
        ...{ via: `https://127.0.0.1:${picky.port}`, settings: proxyCa() },
      });
      expect(verdict(result)).toMatchObject({ code: 'PROXY_TLS', phase: 'proxyTls', blame: 'proxy' });
    },
  );

  it('plain words to a port with TLS: named where an alert comes, else the hint names it', async () => {
    const alert = keep(
      await serve((socket) => socket.once('data', () => socket.end(Buffer.from('15030100020246', 'hex')))),
    );
    const told = await probeOne('redis://target.test', { via: `http://127.0.0.1:${alert.port}` });
    expect(verdict(told)).toMatchObject({ code: 'PROXY_WRONG_SCHEME', phase: 'tunnel' });
    const node = await tlsFake(certificates.server, established);
    const silent = await probeOne('redis://target.test', { via: `http://127.0.0.1:${node.port}` });
    expect(verdict(silent)).toMatchObject({ code: 'PROXY_CLOSED', phase: 'tunnel' });
    // Three bytes are less than a record: the server waits for more.
    const greeted = await probeOne('redis://target.test', {
      ...{ via: `socks5h://127.0.0.1:${node.port}`, settings: { tunnelTimeoutMs: 200 } },
    });
    expect(greeted.diagnosis).toMatchObject({ code: 'TUNNEL_TIMEOUT', facts: { mute: true } });
  });
});

describe.skipIf(missing('squid', 'tinyproxy', 'danted', 'stunnel4', 'redis-server', 'openssl'))(
  'probe through real proxies with the wrong scheme or certificate',
  () => {
    let squid: RunningServer;
    let tinyproxy: RunningServer;
    let dante: RunningServer;
    let redis: RunningServer;
    let certificates: Certificates;
    const secure = {} as Record<'server' | 'expired' | 'wrongName' | 'selfSigned', RunningServer>;

    beforeAll(async () => {
      [squid, tinyproxy, dante, redis, certificates] = await Promise.all([
        startSquid({ tunnelPorts: 'any' }),
        startTinyproxy(),
        startDante(),
        startRedis(),
        makeCertificates(),
      ]);
      for (const name of ['server', 'expired', 'wrongName', 'selfSigned'] as const) {
        secure[name] = await startTlsProxy(squid, certificates[name]);
      }
    }, 30_000);

    afterAll(async () => {
      const servers = [squid, tinyproxy, dante, redis, ...Object.values(secure)];
      await Promise.all([...servers.map((server) => server?.stop()), certificates?.remove()]);
    }, 30_000);

    const limits = { connectTimeoutMs: 700, tunnelTimeoutMs: 700 };

    it.each([
      ['server', 'pass', null],
      ['expired', 'fail', 'CERT_HAS_EXPIRED'],
      ['wrongName', 'fail', 'ERR_TLS_CERT_ALTNAME_INVALID'],
      ['selfSigned', 'fail', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ] as const)('stunnel, certificate %s: %s', async (name, status, error) => {
      const result = await probeOne(`redis://127.0.0.1:${redis.port}`, {
        via: `https://127.0.0.1:${secure[name].port}`,
        settings: { proxyCa: certificates.ca },
      });
      expect(result.status).toBe(status);
      if (error !== null) expect(result.diagnosis).toMatchObject({ code: 'PROXY_TLS', facts: { error } });
    });

    it.each([
      ['http to stunnel', 'http', () => secure.server, 'PROXY_CLOSED', 'tunnel'],
      [
        'socks5h to stunnel: it waits for a record',
        'socks5h',
        () => secure.server,
        'TUNNEL_TIMEOUT',
        'tunnel',
      ],
      ['https to squid', 'https', () => squid, 'PROXY_WRONG_SCHEME', 'proxyTls'],
      ['https to tinyproxy: it waits for a line', 'https', () => tinyproxy, 'PROXY_TIMEOUT', 'proxyTls'],
      ['https to dante', 'https', () => dante, 'PROXY_CLOSED', 'proxyTls'],
      ['http to dante', 'http', () => dante, 'PROXY_CLOSED', 'tunnel'],
      ['socks5h to squid: it waits for a line', 'socks5h', () => squid, 'TUNNEL_TIMEOUT', 'tunnel'],
      ['socks5h to tinyproxy: it waits for a line', 'socks5h', () => tinyproxy, 'TUNNEL_TIMEOUT', 'tunnel'],
    ] as const)('%s', async (_name, scheme, server, code, phase) => {
      const result = await probeOne(`redis://127.0.0.1:${redis.port}`, {
        via: `${scheme}://127.0.0.1:${server().port}`,
        settings: limits,
      });
      expect(verdict(result)).toMatchObject({ code, phase });
    });
  },
);
