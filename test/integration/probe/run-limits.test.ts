import { describe, expect, it } from 'vitest';
import { Interrupted } from '../../../src/lib/errors.js';
import type { ProbeResult } from '../../../src/lib/probe/result.js';
import { runProbe } from '../../../src/lib/probe/run.js';
import { closedPort } from '../../helpers/servers.js';
import { leapingPorts } from './run-world.js';
import { fakeProxy, keepingFakes, ports, request, serve, verdict } from './world.js';

const keep = keepingFakes();
const redis = (port: number) => `redis://127.0.0.1:${port}`;
const silent = async () => keep(await serve((socket) => socket.resume()));
const quick = async () => keep(await serve((socket) => socket.end('+PONG\r\n')));

describe('--deadline', () => {
  it('ends the run, and names what was running then', async () => {
    const { port } = await silent();
    const run = await runProbe(
      request([redis(port), `127.0.0.1:${port}`], { deadlineMs: 1_000, concurrency: 1 }),
      ports(),
    );
    expect(run).toMatchObject({ ok: false, deadlineReached: '--deadline', interrupted: false });
    expect(run.results.map(verdict)).toEqual([
      { status: 'fail', ok: false, code: 'DEADLINE', phase: 'app', blame: 'config' },
      { status: 'fail', ok: false, code: 'DEADLINE', phase: null, blame: 'config' },
    ]);
    expect(run.results.map(({ diagnosis }) => diagnosis?.facts)).toMatchObject(
      Array(2).fill({ setting: '--deadline', limitMs: 1_000 }),
    );
    expect(run.results.map(({ attempts }) => attempts.length)).toEqual([1, 0]);
    expect(run.results[1]?.timingsMs.total).toBeNull();
  });

  it('keeps the last failure where it comes between two attempts', async () => {
    const port = await closedPort();
    const run = await runProbe(request([`127.0.0.1:${port}`], { deadlineMs: 100, attempts: 3 }), ports());
    expect(run.deadlineReached).toBe('--deadline');
    expect(run.results.map((result) => verdict(result).code)).toEqual(['TARGET_REFUSED']);
    expect(run.durationMs).toBeLessThan(900);
  });

  it('keeps the last failure where it cuts the attempt after it', async () => {
    const flaky = keep(
      await serve((socket, n) => {
        if (n === 1) socket.destroy();
      }),
    );
    const run = await runProbe(request([redis(flaky.port)], { deadlineMs: 1_400, attempts: 3 }), ports());
    expect(flaky.connections()).toBe(2);
    expect(run.deadlineReached).toBe('--deadline');
    expect(run.results[0]?.diagnosis?.code).toBe('APP_CLOSED');
    expect(run.results[0]?.attempts).toHaveLength(1);
  });

  it('is never waited past, and gets one more try just before it', async () => {
    const port = await closedPort();
    const { waits, ports } = leapingPorts();
    const run = await runProbe(request([`127.0.0.1:${port}`], { deadlineMs: 5_000, attempts: 5 }), ports);
    expect(run.deadlineReached).toBe('--deadline');
    expect(run.results[0]?.attempts).toHaveLength(4);
    expect(waits.slice(0, 2)).toEqual([1_000, 2_000]);
    expect(waits[2]).toBeGreaterThan(1_300);
    expect(waits[2]).toBeLessThanOrEqual(1_500);
    expect(waits.reduce((sum, ms) => sum + ms)).toBeLessThanOrEqual(5_000);
  });

  it('is not reached by a run that ends before it', async () => {
    const run = await runProbe(request([redis((await quick()).port)], { deadlineMs: 5_000 }), ports());
    expect(run).toMatchObject({ ok: true, deadlineReached: null });
  });
});

describe('--wait', () => {
  it('tries until the target passes, however often', async () => {
    const late = keep(
      await serve((socket, n) => {
        if (n <= 9) socket.destroy();
        else socket.end('+PONG\r\n');
      }),
    );
    const { waits, ports } = leapingPorts();
    const run = await runProbe(request([redis(late.port)], { waitMs: 60_000 }), ports);
    expect(run).toMatchObject({ ok: true, deadlineReached: null });
    expect(waits).toEqual([1_000, 2_000, ...Array(7).fill(4_000)]);
    expect(run.results[0]?.attempts.map(({ code }) => code)).toEqual([...Array(9).fill('APP_CLOSED'), null]);
  });

  it('gives up when the limit runs out, with what was seen last', async () => {
    const port = await closedPort();
    const { waits, ports } = leapingPorts();
    const run = await runProbe(request([`127.0.0.1:${port}`], { waitMs: 20_000 }), ports);
    expect(run).toMatchObject({ ok: false, deadlineReached: '--wait', interrupted: false });
    expect(run.results.map((result) => verdict(result).code)).toEqual(['TARGET_REFUSED']);
    expect(waits.slice(0, 6)).toEqual([1_000, 2_000, 4_000, 4_000, 4_000, 4_000]);
    expect(waits.reduce((sum, ms) => sum + ms)).toBeLessThanOrEqual(20_000);
  });

  it('names itself where no attempt has ended', async () => {
    const { port } = await silent();
    const run = await runProbe(request([redis(port)], { waitMs: 100 }), ports());
    expect(run.deadlineReached).toBe('--wait');
    expect(run.results[0]?.diagnosis).toMatchObject({
      code: 'DEADLINE',
      phase: 'app',
      facts: { setting: '--wait', limitMs: 100 },
    });
  });

  it('ends a target at once that waiting does not mend, and does not hurry the others', async () => {
    const forbidden = keep(await serve((socket) => socket.end('-WRONGPASS no\r\n')));
    const late = keep(
      await serve((socket, n) => {
        if (n === 1) socket.destroy();
        else socket.end('+PONG\r\n');
      }),
    );
    const run = await runProbe(
      request([`redis://:word@127.0.0.1:${forbidden.port}`, redis(late.port)], { waitMs: 20_000 }),
      ports(),
    );
    expect(run).toMatchObject({ ok: false, deadlineReached: null, summary: { pass: 1, fail: 1 } });
    expect(run.results.map(({ diagnosis }) => diagnosis?.code)).toEqual(['APP_AUTH_FAILED', undefined]);
    expect(forbidden.connections()).toBe(1);
    expect(run.results[1]?.attempts).toHaveLength(2);
    expect(run.durationMs).toBeLessThan(3_000);
  });

  it('keeps the last hundred attempts of a long wait, by their numbers', async () => {
    const port = await closedPort();
    const { ports } = leapingPorts();
    const run = await runProbe(request([`127.0.0.1:${port}`], { waitMs: 3_600_000 }), ports);
    const attempts = run.results[0]?.attempts ?? [];
    expect(attempts).toHaveLength(100);
    expect(attempts.at(-1)?.n).toBeGreaterThan(850);
    expect(attempts[0]?.n).toBe((attempts.at(-1)?.n ?? 0) - 99);
  });

  it('yields to a deadline that comes first', async () => {
    const { port } = await silent();
    const run = await runProbe(request([redis(port)], { waitMs: 60_000, deadlineMs: 80 }), ports());
    expect(run.deadlineReached).toBe('--deadline');
  });
});

describe('Ctrl-C', () => {
  it('ends the run with what is finished', async () => {
    const [hanging, good] = [await silent(), await quick()];
    const controller = new AbortController();
    const run = await runProbe(
      request([redis(hanging.port), redis(good.port)]),
      ports({
        signal: controller.signal,
        onProgress: (done) => done > 0 && controller.abort(new Interrupted('SIGINT')),
      }),
    );
    expect(run).toMatchObject({ ok: false, interrupted: true, deadlineReached: null, summary: { total: 1 } });
    expect(run.results.map(({ port }) => port)).toEqual([good.port]);
  });

  it('ends a wait with the last failure, while it pauses', async () => {
    const port = await closedPort();
    const controller = new AbortController();
    const running = runProbe(
      request([`127.0.0.1:${port}`], { waitMs: 60_000, deadlineMs: 60_000 }),
      ports({ signal: controller.signal }),
    );
    setTimeout(() => controller.abort(new Interrupted('SIGINT')), 100);
    const run = await running;
    expect(run).toMatchObject({ ok: false, interrupted: true, deadlineReached: null });
    expect(run.results.map(({ diagnosis }) => diagnosis?.code)).toEqual(['TARGET_REFUSED']);
    expect(run.durationMs).toBeLessThan(900);
  });

  it('before the beginning leaves nothing to tell', async () => {
    const good = await quick();
    const run = await runProbe(
      request([redis(good.port)], { attempts: 3 }),
      ports({ signal: AbortSignal.abort(new Interrupted('SIGINT')) }),
    );
    expect(run).toMatchObject({ ok: false, interrupted: true, results: [] });
    expect(good.connections()).toBe(0);
  });
});

describe('each result', () => {
  it('is handed on as soon as it is there, without secrets', async () => {
    const echo = keep(await serve((socket) => socket.end("-ERR invalid 'top-secret-word'\r\n")));
    const slow = keep(await serve((socket) => setTimeout(() => socket.end('+PONG\r\n'), 150)));
    const seen: ProbeResult[] = [];
    const run = await runProbe(
      request([redis(slow.port), `redis://:top-secret-word@127.0.0.1:${echo.port}`]),
      ports({ onResult: (result) => seen.push(result) }),
    );
    expect(seen.map(({ port }) => port)).toEqual([echo.port, slow.port]);
    expect(JSON.stringify(seen)).not.toContain('top-secret-word');
    expect(seen.toReversed()).toEqual(run.results);
  });

  it('comes once, also where a limit ran out', async () => {
    const { port } = await silent();
    const tunnel = keep(await fakeProxy('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'));
    const seen: ProbeResult[] = [];
    const run = await runProbe(
      request([redis(port), `redis://127.0.0.1:${tunnel.port}`], { waitMs: 300 }),
      ports({ onResult: (result) => seen.push(result) }),
    );
    expect(run.deadlineReached).toBe('--wait');
    expect(seen).toHaveLength(2);
  });
});
