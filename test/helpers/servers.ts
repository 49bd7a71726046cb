import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, type Program } from './programs.js';

/** A real server on a free port of 127.0.0.1. */
export interface RunningServer {
  readonly port: number;
  /** Of a program; null where a test serves itself. */
  readonly pid?: number | undefined;
  stop(): Promise<void>;
}

/** Whom a program runs as; its own user by default. */
export interface ProcessIdentity {
  readonly uid?: number;
  readonly gid?: number;
}

export interface ProxyUser {
  readonly username: string;
  readonly password: string;
}

/** Redis without persistence. `password` is the default user's; `users` are ACL users that may do everything. */
export function startRedis(
  options: { password?: string; users?: readonly ProxyUser[] } = {},
): Promise<RunningServer> {
  return startProgram('redis-server', async (port, folder) => [
    ...['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
    ...(options.password ? ['--requirepass', options.password] : []),
    ...(options.users ?? []).flatMap(({ username, password }) => [
      ...['--user', username, 'on', `>${password}`, '~*', '&*', '+@all'],
    ]),
  ]);
}

export interface SquidOptions {
  /** Authentication; without it everybody on this machine may use it. */
  readonly user?: ProxyUser;
  /** How the user is asked for; Digest is squid's own, with MD5. Default: Basic. */
  readonly scheme?: 'basic' | 'digest';
  /** `default`: CONNECT to 443 only, as squid comes. `any`: to every port. */
  readonly tunnelPorts: 'default' | 'any';
  /** Where to write a line for each request, when it is over; none by default. */
  readonly accessLog?: string;
}

/** What squid asks for the passwords of Digest; it comes with squid. */
const digestHelper = '/usr/lib/squid/digest_file_auth';

/** Squid without cache. It asks no name server, so every name is unknown to it but those of /etc/hosts. */
export function startSquid(options: SquidOptions): Promise<RunningServer> {
  const { user, scheme = 'basic', tunnelPorts, accessLog } = options;
  return startProgram('squid', async (port, folder) => {
    const helper = join(folder, 'auth.sh');
    const file = join(folder, 'squid.conf');
    await chmod(folder, 0o755);
    if (accessLog) await writeForEverybody(accessLog);
    if (user && scheme === 'digest') {
      await writeFile(helper, `${user.username}:${user.password}\n`, { mode: 0o644 });
    } else if (user) {
      const accepted = `${asToldToHelpers(user.username)} ${asToldToHelpers(user.password)}`;
      const script = `#!/bin/sh\nwhile read -r line; do [ "$line" = '${accepted}' ] && echo OK || echo ERR; done\n`;
      await writeFile(helper, script, { mode: 0o755 });
    }
    const lines = [
      `http_port 127.0.0.1:${port}`,
      ...(process.getuid?.() === 0 ? ['cache_effective_user proxy'] : []),
      ...[
        'pid_filename none',
        `access_log ${accessLog ? `stdio:${accessLog}` : 'none'}`,
        `cache_log ${join(folder, 'cache.log')}`,
        'cache deny all',
      ],
      ...['cache_mem 8 MB', 'coredump_dir none', 'netdb_filename none', 'pinger_enable off'],
      ...['shutdown_lifetime 0 seconds', 'max_filedescriptors 1024', 'visible_hostname squid.test'],
      // Before 6.11 it breaks an upload off that fills this buffer (squid's bug 5405).
      'client_request_buffer_max_size 128 MB',
      ...['dns_nameservers 127.0.0.1', 'dns_timeout 1 second', 'dns_retransmit_interval 1 second'],
      ...['acl SSL_ports port 443', 'acl CONNECT method CONNECT'],
      ...(user
        ? [
            `auth_param ${scheme} program ${scheme === 'digest' ? `${digestHelper} ` : ''}${helper}`,
            `auth_param ${scheme} realm squid`,
            'acl known proxy_auth REQUIRED',
            'http_access deny !known',
          ]
        : []),
      ...(tunnelPorts === 'default' ? ['http_access deny CONNECT !SSL_ports'] : []),
      ...['acl local src 127.0.0.0/8', 'http_access allow local', 'http_access deny all'],
    ];
    await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o644 });
    return ['-N', '-f', file];
  });
}

/** Squid escapes what its helpers could misread: what RFC 1738 section 2.2 calls unsafe. */
function asToldToHelpers(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/[\s"#%'<>[\\\]^`{|}~\x7f-\xff]/g, (char) => {
      return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
    });
}

/** An empty file that a server may write to which has given its rights away. */
async function writeForEverybody(path: string): Promise<void> {
  await writeFile(path, '');
  await chmod(path, 0o666);
}

export interface TinyproxyOptions {
  readonly user?: ProxyUser;
  /** Where to write a line for each request, when it comes; none by default. */
  readonly accessLog?: string;
}

/** Tinyproxy; CONNECT to every port. */
export function startTinyproxy({ user, accessLog }: TinyproxyOptions = {}): Promise<RunningServer> {
  return startProgram('tinyproxy', async (port, folder) => {
    const file = join(folder, 'tinyproxy.conf');
    if (accessLog) await writeForEverybody(accessLog);
    const lines = [
      ...[`Port ${port}`, 'Listen 127.0.0.1', 'Timeout 20', 'Allow 127.0.0.1', 'MaxClients 20'],
      ...(accessLog ? ['LogLevel Connect', `LogFile "${accessLog}"`] : ['LogLevel Critical']),
      ...(user ? [`BasicAuth ${user.username} ${user.password}`] : []),
    ];
    await writeFile(file, `${lines.join('\n')}\n`);
    return ['-d', '-c', file];
  });
}

/**
 * A port of 127.0.0.1 that nobody listens on. It is below those that systems give away themselves (32768 and up), or another
 * test's server might get it meanwhile.
 */
export async function closedPort(): Promise<number> {
  while (true) {
    const port = randomInt(20_000, 32_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

const startLimitMs = 15_000;

/** None outlives the tests. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts a program that listens on the given free port of 127.0.0.1 and stays in the foreground. Another process may take
 * the port first: then another one is tried.
 */
export async function startProgram(
  program: Program,
  configure: (port: number, folder: string) => Promise<readonly string[]>,
  identity: ProcessIdentity = {},
): Promise<RunningServer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(program, configure, identity);
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

async function startOnce(
  program: Program,
  configure: (port: number, folder: string) => Promise<readonly string[]>,
  identity: ProcessIdentity,
): Promise<RunningServer> {
  const path = findProgram(program);
  if (path === null) throw new Error(`${program} is not installed`);
  const folder = await mkdtemp(join(tmpdir(), `aliproxy-${program}-`));
  const port = await closedPort();
  const child = spawn(path, await configure(port, folder), {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...identity,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-2_000);
    });
  }
  running.add(child);
  const stop = async () => {
    running.delete(child);
    await ended(child);
    await rm(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + startLimitMs;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > deadline) break;
    await pause();
  }
  // One that lost its port to somebody else ends about now.
  await pause();
  if (child.exitCode === null && (await answers(port))) return { port, pid: child.pid, stop };
  await stop();
  throw new Error(`${program} did not start: ${output}`);
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 25));
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), 1_000);
    child.once('exit', () => clearTimeout(force));
  });
}
