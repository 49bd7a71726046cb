import { connect, type Socket } from 'node:net';
import { type Fake, serve } from '../world.js';

/** What a server said on one connection: bytes, and after how many of the client's. */
export interface Turn {
  readonly afterBytes: number;
  readonly said: Buffer;
}

export interface Recording {
  /** One list for each connection, in order. */
  readonly connections: readonly {
    readonly turns: readonly Turn[];
    readonly closedAfterBytes: number | null;
  }[];
}

export interface Recorder extends Fake {
  recording(): Recording;
}

/** Stands before a server and writes down what it says. */
export async function recordBefore(port: number): Promise<Recorder> {
  const connections: { turns: Turn[]; closedAfterBytes: number | null }[] = [];
  const relay = await serve((client) => {
    const connection = { turns: [] as Turn[], closedAfterBytes: null as number | null };
    connections.push(connection);
    let receivedBytes = 0;
    const server = connect({ host: '127.0.0.1', port });
    client.on('close', () => server.destroy());
    client.on('data', (chunk: Buffer) => {
      receivedBytes += chunk.length;
      server.write(chunk);
    });
    server.on('data', (said: Buffer) => {
      connection.turns.push({ afterBytes: receivedBytes, said });
      client.write(said);
    });
    const close = () => {
      if (!client.destroyed) connection.closedAfterBytes ??= receivedBytes;
      client.end();
    };
    server.on('error', close).on('close', close);
  });
  return { ...relay, recording: () => ({ connections }) };
}

/** Says it all again, each turn cut into pieces of these sizes, in turn. */
export function replay({ connections }: Recording, sizes: readonly number[]): Promise<Fake> {
  return serve((client, n) => {
    const recorded = connections[Math.min(n, connections.length) - 1];
    if (!recorded) {
      client.end();
      return;
    }
    let receivedBytes = 0;
    let next = 0;
    const pieces = pieceSizes(sizes, recorded.turns);
    const advance = async (): Promise<void> => {
      while (!client.destroyed) {
        const turn = recorded.turns[next];
        if (turn === undefined) {
          const { closedAfterBytes } = recorded;
          if (closedAfterBytes !== null && receivedBytes >= closedAfterBytes) client.end();
          return;
        }
        if (receivedBytes < turn.afterBytes) return;
        next++;
        await writeInPieces(client, turn.said, pieces);
      }
    };
    let running = advance();
    client.on('data', (chunk: Buffer) => {
      receivedBytes += chunk.length;
      running = running.then(advance);
    });
  });
}

/** Larger ones where much is said: each piece costs a moment. */
function* pieceSizes(sizes: readonly number[], turns: readonly Turn[]): Generator<number, never> {
  const saidBytes = turns.reduce((sum, { said }) => sum + said.length, 0);
  const factor = Math.ceil(saidBytes / 2_000);
  while (true) yield* sizes.map((size) => size * factor);
}

/** A pause between pieces, so that they arrive as such. */
async function writeInPieces(client: Socket, bytes: Buffer, sizes: Generator<number, never>): Promise<void> {
  for (let at = 0; at < bytes.length && !client.destroyed; ) {
    const size = sizes.next().value;
    client.write(bytes.subarray(at, at + size));
    at += size;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
