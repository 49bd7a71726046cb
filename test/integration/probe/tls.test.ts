import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import type { Server } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProbe } from '../../../src/lib/probe/run.js';
import { type Certificates, makeCertificates } from '../../helpers/certificates.js';
import { loopbackNetwork } from '../../helpers/loopback-network.js';
import { missing } from '../../helpers/programs.js';
import { type Fake, listening, portOf, ports, probeOne, request, serve, verdict } from './world.js';

const page = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok';

describe.skipIf(missing('openssl'))('probe of https and rediss', () => {
  let certificates: Certificates;
  const servers: Server[] = [];
  let plain: HttpServer;

  beforeAll(async () => {
    certificates = await makeCertificates();
    plain = createHttpServer((_request, response) => response.end('plain'));
    await listening(plain);
    servers.push(plain);
  });

  afterAll(async () => {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    await certificates?.remove();
  });

  async function tlsServer(options: TlsOptions, answer = page): Promise<number> {
    const server = createTlsServer(options, (socket) => {
      socket.on('error', () => {}).once('data', () => socket.end(answer));
    });
    server.on('tlsClientError', () => {});
    await listening(server);
    servers.push(server);
    return portOf(server);
  }

  const trusted = () => ({ ca: certificates.ca });

  it('reads a good chain', async () => {
    const port = await tlsServer(certificates.server);
    const result = await probeOne(`https://127.0.0.1:${port}/`, { settings: trusted() });
    expect(verdict(result)).toMatchObject({ status: 'pass', code: null });
    expect(result.details.tls).toMatchObject({
      subject: 'localhost',
      issuer: 'aliproxy test authority',
      altNames: expect.arrayContaining(['localhost', '127.0.0.1']),
      verifyError: null,
      daysLeft: expect.any(Number),
    });
  });

  it.each([
    ['expired', 'TLS_EXPIRED', 'target'],
    ['notYetValid', 'TLS_NOT_YET_VALID', 'target'],
    ['wrongName', 'TLS_NAME_MISMATCH', 'target'],
    ['selfSigned', 'TLS_UNTRUSTED', 'config'],
  ] as const)('%s certificate: %s', async (kind, code, blame) => {
    const port = await tlsServer(certificates[kind]);
    for (const scheme of ['https', 'rediss']) {
      const result = await probeOne(`${scheme}://127.0.0.1:${port}`, { settings: trusted() });
      expect({ scheme, ...verdict(result) }).toEqual({
        scheme,
        ...{ status: 'fail', ok: false, code, phase: 'tls', blame },
      });
      expect(result.timingsMs.app).toBeNull();
    }
  });

  it('calls an expired certificate expired also where nobody trusts its authority', async () => {
    const port = await tlsServer(certificates.expired);
    expect(verdict(await probeOne(`https://127.0.0.1:${port}`)).code).toBe('TLS_EXPIRED');
  });

  it('does not trust an unknown authority, unless told to take any certificate', async () => {
    const port = await tlsServer(certificates.server);
    expect(verdict(await probeOne(`https://127.0.0.1:${port}/`)).code).toBe('TLS_UNTRUSTED');
    const insecure = await probeOne(`https://127.0.0.1:${port}/`, { settings: { insecure: true } });
    expect(verdict(insecure).status).toBe('pass');
    expect(insecure.details.tls?.verifyError).not.toBeNull();
  });

  it('warns of a certificate that ends soon', async () => {
    const port = await tlsServer(certificates.server);
    const settings = { ...trusted(), certDays: 365 };
    const result = await probeOne(`https://127.0.0.1:${port}/`, { settings });
    expect(verdict(result)).toMatchObject({
      status: 'warn',
      ok: true,
      code: 'CERT_EXPIRES_SOON',
      phase: 'tls',
    });
  });

  it('sends no SNI for an address, and the name for a name, without its last dot', async () => {
    const asked: (string | false)[] = [];
    const server = createTlsServer(certificates.server, (socket) => {
      asked.push(socket.servername ?? false);
      socket.on('error', () => {}).once('data', () => socket.end(page));
    });
    await listening(server);
    servers.push(server);
    await probeOne(`https://127.0.0.1:${portOf(server)}/`, { settings: trusted() });
    await probeOne(`https://localhost:${portOf(server)}/`, { settings: trusted() });
    // Not every machine's resolver knows this one.
    const network = {
      ...loopbackNetwork,
      resolve: async () => [{ address: '127.0.0.1', family: 4 as const }],
    };
    const absolute = request([`https://localhost.:${portOf(server)}/`], { settings: trusted() });
    expect(await runProbe(absolute, ports({ network }))).toMatchObject({ ok: true });
    expect(asked).toEqual([false, 'localhost', 'localhost']);
  });

  it('TLS to a plain HTTP port, and plain HTTP to a TLS port', async () => {
    const toPlain = await probeOne(`https://127.0.0.1:${portOf(plain)}/`);
    expect(verdict(toPlain)).toMatchObject({ code: 'TLS_PROTOCOL', phase: 'tls', blame: 'target' });
    const port = await tlsServer(certificates.server);
    const toTls = await probeOne(`http://127.0.0.1:${port}/`);
    expect(verdict(toTls)).toMatchObject({ phase: 'app', status: 'fail' });
    expect(['APP_CLOSED', 'APP_WRONG_PROTOCOL']).toContain(verdict(toTls).code);
  });

  it('names TLS where its alert comes as an answer to plain HTTP or Redis', async () => {
    const alert = await serve((socket) =>
      socket.once('data', () => socket.end(Buffer.from('15030300020246', 'hex'))),
    );
    for (const scheme of ['http', 'redis']) {
      const result = await probeOne(`${scheme}://127.0.0.1:${alert.port}`);
      expect(verdict(result)).toMatchObject({ code: 'APP_WRONG_PROTOCOL', phase: 'app', blame: 'config' });
      expect(result.diagnosis?.facts).toMatchObject({ protocol: 'tls' });
    }
    await alert.close();
  });

  it('tells a handshake that is closed from one that hangs', async () => {
    const closing = await serve((socket) => socket.once('data', () => socket.destroy()));
    const silent: Fake = await serve((socket) => socket.resume());
    const closed = await probeOne(`https://127.0.0.1:${closing.port}/`);
    expect(verdict(closed)).toMatchObject({ code: 'TLS_CLOSED', phase: 'tls', blame: 'target' });
    const hanging = await probeOne(`https://127.0.0.1:${silent.port}/`, { settings: { timeoutMs: 300 } });
    expect(verdict(hanging)).toMatchObject({ code: 'TLS_TIMEOUT', phase: 'tls', blame: 'network' });
    await Promise.all([closing.close(), silent.close()]);
  });

  it('finds no common version', async () => {
    const port = await tlsServer({ ...certificates.server, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' });
    expect(verdict(await probeOne(`https://127.0.0.1:${port}/`)).code).toBe('TLS_PROTOCOL');
  });

  it('learns that a client certificate is wanted after the handshake', async () => {
    const port = await tlsServer({
      ...certificates.server,
      ...{ requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' },
    });
    for (const scheme of ['https', 'rediss']) {
      const result = await probeOne(`${scheme}://127.0.0.1:${port}`, { settings: trusted() });
      expect({ scheme, ...verdict(result) }).toMatchObject({ scheme, code: 'TLS_CLIENT_CERT', phase: 'tls' });
    }
  });
});
