import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Identity } from './certificates.js';
import { findProgram } from './programs.js';
import { type ProxyUser, type RunningServer, startProgram } from './servers.js';

export interface DanteOptions {
  /** `true`: only for the system's users, by RFC 1929. One of the test's own: for that one. Default: for everybody. */
  readonly users?: boolean | ProxyUser;
  /** Where to write lines for each connection, when it comes and when it is over; none by default. */
  readonly accessLog?: string;
}

/**
 * Dante, a SOCKS server. It knows no users but the system's: for one of the test's own it runs in a mount namespace with
 * a list of users of its own, for which `unshare` is needed.
 */
export async function startDante({ users, accessLog }: DanteOptions = {}): Promise<RunningServer> {
  const configure = async (port: number, folder: string): Promise<string[]> => {
    const file = join(folder, 'danted.conf');
    const method = users ? 'username' : 'none';
    const everybody = 'from: 127.0.0.0/8 to: 0.0.0.0/0';
    const logged = accessLog ? ['log: connect error'] : [];
    const lines = [
      ...[`logoutput: ${accessLog ?? 'stderr'}`, `internal: 127.0.0.1 port = ${port}`, 'external: lo'],
      ...[`socksmethod: ${method}`, 'clientmethod: none'],
      ...(process.getuid?.() === 0 ? ['user.privileged: root', 'user.unprivileged: nobody'] : []),
      ...[`client pass { ${everybody} }`, `socks pass { ${everybody} socksmethod: ${method}`, ...logged, '}'],
    ];
    await writeFile(file, `${lines.join('\n')}\n`);
    return ['-f', file, '-p', join(folder, 'danted.pid')];
  };
  if (users === undefined || typeof users === 'boolean') return startProgram('danted', configure);
  const danted = findProgram('danted');
  if (danted === null) throw new Error('danted is not installed');
  return startProgram('unshare', async (port, folder) => {
    await writeUsers(folder, users);
    const program = [danted, ...(await configure(port, folder))];
    const mount = ['passwd', 'shadow'].map((name) => `mount --bind ${name} /etc/${name}`).join(' && ');
    const own = process.getuid?.() === 0 ? '-m' : '-rm';
    return [own, 'sh', '-c', `${mount} && exec "$@"`, 'sh', ...program];
  });
}

/** The system's lists of users and passwords, with one user that can sign in. */
async function writeUsers(folder: string, { username, password }: ProxyUser): Promise<void> {
  const hash = spawnSync('openssl', ['passwd', '-6', '-stdin'], { input: password, encoding: 'utf8' });
  const users = ['root:x:0:0::/root:/bin/sh', 'nobody:x:65534:65534::/nonexistent:/bin/false'];
  const own = `${username}:x:64000:64000::/nonexistent:/bin/false`;
  await writeFile(join(folder, 'passwd'), `${[...users, own].join('\n')}\n`);
  const shadow = `${username}:${hash.stdout.trim()}:19000:0:99999:7:::\n`;
  await writeFile(join(folder, 'shadow'), shadow, { mode: 0o600 });
}

/** Stunnel in front of a proxy on this machine: an HTTPS proxy. */
export function startTlsProxy(inner: { readonly port: number }, identity: Identity): Promise<RunningServer> {
  return startProgram('stunnel4', async (port, folder) => {
    const file = join(folder, 'stunnel.conf');
    const cert = join(folder, 'identity.pem');
    await writeFile(cert, `${identity.key}\n${identity.cert}\n`, { mode: 0o600 });
    const lines = [
      ...['foreground = yes', 'pid =', 'debug = err'],
      ...['[proxy]', `accept = 127.0.0.1:${port}`, `connect = 127.0.0.1:${inner.port}`, `cert = ${cert}`],
      'TIMEOUTclose = 0',
    ];
    await writeFile(file, `${lines.join('\n')}\n`);
    return [file];
  });
}

export interface SocksServer extends RunningServer {
  /** What it was asked for, `host:port`, an address as it is written. */
  readonly asked: readonly string[];
}

/**
 * A SOCKS5 server of our own (RFC 1928, RFC 1929), for what Dante does not do: every name is this machine. It is as strict as the RFCs; curl holds it to account.
 */
export async function startSocks({ user }: { user?: ProxyUser } = {}): Promise<SocksServer> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
  };
  const server = createServer((socket) => {
    keep(socket);
    serveSocks(socket, user, (place) => {
      asked.push(`${place.host}:${place.port}`);
      const target = connect({
        host: /^[\d.]+$/.test(place.host) ? place.host : '127.0.0.1',
        port: place.port,
      });
      keep(target);
      return target;
    }).catch(() => socket.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    asked,
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serveSocks(
  socket: Socket,
  user: ProxyUser | undefined,
  dial: (place: { host: string; port: number }) => Socket,
): Promise<void> {
  const take = reader(socket);
  const [version, count] = await take(2);
  const offered = await take(count as number);
  const method = user ? 0x02 : 0x00;
  if (version !== 5) return void socket.end();
  if (!offered.includes(method)) return void socket.end(Buffer.from([0x05, 0xff]));
  socket.write(Buffer.from([0x05, method]));
  if (user) {
    const [negotiation, nameLength] = await take(2);
    const name = (await take(nameLength as number)).toString();
    const [passwordLength] = await take(1);
    const password = (await take(passwordLength as number)).toString();
    const right = negotiation === 1 && name === user.username && password === user.password;
    if (!right) return void socket.end(Buffer.from([0x01, 0x01]));
    socket.write(Buffer.from([0x01, 0x00]));
  }
  const [, command, reserved, type] = await take(4);
  if (command !== 1 || reserved !== 0) return void socket.end(reply(0x07));
  const host = await takeHost(take, type as number);
  if (host === null) return void socket.end(reply(0x08));
  const target = dial({ host, port: (await take(2)).readUInt16BE() });
  target.once('error', (error: NodeJS.ErrnoException) => {
    socket.end(reply(error.code === 'ECONNREFUSED' ? 0x05 : 0x04));
  });
  target.once('connect', () => {
    socket.write(reply(0x00));
    const early = socket.read();
    if (early) target.write(early);
    socket.pipe(target);
    target.pipe(socket);
  });
}

async function takeHost(take: (bytes: number) => Promise<Buffer>, type: number): Promise<string | null> {
  if (type === 0x01) return (await take(4)).join('.');
  if (type === 0x04) return (await take(16)).toString('hex');
  if (type !== 0x03) return null;
  const [length] = await take(1);
  return (await take(length as number)).toString();
}

function reply(code: number): Buffer {
  return Buffer.from([0x05, code, 0x00, 0x01, 127, 0, 0, 1, 0x04, 0x38]);
}

/** Reads so many bytes and leaves the rest; rejects when the socket ends before. */
function reader(socket: Socket): (bytes: number) => Promise<Buffer> {
  return async (bytes) => {
    while (true) {
      const chunk = bytes === 0 ? Buffer.alloc(0) : (socket.read(bytes) as Buffer | null);
      if (chunk !== null && chunk.length === bytes) return chunk;
      if (socket.readableEnded || socket.destroyed) throw new Error('ended');
      await new Promise<void>((resolve) => {
        const done = () => {
          socket.off('readable', done).off('close', done);
          resolve();
        };
        socket.once('readable', done).once('close', done);
      });
    }
  };
}
