import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../../../helpers/certificates.js';
import { startPostgres } from '../../../helpers/databases.js';
import { missing } from '../../../helpers/programs.js';
import { closedPort, type RunningServer, startRedis } from '../../../helpers/servers.js';
import { until } from '../world.js';
import { execute, type Finished } from './client.js';
import { type Column, closeColumns, openColumns } from './matrix-world.js';
import { type UpstreamKind, upstreamKinds, upstreamPrograms } from './upstream-proxies.js';

const password = 'canary-4711-redis';
const anywhere = { host: '127.0.0.1', port: 0 };

/** Programs that know no proxy, each through its own port. */
describe.skipIf(
  process.platform !== 'linux' ||
    missing(...upstreamPrograms, 'redis-server', 'redis-cli', 'postgres', 'initdb', 'psql'),
)('local ports for one target each', () => {
  let folder: string;
  let certificates: Certificates;
  let redis: RunningServer;
  let postgres: RunningServer;
  let columns: Map<UpstreamKind, Column>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aliproxy-forwards-'));
    certificates = await makeCertificates();
    [redis, postgres] = await Promise.all([
      startRedis({ password }),
      startPostgres({ identity: certificates.server }),
    ]);
    const ports = { redis: redis.port, postgres: postgres.port, nobody: await closedPort() };
    const forwards = Object.entries(ports).map(([name, port]) => ({
      ...{ name, listen: anywhere, target: { host: '127.0.0.1', port }, upstreams: null },
    }));
    columns = await openColumns(upstreamKinds, { certificates, folder }, { forwards });
  }, 60_000);

  afterAll(async () => {
    await closeColumns(columns ?? new Map());
    await Promise.all([redis?.stop(), postgres?.stop(), certificates?.remove()]);
    await rm(folder, { recursive: true, force: true });
  });

  const open = (kind: UpstreamKind) => {
    const column = columns.get(kind) as Column;
    const portOf = (name: string) =>
      column.tunnel.listeners.find(({ forward }) => forward?.name === name)?.address.port ?? 0;
    return { column, portOf };
  };

  const redisCli = (port: number, args: readonly string[], input?: string): Promise<Finished> =>
    execute('redis-cli', ['-h', '127.0.0.1', '-p', String(port), ...args], {
      env: { REDISCLI_AUTH: password },
      ...(input === undefined ? {} : { input }),
    });

  const psql = (port: number, args: readonly string[], input?: string): Promise<Finished> => {
    const place = `host=localhost hostaddr=127.0.0.1 port=${port} user=postgres dbname=postgres`;
    const trust = `sslmode=verify-full sslrootcert=${certificates.caFile} connect_timeout=10`;
    return execute('psql', ['-XAtq', '-v', 'ON_ERROR_STOP=1', ...args, `${place} ${trust}`], {
      ...(input === undefined ? {} : { input }),
    });
  };

  async function checkSessions({ tunnel, sessions, upstream, dials }: Column, port: number): Promise<void> {
    await until(() => tunnel.counts.active === 0);
    const own = sessions.filter(({ destination }) => destination?.port === port);
    expect(own.length).toBeGreaterThan(0);
    for (const session of own)
      expect(session).toMatchObject({ protocol: 'forward', upstream: upstream.name, code: null });
    if (upstream.port !== null)
      expect(new Set(dials.map(({ toPort }) => toPort))).toEqual(new Set([upstream.port]));
  }

  describe.each(upstreamKinds)('%s', (kind) => {
    it('redis-cli stores a mebibyte and loads it again', async () => {
      const { column, portOf } = open(kind);
      const value = randomBytes(512 * 1024).toString('hex');
      const stored = await redisCli(portOf('redis'), ['-x', 'SET', kind], value);
      expect(stored.stdout.toString()).toBe('OK\n');
      const loaded = await redisCli(portOf('redis'), ['--raw', 'GET', kind]);
      expect(loaded.code).toBe(0);
      expect(loaded.stdout.toString().trimEnd() === value).toBe(true);
      await checkSessions(column, redis.port);
    });

    it('psql stores and loads with TLS, the certificate checked', async () => {
      const { column, portOf } = open(kind);
      const rows = Array.from({ length: 10_000 }, (_, index) => `${index}\t${'x'.repeat(90)}${index}`);
      const table = `by_${kind}`;
      const made = await psql(portOf('postgres'), ['-c', `CREATE TABLE ${table} (id int, line text)`]);
      expect([made.code, made.stderr]).toEqual([0, '']);
      const stored = await psql(
        portOf('postgres'),
        ['-c', `COPY ${table} FROM STDIN`],
        `${rows.join('\n')}\n`,
      );
      expect([stored.code, stored.stderr]).toEqual([0, '']);
      const loaded = await psql(portOf('postgres'), ['-c', `COPY ${table} TO STDOUT`]);
      expect(loaded.stdout.toString() === `${rows.join('\n')}\n`).toBe(true);
      await checkSessions(column, postgres.port);
    });

    it('both see a broken connection where nobody listens, and the log says why', async () => {
      const { column, portOf } = open(kind);
      const byRedis = await redisCli(portOf('nobody'), ['PING']);
      const byPostgres = await psql(portOf('nobody'), ['-c', 'SELECT 1']);
      expect(byRedis.code).toBe(1);
      expect(`${byRedis.stdout}${byRedis.stderr}`).toMatch(/reset by peer|closed the connection/);
      expect(byPostgres.code).toBe(2);
      expect(byPostgres.stderr).toMatch(/reset by peer|closed the connection unexpectedly/);
      await until(() => column.tunnel.counts.active === 0);
      const codes = column.sessions.flatMap(({ code }) => (code === null ? [] : [code]));
      expect(new Set(codes)).toEqual(new Set([codeOfClosedPort[kind]]));
    });
  });
});

/** Tinyproxy says only that it could not connect. */
const codeOfClosedPort: Record<UpstreamKind, string> = {
  direct: 'TARGET_REFUSED',
  squid: 'TARGET_REFUSED',
  tinyproxy: 'TARGET_UNREACHABLE',
  dante: 'TARGET_REFUSED',
  https: 'TARGET_UNREACHABLE',
};
