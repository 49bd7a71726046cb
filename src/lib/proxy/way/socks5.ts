import { isIP, isIPv4, type Socket } from 'node:net';
import type { Authority } from '../authority.js';
import type { Credentials } from '../proxy-url.js';
import { ConnectError, converse, type Step } from './conversation.js';

export interface SocksRequest {
  /** A name is resolved by the proxy, an address is not; a name has up to 255 bytes. */
  readonly target: Authority;
  readonly credentials: Credentials | null;
  /** For the complete answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A SOCKS proxy's no. `no-method`: it takes none of the methods offered. `credentials`: it does not take these.
 * `refused`: the target can't be had, `reply` says why (RFC 1928 section 6).
 */
export class SocksError extends Error {
  override readonly name = 'SocksError';
  readonly seen: 'no-method' | 'credentials' | 'refused';
  readonly reply: number | null;

  constructor(seen: SocksError['seen'], reply: number | null = null) {
    super(seen);
    this.seen = seen;
    this.reply = reply;
  }
}

const version = 0x05;
const subnegotiationVersion = 0x01;
const methods = { none: 0x00, password: 0x02, noneAcceptable: 0xff } as const;
const addressTypes = { ipv4: 0x01, name: 0x03, ipv6: 0x04 } as const;
const connectCommand = 0x01;
const succeeded = 0x00;

const more: Step<never> = { kind: 'more' };

/**
 * Asks a SOCKS5 proxy for a connection (RFC 1928, RFC 1929). Afterwards the socket is the target's: paused, and bytes
 * that came right behind the reply are put back. Rejects with a `SocksError`, a `ConnectError` (`not-socks` for what is
 * no SOCKS5 reply), or the signal's reason. The socket stays the caller's: to destroy, and to listen to for errors.
 */
export async function connectThroughSocks(socket: Socket, request: SocksRequest): Promise<void> {
  const { target, credentials, timeoutMs, signal } = request;
  const reader = new SocksReader(target, credentials);
  const read = (chunk: Buffer) => reader.push(chunk);
  const { rest } = await converse(socket, { opening: reader.greeting, read, timeoutMs, signal });
  if (rest.length > 0) socket.unshift(rest);
}

/**
 * The client's side of the protocol, without the socket: takes the proxy's bytes, says what to send. The same bytes
 * give the same outcome however they are cut; each message is read exactly, so that what follows the reply is kept.
 * Throws a `SocksError` or a `ConnectError` where there is no connection.
 */
export class SocksReader {
  readonly #target: Authority;
  readonly #credentials: Credentials | null;
  #expects: 'method' | 'verdict' | 'reply' = 'method';
  #bytes: Buffer = Buffer.alloc(0);
  /** Everything that came, for whoever wants to know what it is instead. */
  #all: Buffer = Buffer.alloc(0);

  constructor(target: Authority, credentials: Credentials | null) {
    this.#target = target;
    this.#credentials = credentials;
  }

  /** The offer of methods (RFC 1928 section 3): a password only where there is one to give. */
  get greeting(): Buffer {
    const offered = this.#credentials === null ? [methods.none] : [methods.none, methods.password];
    return Buffer.from([version, offered.length, ...offered]);
  }

  push(chunk: Buffer): Step<null> {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    this.#all = Buffer.concat([this.#all, chunk]);
    const say: Buffer[] = [];
    while (this.#expects !== 'reply') {
      const next = this.#expects === 'method' ? this.#afterMethod() : this.#afterVerdict();
      if (next === null) break;
      say.push(next);
    }
    const step = this.#expects === 'reply' ? this.#readReply() : more;
    return step.kind === 'more' && say.length > 0 ? { kind: 'more', say: Buffer.concat(say) } : step;
  }

  /** What to say to the method that was chosen; null: not there yet. */
  #afterMethod(): Buffer | null {
    this.#expectByte(0, version);
    const method = this.#bytes[1];
    if (method === undefined) return null;
    this.#bytes = this.#bytes.subarray(2);
    if (method === methods.noneAcceptable) throw new SocksError('no-method');
    if (method === methods.password && this.#credentials !== null) {
      this.#expects = 'verdict';
      return passwordRequest(this.#credentials);
    }
    if (method !== methods.none) throw this.#malformed();
    this.#expects = 'reply';
    return request(this.#target);
  }

  /** RFC 1929 section 2: any status but 0 is a no. Some proxies give the version of SOCKS for their own. */
  #afterVerdict(): Buffer | null {
    if (this.#bytes[0] !== version) this.#expectByte(0, subnegotiationVersion);
    const status = this.#bytes[1];
    if (status === undefined) return null;
    this.#bytes = this.#bytes.subarray(2);
    if (status !== succeeded) throw new SocksError('credentials');
    this.#expects = 'reply';
    return request(this.#target);
  }

  /** RFC 1928 section 6: version, reply, reserved, type, address, port. A refusal is one as soon as its code is read. */
  #readReply(): Step<null> {
    this.#expectByte(0, version);
    const reply = this.#bytes[1];
    if (reply !== undefined && reply !== succeeded) throw new SocksError('refused', reply);
    const length = this.#replyLength();
    if (length === null || this.#bytes.length < length) return more;
    return { kind: 'done', value: null, rest: this.#bytes.subarray(length) };
  }

  #replyLength(): number | null {
    const [, , , type, nameLength] = this.#bytes;
    if (type === undefined) return null;
    const frame = 4 + 2;
    if (type === addressTypes.ipv4) return frame + 4;
    if (type === addressTypes.ipv6) return frame + 16;
    if (type !== addressTypes.name) throw this.#malformed();
    return nameLength === undefined ? null : frame + 1 + nameLength;
  }

  #expectByte(at: number, value: number): void {
    if (this.#bytes[at] !== undefined && this.#bytes[at] !== value) throw this.#malformed();
  }

  #malformed(): ConnectError {
    return new ConnectError('not-socks', this.#all);
  }
}

/** RFC 1928 section 4. */
function request({ host, port }: Authority): Buffer {
  return Buffer.concat([
    Buffer.from([version, connectCommand, 0x00]),
    addressBytes(host),
    Buffer.from([port >> 8, port & 0xff]),
  ]);
}

function addressBytes(host: string): Buffer {
  if (isIPv4(host)) return Buffer.from([addressTypes.ipv4, ...host.split('.').map(Number)]);
  if (isIP(host) === 6) return Buffer.concat([Buffer.from([addressTypes.ipv6]), ipv6Bytes(host)]);
  return Buffer.concat([Buffer.from([addressTypes.name]), counted(host)]);
}

/** `URL` writes every form of an address, also `::ffff:10.0.0.1`, as up to eight groups. */
function ipv6Bytes(host: string): Buffer {
  const [before = '', after] = new URL(`http://[${host}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const head = groups(before);
  const tail = groups(after ?? '');
  const all = [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

/** RFC 1929 section 2. The lengths were checked when the URL was read. */
function passwordRequest({ username, password }: Credentials): Buffer {
  return Buffer.concat([Buffer.from([subnegotiationVersion]), counted(username), counted(password)]);
}

function counted(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > 255) throw new RangeError('longer than the 255 bytes that SOCKS can say');
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}
