import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../src/lib/output/width.js';
import { closedPort } from '../../helpers/servers.js';
import { serve } from '../../integration/probe/world.js';
import { probeBench } from './world.js';

const { begin, run, runJson, keep, pong, silent: silentServer, forbidding } = probeBench();

describe('aliproxy probe', () => {
  it('exits 0 when all pass, 1 when one fails', async () => {
    const { port } = await pong();
    const closed = await closedPort();
    expect((await run([`redis://127.0.0.1:${port}`])).exitCode).toBe(0);
    expect((await run([`redis://127.0.0.1:${port}`, `127.0.0.1:${closed}`])).exitCode).toBe(1);
  });

  it('prints the document of the contract', async () => {
    const { port } = await forbidding();
    const { exitCode, document } = await runJson([
      '-x',
      `http://li:secret-word@127.0.0.1:${port}`,
      'redis://:other-secret@10.0.3.8:6380#name=cache',
    ]);
    expect(exitCode).toBe(1);
    const ms = expect.any(Number);
    expect(document).toEqual({
      schemaVersion: 1,
      command: 'probe',
      ok: false,
      summary: { total: 1, pass: 0, warn: 0, fail: 1, blame: ['proxy'] },
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      durationMs: ms,
      results: [
        {
          target: 'redis://10.0.3.8:6380',
          name: 'cache',
          kind: 'redis',
          host: '10.0.3.8',
          port: 6380,
          via: [{ proxy: `http://127.0.0.1:${port}`, source: 'flag' }],
          bypass: null,
          status: 'fail',
          ok: false,
          code: 'PROXY_FORBIDDEN',
          phase: 'tunnel',
          blame: 'proxy',
          message: expect.stringContaining('forbids redis://10.0.3.8:6380'),
          hint: expect.stringContaining('port 6380'),
          attempts: [{ n: 1, ok: false, code: 'PROXY_FORBIDDEN', ms }],
          timingsMs: {
            ...{ proxyDns: null, proxyTcp: ms, proxyTls: null, tunnel: ms, targetDns: null, targetTcp: null },
            ...{ tls: null, app: null, transfer: null, total: ms },
          },
          details: {
            proxy: expect.objectContaining({
              status: 403,
              proxyStatus: null,
              authSchemes: [],
              bodyLine: 'never',
            }),
            tls: null,
            app: null,
          },
        },
      ],
    });
    expect(JSON.stringify(document)).not.toMatch(/secret/);
  });

  it.each([
    ['en', 'accepted'],
    ['zh', '接受'],
  ])('does not claim that a target was reached where only the proxy knows: %s', async (language, claim) => {
    const silent = await silentServer();
    const argv = ['--lang', language, '--timeout', '200ms', '-x', `127.0.0.1:${silent.port}`];
    const { document } = await runJson([...argv, 'http://target.test:8081/']);
    const [{ code, message, hint }] = document.results;
    expect(code).toBe('APP_TIMEOUT');
    expect(message).not.toContain(claim);
    expect(hint).toContain('sg authorize --port 8081');
  });

  it.each(['en', 'zh'])('does not say of bad HTTP that it is HTTP and not HTTP: %s', async (language) => {
    const server = keep(
      await serve((socket) =>
        socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)),
      ),
    );
    const { document } = await runJson(['--lang', language, `http://127.0.0.1:${server.port}/`]);
    expect(document.results[0]).toMatchObject({ code: 'APP_WRONG_PROTOCOL', phase: 'app' });
    expect(document.results[0].message).toContain('16 KiB');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('prints what it has on %s, exit %i', async (signal, code) => {
    const quick = await pong();
    const silent = await silentServer();
    const { host, finished } = begin([
      ...['--json', `redis://127.0.0.1:${quick.port}`, `redis://127.0.0.1:${silent.port}`],
    ]);
    await expect.poll(() => silent.connections()).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    host.end(signal);
    expect(await finished).toBe(code);
    const document = JSON.parse(host.written.out);
    expect(document).toMatchObject({ interrupted: true, summary: { total: 1, pass: 1 } });
  });

  it('exits 124 when --deadline runs out', async () => {
    const silent = await silentServer();
    const argv = ['--deadline', '100ms', `redis://127.0.0.1:${silent.port}`];
    const { exitCode, document } = await runJson(argv);
    expect(exitCode).toBe(124);
    expect(document.results[0]).toMatchObject({ code: 'DEADLINE', phase: 'app' });
  });

  it.each([
    ['en', 80],
    ['zh', 80],
    ['en', 60],
    ['zh', 120],
  ])('fits the terminal: %s, %i columns', async (language, columns) => {
    const closed = await closedPort();
    const proxy = await forbidding();
    const { out } = await run(
      [
        ...['--lang', language, '-x', `127.0.0.1:${proxy.port}`, '-x', `127.0.0.1:${closed}`, '--direct'],
        ...[
          `redis://127.0.0.1:${closed}#name=orders`,
          `http://127.0.0.1:${closed}/a/very/long/path/to/health`,
        ],
      ],
      { columns, env: { COLUMNS: String(columns) } },
    );
    const widest = Math.max(...out.split('\n').map(columnsOf));
    expect(widest).toBeLessThanOrEqual(columns);
    expect(out).toContain('PROXY_FORBIDDEN');
    expect(out).toContain('TARGET_REFUSED');
  });
});
