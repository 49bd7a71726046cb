import type { NetConnectOpts, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { systemCode } from '../../errors.js';
import type { Clock } from '../../host/clock.js';
import type { Network } from '../../host/network.js';
import { formatAuthority } from '../../proxy/authority.js';
import { maskSocksLogin } from './mask-bytes.js';
import { type FlowWords, TraceFlow } from './trace-flow.js';

export interface TraceWords extends FlowWords {
  readonly lookup: (host: string, found: string, ms: string) => string;
  readonly connecting: string;
  readonly connected: (ms: string) => string;
  readonly secured: (facts: string, ms: string) => string;
  readonly ended: string;
  readonly failed: (code: string, ms: string) => string;
  readonly closed: (ms: string) => string;
  /** Frames of HTTP/2, which may hold secrets in a form that nothing finds. */
  readonly frames: (bytes: number) => string;
}

export interface TracePorts {
  readonly clock: Clock;
  /** Secrets by value, at the time of asking. */
  readonly secrets: () => Iterable<string>;
  /** One line, without its end. */
  readonly print: (line: string) => void;
  readonly words: TraceWords;
}

/** Who speaks: `>` we, `<` they; `*` is an event. */
type Direction = '>' | '<';

/**
 * The same network, with everything that passes its sockets printed: each connection numbered, secrets masked by value
 * and by place. Of TLS the decrypted bytes are shown and the handshake's facts, never the records. What takes over a
 * socket's handle from below (HTTP/2) is not seen.
 */
export function traced(network: Network, ports: TracePorts): Network {
  const conversations = new WeakMap<Socket, Conversation>();
  let count = 0;
  const begin = (options: { host?: string | undefined; port?: number | string | undefined }) => {
    const host = options.host ?? 'localhost';
    const conversation = new Conversation(
      `#${++count} ${formatAuthority({ host, port: Number(options.port) })}`,
      ports,
    );
    conversation.event(ports.words.connecting);
    return conversation;
  };
  return {
    ...network,
    connect(options: NetConnectOpts) {
      const conversation = begin('port' in options ? options : {});
      const socket = network.connect(options);
      conversations.set(socket, conversation);
      conversation.follow(socket);
      return socket;
    },
    connectTls(options) {
      const below = foundationOf(options.socket);
      const inner = below && conversations.get(below);
      const conversation = inner ?? begin(options);
      // From here on the socket below carries records.
      if (below) conversation.leave(below);
      const secure = network.connectTls(options);
      conversations.set(secure, conversation);
      if (!inner) conversation.followEvents(secure);
      conversation.followTls(secure);
      return secure;
    },
    async resolve(host, signal) {
      const began = ports.clock.monotonic();
      const told = (found: string) =>
        ports.print(`* ${ports.words.lookup(host, found, ms(ports.clock.monotonic() - began))}`);
      try {
        const found = await network.resolve(host, signal);
        if (found.some(({ address }) => address !== host))
          told(found.map(({ address }) => address).join(', '));
        return found;
      } catch (error) {
        told(systemCode(error) ?? '-');
        throw error;
      }
    },
  };
}

/** One connection, whatever is stacked on it. */
class Conversation {
  readonly #name: string;
  readonly #ports: TracePorts;
  readonly #flows: Readonly<Record<Direction, TraceFlow>>;
  readonly #began: number;
  /** The socket whose bytes are shown: the topmost. */
  #top: Socket | null = null;
  #speaks: Direction | null = null;
  /** What was said in turn, as far as SOCKS needs it: at most 258 bytes. */
  #turn: Buffer = Buffer.alloc(0);
  #turnBefore: Buffer = Buffer.alloc(0);
  /** RFC 1929: the bytes of this turn are a login; held until it is over. */
  #login: Buffer | null = null;
  #isHttp2 = false;

  constructor(name: string, ports: TracePorts) {
    this.#name = name;
    this.#ports = ports;
    this.#began = ports.clock.monotonic();
    const flow = (direction: Direction) =>
      new TraceFlow({ ...ports, print: (line) => this.#print(direction, line) });
    this.#flows = { '>': flow('>'), '<': flow('<') };
  }

  event(text: string): void {
    this.#endTurn();
    this.#print('*', text);
  }

  follow(socket: Socket): void {
    this.#hook(socket);
    this.followEvents(socket);
  }

  followEvents(socket: Socket): void {
    const { words } = this.#ports;
    socket.on('connect', () => this.event(words.connected(this.#ms())));
    socket.on('error', (error) => this.event(words.failed(systemCode(error) ?? error.name, this.#ms())));
    socket.on('end', () => this.event(words.ended));
    socket.on('close', () => {
      this.#endTurn();
      for (const flow of Object.values(this.#flows)) flow.close();
      this.event(words.closed(this.#ms()));
    });
  }

  followTls(secure: TLSSocket): void {
    const { words } = this.#ports;
    this.#hook(secure);
    secure.on('secureConnect', () => {
      // Node's types say Error; at run time it is the code, or null.
      const fault = secure.authorizationError as unknown as string | null;
      const facts = [
        secure.getProtocol(),
        secure.getCipher()?.standardName,
        secure.alpnProtocol || null,
        fault,
      ];
      this.event(words.secured(facts.filter(Boolean).join(', '), this.#ms()));
    });
    secure.on('error', (error) => this.event(words.failed(systemCode(error) ?? error.name, this.#ms())));
  }

  leave(socket: Socket): void {
    this.#endTurn();
    if (this.#top === socket) this.#top = null;
  }

  /** On the instance: a `data` listener would start the flow. */
  #hook(socket: Socket): void {
    this.#top = socket;
    const { write, end, push } = socket;
    const sent = (chunk: unknown, encoding: unknown) => {
      const bytes = asBytes(chunk, encoding);
      if (bytes && this.#top === socket) this.#said('>', bytes);
    };
    socket.write = function (this: Socket, ...args: Parameters<typeof write>) {
      sent(args[0], args[1]);
      return write.apply(this, args);
    } as typeof write;
    socket.end = function (this: Socket, ...args: Parameters<typeof end>) {
      sent(args[0], args[1]);
      return end.apply(this, args);
    } as typeof end;
    socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
      const bytes = asBytes(chunk, encoding);
      if (bytes && this.#top === socket) this.#said('<', bytes);
      return push.call(socket, chunk, encoding);
    };
  }

  #said(direction: Direction, bytes: Buffer): void {
    if (direction !== this.#speaks) {
      const isLogin = direction === '>' && choosesLogin(this.#turnBefore, this.#turn);
      this.#endTurn();
      this.#turnBefore = this.#turn;
      this.#turn = Buffer.alloc(0);
      this.#speaks = direction;
      if (isLogin) this.#login = Buffer.alloc(0);
    }
    if (this.#turn.length < longestGreeting) {
      this.#turn = Buffer.concat([this.#turn, bytes.subarray(0, longestGreeting - this.#turn.length)]);
    }
    this.#isHttp2 ||= direction === '>' && this.#turn.subarray(0, preface.length).equals(preface);
    if (this.#isHttp2) this.#print(direction, this.#ports.words.frames(bytes.length));
    else if (this.#login) this.#login = Buffer.concat([this.#login, bytes]);
    else this.#flows[direction].push(bytes);
  }

  #endTurn(): void {
    const login = this.#login;
    this.#login = null;
    if (login) this.#flows['>'].push(maskSocksLogin(login));
    if (this.#speaks) this.#flows[this.#speaks].flush();
  }

  #print(mark: Direction | '*', line: string): void {
    this.#ports.print(`${this.#name} ${mark} ${line}`.trimEnd());
  }

  #ms(): string {
    return ms(this.#ports.clock.monotonic() - this.#began);
  }
}

/** RFC 9113 section 3.4. */
const preface = Buffer.from('PRI * HTTP/2.0\r\n');

/** RFC 1928: version, number of methods, methods. */
const longestGreeting = 258;

/** A greeting of ours, and a server that wants user and password. */
function choosesLogin(greeting: Buffer, choice: Buffer): boolean {
  return (
    greeting[0] === 5 &&
    greeting.length === 2 + (greeting[1] ?? 0) &&
    choice.length === 2 &&
    choice[0] === 5 &&
    choice[1] === 2
  );
}

/** A stream that lies over a socket names it as `below`. */
function foundationOf(stream: Duplex | undefined): Socket | undefined {
  let found: (Duplex & { readonly below?: Duplex }) | undefined = stream;
  while (found?.below) found = found.below;
  return found as Socket | undefined;
}

function asBytes(chunk: unknown, encoding: unknown): Buffer | null {
  if (typeof chunk === 'string') {
    return Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
  }
  return chunk instanceof Uint8Array ? Buffer.from(chunk) : null;
}

function ms(value: number): string {
  return value.toFixed(1);
}
