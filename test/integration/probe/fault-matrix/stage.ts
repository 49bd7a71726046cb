import { connect } from 'node:net';
import { type Certificates, type Identity, makeCertificates } from '../../../helpers/certificates.js';
import { startMariadb, startPostgres } from '../../../helpers/databases.js';
import { startDnsmasq } from '../../../helpers/dnsmasq.js';
import type { Program } from '../../../helpers/programs.js';
import { startDante, startTlsProxy } from '../../../helpers/proxies.js';
import { startPython } from '../../../helpers/python-server.js';
import {
  closedPort,
  type RunningServer,
  startProgram,
  startRedis,
  startSquid,
  startTinyproxy,
} from '../../../helpers/servers.js';
import { listenSilently, type SilentListener } from '../../../helpers/silent-listener.js';
import { startSsh } from '../../../helpers/ssh-server.js';

/** What the faults need of this machine. */
export const stagePrograms: readonly Program[] = [
  ...([
    'squid',
    'tinyproxy',
    'danted',
    'stunnel4',
    'redis-server',
    'mariadbd',
    'mariadb-install-db',
  ] as const),
  ...(['postgres', 'initdb', 'sshd', 'ssh-keygen', 'dnsmasq', 'openssl'] as const),
];

export const proxyUser = { username: 'li', password: 'right-password' };

/** Real servers, one of each kind that a fault needs. */
export interface Stage {
  readonly certificates: Certificates;
  readonly closed: { readonly port: number };
  readonly silent: SilentListener;
  /** As it comes: CONNECT to 443 only. */
  readonly squid: RunningServer;
  readonly squidAny: RunningServer;
  readonly squidBasic: RunningServer;
  readonly tinyproxy: RunningServer;
  readonly tinyproxyBasic: RunningServer;
  readonly dante: RunningServer;
  readonly danteUsers: RunningServer;
  /** Squid behind stunnel: a certificate of our authority, and one that has expired. */
  readonly tlsProxy: RunningServer;
  readonly expiredTlsProxy: RunningServer;
  readonly redis: RunningServer;
  readonly redisPassword: RunningServer;
  /** Takes one client. */
  readonly redisFull: RunningServer;
  /** A replica of a server that is not there, which gives no old data away. */
  readonly redisReplica: RunningServer;
  readonly mariadb: RunningServer;
  readonly postgres: RunningServer;
  readonly ssh: RunningServer;
  readonly dns: RunningServer;
  readonly grpc: { readonly port: number };
  readonly tls: RunningServer;
  readonly tlsExpired: RunningServer;
  readonly tlsFuture: RunningServer;
  readonly tlsOtherName: RunningServer;
  readonly tlsSelfSigned: RunningServer;
  readonly tlsClientCertificate: RunningServer;
  stop(): Promise<void>;
}

/** Starts everything; where one thing fails, what has started is stopped again. */
export async function setStage(): Promise<Stage> {
  const exits: Exits = [];
  const stop = async () => {
    await Promise.all(exits.splice(0).map((exit) => exit()));
  };
  try {
    return { ...(await start(exits)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What is left to do at the end. */
type Exits = (() => unknown)[];

async function start(exits: Exits): Promise<Omit<Stage, 'stop'>> {
  const certificates = await makeCertificates();
  exits.push(() => certificates.remove());
  const silent = await listenSilently('127.0.0.1');
  exits.push(() => silent.close());
  const { server, expired, notYetValid, wrongName, selfSigned } = certificates;
  const closed = { port: await closedPort() };
  const squidAny = startSquid({ tunnelPorts: 'any' });
  const beforeSquid = async (identity: Identity) => startTlsProxy(await squidAny, identity);
  const servers = await all(exits, {
    squidAny,
    squid: startSquid({ tunnelPorts: 'default' }),
    squidBasic: startSquid({ tunnelPorts: 'any', user: proxyUser }),
    tinyproxy: startTinyproxy(),
    tinyproxyBasic: startTinyproxy({ user: proxyUser }),
    dante: startDante(),
    danteUsers: startDante({ users: true }),
    tlsProxy: beforeSquid(server),
    expiredTlsProxy: beforeSquid(expired),
    redis: startRedis(),
    redisPassword: startRedis({ password: 'redis-password' }),
    redisFull: startRedisWith('--maxclients', '1'),
    redisReplica: startRedisWith(
      ...['--replicaof', '127.0.0.1', String(closed.port), '--replica-serve-stale-data', 'no'],
    ),
    mariadb: startMariadb(),
    postgres: startPostgres(),
    ssh: startSsh(),
    dns: startDnsmasq(),
    grpc: startPython('grpc-health.py', 'plain'),
    tls: startTlsServer(server),
    tlsExpired: startTlsServer(expired),
    tlsFuture: startTlsServer(notYetValid),
    tlsOtherName: startTlsServer(wrongName),
    tlsSelfSigned: startTlsServer(selfSigned),
    tlsClientCertificate: startTlsServer(server, '-Verify', '1', '-verify_return_error', '-tls1_3'),
  });
  const onlyClient = connect({ host: '127.0.0.1', port: servers.redisFull.port }).on('error', () => {});
  exits.push(() => onlyClient.destroy());
  return { certificates, closed, silent, ...servers };
}

function startRedisWith(...options: readonly string[]): Promise<RunningServer> {
  return startProgram('redis-server', async (port, folder) => [
    ...['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, ...options],
  ]);
}

/** OpenSSL's own server, with HTTP inside. */
function startTlsServer(
  { cert, key }: { readonly cert: string; readonly key: string },
  ...options: readonly string[]
): Promise<RunningServer> {
  return startProgram('openssl', async (port, folder) => {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(`${folder}/server.pem`, `${key}\n${cert}\n`, { mode: 0o600 });
    return ['s_server', '-accept', `127.0.0.1:${port}`, '-cert', 'server.pem', '-www', '-quiet', ...options];
  });
}

/** All of them, once each has started or failed; what has started is to be stopped, whatever became of the others. */
async function all<Servers extends Readonly<Record<string, Promise<Stoppable>>>>(
  exits: Exits,
  servers: Servers,
): Promise<{ [Name in keyof Servers]: Awaited<Servers[Name]> }> {
  const started = Object.entries(servers).map(async ([name, server]) => {
    const running = await server;
    exits.push(() => running.stop());
    return [name, running] as const;
  });
  await Promise.allSettled(started);
  return Object.fromEntries(await Promise.all(started)) as {
    [Name in keyof Servers]: Awaited<Servers[Name]>;
  };
}

interface Stoppable {
  stop(): unknown;
}
