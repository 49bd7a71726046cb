import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../../helpers/certificates.js';
import { identityFiles } from '../../helpers/identity-files.js';
import { missing } from '../../helpers/programs.js';
import { closedPort, type RunningServer, startProgram, startSquid } from '../../helpers/servers.js';
import { pass, probeOne, verdict } from './world.js';

describe.skipIf(missing('redis-server', 'squid', 'openssl'))('probe of redis, with real servers', () => {
  const running: RunningServer[] = [];
  let certificates: Certificates;
  let squid: RunningServer;

  beforeAll(async () => {
    [certificates, squid] = await Promise.all([makeCertificates(), startSquid({ tunnelPorts: 'any' })]);
  });

  afterAll(async () => {
    await Promise.all([squid?.stop(), ...running.map((server) => server.stop())]);
    await certificates?.remove();
  });

  async function redis(
    more: (port: number, folder: string) => string[] | Promise<string[]>,
  ): Promise<number> {
    const server = await startProgram('redis-server', async (port, folder) => [
      ...['--bind', '127.0.0.1', '--save', '', '--dir', folder],
      ...(await more(port, folder)),
    ]);
    running.push(server);
    return server.port;
  }

  const plain = (...options: string[]) => redis((port) => ['--port', String(port), ...options]);

  it('selects a database that is there, and names one that is not', async () => {
    const port = await plain('--databases', '4');
    for (const via of [undefined, `http://127.0.0.1:${squid.port}`]) {
      const good = await probeOne(`redis://127.0.0.1:${port}/3`, { via });
      expect({ via, ...verdict(good) }).toEqual({ via, ...pass });
      expect(good.details.app).toMatchObject({ database: 3 });
      const bad = await probeOne(`redis://127.0.0.1:${port}/4`, { via });
      expect(verdict(bad)).toMatchObject({ code: 'APP_DENIED', phase: 'app', blame: 'config' });
      expect(bad.diagnosis?.facts).toMatchObject({ database: 4, said: '-ERR DB index is out of range' });
    }
  });

  it('passes with a note where the user may not PING', async () => {
    const port = await plain('--user', 'app', 'on', '>app-word', '~*', '+@all', '-ping');
    const result = await probeOne(`redis://app:app-word@127.0.0.1:${port}`);
    expect(verdict(result)).toEqual(pass);
    expect(result.details.app).toMatchObject({ auth: 'user', note: 'PING_NOT_ALLOWED' });
  });

  it('names a server that has as many clients as it takes', async () => {
    const port = await plain('--maxclients', '1');
    const holder = await takeOnlyPlace(port);
    for (const userPart of ['', ':some-word@']) {
      const result = await probeOne(`redis://${userPart}127.0.0.1:${port}`);
      expect(verdict(result)).toMatchObject({ code: 'APP_OVERLOADED', phase: 'app', blame: 'target' });
    }
    holder.destroy();
  });

  it('names a replica that has lost its master', async () => {
    const master = await closedPort();
    const port = await plain(...['--replicaof', `127.0.0.1 ${master}`, '--replica-serve-stale-data', 'no']);
    const result = await probeOne(`redis://127.0.0.1:${port}`);
    expect(verdict(result)).toMatchObject({ code: 'APP_DEGRADED', phase: 'app', blame: 'target' });
    expect(result.details.app?.reply).toMatch(/^-MASTERDOWN /);
    expect(result.diagnosis?.retryable).toBe(true);
  });

  it('names a server that is loading', async () => {
    // Redis looks at its clients once in 1,024 commands of the file, and each is held up for a moment.
    const set = (n: number) => `*3\r\n$3\r\nSET\r\n$6\r\n${100_000 + n}\r\n$1\r\nx\r\n`;
    const port = await redis(async (free, folder) => {
      const commands = Array.from({ length: 100_000 }, (_value, n) => set(n)).join('');
      await writeFile(join(folder, 'appendonly.aof'), commands);
      return ['--port', String(free), '--appendonly', 'yes', '--key-load-delay', '100'];
    });
    const result = await probeOne(`redis://127.0.0.1:${port}`);
    expect(verdict(result)).toMatchObject({ code: 'APP_LOADING', phase: 'app', blame: 'target' });
    expect(result.diagnosis?.retryable).toBe(true);
  });

  it('passes in cluster mode, which has database 0 only', async () => {
    const port = await plain('--cluster-enabled', 'yes');
    expect(verdict(await probeOne(`redis://127.0.0.1:${port}/0`))).toEqual(pass);
    const result = await probeOne(`redis://127.0.0.1:${port}/1`);
    expect(verdict(result)).toMatchObject({ code: 'APP_DENIED', blame: 'config' });
  });

  it('passes over TLS, and tells plain from TLS', async () => {
    const { key, cert } = identityFiles(certificates);
    const port = await redis((free) => [
      ...['--port', '0', '--tls-port', String(free), '--tls-cert-file', cert, '--tls-key-file', key],
      ...['--tls-ca-cert-file', certificates.caFile, '--tls-auth-clients', 'no'],
    ]);
    for (const via of [undefined, `http://127.0.0.1:${squid.port}`]) {
      const settings = { ca: certificates.ca };
      const good = await probeOne(`rediss://127.0.0.1:${port}/2`, { via, settings });
      expect({ via, ...verdict(good) }).toEqual({ via, ...pass });
    }
    const withoutTls = await probeOne(`redis://127.0.0.1:${port}`);
    expect(['APP_CLOSED', 'APP_WRONG_PROTOCOL']).toContain(verdict(withoutTls).code);
    // Redis waits for the end of a line, and a ClientHello has none for it: its fourth byte is a zero.
    const plainPort = await plain();
    const withTls = await probeOne(`rediss://127.0.0.1:${plainPort}`, { settings: { timeoutMs: 300 } });
    expect(verdict(withTls)).toMatchObject({ code: 'TLS_TIMEOUT', phase: 'tls' });
  });

  it('names a server that wants a client certificate', async () => {
    const { key, cert } = identityFiles(certificates);
    const port = await redis((free) => [
      ...['--port', '0', '--tls-port', String(free), '--tls-cert-file', cert, '--tls-key-file', key],
      ...['--tls-ca-cert-file', certificates.caFile],
    ]);
    const settings = { ca: certificates.ca };
    const waiting = await probeOne(`tls://127.0.0.1:${port}`, { settings });
    expect(verdict(waiting)).toMatchObject({ code: 'TLS_CLIENT_CERT', phase: 'tls', blame: 'config' });
    // Under TLS 1.3 the alert and the reset are on the way together, and a write into the reset must not hide the alert.
    for (const kind of ['rediss', 'https', 'wss']) {
      for (let n = 1; n <= 8; n++) {
        const speaking = await probeOne(`${kind}://127.0.0.1:${port}`, { settings });
        expect({ kind, n, code: verdict(speaking).code }).toEqual({ kind, n, code: 'TLS_CLIENT_CERT' });
      }
    }
  });
});

/** The helper that waited for the server to start may hold the place for a moment longer. */
async function takeOnlyPlace(port: number): Promise<Socket> {
  for (let attempt = 1; attempt <= 50; attempt++) {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('error', () => {}).write('PING\r\n');
    const [reply] = await once(socket, 'data');
    if (String(reply).startsWith('+PONG')) return socket;
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the place stays taken');
}
