import { describe, expect, it } from 'vitest';
import { Interrupted } from '../../../src/lib/errors.js';
import { nodeClock } from '../../../src/lib/host/node/clock.js';
import { runProbe } from '../../../src/lib/probe/run.js';
import { Redactor } from '../../../src/lib/redact.js';
import { closedPort } from '../../helpers/servers.js';
import { fakeProxy, keepingFakes, ports, probeOne, proxy, request, serve, verdict } from './world.js';

/** Records waits instead of waiting. */
function patientClock() {
  const waits: number[] = [];
  const sleep = async (ms: number, signal?: AbortSignal) => {
    signal?.throwIfAborted();
    waits.push(ms);
  };
  return { waits, clock: { ...nodeClock, sleep } };
}

describe('a run of probes', () => {
  const keep = keepingFakes();

  it('tries again after 1, 2, 4 and 4 s what may pass, and stops at the first success', async () => {
    const port = await closedPort();
    const never = patientClock();
    const refused = await runProbe(
      request([`127.0.0.1:${port}`], { attempts: 5 }),
      ports({ clock: never.clock }),
    );
    expect(never.waits).toEqual([1_000, 2_000, 4_000, 4_000]);
    expect(refused.results[0]?.attempts.map(({ n, code }) => ({ n, code }))).toEqual(
      [1, 2, 3, 4, 5].map((n) => ({ n, code: 'TARGET_REFUSED' })),
    );

    const flaky = keep(
      await serve((socket, n) => {
        if (n < 3) socket.destroy();
        else socket.on('data', () => socket.write('+PONG\r\n'));
      }),
    );
    const soon = patientClock();
    const run = await runProbe(
      request([`redis://127.0.0.1:${flaky.port}`], { attempts: 5 }),
      ports({ clock: soon.clock }),
    );
    expect(soon.waits).toEqual([1_000, 2_000]);
    expect(run).toMatchObject({ ok: true, summary: { pass: 1 } });
    expect(run.results[0]?.attempts.map(({ code }) => code)).toEqual(['APP_CLOSED', 'APP_CLOSED', null]);
  });

  it('does not try again what will not pass', async () => {
    const forbidding = keep(await fakeProxy('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'));
    const { waits, clock } = patientClock();
    const run = await runProbe(
      request(['target.test:443'], { via: `127.0.0.1:${forbidding.port}`, attempts: 5 }),
      ports({ clock }),
    );
    expect(waits).toEqual([]);
    expect(run.results[0]?.attempts).toHaveLength(1);
    expect(forbidding.connections()).toBe(1);
  });

  it('keeps the order of targets and routes, whatever ends first', async () => {
    const slow = keep(await serve((socket) => setTimeout(() => socket.end('+PONG\r\n'), 80)));
    const quick = keep(await serve((socket) => socket.end('+PONG\r\n')));
    const tunnel = keep(await fakeProxy('HTTP/1.1 200 OK\r\n\r\n+PONG\r\n'));
    const via = { proxy: proxy(`127.0.0.1:${tunnel.port}`), source: 'flag' as const };
    const run = await runProbe(
      request([`redis://127.0.0.1:${slow.port}`, `redis://127.0.0.1:${quick.port}`], {
        routing: { proxies: [via], direct: true, noProxy: null },
      }),
      ports(),
    );
    expect(run.results.map(({ port, via }) => [port, via.length])).toEqual([
      [slow.port, 1],
      [slow.port, 0],
      [quick.port, 1],
      [quick.port, 0],
    ]);
  });

  it('has no more probes under way than allowed', async () => {
    let open = 0;
    let most = 0;
    const server = keep(
      await serve((socket) => {
        most = Math.max(most, ++open);
        setTimeout(() => {
          open--;
          socket.write('+PONG\r\n');
        }, 20);
      }),
    );
    const targets = Array.from({ length: 12 }, () => `redis://127.0.0.1:${server.port}`);
    const run = await runProbe(request(targets, { concurrency: 3 }), ports());
    expect(run.summary).toMatchObject({ total: 12, pass: 12 });
    expect(most).toBe(3);
  });

  it('draws no warning from Node, however many run at once', async () => {
    const warnings: string[] = [];
    const listen = ({ name }: Error) => void warnings.push(name);
    process.on('warning', listen);
    const server = keep(await serve((socket) => socket.on('data', () => socket.write('+PONG\r\n'))));
    const closed = await closedPort();
    const targets = Array.from({ length: 40 }, () => `redis://127.0.0.1:${server.port}`);
    const run = await runProbe(
      request([...targets, ...targets.map(() => `127.0.0.1:${closed}`)], { concurrency: 80 }),
      ports(),
    );
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', listen);
    expect(run.summary).toMatchObject({ pass: 40, fail: 40 });
    expect(warnings).toEqual([]);
  });

  it('ends at the deadline, and names what was running then', async () => {
    const silent = keep(await serve((socket) => socket.resume()));
    const run = await runProbe(
      request([`redis://127.0.0.1:${silent.port}`, `127.0.0.1:${silent.port}`], {
        deadlineMs: 100,
        concurrency: 1,
      }),
      ports(),
    );
    expect(run).toMatchObject({ ok: false, deadlineReached: true, interrupted: false });
    expect(run.results.map(verdict)).toEqual([
      { status: 'fail', ok: false, code: 'DEADLINE', phase: 'app', blame: 'config' },
      { status: 'fail', ok: false, code: 'DEADLINE', phase: null, blame: 'config' },
    ]);
  });

  it('keeps the last failure where the deadline comes between two attempts', async () => {
    const port = await closedPort();
    const run = await runProbe(request([`127.0.0.1:${port}`], { deadlineMs: 100, attempts: 3 }), ports());
    expect(run.deadlineReached).toBe(true);
    expect(run.results.map((result) => verdict(result).code)).toEqual(['TARGET_REFUSED']);
    expect(run.durationMs).toBeLessThan(900);
  });

  it('returns what is finished when it is interrupted', async () => {
    const silent = keep(await serve((socket) => socket.resume()));
    const quick = keep(await serve((socket) => socket.end('+PONG\r\n')));
    const controller = new AbortController();
    const run = await runProbe(
      request([`redis://127.0.0.1:${silent.port}`, `redis://127.0.0.1:${quick.port}`]),
      ports({
        signal: controller.signal,
        onProgress: (done) => done > 0 && controller.abort(new Interrupted('SIGINT')),
      }),
    );
    expect(run).toMatchObject({ interrupted: true, deadlineReached: false, summary: { total: 1, pass: 1 } });
    expect(run.results.map(({ port }) => port)).toEqual([quick.port]);
  });

  it('fails on a warning when it is strict', async () => {
    const locked = keep(await serve((socket) => socket.on('data', () => socket.write('-NOAUTH no\r\n'))));
    const text = `redis://127.0.0.1:${locked.port}`;
    const strict = await runProbe(request([text], { strict: true }), ports());
    expect(strict).toMatchObject({ ok: false, summary: { warn: 0, fail: 1, blame: ['config'] } });
    expect(verdict(await probeOne(text))).toMatchObject({ status: 'warn', ok: true });
  });

  it('blames each party once', async () => {
    const port = await closedPort();
    const text = `127.0.0.1:${port}`;
    const run = await runProbe(request([text, text]), ports());
    expect(run.summary).toEqual({ total: 2, pass: 0, warn: 0, fail: 2, blame: ['target'] });
  });

  it('takes a password out of what the other side repeats', async () => {
    const echo = keep(
      await serve((socket) =>
        socket.on('data', () => socket.write("-ERR invalid password 'top-secret-word' cmVkOnRvcA\r\n")),
      ),
    );
    const secrets = new Redactor();
    const run = await runProbe(
      request([`redis://:top-secret-word@127.0.0.1:${echo.port}`]),
      ports({ secrets }),
    );
    expect(JSON.stringify(run)).not.toContain('top-secret-word');
    expect(run.results[0]?.diagnosis).toMatchObject({ code: 'APP_AUTH_FAILED' });
  });

  it('takes a token, a user without a password, out of what the proxy repeats', async () => {
    const echo = keep(await fakeProxy('HTTP/1.1 403 top-secret-token may not\r\nContent-Length: 0\r\n\r\n'));
    const via = `http://top-secret-token@127.0.0.1:${echo.port}`;
    const run = await runProbe(request(['target.test:443'], { via }), ports());
    expect(run.results[0]?.diagnosis).toMatchObject({ code: 'PROXY_FORBIDDEN' });
    expect(JSON.stringify(run)).not.toContain('top-secret-token');
  });

  it('does not call a password good that a server without AUTH has not looked at', async () => {
    const server = keep(
      await serve((socket) =>
        socket.on('data', (chunk) =>
          socket.write(chunk.includes('AUTH') ? "-ERR unknown command 'AUTH'\r\n" : '+PONG\r\n'),
        ),
      ),
    );
    const result = await probeOne(`redis://:top-secret-word@127.0.0.1:${server.port}`);
    expect(verdict(result).status).toBe('pass');
    expect(result.details.app).toMatchObject({ auth: 'not-needed', note: 'AUTH_NOT_NEEDED' });
  });

  it("tries Tair's form of credentials once, on the same connection", async () => {
    const commands: string[] = [];
    const tair = keep(
      await serve((socket) =>
        socket.on('data', (chunk) => {
          const command = chunk
            .toString()
            .split('\r\n')
            .filter((line) => /^[a-z]/i.test(line))
            .join(' ');
          commands.push(command);
          socket.write(
            command === 'PING' ? '+PONG\r\n' : command === 'AUTH li:word' ? '+OK\r\n' : '-WRONGPASS no\r\n',
          );
        }),
      ),
    );
    const result = await probeOne(`redis://li:word@127.0.0.1:${tair.port}`);
    expect(verdict(result).status).toBe('pass');
    expect(result.details.app).toMatchObject({ auth: 'joined', reply: '+PONG' });
    expect(commands).toEqual(['AUTH li word', 'AUTH li:word', 'PING']);
    expect(tair.connections()).toBe(1);
  });

  it('closes every connection it opened', async () => {
    const open = new Set<unknown>();
    const server = keep(
      await serve((socket) => {
        open.add(socket);
        socket
          .resume()
          .on('close', () => open.delete(socket))
          .write('SSH-2.0-x\r\n');
      }),
    );
    const at = `127.0.0.1:${server.port}`;
    await runProbe(request([at, `redis://${at}`, `http://${at}/`, `https://${at}/`]), ports());
    await expect.poll(() => open.size).toBe(0);
    expect(server.connections()).toBe(4);
  });
});
