import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { missing } from '../../../helpers/programs.js';
import { type RunningServer, startTinyproxy } from '../../../helpers/servers.js';
import { upstream } from '../upstreams/fake-proxy.js';
import { afterwards, openTarget, openTunnel, pause, until } from '../world.js';

const workers = 16;
const beforeMs = 500;
const afterMs = 1_500;

type Outcome = 'echoed' | 'broken' | 'refused' | 'unanswered';

interface Visit {
  readonly openedMs: number;
  readonly outcome: Outcome;
}

/** One CONNECT, some bytes there and back. */
async function visit(port: number, authority: string): Promise<Visit> {
  const openedMs = performance.now();
  const socket = connect(port, '127.0.0.1');
  const bytes = reader(socket);
  try {
    socket.write(`CONNECT ${authority} HTTP/1.1\r\n\r\n`);
    const answer = await bytes('\r\n\r\n');
    if (answer === null) return { openedMs, outcome: 'unanswered' };
    if (!answer.startsWith('HTTP/1.1 200 ')) return { openedMs, outcome: 'refused' };
    socket.write('ping\n');
    return { openedMs, outcome: (await bytes('ping\n')) === null ? 'broken' : 'echoed' };
  } finally {
    socket.destroy();
  }
}

/** Reads until something comes; null where the connection ends before. */
function reader(socket: Socket): (end: string) => Promise<string | null> {
  let text = '';
  let changed = () => {};
  let isOver = false;
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    changed();
  });
  socket.on('error', () => {});
  for (const event of ['end', 'close']) {
    socket.on(event, () => {
      isOver = true;
      changed();
    });
  }
  return async (end) => {
    while (!text.includes(end)) {
      if (isOver) return null;
      await new Promise<void>((resolve) => {
        changed = resolve;
      });
    }
    const found = text;
    text = '';
    return found;
  };
}

async function kill({ pid }: RunningServer): Promise<void> {
  if (pid === undefined) throw new Error('it is no program');
  process.kill(pid, 'SIGKILL');
}

describe.skipIf(missing('tinyproxy'))('an upstream that is killed under load', () => {
  it('loses no request that has not got its answer, and no tunnel hangs', async () => {
    const proxies = await Promise.all([startTinyproxy(), startTinyproxy(), startTinyproxy()]);
    for (const proxy of proxies) afterwards(() => proxy.stop());
    const target = await openTarget((socket) => void socket.pipe(socket));
    const tunnel = await openTunnel({
      strategy: 'round-robin',
      upstreams: proxies.map(({ port }, index) =>
        upstream(`http://127.0.0.1:${port}`, { name: `p${index}` }),
      ),
    });
    let retries = 0;
    tunnel.ledger.observe({
      decided: (session) => {
        retries += session.retries;
      },
    });
    // One that says nothing, through each of them: it must hear of the end of its proxy.
    const waiting: Socket[] = [];
    for (const _ of proxies) {
      const socket = connect(tunnel.address.port, '127.0.0.1');
      afterwards(() => socket.destroy());
      socket.write(`CONNECT ${target.authority} HTTP/1.1\r\n\r\n`);
      await once(socket, 'data');
      socket.on('error', () => {});
      socket.resume();
      waiting.push(socket);
    }
    const visits: Visit[] = [];
    let isOver = false;
    const work = async () => {
      while (!isOver) visits.push(await visit(tunnel.address.port, target.authority));
    };
    const working = Array.from({ length: workers }, work);
    await pause(beforeMs);
    const [victim] = proxies;
    await kill(victim as RunningServer);
    const killedMs = performance.now();
    await pause(afterMs);
    isOver = true;
    await Promise.all(working);
    const counted = (outcome: Outcome) => visits.filter((one) => one.outcome === outcome);
    expect(counted('refused')).toEqual([]);
    expect(counted('unanswered')).toEqual([]);
    // What was open through it is gone, and nothing that was opened later.
    expect(counted('broken').filter(({ openedMs }) => openedMs > killedMs)).toEqual([]);
    expect(visits.filter(({ openedMs }) => openedMs > killedMs).length).toBeGreaterThan(100);
    expect(retries).toBeGreaterThan(0);
    await until(() => waiting.filter(({ destroyed }) => destroyed).length === 1);
    await until(() => tunnel.upstreams.filter(({ state }) => state === 'up').length === 2);
  }, 30_000);
});
