import type { Duplex } from 'node:stream';
import { type ReadLimits, readAnswer } from './read-answer.js';
import { encodeCommand, judgeRespReply, longestReplyBytes } from './resp.js';

/** Commands to a Redis server, one at a time, within one limit for all. */
export class RedisSession {
  readonly #socket: Duplex;
  readonly #limits: () => ReadLimits;

  /** `leftMs` tells what is left of the attempt. */
  constructor(socket: Duplex, { leftMs, signal }: { leftMs: () => number; signal: AbortSignal }) {
    this.#socket = socket;
    this.#limits = () => ({ limitMs: leftMs(), limitBytes: longestReplyBytes, signal });
  }

  /** Sends a command and returns the first line of its reply. Rejects with a `ReadError`, or the signal's reason. */
  async command(...words: string[]): Promise<string> {
    const reply = readAnswer(this.#socket, judgeRespReply, this.#limits());
    this.#socket.write(encodeCommand(words));
    return (await reply).line;
  }
}
