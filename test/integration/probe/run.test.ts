import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { runProbe } from '../../../src/lib/probe/run.js';
import { Redactor } from '../../../src/lib/redact.js';
import { closedPort } from '../../helpers/servers.js';
import { leapingPorts } from './run-world.js';
import { fakeProxy, keepingFakes, ports, probeOne, proxy, request, serve, verdict } from './world.js';

describe('a run of probes', () => {
  const keep = keepingFakes();

  it('tries again after 1, 2, 4 and 4 s what may pass, and stops at the first success', async () => {
    const port = await closedPort();
    const never = leapingPorts();
    const refused = await runProbe(request([`127.0.0.1:${port}`], { attempts: 5 }), never.ports);
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
    const soon = leapingPorts();
    const run = await runProbe(request([`redis://127.0.0.1:${flaky.port}`], { attempts: 5 }), soon.ports);
    expect(soon.waits).toEqual([1_000, 2_000]);
    expect(run).toMatchObject({ ok: true, summary: { pass: 1 } });
    expect(run.results[0]?.attempts.map(({ code }) => code)).toEqual(['APP_CLOSED', 'APP_CLOSED', null]);
  });

  it('does not try again what will not pass', async () => {
    const forbidding = keep(await fakeProxy('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'));
    const { waits, ports } = leapingPorts();
    const run = await runProbe(
      request(['target.test:443'], { via: `127.0.0.1:${forbidding.port}`, attempts: 5 }),
      ports,
    );
    expect(waits).toEqual([]);
    expect(run.results[0]?.attempts).toHaveLength(1);
    expect(forbidding.connections()).toBe(1);
  });

  it('waits as long as the proxy or the target asks to be left alone', async () => {
    const answer = 'Retry-After: 7\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
    const proxy = keep(await fakeProxy(`HTTP/1.1 429 Too Many Requests\r\n${answer}`));
    const target = keep(
      await fakeProxy(`HTTP/1.1 503 Service Unavailable\r\n${answer}`, (socket) => socket.end()),
    );
    for (const [text, via] of [
      ['target.test:443', `127.0.0.1:${proxy.port}`],
      [`http://127.0.0.1:${target.port}/`, undefined],
    ] as const) {
      const { waits, ports } = leapingPorts();
      const run = await runProbe(request([text], { via, attempts: 3 }), ports);
      expect(run.results[0]?.attempts).toHaveLength(3);
      expect(waits).toEqual([7_000, 7_000]);
    }
  });

  it('holds no place among those that run at once while it waits to try again', async () => {
    const flaky = keep(
      await serve((socket, n) => {
        if (n === 1) socket.destroy();
        else socket.end('+PONG\r\n');
      }),
    );
    const quick = keep(await serve((socket) => socket.end('+PONG\r\n')));
    const order: number[] = [];
    const run = await runProbe(
      request([`redis://127.0.0.1:${flaky.port}`, ...Array(3).fill(`redis://127.0.0.1:${quick.port}`)], {
        attempts: 2,
        concurrency: 1,
      }),
      ports({ onResult: ({ port }) => order.push(port) }),
    );
    expect(run.summary).toMatchObject({ total: 4, pass: 4 });
    expect(order).toEqual([quick.port, quick.port, quick.port, flaky.port]);
  });

  it('keeps the order of targets and routes, whatever ends first', async () => {
    const slow = keep(await serve((socket) => setTimeout(() => socket.end('+PONG\r\n'), 80)));
    const quick = keep(await serve((socket) => socket.end('+PONG\r\n')));
    const tunnel = keep(await fakeProxy('HTTP/1.1 200 OK\r\n\r\n+PONG\r\n'));
    const via = { proxies: [proxy(`127.0.0.1:${tunnel.port}`)], source: 'flag' as const };
    const run = await runProbe(
      request([`redis://127.0.0.1:${slow.port}`, `redis://127.0.0.1:${quick.port}`], {
        routing: { routes: [via], direct: true, noProxy: null, envRules: 'go' },
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
    // What is not TLS is asked once more, to learn what it is.
    expect(server.connections()).toBe(5);
  });

  it('asks what fails under TLS once more for its true cause, and nobody else', async () => {
    const plain = keep(
      await serve((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 No\r\n\r\n'))),
    );
    const kinds = ['https', 'rediss', 'wss', 'grpcs', 'tls'];
    for (const kind of kinds) {
      const before = plain.connections();
      const result = await probeOne(`${kind}://127.0.0.1:${plain.port}`);
      expect({ kind, ...verdict(result) }).toMatchObject({ kind, code: 'TLS_PROTOCOL', phase: 'tls' });
      expect(result.diagnosis?.facts).toMatchObject({ protocol: 'http' });
      expect(result.attempts).toHaveLength(1);
      expect({ kind, connections: plain.connections() - before }).toEqual({
        kind,
        connections: kind === 'tls' ? 1 : 2,
      });
    }
    const before = plain.connections();
    await probeOne(`redis://127.0.0.1:${plain.port}`);
    expect(plain.connections() - before).toBe(1);
  });

  it.each([
    ['says nothing', (socket: Socket) => socket.resume(), 'TLS_CLOSED'],
    ['is gone', null, 'TLS_CLOSED'],
    ['is another server', (socket: Socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'), 'TLS_PROTOCOL'],
  ])(
    'keeps the first failure where the second look finds nothing: the server %s',
    async (_what, then, code) => {
      const server = keep(
        await serve((socket, n) => {
          if (n > 1) {
            then?.(socket);
            return;
          }
          socket.once('data', () => {
            if (then === null) void server.close();
            socket.end();
          });
        }),
      );
      const result = await probeOne(`https://127.0.0.1:${server.port}`, { settings: { timeoutMs: 400 } });
      expect(verdict(result)).toMatchObject({ code, phase: 'tls' });
    },
  );
});
