import { describe, expect, it } from 'vitest';
import { Interrupted } from '../../../src/lib/errors.js';
import type { ProbeResult } from '../../../src/lib/probe/result.js';
import { runProbe } from '../../../src/lib/probe/run.js';
import { leapingPorts } from './run-world.js';
import { keepingFakes, ports, request, serve, verdict } from './world.js';

const keep = keepingFakes();
const redis = (port: number) => `redis://127.0.0.1:${port}`;
/** Closes the connections with these numbers, answers the others. */
const flaky = async (...closed: readonly number[]) =>
  keep(
    await serve((socket, n) => {
      if (closed.includes(n)) socket.destroy();
      else socket.end('+PONG\r\n');
    }),
  );

describe('--count', () => {
  it('counts loss, and fails for a single failure, with the details of the last probe', async () => {
    const server = await flaky(2);
    const seen: ProbeResult[] = [];
    const run = await runProbe(
      request([redis(server.port)], { repeat: { count: 4, intervalMs: 10 } }),
      ports({ onResult: (result) => seen.push(result) }),
    );
    expect(seen.map(({ status }) => status)).toEqual(['pass', 'fail', 'pass', 'pass']);
    expect(seen.every(({ stats }) => stats === null)).toBe(true);
    expect(run).toMatchObject({ ok: false, summary: { total: 1, fail: 1, blame: ['target'] } });
    const [result] = run.results;
    expect(result && verdict(result)).toMatchObject({ status: 'fail', code: 'APP_CLOSED', phase: 'app' });
    expect(result?.details.app).toMatchObject({ reply: '+PONG' });
    expect(result?.timingsMs).toEqual(seen[3]?.timingsMs);
    expect(result?.stats).toMatchObject({ count: 4, failed: 1, loss: 0.25 });
    const totals = seen.flatMap(({ ok, timingsMs }) => (ok ? [timingsMs.total ?? 0] : []));
    expect(result?.stats).toMatchObject({ minMs: Math.min(...totals), maxMs: Math.max(...totals) });
  });

  it('passes where every probe passed, and warns where one warned', async () => {
    const good = await flaky();
    const once = keep(await serve((socket, n) => socket.end(n === 1 ? '-NOAUTH no\r\n' : '+PONG\r\n')));
    const run = await runProbe(
      request([redis(good.port), redis(once.port)], { repeat: { count: 3, intervalMs: 1 } }),
      ports(),
    );
    expect(run.ok).toBe(true);
    expect(run.results.map(({ status, stats }) => [status, stats?.count, stats?.loss])).toEqual([
      ['pass', 3, 0],
      ['warn', 3, 0],
    ]);
    expect(run.results[1]?.warnings.map(({ code }) => code)).toEqual(['APP_AUTH_REQUIRED']);
  });

  it('counts a warning that fails under --strict as no loss', async () => {
    const locked = keep(await serve((socket) => socket.end('-NOAUTH no\r\n')));
    const run = await runProbe(
      request([redis(locked.port)], { repeat: { count: 2, intervalMs: 1 }, strict: true }),
      ports(),
    );
    expect(run.results[0]).toMatchObject({ status: 'fail', ok: false, stats: { failed: 0, loss: 0 } });
  });

  it('begins probes an interval apart, counted from start to start', async () => {
    const server = keep(await serve((socket) => setTimeout(() => socket.end('+PONG\r\n'), 60)));
    const { waits, ports } = leapingPorts();
    await runProbe(request([redis(server.port)], { repeat: { count: 4, intervalMs: 1_000 } }), ports);
    expect(waits).toHaveLength(3);
    for (const ms of waits) expect(ms).toBeGreaterThan(700);
    for (const ms of waits) expect(ms).toBeLessThanOrEqual(942);
  });

  it('never has two probes of a target under way, but those of others beside it', async () => {
    const open = [0, 0];
    let most = 0;
    let together = 0;
    const slow = (place: 0 | 1) =>
      serve((socket) => {
        open[place] = (open[place] ?? 0) + 1;
        most = Math.max(most, ...open);
        together = Math.max(together, (open[0] ?? 0) + (open[1] ?? 0));
        setTimeout(() => {
          open[place] = (open[place] ?? 0) - 1;
          socket.end('+PONG\r\n');
        }, 40);
      });
    const servers = [keep(await slow(0)), keep(await slow(1))];
    const run = await runProbe(
      request(
        servers.map(({ port }) => redis(port)),
        { repeat: { count: 4, intervalMs: 5 } },
      ),
      ports(),
    );
    expect(run.ok).toBe(true);
    expect({ most, together }).toEqual({ most: 1, together: 2 });
  });

  it('tries each probe again where attempts are asked for', async () => {
    const server = await flaky(1, 3);
    const { waits, ports } = leapingPorts();
    const run = await runProbe(
      request([redis(server.port)], { repeat: { count: 2, intervalMs: 1 }, attempts: 2 }),
      ports,
    );
    expect(run).toMatchObject({ ok: true });
    expect(run.results[0]).toMatchObject({ stats: { count: 2, failed: 0 } });
    expect(run.results[0]?.attempts).toHaveLength(2);
    expect(waits.filter((ms) => ms === 1_000)).toHaveLength(2);
  });

  it('keeps what was counted when the deadline cuts it', async () => {
    const server = keep(
      await serve((socket, n) => {
        if (n < 3) socket.end('+PONG\r\n');
      }),
    );
    const run = await runProbe(
      request([redis(server.port)], { repeat: { count: 50, intervalMs: 5 }, deadlineMs: 200 }),
      ports(),
    );
    expect(run).toMatchObject({ ok: false, deadlineReached: '--deadline' });
    expect(run.results[0]).toMatchObject({ status: 'pass', diagnosis: null, stats: { count: 2, failed: 0 } });
  });

  it('tells the deadline where not even the first probe ended', async () => {
    const server = keep(await serve((socket) => socket.resume()));
    const run = await runProbe(
      request([redis(server.port)], { repeat: { count: 2, intervalMs: 5 }, deadlineMs: 60 }),
      ports(),
    );
    expect(run.results[0]).toMatchObject({ status: 'fail', diagnosis: { code: 'DEADLINE' } });
  });

  it('shows how many probes are done', async () => {
    const server = await flaky();
    const progress: string[] = [];
    await runProbe(
      request([redis(server.port), redis(server.port)], { repeat: { count: 2, intervalMs: 1 } }),
      ports({ onProgress: (done, total) => progress.push(`${done}/${total}`) }),
    );
    expect(progress).toEqual(['0/4', '1/4', '2/4', '3/4', '4/4']);
  });
});

describe('--watch', () => {
  it('goes on until Ctrl-C, then sums up', async () => {
    const server = await flaky(3);
    const controller = new AbortController();
    let seen = 0;
    const progress: number[] = [];
    const run = await runProbe(
      request([redis(server.port)], { repeat: { count: null, intervalMs: 1 } }),
      ports({
        signal: controller.signal,
        onProgress: (done) => progress.push(done),
        onResult: () => ++seen === 25 && controller.abort(new Interrupted('SIGINT')),
      }),
    );
    expect(seen).toBe(25);
    expect(run).toMatchObject({ ok: false, interrupted: true });
    expect(run.results[0]).toMatchObject({ status: 'fail', stats: { count: 25, failed: 1, loss: 0.04 } });
    expect(progress).toEqual([]);
  });
});
