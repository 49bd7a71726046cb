import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Identity } from './certificates.js';
import { findProgram, type Program } from './programs.js';
import { type ProcessIdentity, type RunningServer, startProgram } from './servers.js';

export interface DatabaseOptions {
  /** Takes TLS with it; without one the server takes none. */
  readonly identity?: Identity;
  readonly maxConnections?: number;
}

const run = promisify(execFile);

/**
 * MariaDB with a fresh data folder. It lets in from 127.0.0.1 only (an account `probe`, password `probe-password`), and
 * looks no names up: from another address of the loopback it says 1130.
 */
export function startMariadb({
  identity,
  maxConnections = 50,
}: DatabaseOptions = {}): Promise<RunningServer> {
  return startProgram('mariadbd', async (port, folder) => {
    const data = join(folder, 'data');
    await mkdir(data);
    await run(
      programAt('mariadb-install-db'),
      [
        ...['--no-defaults', `--datadir=${data}`, '--skip-test-db', '--skip-name-resolve'],
        ...['--auth-root-authentication-method=normal', ...asRoot],
      ],
      { cwd: folder },
    );
    const accounts = join(folder, 'accounts.sql');
    await writeFile(accounts, "CREATE USER 'probe'@'127.0.0.1' IDENTIFIED BY 'probe-password';\n");
    if (identity) await writeIdentity(folder, identity);
    return [
      ...['--no-defaults', `--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1'],
      ...[
        `--socket=${join(folder, 'socket')}`,
        `--pid-file=${join(folder, 'pid')}`,
        `--init-file=${accounts}`,
      ],
      ...['--skip-name-resolve', '--skip-log-bin', '--innodb-buffer-pool-size=8M', '--log-warnings=1'],
      ...['--innodb-flush-log-at-trx-commit=0', `--max-connections=${maxConnections}`, ...asRoot],
      ...(identity
        ? [`--ssl-cert=${join(folder, 'server.pem')}`, `--ssl-key=${join(folder, 'server.key')}`]
        : []),
    ];
  });
}

/** PostgreSQL with a fresh data folder, everybody trusted. */
export function startPostgres({
  identity,
  maxConnections = 20,
}: DatabaseOptions = {}): Promise<RunningServer> {
  const configure = async (port: number, folder: string) => {
    const data = join(folder, 'data');
    await mkdir(data, { mode: 0o700 });
    if (identity) await writeIdentity(folder, identity);
    await Promise.all([folder, data].map(giveAway));
    const args = ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--no-locale', '-E', 'UTF8'];
    await run(programAt('initdb'), args, { cwd: folder, ...nobody });
    const settings = [
      ...['fsync=off', `max_connections=${maxConnections}`, 'superuser_reserved_connections=0'],
      ...['shared_buffers=1MB', 'max_wal_senders=0', 'autovacuum=off'],
      ...(identity
        ? [
            'ssl=on',
            `ssl_cert_file=${join(folder, 'server.pem')}`,
            `ssl_key_file=${join(folder, 'server.key')}`,
          ]
        : []),
    ];
    return [
      ...['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', ''],
      ...settings.flatMap((setting) => ['-c', setting]),
    ];
  };
  return startProgram('postgres', configure, nobody);
}

/** PostgreSQL refuses to run as root; MariaDB wants to be told. */
const isRoot = process.getuid?.() === 0;
const nobody: ProcessIdentity = isRoot ? { uid: 65_534, gid: 65_534 } : {};
const asRoot = isRoot ? ['--user=root'] : [];

async function giveAway(path: string): Promise<void> {
  if (nobody.uid !== undefined && nobody.gid !== undefined) await chown(path, nobody.uid, nobody.gid);
}

async function writeIdentity(folder: string, { cert, key }: Identity): Promise<void> {
  await writeFile(join(folder, 'server.pem'), cert);
  const keyFile = join(folder, 'server.key');
  await writeFile(keyFile, key);
  await chmod(keyFile, 0o600);
  await giveAway(keyFile);
}

function programAt(name: Program): string {
  const path = findProgram(name);
  if (path === null) throw new Error(`${name} is not installed`);
  return path;
}
