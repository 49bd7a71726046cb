import { SocketAddress } from 'node:net';
import { type Authority, parseAuthority } from '../../proxy/authority.js';

/** What a SOCKS5 client's bytes amount to (RFC 1928, RFC 1929). */
export type SocksStep =
  /** More bytes are needed. */
  | { readonly kind: 'more' }
  /** It has offered methods: choose one. */
  | { readonly kind: 'methods'; readonly offered: readonly number[] }
  | { readonly kind: 'credentials'; readonly username: string; readonly password: string }
  /** `rest` is what follows the request: it belongs to the target. */
  | { readonly kind: 'request'; readonly destination: Authority; readonly rest: Buffer }
  /** Nothing more will be read. `stage` says in which form it wants its no. */
  | { readonly kind: 'refused'; readonly stage: SocksStage; readonly reply: number };

export type SocksStage = 'greeting' | 'credentials' | 'request';

export const socksMethods = { none: 0x00, password: 0x02 } as const;
export const socksReplies = { succeeded: 0, failed: 1, unknownCommand: 7, unknownAddressType: 8 } as const;

const version = 0x05;
const negotiationVersion = 0x01;
const connectCommand = 0x01;
const addressTypes = { ipv4: 0x01, name: 0x03, ipv6: 0x04 } as const;
const more: SocksStep = { kind: 'more' };

/**
 * The server's side of the protocol, without the socket: takes the client's bytes, gives one step after another. The
 * same bytes give the same steps however they are cut; each message is read exactly, so that a client may send all of
 * them at once and data behind them.
 */
export class SocksReader {
  #stage: SocksStage;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(stage: SocksStage = 'greeting') {
    this.#stage = stage;
  }

  get stage(): SocksStage {
    return this.#stage;
  }

  push(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
  }

  /** The method that was chosen: which message comes next. */
  expect(stage: 'credentials' | 'request'): void {
    this.#stage = stage;
  }

  next(): SocksStep {
    if (this.#stage === 'greeting') return this.#readGreeting();
    return this.#stage === 'credentials' ? this.#readCredentials() : this.#readRequest();
  }

  /** RFC 1928 section 3: version, count, methods. */
  #readGreeting(): SocksStep {
    const [first, count] = this.#bytes;
    if (first !== undefined && first !== version) return this.#refused(socksReplies.failed);
    const message = count === undefined ? null : this.#take(2 + count);
    return message === null ? more : { kind: 'methods', offered: [...message.subarray(2)] };
  }

  /** RFC 1929 section 2: version, name, password, each with its length before it. */
  #readCredentials(): SocksStep {
    const [first, nameLength] = this.#bytes;
    if (first !== undefined && first !== negotiationVersion) return this.#refused(socksReplies.failed);
    if (nameLength === undefined) return more;
    const passwordLength = this.#bytes[2 + nameLength];
    if (passwordLength === undefined) return more;
    const message = this.#take(3 + nameLength + passwordLength);
    if (message === null) return more;
    return {
      kind: 'credentials',
      username: message.toString('utf8', 2, 2 + nameLength),
      password: message.toString('utf8', 3 + nameLength),
    };
  }

  /** RFC 1928 section 4: version, command, reserved, type, address, port. */
  #readRequest(): SocksStep {
    const [first, command, reserved, type, nameLength] = this.#bytes;
    if (first !== undefined && first !== version) return this.#refused(socksReplies.failed);
    if (command !== undefined && command !== connectCommand)
      return this.#refused(socksReplies.unknownCommand);
    if (reserved !== undefined && reserved !== 0) return this.#refused(socksReplies.failed);
    if (type === undefined) return more;
    const length = addressLength(type, nameLength);
    if (length === null) return this.#refused(socksReplies.unknownAddressType);
    const message = length === undefined ? null : this.#take(4 + length + 2);
    if (message === null) return more;
    const destination = destinationOf(
      type,
      message.subarray(4, -2),
      message.readUInt16BE(message.length - 2),
    );
    if (destination === null) return this.#refused(socksReplies.failed);
    return { kind: 'request', destination, rest: this.#bytes };
  }

  #refused(reply: number): SocksStep {
    return { kind: 'refused', stage: this.#stage, reply };
  }

  #take(length: number): Buffer | null {
    if (this.#bytes.length < length) return null;
    const taken = this.#bytes.subarray(0, length);
    this.#bytes = this.#bytes.subarray(length);
    return taken;
  }
}

/** Of the address field, the length before a name included; undefined: not there yet; null: an unknown type. */
function addressLength(type: number, nameLength: number | undefined): number | undefined | null {
  if (type === addressTypes.ipv4) return 4;
  if (type === addressTypes.ipv6) return 16;
  if (type !== addressTypes.name) return null;
  return nameLength === undefined ? undefined : 1 + nameLength;
}

/** Held to the grammar of CONNECT, with no disguised addresses. Clients do send literals as names. */
function destinationOf(type: number, address: Buffer, port: number): Authority | null {
  const host = hostOf(type, address);
  return parseAuthority(host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);
}

function hostOf(type: number, address: Buffer): string {
  if (type === addressTypes.ipv4) return address.join('.');
  if (type === addressTypes.name) return address.toString('latin1', 1);
  const groups = Array.from({ length: 8 }, (_, index) => address.readUInt16BE(2 * index).toString(16));
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address;
}

/** The answer to a client that is not served, in the form that it waits for. */
export function socksRefusal(stage: SocksStage, reply: number): Buffer {
  if (stage === 'greeting') return Buffer.from([version, 0xff]);
  if (stage === 'credentials') return Buffer.from([negotiationVersion, 0x01]);
  return socksReply(reply, null);
}

export function socksChoice(method: number): Buffer {
  return Buffer.from([version, method]);
}

export const socksWelcome: Uint8Array = Uint8Array.of(negotiationVersion, 0x00);

/** RFC 1928 section 6; `bound` is our own end of the connection that was made. */
export function socksReply(reply: number, bound: Authority | null): Buffer {
  const { host, port } = bound ?? { host: '0.0.0.0', port: 0 };
  const address = host.includes(':') ? ipv6Bytes(host) : Buffer.from(host.split('.').map(Number));
  const type = address.length === 16 ? addressTypes.ipv6 : addressTypes.ipv4;
  return Buffer.concat([
    Buffer.from([version, reply, 0x00, type]),
    address,
    Buffer.from([port >> 8, port & 0xff]),
  ]);
}

/** SOCKS4: rejected. The whole answer has eight bytes. */
export const socks4Refusal: Uint8Array = Uint8Array.of(0, 0x5b, 0, 0, 0, 0, 0, 0);

/** `URL` writes every form of an address as up to eight groups; a zone is none of the address. */
function ipv6Bytes(host: string): Buffer {
  const plain = host.replace(/%.*$/, '');
  const [before = '', after] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const head = groups(before);
  const tail = groups(after ?? '');
  const zeros = after === undefined ? 0 : 8 - head.length - tail.length;
  const all = [...head, ...Array<number>(zeros).fill(0), ...tail];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}
