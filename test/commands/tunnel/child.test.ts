import { describe, expect, it } from 'vitest';
import type { ProgramEnd, ProgramRequest, RunningProgram } from '../../../src/lib/host/processes.js';
import type { FakeHostOptions } from '../../helpers/fake-host.js';
import { until } from '../../integration/tunnel/world.js';
import { configured, start } from './start.js';

/** A program that ends when the test says so, and keeps what it was sent. */
function program(hearsInterrupt = false) {
  const signals: string[] = [];
  const requests: ProgramRequest[] = [];
  let end = (_end: ProgramEnd): void => {};
  const ended = new Promise<ProgramEnd>((resolve) => {
    end = resolve;
  });
  const running: RunningProgram = { hearsInterrupt, ended, signal: (name) => void signals.push(name) };
  const options: FakeHostOptions = {
    programs: { go: '/usr/bin/go' },
    start: (request) => {
      requests.push(request);
      return running;
    },
  };
  return { signals, requests, options, end };
}

async function startWith(
  argv: readonly string[],
  child: ReturnType<typeof program>,
  more: FakeHostOptions = {},
) {
  const run = await start([...argv, '--', 'go', 'test', '--json', './...'], { ...child.options, ...more });
  await until(() => child.requests.length > 0);
  return run;
}

describe('aliproxy tunnel -- COMMAND', () => {
  it('runs it with the variables of the tunnel, prints nothing of its own, and ends with its code', async () => {
    const child = program();
    const { host, finished } = await startWith(['-l', '0', '-L', 'redis-a=0:127.0.0.1:6379'], child);
    const [request] = child.requests;
    expect(request).toMatchObject({ file: '/usr/bin/go', args: ['test', '--json', './...'] });
    const { HTTP_PROXY: url = '', ...others } = request?.env ?? {};
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const noProxy = 'localhost,127.0.0.1,::1';
    expect(others).toEqual({
      ...{ HTTPS_PROXY: url, ALL_PROXY: url, http_proxy: url, https_proxy: url, all_proxy: url },
      ...{ NO_PROXY: noProxy, no_proxy: noProxy },
      ALIPROXY_FWD_REDIS_A: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    });
    child.end({ kind: 'exit', code: 7 });
    expect(await finished).toBe(7);
    expect(host.written).toEqual({ out: '', err: '' });
  });

  it('ends with 128 and the number of the signal that ended it', async () => {
    const child = program();
    const { finished } = await startWith(['-l', '0'], child);
    child.end({ kind: 'signal', number: 9 });
    expect(await finished).toBe(137);
  });

  it('lets the program deal with Ctrl-C as often as it likes, and passes on what it would not hear', async () => {
    for (const [hearsInterrupt, expected] of [
      [true, []],
      [false, ['SIGINT', 'SIGINT']],
    ] as const) {
      const child = program(hearsInterrupt);
      const { host, finished } = await startWith(['-l', '0'], child);
      host.end('SIGINT');
      await host.clock.sleep(1_000);
      host.end('SIGINT');
      expect([child.signals, host.endedWith]).toEqual([expected, []]);
      child.end({ kind: 'exit', code: 0 });
      expect(await finished).toBe(0);
    }
  });

  it('passes SIGTERM on, and ends a program that does not listen after the time for draining', async () => {
    const child = program();
    const { host, finished } = await startWith(['-l', '0', '--drain', '50ms'], child);
    host.end('SIGTERM');
    expect(child.signals).toEqual(['SIGTERM']);
    await until(() => child.signals.includes('SIGKILL'));
    child.end({ kind: 'signal', number: 15 });
    expect(await finished).toBe(143);
  });

  it('leaves no program behind where a second SIGTERM ends the tunnel at once', async () => {
    const child = program();
    const { host, finished } = await startWith(['-l', '0', '--drain', '1h'], child);
    host.end('SIGTERM');
    await host.clock.sleep(400);
    host.end('SIGTERM');
    expect([child.signals, host.endedWith]).toEqual([['SIGTERM', 'SIGKILL'], [143]]);
    child.end({ kind: 'signal', number: 9 });
    await finished;
  });

  it('starts no program after a Ctrl-C that came first', async () => {
    const child = program();
    const { host, finished } = await start(['-l', '0', '--', 'go'], child.options);
    host.end('SIGINT');
    expect([await finished, child.requests]).toEqual([130, []]);
  });

  it('shows a password that was given in plain to the program, and to nobody else', async () => {
    const child = program();
    const { host, finished } = await startWith(['-l', '0'], child, {
      ...configured('auth: "l i:can@ry:4711/*"'),
    });
    expect(child.requests[0]?.env.HTTPS_PROXY).toMatch(
      /^http:\/\/l%20i:can%40ry%3A4711%2F%2A@127\.0\.0\.1:\d+$/,
    );
    child.end({ kind: 'exit', code: 0 });
    await finished;
    expect(host.written).toEqual({ out: '', err: '' });
  });

  it('says on stderr what failed meanwhile', async () => {
    const child = program();
    const { host, finished } = await startWith(['-l', '0'], child);
    const { HTTP_PROXY = '' } = child.requests[0]?.env ?? {};
    const { connect } = await import('node:net');
    const client = connect(Number(new URL(HTTP_PROXY).port), '127.0.0.1');
    client.end('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n');
    await new Promise((closed) => client.on('close', closed).resume());
    child.end({ kind: 'exit', code: 1 });
    expect(await finished).toBe(1);
    expect(host.written.out).toBe('');
    expect(host.written.err).toMatch(/^What failed in the tunnel:\nFAILURE +COUNT +MEANING\nBAD_REQUEST +1 /);
  });

  it('is told what is wrong with a program that can not be started', async () => {
    const { host, finished } = await start(['-l', '0', '--', 'go'], { programs: { go: '/usr/bin/go' } });
    expect(await finished).toBe(2);
    expect(host.written.err).toContain('[COMMAND_NOT_STARTED]');
  });
});
