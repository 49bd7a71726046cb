import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runProbe } from '../../../src/lib/probe/run.js';
import { type Certificates, makeCertificates } from '../../helpers/certificates.js';
import { startMariadb, startPostgres } from '../../helpers/databases.js';
import { loopbackNetwork } from '../../helpers/loopback-network.js';
import { missing } from '../../helpers/programs.js';
import { startDante } from '../../helpers/proxies.js';
import { closedPort, type RunningServer, startSquid } from '../../helpers/servers.js';
import { fakeProxy, keepingFakes, pass, ports, probeOne, request, serve, verdict } from './world.js';

const programs = [
  'mariadbd',
  'mariadb-install-db',
  'postgres',
  'initdb',
  'squid',
  'danted',
  'openssl',
] as const;

/** Sockets that a test holds open, as many as fill a server. */
function holding(): (port: number, count: number) => Promise<void> {
  const held: Socket[] = [];
  afterEach(async () => {
    await Promise.all(
      held.splice(0).map((socket) => {
        const over = new Promise((resolve) => socket.once('close', resolve));
        socket.destroy();
        return over;
      }),
    );
  });
  return async (port, count) => {
    for (let index = 0; index < count; index++) {
      const socket = connect({ host: '127.0.0.1', port });
      held.push(socket);
      await new Promise((resolve, reject) => socket.once('data', resolve).once('error', reject));
    }
  };
}

describe.skipIf(missing(...programs))('probe of databases', () => {
  let mariadb: RunningServer;
  let full: RunningServer;
  let postgres: RunningServer;
  let securePostgres: RunningServer;
  let squid: RunningServer;
  let dante: RunningServer;
  let certificates: Certificates;
  const hold = holding();

  beforeAll(async () => {
    certificates = await makeCertificates();
    const identity = certificates.server;
    [mariadb, full, postgres, securePostgres, squid, dante] = await Promise.all([
      startMariadb({ identity }),
      startMariadb({ maxConnections: 10 }),
      startPostgres({ maxConnections: 2 }),
      startPostgres({ identity }),
      startSquid({ tunnelPorts: 'any' }),
      startDante(),
    ]);
  });

  afterAll(async () => {
    await Promise.all([
      ...[mariadb, full, postgres, securePostgres, squid, dante].map((server) => server?.stop()),
      certificates?.remove(),
    ]);
  });

  const routes = () => [undefined, `http://127.0.0.1:${squid.port}`, `socks5://127.0.0.1:${dante.port}`];

  it("reads MariaDB's greeting, directly and through proxies", async () => {
    for (const via of routes()) {
      const result = await probeOne(`mysql://127.0.0.1:${mariadb.port}`, { via });
      expect({ via, ...verdict(result) }).toEqual({ via, ...pass });
      expect(result.details.app).toMatchObject({ protocol: 'mysql', tls: true });
      expect(result.details.app?.serverVersion).toMatch(/^1\d\.\d+\.\d+-MariaDB/);
      expect(result.timingsMs.app).not.toBeNull();
    }
    const plain = await probeOne(`mysql://127.0.0.1:${full.port}`);
    expect(plain.details.app).toMatchObject({ tls: false });
  });

  it('sends no credentials that stand in the URL of a database', async () => {
    const result = await probeOne(`mysql://nobody:wrong-password@127.0.0.1:${mariadb.port}/shop`);
    expect(verdict(result)).toEqual(pass);
    expect(JSON.stringify(result)).not.toContain('wrong-password');
  });

  it('tells the address that MariaDB does not let in', async () => {
    const network: typeof loopbackNetwork = {
      ...loopbackNetwork,
      connect: (options) => loopbackNetwork.connect({ ...options, localAddress: '127.0.0.2' }),
    };
    const run = await runProbe(request([`mysql://127.0.0.1:${mariadb.port}`]), ports({ network }));
    const [result] = run.results;
    expect(result && verdict(result)).toMatchObject({ code: 'APP_DENIED', phase: 'app', blame: 'config' });
    expect(result?.diagnosis?.facts).toMatchObject({ clientIp: '127.0.0.2', kind: 'mysql' });
    expect(result?.details.app).toMatchObject({ errorCode: 1130, clientIpSeen: '127.0.0.2' });
  });

  it('says that MariaDB is full', async () => {
    // One more than the limit is let in, for an administrator.
    await hold(full.port, 11);
    for (const via of routes()) {
      const result = await probeOne(`mysql://127.0.0.1:${full.port}`, { via });
      expect(verdict(result)).toMatchObject({ code: 'APP_OVERLOADED', phase: 'app', blame: 'target' });
      expect(result.diagnosis?.retryable).toBe(true);
      expect(result.details.app).toMatchObject({ errorCode: 1040 });
    }
  });

  it('learns whether PostgreSQL takes TLS, directly and through proxies', async () => {
    for (const via of routes()) {
      for (const [server, tls] of [
        [postgres, false],
        [securePostgres, true],
      ] as const) {
        const result = await probeOne(`postgres://127.0.0.1:${server.port}`, { via });
        expect({ via, tls, ...verdict(result) }).toEqual({ via, tls, ...pass });
        expect(result.details.app).toEqual({ protocol: 'postgres', tls });
      }
    }
  });

  it('names the other database where the two are mixed up', async () => {
    const result = await probeOne(`postgres://127.0.0.1:${mariadb.port}`);
    expect(verdict(result)).toMatchObject({ code: 'APP_WRONG_PROTOCOL', phase: 'app', blame: 'config' });
    expect(result.diagnosis?.facts).toMatchObject({ expected: 'postgres', protocol: 'mysql' });
    // PostgreSQL waits for the client, as MySQL's clients do for the server.
    const silent = await probeOne(`mysql://127.0.0.1:${postgres.port}`, { settings: { timeoutMs: 400 } });
    expect(verdict(silent)).toMatchObject({ code: 'APP_TIMEOUT', phase: 'app', blame: 'target' });
  });

  it('names a port that nobody listens on, behind the proxy', async () => {
    const port = await closedPort();
    for (const kind of ['mysql', 'postgres']) {
      const result = await probeOne(`${kind}://127.0.0.1:${port}`, { via: `http://127.0.0.1:${squid.port}` });
      expect(verdict(result)).toMatchObject({ code: 'TARGET_REFUSED', phase: 'tunnel' });
    }
  });
});

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');

/** A packet of MySQL with sequence 0. */
function mysqlPacket(payload: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUIntLE(payload.length, 0, 3);
  return Buffer.concat([header, payload]);
}

function mysqlError(code: number, message: string): Buffer {
  return mysqlPacket(Buffer.concat([Buffer.from([0xff, code & 0xff, code >> 8]), Buffer.from(message)]));
}

/** Version 10 with the version's text, and as many more bytes as MySQL 5.7 sends behind it. */
function mysqlGreeting(version: string): Buffer {
  const packet = Buffer.concat([Buffer.from(`\n${version}\0`), Buffer.alloc(66, 0x41)]);
  return Buffer.concat([Buffer.from([packet.length, 0, 0, 0]), packet]);
}

function postgresError(fields: Record<string, string>): Buffer {
  const body = Object.entries(fields).map(([type, value]) => `${type}${value}\0`);
  const text = Buffer.from(`${body.join('')}\0`);
  const head = Buffer.from([0x45, 0, 0, 0, 0]);
  head.writeUInt32BE(4 + text.length, 1);
  return Buffer.concat([head, text]);
}

describe('fake databases', () => {
  const keep = keepingFakes();

  /** Speaks first, byte by byte or at once, and stays open. */
  const speaker = async (bytes: Buffer, end = false) =>
    keep(
      await serve((socket) => {
        socket.resume();
        void say(socket, bytes).then(() => end && socket.end());
      }),
    );

  async function say(socket: Socket, bytes: Buffer): Promise<void> {
    for (const byte of bytes) {
      await new Promise((resolve) => setImmediate(resolve));
      if (!socket.destroyed) socket.write(Buffer.from([byte]));
    }
  }

  it.each<[string, Buffer, object]>([
    [
      'RDS: not in the whitelist',
      mysqlError(2801, '#HY000ip not in whitelist, client ip is 10.0.0.10'),
      { code: 'APP_WHITELIST', blame: 'config', facts: { clientIp: '10.0.0.10' } },
    ],
    [
      'RDS: not in the whitelist, as 1045',
      mysqlError(1045, '#28000ip not in whitelist, client ip is 192.168.3.4'),
      { code: 'APP_WHITELIST', blame: 'config', facts: { clientIp: '192.168.3.4' } },
    ],
    [
      'blocked after broken connections',
      mysqlError(1129, "Host '10.0.0.10' is blocked because of many connection errors"),
      { code: 'APP_DENIED', blame: 'config', facts: { clientIp: '10.0.0.10', kind: 'mysql' } },
    ],
    [
      'access denied',
      mysqlError(1045, '#28000Access denied'),
      { code: 'APP_DENIED', blame: 'config', facts: { clientIp: null } },
    ],
    [
      'shutting down',
      mysqlError(1053, '#08S01Server shutdown in progress'),
      { code: 'APP_DEGRADED', blame: 'target', facts: { said: 'Server shutdown in progress' } },
    ],
  ])('mysql, %s', async (_name, bytes, expected) => {
    const fake = await speaker(bytes, true);
    const result = await probeOne(`mysql://127.0.0.1:${fake.port}`);
    expect(result.diagnosis).toMatchObject({ ...expected, phase: 'app' });
  });

  it.each<[string, Buffer, object]>([
    [
      'too many clients',
      postgresError({ S: 'FATAL', C: '53300', M: 'sorry, too many clients already' }),
      { code: 'APP_OVERLOADED', blame: 'target', retryable: true },
    ],
    [
      'starting up',
      postgresError({ S: 'FATAL', C: '57P03', M: 'the database system is starting up' }),
      { code: 'APP_LOADING', retryable: true },
    ],
    [
      'not in pg_hba.conf',
      postgresError({ S: 'FATAL', C: '28000', M: 'no pg_hba.conf entry for host "10.0.0.10"' }),
      { code: 'APP_DENIED', blame: 'config', facts: { clientIp: '10.0.0.10', kind: 'postgres' } },
    ],
    [
      'no process for it, in the old form',
      Buffer.from('Ecould not fork new process for connection: Resource temporarily unavailable\n\0'),
      { code: 'APP_DEGRADED', facts: { said: expect.stringContaining('could not fork') } },
    ],
  ])('postgres, %s', async (_name, bytes, expected) => {
    const fake = await speaker(bytes, true);
    const result = await probeOne(`postgres://127.0.0.1:${fake.port}`);
    expect(result.diagnosis).toMatchObject({ ...expected, phase: 'app' });
  });

  it('passes a PostgreSQL that takes an SSLRequest for an unknown protocol: it has no TLS', async () => {
    const fake = await speaker(postgresError({ C: '0A000', M: 'unsupported frontend protocol 1234.5679' }));
    const result = await probeOne(`postgres://127.0.0.1:${fake.port}`);
    expect(verdict(result)).toEqual(pass);
    expect(result.details.app).toEqual({ protocol: 'postgres', tls: false });
  });

  it.each<[string, Buffer, string]>([
    ['mysql', Buffer.from('SSH-2.0-OpenSSH_9.6\r\n'), 'ssh'],
    ['mysql', Buffer.from('220 mail.test ESMTP ready\r\n'), 'smtp'],
    ['mysql', hex('ffff ffff ffff'), 'unknown'],
    ['postgres', Buffer.from('SSH-2.0-OpenSSH_9.6\r\n'), 'ssh'],
    ['postgres', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), 'http'],
    // The length of this greeting is the letter N, which is a whole answer of PostgreSQL.
    ['postgres', mysqlGreeting('5.7.44-log'), 'mysql'],
    ['postgres', Buffer.from('NOTICE\r\n'), 'unknown'],
    ['postgres', Buffer.from('ERROR\r\n'), 'unknown'],
  ])('%s: another protocol, byte by byte', async (kind, bytes, protocol) => {
    const fake = await speaker(bytes);
    const result = await probeOne(`${kind}://127.0.0.1:${fake.port}`, { settings: { timeoutMs: 3_000 } });
    expect(verdict(result)).toMatchObject({ code: 'APP_WRONG_PROTOCOL', phase: 'app', blame: 'config' });
    expect(result.diagnosis?.facts).toMatchObject({ expected: kind, protocol });
    expect(result.details.app).toMatchObject({ protocol });
  });

  it('tells silence from an end, and an end in a tunnel from both', async () => {
    const silent = keep(await serve((socket) => socket.resume()));
    const closing = keep(await serve((socket) => socket.resume().end()));
    const tunnel = keep(await fakeProxy('HTTP/1.1 200 OK\r\n\r\n', (socket) => socket.end()));
    for (const kind of ['mysql', 'postgres', 'ssh']) {
      const hanging = await probeOne(`${kind}://127.0.0.1:${silent.port}`, { settings: { timeoutMs: 250 } });
      expect(verdict(hanging)).toMatchObject({ code: 'APP_TIMEOUT', phase: 'app', blame: 'target' });
      const closed = await probeOne(`${kind}://127.0.0.1:${closing.port}`);
      expect(verdict(closed)).toMatchObject({ code: 'APP_CLOSED', phase: 'app', blame: 'target' });
      const behind = await probeOne(`${kind}://db.test:1`, { via: `127.0.0.1:${tunnel.port}` });
      expect(verdict(behind)).toMatchObject({ code: 'TUNNEL_CLOSED', phase: 'tunnel', blame: 'target' });
    }
  });

  it('a page in a tunnel is a portal, or no proxy at all', async () => {
    const page = '<html><title>Sign in</title></html>';
    const portal = keep(await fakeProxy(`HTTP/1.1 200 OK\r\n\r\n${page}`));
    const web = keep(
      await fakeProxy(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 35\r\n\r\n${page}`),
    );
    for (const kind of ['mysql', 'postgres', 'ssh']) {
      const first = await probeOne(`${kind}://db.test:1`, { via: `127.0.0.1:${portal.port}` });
      expect(verdict(first)).toMatchObject({ code: 'CAPTIVE_PORTAL', blame: 'network' });
      const second = await probeOne(`${kind}://db.test:1`, { via: `127.0.0.1:${web.port}` });
      expect(verdict(second)).toMatchObject({ code: 'PROXY_NOT_A_PROXY', blame: 'config' });
    }
  });

  it('so is one in chunks, which begins with the length of the first', async () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n';
    const web = keep(await fakeProxy(`${head}23\r\n<html><title>Sign in</title></html>\r\n0\r\n\r\n`));
    for (const target of ['db.test:1', 'redis://db.test', 'mysql://db.test', 'postgres://db.test']) {
      const result = await probeOne(target, { via: `127.0.0.1:${web.port}` });
      expect({ target, ...verdict(result) }).toMatchObject({ target, code: 'PROXY_NOT_A_PROXY' });
    }
  });
});
