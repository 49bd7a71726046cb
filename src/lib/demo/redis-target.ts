import type { Server, Socket } from 'node:net';
import type { Network } from '../host/network.js';

const longestCommandBytes = 4_096;

/** A server that speaks enough of Redis's protocol (RESP arrays and inline commands) to answer a PING. */
export function createRedisTarget(network: Network): Server {
  return network.createServer({}, (socket) => {
    let pending = '';
    socket.setEncoding('latin1');
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: string) => {
      pending += chunk;
      if (pending.length > longestCommandBytes) socket.destroy();
      else pending = answerAll(socket, pending);
    });
  });
}

/** Answers each complete command; returns what is left over. */
function answerAll(socket: Socket, text: string): string {
  let rest = text;
  for (let command = readCommand(rest); command; command = readCommand(rest)) {
    rest = rest.slice(command.length);
    socket.write(replyTo(command.words));
  }
  return rest;
}

interface Command {
  readonly words: readonly string[];
  /** Characters it took. */
  readonly length: number;
}

function readCommand(text: string): Command | null {
  const end = text.indexOf('\r\n');
  if (end < 0) return null;
  if (!text.startsWith('*')) return { words: text.slice(0, end).split(' '), length: end + 2 };
  const words: string[] = [];
  let at = end + 2;
  for (let count = Number(text.slice(1, end)); count > 0; count--) {
    const head = /^\$(\d+)\r\n/.exec(text.slice(at));
    if (!head) return null;
    const start = at + head[0].length;
    const length = Number(head[1]);
    if (text.length < start + length + 2) return null;
    words.push(text.slice(start, start + length));
    at = start + length + 2;
  }
  return { words, length: at };
}

function replyTo([name = '']: readonly string[]): string {
  return name.toUpperCase() === 'PING'
    ? '+PONG\r\n'
    : `-ERR unknown command '${name.replace(/[^\w]/g, '?')}'\r\n`;
}
