import { maskSecrets, possibleBeginning } from './mask-bytes.js';
import { LineMasker } from './mask-lines.js';

export interface FlowWords {
  readonly more: (bytes: number) => string;
}

export interface FlowPorts {
  readonly secrets: () => Iterable<string>;
  readonly print: (line: string) => void;
  readonly words: FlowWords;
}

/** Shown of one piece: of bytes, of text, of a single line. */
const mostBytes = 256;
const mostText = 4 * 1024;
const mostColumns = 1_000;
/** A line that is longer is shown in parts. */
const longestHeld = 8 * 1024;

/** What no line of text holds; also what would turn or clear a terminal. */
const notText = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * One direction of a connection as lines: text as it is, anything else in hex. However the bytes are cut, a secret in
 * them is masked: what may be the beginning of one is held back until more comes, and a line until it is complete.
 */
export class TraceFlow {
  readonly #ports: FlowPorts;
  readonly #lines = new LineMasker();
  #held: Buffer = Buffer.alloc(0);

  constructor(ports: FlowPorts) {
    this.#ports = ports;
  }

  push(bytes: Buffer): void {
    this.#held = Buffer.concat([this.#held, bytes]);
    const rest = this.#held.subarray(this.#held.lastIndexOf(0x0a) + 1);
    const isHeld = rest.length <= longestHeld && textOf(rest) !== null;
    this.#show(this.#held.length - (isHeld ? rest.length : 0));
  }

  /** The other side speaks: shows the rest, but for what may become a secret. */
  flush(): void {
    this.#show(this.#held.length);
  }

  /** Nothing more will come. */
  close(): void {
    const secrets = this.#secrets();
    const tail = possibleBeginning(this.#held, secrets);
    this.flush();
    // Most of a secret is a secret, too; a letter or two are what ordinary text ends with.
    if (tail > 2) this.#ports.print('***');
    else this.#print(this.#held);
    this.#held = Buffer.alloc(0);
  }

  #show(upTo: number): void {
    const secrets = this.#secrets();
    const part = this.#held.subarray(0, upTo);
    const ready = part.subarray(0, part.length - possibleBeginning(part, secrets));
    this.#held = this.#held.subarray(ready.length);
    this.#print(maskSecrets(ready, secrets));
  }

  /** Text by lines, and what stands between in hex: a head is text whatever its body is. */
  #print(bytes: Buffer): void {
    let text = '';
    let other: Buffer = Buffer.alloc(0);
    const showText = () => {
      if (text !== '') this.#printText(text);
      text = '';
    };
    const showOther = () => {
      if (other.length > 0) this.#printBytes(other);
      other = Buffer.alloc(0);
    };
    for (const line of linesOf(bytes)) {
      const words = textOf(line);
      if (words === null) {
        showText();
        other = Buffer.concat([other, line]);
      } else {
        showOther();
        text += words;
      }
    }
    showText();
    showOther();
  }

  #printText(text: string): void {
    const lines = text.split(/\r?\n/);
    const rest = lines.pop() ?? '';
    let shown = 0;
    let left = 0;
    const show = (line: string, ended: boolean) => {
      const clean = this.#lines.mask(line, ended);
      if (shown > mostText) {
        left += Buffer.byteLength(line) + 1;
        return;
      }
      shown += clean.length + 1;
      const over = clean.length - mostColumns;
      this.#ports.print(over > 0 ? `${clean.slice(0, mostColumns)} ${this.#more(over)}` : clean);
    };
    for (const line of lines) show(line, true);
    if (rest !== '') show(rest, false);
    if (left > 0) this.#ports.print(this.#more(left));
  }

  #printBytes(bytes: Buffer): void {
    for (let at = 0; at < Math.min(bytes.length, mostBytes); at += 16) {
      const row = bytes.subarray(at, Math.min(at + 16, mostBytes));
      const hex = [...row].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
      const letters = [...row].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'));
      this.#ports.print(`${hex.padEnd(47)}  ${letters.join('')}`);
    }
    if (bytes.length > mostBytes) this.#ports.print(this.#more(bytes.length - mostBytes));
  }

  #more(bytes: number): string {
    return this.#ports.words.more(bytes);
  }

  /** The longest first: one may be part of another. */
  #secrets(): Buffer[] {
    const bytes = [...this.#ports.secrets()].map((secret) => Buffer.from(secret, 'utf8'));
    return bytes.sort((a, b) => b.length - a.length);
  }
}

/** Each with its end; the last may have none. */
function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at) + 1 || bytes.length;
    yield bytes.subarray(at, end);
    at = end;
  }
}

/** Null for what is no text; a character that is cut off at the end of an unfinished line may still become one. */
function textOf(line: Buffer): string | null {
  const mostCut = line.at(-1) === 0x0a ? 0 : 3;
  for (let cut = 0; cut <= Math.min(mostCut, line.length); cut++) {
    try {
      const text = utf8.decode(line.subarray(0, line.length - cut));
      return notText.test(text) ? null : `${text}${cut > 0 ? '\ufffd' : ''}`;
    } catch {}
  }
  return null;
}
