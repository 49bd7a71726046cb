import { execFile } from 'node:child_process';
import { connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../../../../src/lib/tunnel/session.js';
import type { TlsSettings } from '../../../../src/lib/tunnel/settings.js';
import type { Tunnel } from '../../../../src/lib/tunnel/tunnel.js';
import { type Certificates, type Identity, makeCertificates } from '../../../helpers/certificates.js';
import { missing } from '../../../helpers/programs.js';
import { afterwards, Client, openTarget, openTunnel, settingsOf, until } from '../world.js';
import { issue } from './issue-certificates.js';

interface World extends Certificates {
  readonly spiffe: Identity;
  readonly commonName: Identity;
}

let world: World;

describe.skipIf(missing('openssl'))('a listener that speaks TLS', () => {
  beforeAll(async () => {
    const certificates = await makeCertificates();
    world = {
      ...certificates,
      spiffe: await issue(certificates, 'ci', 'URI:spiffe://corp.test/ci/7'),
      commonName: await issue(certificates, 'li', null),
    };
  });
  afterAll(() => world.remove());

  const settings = (parts: Partial<TlsSettings> = {}): { tls: TlsSettings } => ({
    tls: { certificate: world.server.cert, key: world.server.key, clientCa: null, clientNames: [], ...parts },
  });

  it('passes bytes on, early ones and both ends of a conversation', async () => {
    const target = await openTarget((socket) => {
      socket.write('hello ');
      socket.on('data', (bytes) => socket.write(`<${bytes}>`));
      socket.on('end', () => socket.end(' bye'));
    });
    const tunnel = await openTunnel(settings());
    const client = new SecureClient(tunnel);
    client.socket.write(`CONNECT ${target.authority} HTTP/1.1\r\n\r\nearly`);
    await until(() => client.text.includes('<early>'));
    expect(client.socket.alpnProtocol).toBe('http/1.1');
    expect(client.socket.getProtocol()).toBe('TLSv1.3');
    client.socket.end(' late');
    await until(() => client.ended);
    expect(client.text).toBe('HTTP/1.1 200 Connection established\r\n\r\nhello <early>< late> bye');
    await until(() => tunnel.counts.active === 0);
    expect(tunnel.counts).toMatchObject({ bytesUp: 10, closed: { client: 1 }, failures: {} });
  });

  it('takes large amounts both ways', async () => {
    const target = await openTarget(
      (socket) => void socket.on('data', (bytes) => socket.write(bytes)).on('end', () => socket.end()),
    );
    const tunnel = await openTunnel(settings());
    const client = new SecureClient(tunnel);
    client.socket.write(`CONNECT ${target.authority} HTTP/1.1\r\n\r\n`);
    await until(() => client.text.includes('\r\n\r\n'));
    const block = Buffer.alloc(1 << 20, 'aliproxy ');
    for (let index = 0; index < 4; index++) client.socket.write(block);
    client.socket.end();
    await until(() => client.ended, 10_000);
    const body = client.bytes.subarray(client.bytes.indexOf('\r\n\r\n') + 4);
    expect(body.length).toBe(4 * block.length);
    expect(body.equals(Buffer.concat(Array.from({ length: 4 }, () => block)))).toBe(true);
  });

  it('speaks SOCKS5 and plain HTTP as well', async () => {
    const target = await openTarget(
      (socket) => void socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')),
    );
    const tunnel = await openTunnel(settings());
    const socks = new SecureClient(tunnel);
    const port = [target.port >> 8, target.port & 255];
    socks.socket.write(Uint8Array.of(5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, ...port));
    await until(() => socks.bytes.length >= 12);
    expect([...socks.bytes.subarray(0, 4)]).toEqual([5, 0, 5, 0]);
    const plain = new SecureClient(tunnel);
    plain.socket.write(`GET http://${target.authority}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
    await until(() => plain.ended);
    expect(plain.text).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nok$/);
  });

  it('passes a reset of the target on as a reset', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel(settings());
    const client = new SecureClient(tunnel);
    client.socket.write(`CONNECT ${target.authority} HTTP/1.1\r\n\r\n`);
    const socket = await target.next();
    await until(() => client.text.includes('\r\n\r\n'));
    socket.resetAndDestroy();
    await until(() => client.error !== null);
    expect(client.error?.code).toBe('ECONNRESET');
    await until(() => tunnel.counts.active === 0);
    expect(tunnel.counts.closed).toEqual({ 'target-reset': 1 });
  });

  it('passes a reset of the client on as a reset', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel(settings());
    const client = new SecureClient(tunnel);
    client.socket.write(`CONNECT ${target.authority} HTTP/1.1\r\n\r\n`);
    const socket = await target.next();
    const failed = new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
    socket.resume();
    await until(() => client.text.includes('\r\n\r\n'));
    client.raw.resetAndDestroy();
    expect((await failed).code).toBe('ECONNRESET');
    await until(() => tunnel.counts.active === 0);
    expect(tunnel.counts.closed).toEqual({ 'client-reset': 1 });
  });

  it.each([
    ['CONNECT', 'CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n'],
    ['GET', 'GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['SOCKS5', Uint8Array.of(5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, 0, 80)],
    ['random bytes', Uint8Array.from({ length: 64 }, (_, index) => (index * 89 + 7) % 251)],
  ])('tells a client that speaks %s in the clear by an alert that it is TLS', async (_what, bytes) => {
    const tunnel = await openTunnel(settings());
    const client = new Client(tunnel.address.port).send(bytes);
    await until(() => client.ended || client.error !== null);
    expect(Buffer.from(client.text, 'latin1').subarray(0, 2)).toEqual(Buffer.of(0x15, 3));
    await until(() => tunnel.counts.active === 0);
    expect(tunnel.counts).toMatchObject({ connections: 1, failures: { TLS_PROTOCOL: 1 } });
  });

  it('refuses a client that only speaks HTTP/2', async () => {
    const tunnel = await openTunnel(settings());
    const client = new SecureClient(tunnel, { ALPNProtocols: ['h2'] });
    await until(() => client.error !== null);
    expect(client.error?.code).toBe('ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL');
    await until(() => tunnel.counts.active === 0);
    expect(tunnel.counts.failures).toEqual({ TLS_PROTOCOL: 1 });
  });

  it('notes a client that does not trust its certificate', async () => {
    const tunnel = await openTunnel(
      settings({ certificate: world.selfSigned.cert, key: world.selfSigned.key }),
    );
    const { port } = tunnel.address;
    await new Promise((resolve) =>
      execFile(
        'openssl',
        ['s_client', '-connect', `127.0.0.1:${port}`, '-CAfile', world.caFile, '-verify_return_error'],
        resolve,
      ).stdin?.end(),
    );
    await until(() => tunnel.counts.active === 0 && tunnel.counts.connections === 1);
    expect(tunnel.counts.failures).toEqual({ TLS_UNTRUSTED: 1 });
  });

  it.each([
    ['nothing', async () => {}],
    [
      'a byte now and then',
      async (client: Client) => {
        for (const byte of [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]) {
          client.send(Uint8Array.of(byte));
          await new Promise((resolve) => setTimeout(resolve, 25));
        }
      },
    ],
  ])('waits for a handshake no longer than for a head: %s', async (_what, send) => {
    const tunnel = await openTunnel({ ...settings(), headerTimeoutMs: 150 });
    const began = performance.now();
    const client = new Client(tunnel.address.port);
    void send(client);
    await until(() => client.ended || client.error !== null);
    expect(performance.now() - began).toBeGreaterThan(140);
    expect(performance.now() - began).toBeLessThan(1_000);
    await until(() => tunnel.counts.active === 0);
    expect(tunnel.counts.failures).toEqual({ HEADER_TIMEOUT: 1 });
  });

  it.each([
    ['before', []],
    ['in the middle of', [0x16, 3, 1, 2, 0, 1]],
  ])('counts no failure where a client just goes away %s the handshake', async (_when, bytes) => {
    const tunnel = await openTunnel(settings());
    const client = new Client(tunnel.address.port);
    client.socket.end(Uint8Array.from(bytes));
    await until(() => tunnel.counts.connections === 1 && tunnel.counts.active === 0);
    expect(tunnel.counts.failures).toEqual({});
  });

  it('counts a connection before its handshake, and closes one too many without a word', async () => {
    const tunnel = await openTunnel({ ...settings(), maxConnectionsPerClient: 2 });
    const silent = [new Client(tunnel.address.port), new Client(tunnel.address.port)];
    await until(() => tunnel.counts.active === 2);
    const surplus = new Client(tunnel.address.port);
    await until(() => surplus.ended || surplus.error !== null);
    expect(surplus.text).toBe('');
    expect(tunnel.counts.failures).toEqual({ TOO_MANY_CONNECTIONS: 1 });
    silent[0]?.socket.destroy();
    await until(() => tunnel.counts.active === 1);
    const next = new SecureClient(tunnel);
    await until(() => next.socket.alpnProtocol === 'http/1.1');
  });

  it('does not wait for a handshake when it is closed', async () => {
    const tunnel = await openTunnel(settings());
    const client = new Client(tunnel.address.port);
    await until(() => tunnel.counts.active === 1);
    const began = performance.now();
    expect(await tunnel.close({ drainMs: 5_000 })).toMatchObject({ cut: 0, failures: {} });
    expect(performance.now() - began).toBeLessThan(1_000);
    await until(() => client.ended || client.error !== null);
  });

  it('cuts what is open when the draining is over', async () => {
    const target = await openTarget((socket) => void socket.resume());
    const tunnel = await openTunnel(settings());
    const client = new SecureClient(tunnel);
    client.socket.write(`CONNECT ${target.authority} HTTP/1.1\r\n\r\n`);
    await until(() => client.text.includes('\r\n\r\n'));
    expect(await tunnel.close({ drainMs: 100 })).toMatchObject({ cut: 1 });
    await until(() => client.ended || client.error !== null);
    await until(() => target.sockets.every((socket) => socket.readableEnded || socket.destroyed));
  });

  it('has nothing left of clients that break off at any point', async () => {
    const target = await openTarget((socket) => void socket.resume());
    const tunnel = await openTunnel(settings());
    for (let round = 0; round < 60; round++) {
      const client = new SecureClient(tunnel);
      if (round % 3 > 0) client.socket.write(`CONNECT ${target.authority} HTTP/1.1\r\n\r\n`);
      if (round % 3 > 1) await until(() => client.text.includes('\r\n\r\n'));
      else await new Promise((resolve) => setTimeout(resolve, round % 7));
      client.raw.resetAndDestroy();
    }
    await until(() => tunnel.counts.connections === 60 && tunnel.counts.active === 0);
    expect(Object.keys(tunnel.counts.failures)).toEqual([]);
    await until(() => target.sockets.every((socket) => socket.destroyed || socket.readableEnded));
  });

  it('leaves forwards in the clear', async () => {
    const target = await openTarget((socket) => void socket.end('plain'));
    const tunnel = await openTunnel({
      ...settings(),
      forwards: [
        {
          name: null,
          listen: { host: '127.0.0.1', port: 0 },
          target: { host: '127.0.0.1', port: target.port },
          upstreams: null,
        },
      ],
    });
    const client = new Client(tunnel.listeners[1]?.address.port ?? 0);
    expect(await client.toEnd()).toBe('plain');
  });

  it('shows another certificate after a reload, and keeps what is open', async () => {
    const target = await openTarget((socket) => void socket.on('data', (bytes) => socket.write(bytes)));
    const first = settings();
    const tunnel = await openTunnel(first);
    const before = new SecureClient(tunnel);
    before.socket.write(`CONNECT ${target.authority} HTTP/1.1\r\n\r\n`);
    await until(() => before.text.includes('\r\n\r\n'));
    const { port } = tunnel.address;
    const next = settings({ certificate: world.wrongName.cert, key: world.wrongName.key });
    await tunnel.apply({ ...settingsOf({ ...next, listen: [{ host: '127.0.0.1', port: 0 }] }) });
    expect(tunnel.address.port).toBe(port);
    const after = new SecureClient(tunnel);
    await until(() => after.socket.alpnProtocol === 'http/1.1');
    expect(before.socket.getPeerCertificate().subject.CN).toBe('localhost');
    expect(after.socket.getPeerCertificate().subject.CN).toBe('other.test');
    before.socket.write('still here');
    await until(() => before.text.endsWith('still here'));
  });

  describe('and asks for a certificate', () => {
    const asking = (parts: Partial<TlsSettings> = {}) => settings({ clientCa: world.ca, ...parts });

    it.each<[string, () => ConnectionOptions, string[], string]>([
      ['of the authority', () => world.spiffe, [], 'spiffe://corp.test/ci/7'],
      [
        'of the authority, by TLS 1.2',
        () => ({ ...world.spiffe, maxVersion: 'TLSv1.2' }),
        [],
        'spiffe://corp.test/ci/7',
      ],
      [
        'with the URI that is asked for',
        () => world.spiffe,
        ['li', 'spiffe://corp.test/ci/*'],
        'spiffe://corp.test/ci/7',
      ],
      ['with the common name that is asked for', () => world.commonName, ['li'], 'li'],
    ])('serves one %s', async (_what, identity, clientNames, user) => {
      const target = await openTarget();
      const tunnel = await openTunnel(asking({ clientNames }));
      const sessions = observed(tunnel);
      const client = new SecureClient(tunnel, identity());
      client.socket.write(`CONNECT ${target.authority} HTTP/1.1\r\n\r\n`);
      await until(() => client.text.includes('\r\n\r\n'));
      expect(client.text).toMatch(/^HTTP\/1\.1 200 /);
      expect(sessions[0]?.user).toBe(user);
    });

    it.each<[string, () => ConnectionOptions, string[]]>([
      ['none', () => ({}), []],
      ['none, by TLS 1.2', () => ({ maxVersion: 'TLSv1.2' }), []],
      ['one that it signed itself', () => world.selfSigned, []],
      ['one that has expired', () => world.expired, []],
      ['one that is not valid yet', () => world.notYetValid, []],
      ['one with another name', () => world.commonName, ['wang', 'spiffe://corp.test/*']],
    ])('tells one who has %s, and serves nothing', async (_what, identity, clientNames) => {
      const target = await openTarget();
      const tunnel = await openTunnel(asking({ clientNames }));
      const sessions = observed(tunnel);
      const client = new SecureClient(tunnel, identity());
      client.socket.write(`CONNECT ${target.authority} HTTP/1.1\r\n\r\n`);
      await until(() => client.ended || client.error !== null);
      expect(client.text).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
      expect(client.text).toContain('X-Aliproxy-Error: TLS_CLIENT_CERT\r\n');
      expect(target.sockets).toEqual([]);
      expect(tunnel.counts.failures).toEqual({ TLS_CLIENT_CERT: 1 });
      expect(sessions[0]?.user).toBeNull();
    });

    it('asks again after a reload, also one who resumes his session', async () => {
      const tunnel = await openTunnel(asking());
      const before = new SecureClient(tunnel, world.commonName);
      let session: Buffer | undefined;
      before.socket.on('session', (ticket) => {
        session = ticket;
      });
      before.socket.write('GET / HTTP/1.1\r\n\r\n');
      await until(() => before.ended && session !== undefined);
      expect(before.text).toContain('BAD_REQUEST');
      await tunnel.apply(settingsOf(asking({ clientNames: ['wang'] })));
      const after = new SecureClient(tunnel, { ...world.commonName, session });
      await until(() => after.ended || after.error !== null);
      expect(after.text).toContain('TLS_CLIENT_CERT');
    });
  });

  it.each<[string, () => Partial<TlsSettings>, string]>([
    ['no certificate', () => ({ certificate: 'hello' }), 'TLS_CERTIFICATE_INVALID'],
    ['a key in its place', () => ({ certificate: world.server.key }), 'TLS_CERTIFICATE_INVALID'],
    [
      'a broken certificate',
      () => ({ certificate: world.server.cert.replace('MII', 'MIX') }),
      'TLS_CERTIFICATE_INVALID',
    ],
    [
      'a broken one behind a good one',
      () => ({ certificate: `${world.server.cert}${world.ca.replace('MII', 'XXX')}` }),
      'TLS_CERTIFICATE_INVALID',
    ],
    ['no key', () => ({ key: '' }), 'TLS_KEY_INVALID'],
    ['a certificate in its place', () => ({ key: world.server.cert }), 'TLS_KEY_INVALID'],
    ['a key of another certificate', () => ({ key: world.expired.key }), 'TLS_KEY_MISMATCH'],
    ['an authority first', () => ({ certificate: `${world.ca}${world.server.cert}` }), 'TLS_KEY_MISMATCH'],
    ['no authority', () => ({ clientCa: '' }), 'TLS_CLIENT_CA_INVALID'],
    ['a broken authority', () => ({ clientCa: world.ca.replace('MII', 'MIX') }), 'TLS_CLIENT_CA_INVALID'],
  ])('is not started with %s', async (_what, parts, code) => {
    await expect(openTunnel(settings(parts()))).rejects.toMatchObject({ code, exitCode: 2 });
  });

  it('is not started with a key that has a passphrase', async () => {
    const key = await new Promise<string>((resolve) => {
      const child = execFile('openssl', ['pkey', '-aes128', '-passout', 'pass:secret'], (_error, out) =>
        resolve(out),
      );
      child.stdin?.end(world.server.key);
    });
    expect(key).toContain('ENCRYPTED');
    await expect(openTunnel(settings({ key }))).rejects.toMatchObject({
      code: 'TLS_KEY_ENCRYPTED',
      exitCode: 2,
    });
  });

  it('keeps its settings when a reload brings bad ones', async () => {
    const tunnel = await openTunnel(settings());
    await expect(tunnel.apply(settingsOf(settings({ key: '' })))).rejects.toMatchObject({
      code: 'TLS_KEY_INVALID',
    });
    const client = new SecureClient(tunnel);
    await until(() => client.socket.alpnProtocol === 'http/1.1');
  });
});

/** The sessions of a tunnel, from now on. */
function observed(tunnel: Tunnel): Session[] {
  const sessions: Session[] = [];
  tunnel.ledger.observe({ opened: (session) => void sessions.push(session) });
  return sessions;
}

class SecureClient {
  readonly raw: Socket;
  readonly socket: TLSSocket;
  bytes = Buffer.alloc(0);
  ended = false;
  error: NodeJS.ErrnoException | null = null;

  constructor(tunnel: Tunnel, options: ConnectionOptions = {}) {
    this.raw = connectTcp({ port: tunnel.address.port, host: '127.0.0.1', allowHalfOpen: true });
    this.raw.on('error', () => {});
    this.socket = connect({
      socket: this.raw,
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
      ...options,
    });
    this.socket.allowHalfOpen = true;
    this.socket.on('data', (chunk) => {
      this.bytes = Buffer.concat([this.bytes, chunk]);
    });
    this.socket.on('end', () => {
      this.ended = true;
    });
    this.socket.on('error', (error) => {
      this.error = error;
    });
    afterwards(() => this.socket.destroy());
  }

  get text(): string {
    return this.bytes.toString('latin1');
  }
}
