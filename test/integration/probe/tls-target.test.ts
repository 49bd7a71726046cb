import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type Certificates,
  type Chain,
  type Identity,
  makeCertificates,
  makeChain,
} from '../../helpers/certificates.js';
import { missing } from '../../helpers/programs.js';
import { startDante } from '../../helpers/proxies.js';
import { type RunningServer, startProgram, startRedis, startSquid } from '../../helpers/servers.js';
import { startSsh } from '../../helpers/ssh-server.js';
import { fakeProxy, keepingFakes, listening, pass, portOf, probeOne, serve, verdict } from './world.js';

/** OpenSSL's own server; it answers requests with a page, and reads nothing from its standard input so. */
function startOpenssl({ cert, key }: Identity, ...more: string[]): Promise<RunningServer> {
  return startProgram('openssl', async (port, folder) => {
    await writeFile(join(folder, 'server.pem'), cert);
    await writeFile(join(folder, 'server.key'), key);
    return [
      ...['s_server', '-accept', `127.0.0.1:${port}`, '-www', '-quiet', ...more],
      ...['-cert', join(folder, 'server.pem'), '-cert_chain', join(folder, 'server.pem')],
      ...['-key', join(folder, 'server.key')],
    ];
  });
}

/** TLS to a service that is down: the handshake is stunnel's, and then it finds nobody to connect to. */
function startStunnel({ cert, key }: Identity, backend: number): Promise<RunningServer> {
  return startProgram('stunnel4', async (port, folder) => {
    await writeFile(join(folder, 'server.pem'), `${cert}${key}`, { mode: 0o600 });
    const file = join(folder, 'stunnel.conf');
    const lines = [
      ...['foreground = yes', 'pid =', 'syslog = no', '[tls]', `accept = 127.0.0.1:${port}`],
      ...[`connect = 127.0.0.1:${backend}`, `cert = ${join(folder, 'server.pem')}`],
    ];
    await writeFile(file, `${lines.join('\n')}\n`);
    return [file];
  });
}

describe.skipIf(missing('openssl'))('probe of tls', () => {
  let certificates: Certificates;
  let chain: Chain;
  const running: { stop(): Promise<void> }[] = [];
  const servers: Server[] = [];
  const keep = keepingFakes();

  beforeAll(async () => {
    certificates = await makeCertificates();
    chain = await makeChain(certificates);
  });

  afterEach(async () => {
    await Promise.all([
      ...running.splice(0).map((server) => server.stop()),
      ...servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))),
    ]);
  });

  afterAll(() => certificates?.remove());

  async function started(server: Promise<RunningServer>): Promise<number> {
    const { port, stop } = await server;
    running.push({ stop });
    return port;
  }

  async function tlsServer(options: TlsOptions, onSecure: (socket: TLSSocket) => void = () => {}) {
    const server = createTlsServer(options, (socket) => {
      socket.on('error', () => {}).resume();
      onSecure(socket);
    });
    server.on('tlsClientError', () => {});
    await listening(server);
    servers.push(server);
    return portOf(server);
  }

  const trusted = (more: object = {}) => ({ settings: { ca: certificates.ca, ...more } });
  const at = (port: number, host = '127.0.0.1') => `tls://${host}:${port}`;

  it.skipIf(missing('squid', 'danted'))(
    'reads the whole chain, directly and through proxies, and adds nothing to the times',
    async () => {
      const port = await started(startOpenssl(chain.whole));
      const squid = await started(startSquid({ tunnelPorts: 'any' }));
      const dante = await started(startDante());
      const secureMs: number[] = [];
      for (const via of [undefined, `http://127.0.0.1:${squid}`, `socks5://127.0.0.1:${dante}`]) {
        const result = await probeOne(at(port), { via, ...trusted() });
        expect({ via, ...verdict(result) }).toEqual({ via, ...pass });
        const { tls } = result.details;
        expect(tls?.chain.map(({ subject, issuer }) => [subject, issuer])).toEqual([
          ['localhost', 'aliproxy test intermediate'],
          ['aliproxy test intermediate', 'aliproxy test authority'],
          ['aliproxy test authority', 'aliproxy test authority'],
        ]);
        expect(tls?.chain[0]).toMatchObject({
          altNames: expect.arrayContaining(['localhost', '127.0.0.1']),
          validFrom: expect.stringMatching(/^20\d\d-.*Z$/),
          validTo: tls?.validTo,
          fingerprint256: tls?.fingerprint256,
        });
        expect(tls).toMatchObject({ protocol: 'TLSv1.3', alpn: null, ocspStapled: false, daysLeft: 59 });
        expect(result.timingsMs.app).toBeNull();
        const { total, tls: tlsMs, ...before } = result.timingsMs;
        const earlierMs = Object.values(before).reduce<number>((sum, ms) => sum + (ms ?? 0), 0);
        secureMs.push((total ?? 0) - earlierMs);
        expect(tlsMs).not.toBeNull();
      }
      // The lingering after the handshake is 100 ms and more.
      expect(Math.min(...secureMs)).toBeLessThan(95);
    },
  );

  it('reads a chain that is bad, and says what is wrong with it', async () => {
    const cases: readonly (readonly [Identity, string, number])[] = [
      [chain.incomplete, 'TLS_UNTRUSTED', 1],
      [certificates.selfSigned, 'TLS_UNTRUSTED', 1],
      [certificates.expired, 'TLS_EXPIRED', 2],
      [certificates.notYetValid, 'TLS_NOT_YET_VALID', 2],
      [certificates.wrongName, 'TLS_NAME_MISMATCH', 2],
    ];
    for (const [identity, code, length] of cases) {
      const port = await tlsServer(identity);
      const result = await probeOne(at(port), trusted());
      expect(verdict(result)).toMatchObject({ code, phase: 'tls', status: 'fail' });
      expect(result.details.tls?.chain).toHaveLength(length);
      const accepted = await probeOne(at(port), trusted({ insecure: true }));
      expect({ identity: code, ...verdict(accepted) }).toEqual({ identity: code, ...pass });
    }
  });

  it('tells a chain without its intermediate certificate from an unknown authority', async () => {
    const incomplete = await probeOne(at(await tlsServer(chain.incomplete)), trusted());
    expect(incomplete.diagnosis?.facts).toMatchObject({ error: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    const selfSigned = await probeOne(at(await tlsServer(certificates.selfSigned)), trusted());
    expect(selfSigned.diagnosis?.facts).toMatchObject({ error: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  it('takes the first end in the chain for a warning', async () => {
    const port = await tlsServer(chain.whole);
    const result = await probeOne(at(port), trusted({ certDays: 61 }));
    expect(verdict(result)).toMatchObject({ status: 'warn', code: 'CERT_EXPIRES_SOON', phase: 'tls' });
    expect(result.diagnosis?.facts).toMatchObject({ days: 59 });
  });

  it('sees that an OCSP response was stapled', async () => {
    const server = createTlsServer(certificates.server, (socket) => socket.on('error', () => {}).resume());
    server.on('OCSPRequest', (_certificate, _issuer, callback) => callback(null, Buffer.from('stapled')));
    await listening(server);
    servers.push(server);
    const result = await probeOne(at(portOf(server)), trusted());
    expect(result.details.tls).toMatchObject({ ocspStapled: true });
  });

  it.each([
    ['TLS 1.3, by the alert after the handshake', '-tls1_3'],
    ['TLS 1.2, by what the server asked for', '-tls1_2'],
  ])('learns from OpenSSL that a client certificate is wanted: %s', async (_name, version) => {
    const port = await started(
      startOpenssl(
        certificates.server,
        version,
        '-Verify',
        '1',
        '-verify_return_error',
        '-CAfile',
        certificates.caFile,
      ),
    );
    const result = await probeOne(at(port), trusted());
    expect(verdict(result)).toEqual({
      ...{ status: 'fail', ok: false, code: 'TLS_CLIENT_CERT', phase: 'tls', blame: 'config' },
    });
  });

  it('passes where a client certificate is wanted, but not insisted on', async () => {
    for (const version of ['-tls1_3', '-tls1_2']) {
      const port = await started(startOpenssl(certificates.server, version, '-verify', '1'));
      expect({ version, ...verdict(await probeOne(at(port), trusted())) }).toEqual({ version, ...pass });
    }
  });

  it('finds no common cipher, and does not take it for a wish for a certificate', async () => {
    const port = await tlsServer({
      ...certificates.server,
      ...{ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384' },
    });
    const result = await probeOne(at(port), trusted());
    expect(verdict(result)).toMatchObject({ code: 'TLS_PROTOCOL', phase: 'tls', blame: 'target' });
    expect(result.diagnosis?.facts).toMatchObject({
      ...{ error: expect.stringMatching(/_ALERT_HANDSHAKE_FAILURE$/), protocol: null },
    });
  });

  it('finds no common version', async () => {
    const old = await started(startOpenssl(certificates.server, '-tls1_1', '-cipher', 'ALL:@SECLEVEL=0'));
    const result = await probeOne(at(old), trusted());
    expect(verdict(result)).toMatchObject({ code: 'TLS_PROTOCOL', phase: 'tls' });
    expect(result.diagnosis?.facts).toMatchObject({
      ...{ error: expect.stringMatching(/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/), protocol: null },
    });
  });

  it('finds a server that speaks HTTP/2 only', async () => {
    const server = createSecureServer({ ...certificates.server, allowHTTP1: false });
    await listening(server);
    servers.push(server);
    expect(verdict(await probeOne(at(portOf(server)), trusted()))).toEqual(pass);
    const result = await probeOne(`https://127.0.0.1:${portOf(server)}/`, trusted());
    expect(verdict(result)).toMatchObject({ status: 'fail', phase: 'tls', code: 'TLS_PROTOCOL' });
    expect(result.diagnosis?.facts).toMatchObject({
      error: expect.stringMatching(/NO_APPLICATION_PROTOCOL/),
    });
  });

  it.skipIf(missing('stunnel4'))(
    'fails where the connection is closed right after the handshake',
    async () => {
      const nobody = await serve(() => {});
      await nobody.close();
      const port = await started(startStunnel(certificates.server, nobody.port));
      const result = await probeOne(at(port), trusted());
      expect(verdict(result)).toMatchObject({ code: 'TLS_CLOSED', phase: 'tls', blame: 'target' });
      expect(result.diagnosis?.facts).toMatchObject({ afterHandshake: true });
      expect(result.details.tls).toMatchObject({ subject: 'localhost' });
    },
  );

  it('passes where the server speaks first, and names its protocol', async () => {
    const port = await tlsServer(certificates.server, (socket) => socket.end('220 mail.test ESMTP\r\n'));
    const result = await probeOne(at(port), trusted());
    expect(verdict(result)).toEqual(pass);
    expect(result.details.app).toEqual({ protocol: 'smtp' });
  });

  it.skipIf(missing('redis-server', 'sshd', 'ssh-keygen'))(
    'names real servers that speak no TLS',
    async () => {
      const web = createHttpServer((_request, response) => response.end('plain'));
      await listening(web);
      servers.push(web);
      const ssh = await started(startSsh());
      expect((await probeOne(at(portOf(web)))).diagnosis).toMatchObject({
        code: 'TLS_PROTOCOL',
        facts: { protocol: 'http' },
      });
      expect((await probeOne(at(ssh))).diagnosis).toMatchObject({
        code: 'TLS_PROTOCOL',
        facts: { protocol: 'ssh' },
      });
      // Redis takes the bytes for a command, and waits for its end.
      const redis = await started(startRedis());
      const waiting = await probeOne(at(redis), { settings: { timeoutMs: 400 } });
      expect(verdict(waiting)).toMatchObject({ phase: 'tls' });
    },
  );

  it.each([
    ['HTTP/1.1 400 Bad Request\r\n\r\n', 'http'],
    ['-ERR unknown command\r\n', 'redis'],
    ['SSH-2.0-OpenSSH_9.6\r\n', 'ssh'],
    ['220 mail.test ESMTP\r\n', 'smtp'],
    ['something else that is no protocol\r\n', 'unknown'],
  ])('%j instead of a handshake, byte by byte: %s', async (text, protocol) => {
    for (const scheme of ['tls', 'https', 'rediss']) {
      const server = keep(await serve((socket) => void sayBytewise(socket.resume(), Buffer.from(text))));
      const result = await probeOne(`${scheme}://127.0.0.1:${server.port}`);
      expect(verdict(result)).toMatchObject({ code: 'TLS_PROTOCOL', phase: 'tls', blame: 'target' });
      expect(result.diagnosis?.facts).toMatchObject({ protocol });
      expect(result.details.app).toEqual({ protocol });
    }
  });

  it('a page in a tunnel is a portal; an end in it is the tunnel', async () => {
    const page = keep(await fakeProxy('HTTP/1.1 200 OK\r\n\r\n<html><title>Sign in</title></html>'));
    const first = await probeOne('tls://api.test', { via: `127.0.0.1:${page.port}` });
    expect(verdict(first)).toMatchObject({ code: 'CAPTIVE_PORTAL', blame: 'network' });
    const ending = keep(await fakeProxy('HTTP/1.1 200 OK\r\n\r\n', (socket) => socket.end()));
    const second = await probeOne('tls://api.test', { via: `127.0.0.1:${ending.port}` });
    expect(verdict(second)).toMatchObject({ code: 'TUNNEL_CLOSED', phase: 'tunnel' });
  });

  it('survives any cut of the bytes of a real handshake', async () => {
    const port = await tlsServer(certificates.server);
    const sliced = createServer((client) => relayBytewise(client, port));
    await listening(sliced);
    servers.push(sliced);
    const result = await probeOne(at(portOf(sliced)), trusted());
    expect(verdict(result)).toEqual(pass);
    expect(result.details.tls?.chain).toHaveLength(2);
  });
});

async function sayBytewise(socket: Socket, bytes: Buffer): Promise<void> {
  for (const byte of bytes) {
    await new Promise((resolve) => setImmediate(resolve));
    if (!socket.destroyed) socket.write(Buffer.from([byte]));
  }
}

/** Brings the server's bytes one at a time. */
function relayBytewise(client: Socket, port: number): void {
  const server = connect({ host: '127.0.0.1', port });
  for (const socket of [client, server]) socket.on('error', () => {});
  let said = Promise.resolve();
  client.on('data', (chunk) => server.write(chunk)).on('close', () => server.destroy());
  server.on('data', (chunk) => {
    said = said.then(() => sayBytewise(client, chunk));
  });
  server.on('close', () => void said.then(() => client.destroy()));
}
