import type { RemoteInfo, Socket } from 'node:dgram';

/** One name a client asked for. */
export type OnLookup = (name: string) => void;

/**
 * The resolver of a namespace: every name has an IPv4 address of its own (and no IPv6 address), given out in the order
 * of asking; `localhost` and what ends in `.localhost` is 127.0.0.1. So an address that is dialled tells the name.
 */
export class Names {
  readonly #addresses = new Map<string, string>();
  readonly #names = new Map<string, string>();

  addressOf(name: string): string {
    const known = this.#addresses.get(name);
    if (known !== undefined) return known;
    if (name === 'localhost' || name.endsWith('.localhost')) return '127.0.0.1';
    const next = this.#addresses.size + 1;
    const address = `198.18.${next >> 8}.${next & 255}`;
    this.#addresses.set(name, address);
    this.#names.set(address, name);
    return address;
  }

  /** The name behind an address of ours, else the address itself. */
  nameOf(address: string): string {
    return this.#names.get(address) ?? address;
  }

  /** Answers DNS questions (RFC 1035 section 4.1) on this socket. */
  serve(socket: Socket, onLookup: OnLookup): void {
    socket.on('message', (question: Buffer, { port, address }: RemoteInfo) => {
      const asked = readQuestion(question);
      if (asked === null) return;
      onLookup(asked.name);
      socket.send(this.#answer(question, asked), port, address);
    });
  }

  #answer(question: Buffer, { name, type, end }: Question): Buffer {
    const header = Buffer.from(question.subarray(0, 12));
    header.writeUInt16BE(0x8180, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(type === typeA ? 1 : 0, 6);
    header.writeUInt32BE(0, 8);
    const parts = [header, question.subarray(12, end)];
    if (type === typeA) {
      const record = Buffer.from([0xc0, 12, 0, typeA, 0, 1, 0, 0, 0, 60, 0, 4]);
      parts.push(record, Buffer.from(this.addressOf(name).split('.').map(Number)));
    }
    return Buffer.concat(parts);
  }
}

const typeA = 1;

interface Question {
  /** Lower case, without the dot at the end. */
  readonly name: string;
  readonly type: number;
  /** Where the question ends. */
  readonly end: number;
}

function readQuestion(message: Buffer): Question | null {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('utf8', at + 1, at + 1 + length));
    at += 1 + length;
  }
  if (at + 5 > message.length) return null;
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}
