import { spawn } from 'node:child_process';
import type { Identity } from '../../../helpers/certificates.js';
import { findProgram, type Program } from '../../../helpers/programs.js';
import type { ProxyUser } from '../../../helpers/servers.js';
import { sha256 } from './target.js';

/** A proxy, as a client is told of it. */
export interface ToldProxy {
  readonly scheme: 'http' | 'https' | 'socks5h';
  readonly host: string;
  readonly port: number;
  readonly user?: ProxyUser;
  /** The certificate that the client shows to it. */
  readonly identity?: Identity;
}

export interface Wish {
  readonly method: 'GET' | 'PUT';
  readonly url: string;
  /** The body. */
  readonly file?: string;
}

/** What a client made of a wish. */
export interface Answer {
  /** As the client shows it; null where it shows none. */
  readonly status: number | null;
  readonly sha256: string;
  readonly bytes: number;
  /** X-Aliproxy-Error, where the client shows headers. */
  readonly code: string | null;
  /** What it tells its user of a failure; null where it succeeded. */
  readonly error: string | null;
}

export interface Surroundings {
  readonly proxy: ToldProxy;
  /** The authority of the targets and of proxies. */
  readonly caFile: string;
  /** A folder of its own for files. */
  readonly folder: string;
}

/** A program that can use a proxy. */
export interface Client {
  readonly name: string;
  /** Is it not installed here? */
  isMissing(): boolean;
  /** What it can be made to ask for. */
  readonly can: {
    readonly plain: boolean;
    readonly secure: boolean;
    readonly upload: boolean;
    readonly socks: boolean;
    readonly credentials: boolean;
  };
  ask(wishes: readonly Wish[], surroundings: Surroundings): Promise<Answer[]>;
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

const limitMs = 60_000;

/** Runs a program to its end. */
export function execute(
  program: Program | { path: string },
  args: readonly string[],
  options: { env?: Record<string, string>; input?: string | Uint8Array; cwd?: string } = {},
): Promise<Finished> {
  const path = typeof program === 'string' ? findProgram(program) : program.path;
  if (path === null) throw new Error(`${program} is not installed`);
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(path, args, {
    env: { PATH, HOME, LC_ALL: 'C', ...options.env },
    ...(options.cwd ? { cwd: options.cwd } : {}),
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => err.push(bytes));
  child.stdin.on('error', () => {}).end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() }),
    );
  });
}

/** `user:password@`, for the place before the host in a URL. */
export function proxyUrl({ scheme, host, port, user }: ToldProxy, as: string = scheme): string {
  const encoded = user ? `${[user.username, user.password].map(encodeURIComponent).join(':')}@` : '';
  return `${as}://${encoded}${host.includes(':') ? `[${host}]` : host}:${port}`;
}

export function hostAndPort({ host, port }: ToldProxy): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** An answer in the wire format of HTTP/1.1, as clients see it that know nothing of HTTP. */
export function readRawAnswer(bytes: Buffer, error: string | null): Answer {
  const end = bytes.indexOf('\r\n\r\n');
  const head = bytes.subarray(0, Math.max(end, 0)).toString('latin1');
  const body = end < 0 ? Buffer.alloc(0) : bytes.subarray(end + 4);
  const status = /^HTTP\/1\.\d (\d{3})/.exec(head)?.[1];
  return {
    status: status === undefined ? null : Number(status),
    ...{ sha256: sha256(body), bytes: body.length },
    code: codeIn(head),
    error: status === '200' ? null : error,
  };
}

/** X-Aliproxy-Error in text that shows headers. */
export function codeIn(text: string): string | null {
  return /^\s*(?:< )?X-Aliproxy-Error:\s*(\S+)/im.exec(text)?.[1] ?? null;
}
