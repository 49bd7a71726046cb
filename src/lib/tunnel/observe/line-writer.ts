import { systemCode } from '../../errors.js';

export interface LineWriterOptions {
  /** Adds a text to the end; rejects with Node's error. */
  readonly append: (text: string) => Promise<void>;
  /** Told of the first lines that are lost, again only after none was for a minute, and of the sum at the end. */
  readonly onTrouble: (trouble: LogTrouble) => void;
  readonly monotonic: () => number;
}

export interface LogTrouble {
  /** Node's error code; `TOO_SLOW` where lines come faster than they can be written. */
  readonly reason: string;
  /** Lines that were lost so far. */
  readonly dropped: number;
}

const flushMs = 250;
const mostPending = 4 * 2 ** 20;
const quietMs = 60_000;
/** For the last batch: a file system that hangs must not keep the program from ending. */
const closeMs = 2_000;

/** The disk took a part of the batch, perhaps: the next one begins on a line of its own. */
const partialCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO']);

/**
 * Writes lines in batches, four times a second. What cannot be written, or comes faster than it can be, is dropped and
 * counted: a log must not stop a tunnel, nor fill its memory.
 */
export class LineWriter {
  readonly #options: LineWriterOptions;
  #lines: string[] = [];
  #pending = 0;
  #dropped = 0;
  #writing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #failedMs: number | null = null;
  #isTorn = false;
  #reason = '';
  #told = 0;

  constructor(options: LineWriterOptions) {
    this.#options = options;
  }

  /** Lines that were lost. */
  get dropped(): number {
    return this.#dropped;
  }

  /** A line without its end. */
  write(line: string): void {
    if (this.#pending + line.length > mostPending) {
      this.#lost(1, 'TOO_SLOW');
      return;
    }
    this.#pending += line.length + 1;
    this.#lines.push(line);
    this.#timer ??= setTimeout(() => void this.flush(), flushMs).unref();
  }

  /** Writes out what is left, if that is done in time; how many lines were lost. */
  async close(): Promise<number> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, closeMs);
    });
    await Promise.race([this.flush(), late]);
    clearTimeout(timer);
    if (this.#dropped > this.#told) this.#tell(this.#reason);
    return this.#dropped;
  }

  /** Resolves when all lines that were written until now are written out or lost. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#writing) await this.#writing;
    if (this.#lines.length === 0) return;
    this.#writing = this.#writeOut(this.#lines);
    this.#lines = [];
    await this.#writing;
  }

  async #writeOut(lines: readonly string[]): Promise<void> {
    const { append } = this.#options;
    const text = `${this.#isTorn ? '\n' : ''}${lines.join('\n')}\n`;
    try {
      await append(text);
      this.#isTorn = false;
    } catch (error) {
      const reason = systemCode(error) ?? 'UNKNOWN';
      this.#isTorn = partialCodes.has(reason);
      this.#lost(lines.length, reason);
    }
    this.#pending = this.#lines.reduce((sum, line) => sum + line.length + 1, 0);
    this.#writing = null;
  }

  #lost(lines: number, reason: string): void {
    const nowMs = this.#options.monotonic();
    const isNews = this.#failedMs === null || nowMs - this.#failedMs > quietMs;
    this.#failedMs = nowMs;
    this.#reason = reason;
    this.#dropped += lines;
    if (isNews) this.#tell(reason);
  }

  #tell(reason: string): void {
    this.#told = this.#dropped;
    this.#options.onTrouble({ reason, dropped: this.#dropped });
  }
}
