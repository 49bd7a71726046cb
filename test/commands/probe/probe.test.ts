import { Config } from '@oclif/core/config';
import { beforeAll, describe, expect, it } from 'vitest';
import Probe from '../../../src/commands/probe.js';
import { nodeClock } from '../../../src/lib/host/node/clock.js';
import { columnsOf } from '../../../src/lib/output/width.js';
import { type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';
import { closedPort } from '../../helpers/servers.js';
import { fakeProxy, keepingFakes, serve } from '../../integration/probe/world.js';

let config: Config;
beforeAll(async () => {
  Probe.id = 'probe';
  config = await Config.load({ root: process.cwd(), ignoreManifest: true });
});

function begin(argv: readonly string[], options: FakeHostOptions = {}) {
  const host = { ...fakeHost(options), clock: nodeClock };
  return { host, finished: new Probe([...argv], config).runWith(host) };
}

async function run(argv: readonly string[], options?: FakeHostOptions) {
  const { host, finished } = begin(argv, options);
  return { exitCode: await finished, ...host.written };
}

async function runJson(argv: readonly string[], options?: FakeHostOptions) {
  const { exitCode, out } = await run([...argv, '--json'], options);
  return { exitCode, document: JSON.parse(out) };
}

describe('aliproxy probe', () => {
  const keep = keepingFakes();
  const pong = async () => keep(await serve((socket) => socket.on('data', () => socket.write('+PONG\r\n'))));
  const forbidding = async () =>
    keep(await fakeProxy('HTTP/1.1 403 Forbidden\r\nContent-Length: 5\r\n\r\nnever'));

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

  it("takes the proxy from the environment by Go's rules, and says which variable", async () => {
    const { port } = await forbidding();
    const env = { HTTPS_PROXY: `li:secret-word@127.0.0.1:${port}`, NO_PROXY: '10.0.0.0/8' };
    const { document } = await runJson(['redis://172.16.0.1:6379'], { env });
    expect(document.results[0].via).toEqual([
      { proxy: `http://127.0.0.1:${port}`, source: 'env:HTTPS_PROXY' },
    ]);
    expect(document.results[0].bypass).toBeNull();
  });

  it('shows the NO_PROXY entry that sends a target past the proxy', async () => {
    const { port } = await pong();
    const env = { HTTPS_PROXY: '127.0.0.2:1', NO_PROXY: 'local.invalid,localhost' };
    const { document } = await runJson([`redis://local.invalid:${port}`], { env });
    expect(document.results[0]).toMatchObject({
      via: [],
      bypass: { variable: 'NO_PROXY', entry: 'local.invalid', rules: 'go' },
    });
  });

  it('obeys -x whatever NO_PROXY says, but not --no-proxy', async () => {
    const server = await pong();
    const proxy = await forbidding();
    const argv = ['-x', `127.0.0.1:${proxy.port}`, `redis://127.0.0.1:${server.port}`];
    const obeyed = await runJson(argv, { env: { NO_PROXY: '*' } });
    expect(obeyed.document.results[0]).toMatchObject({ code: 'PROXY_FORBIDDEN', bypass: null });
    const excluded = await runJson([...argv, '--no-proxy', '127.0.0.0/8']);
    expect(excluded.document.results[0]).toMatchObject({
      ok: true,
      bypass: { variable: '--no-proxy', entry: '127.0.0.0/8', rules: 'go' },
    });
  });

  it('warns of a variable that Go drops', async () => {
    const { port } = await pong();
    const { err, exitCode } = await run([`redis://127.0.0.1:${port}`], {
      env: { HTTPS_PROXY: 'http://a b%zz:secret@h:1' },
    });
    expect(err).toContain('HTTPS_PROXY is not a valid proxy URL');
    expect(err).not.toContain('secret');
    expect(exitCode).toBe(0);
  });

  it('reads targets, proxies and limits from aliproxy.yaml', async () => {
    const { port } = await forbidding();
    const files = {
      '/home/li/project/aliproxy.yaml': `probe:\n  targets: [redis://10.0.3.8]\n  proxy: 127.0.0.1:${port}\n  timeout: 2s\n`,
    };
    const { document } = await runJson([], { files });
    expect(document.results[0]).toMatchObject({
      target: 'redis://10.0.3.8',
      port: 6379,
      via: [{ proxy: `http://127.0.0.1:${port}`, source: 'config' }],
    });
  });

  it.each([
    [[], 'NO_TARGETS'],
    [['ftp://host'], 'BAD_TARGET'],
    [['host'], 'BAD_TARGET'],
    [['http://host/#speed=5'], 'BAD_TARGET'],
    [['-x', 'socks5://10.0.0.1:1080', 'host:1'], 'BAD_PROXY'],
    [['-x', 'http://10.0.0.1', 'host:1'], 'BAD_PROXY'],
    [['--expect-status', '2xx', 'http://h'], 'BAD_FLAG_VALUE'],
    [['--attempts', '6', 'host:1'], 'BAD_FLAG_VALUE'],
    [['--cacert', '/none.pem', 'https://h'], 'FILE_UNREADABLE'],
    [['--timeout', '0s', 'host:1'], 'BAD_FLAG_VALUE'],
    [['--connect-timeout', '25h', 'host:1'], 'BAD_FLAG_VALUE'],
    [['--deadline', '1000h', 'host:1'], 'BAD_FLAG_VALUE'],
    [['--prox', 'http://10.0.0.1:1', 'host:1'], 'UNKNOWN_FLAG'],
  ])('exits 2 for %j: %s', async (argv, code) => {
    const { exitCode, document } = await runJson(argv);
    expect(exitCode).toBe(2);
    expect(document).toMatchObject({ ok: false, command: 'probe', error: { code } });
    expect(document.error.message).not.toMatch(/undefined|\[object/);
    expect(document.error.hint).toMatch(/\S/);
  });

  it('names file, line and key of a limit that cannot be kept', async () => {
    const files = { '/home/li/project/aliproxy.yaml': 'probe:\n  timeout: 0s\n' };
    const { exitCode, err } = await run(['host:1'], { files });
    expect(exitCode).toBe(2);
    expect(err).toMatch(/\[CONFIG_BAD_VALUE\].*aliproxy\.yaml:2.*probe\.timeout/s);
  });

  it.each([
    ['targets: [ftp://li:secret-word@host]', 'BAD_TARGET', 'probe.targets'],
    ['proxy: socks5://li:secret-word@host:1', 'BAD_PROXY', 'probe.proxy'],
  ])('names file, line and key of what it cannot use: %s', async (line, code, key) => {
    const files = { '/home/li/project/aliproxy.yaml': `probe:\n  ${line}\n` };
    const { exitCode, document } = await runJson(key === 'probe.proxy' ? ['host:1'] : [], { files });
    expect(exitCode).toBe(2);
    expect(document.error.code).toBe(code);
    expect(document.error.message).toContain(`/home/li/project/aliproxy.yaml:2: ${key}: `);
    expect(document.error.message).not.toContain('secret-word');
  });

  it.each([
    ['no certificate', 'hello'],
    ['a broken one', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
  ])('refuses a file of authorities that holds %s', async (_what, content) => {
    const { exitCode, document } = await runJson(['--cacert', '/ca.pem', 'https://127.0.0.1:1'], {
      files: { '/ca.pem': content },
    });
    expect(exitCode).toBe(2);
    expect(document.error).toMatchObject({ code: 'BAD_FLAG_VALUE' });
    expect(document.error.message).toContain('--cacert');
  });

  it('passes over the path in a proxy variable, as Go does', async () => {
    const { port } = await forbidding();
    const env = { HTTPS_PROXY: `http://li:word@127.0.0.1:${port}/pac/` };
    const { document } = await runJson(['redis://10.0.3.8'], { env });
    expect(document.results[0].via).toEqual([
      { proxy: `http://127.0.0.1:${port}`, source: 'env:HTTPS_PROXY' },
    ]);
  });

  it('does not go through a proxy that Go would not find in the variable', async () => {
    const { port } = await forbidding();
    const env = { HTTPS_PROXY: `http://us er:secret-word@127.0.0.1:${port}` };
    const { exitCode, err } = await run(['redis://10.0.3.8'], { env });
    expect(exitCode).toBe(2);
    expect(err).toContain('[BAD_PROXY]: HTTPS_PROXY');
    expect(err).not.toContain('secret-word');
  });

  it.each([
    ['en', 'accepted'],
    ['zh', '接受'],
  ])('does not claim that a target was reached where only the proxy knows: %s', async (language, claim) => {
    const silent = keep(await serve((socket) => socket.resume()));
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

  it('refuses a proxy in the environment that it does not speak to, without showing its password', async () => {
    const { exitCode, err } = await run(['redis://10.0.3.8'], {
      env: { HTTPS_PROXY: 'socks5://li:secret-word@127.0.0.1:1080' },
    });
    expect(exitCode).toBe(2);
    expect(err).toContain('HTTPS_PROXY');
    expect(err).not.toContain('secret-word');
  });

  it.each([
    'li:sec/ret@host',
    'http://li:se#cret@host',
    'redis://li:12#secret@host',
    'http://li:80#secret@host/',
    'ftp://li:se cret@host/x',
  ])('never shows the password of a URL it refuses: %s', async (text) => {
    for (const argv of [[text], ['-x', text, 'host:1']]) {
      const { exitCode, err } = await run(argv);
      expect(exitCode).toBe(2);
      expect(err).not.toMatch(/sec|cret/);
    }
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('prints what it has on %s, exit %i', async (signal, code) => {
    const quick = await pong();
    const silent = keep(await serve((socket) => socket.resume()));
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
    const silent = keep(await serve((socket) => socket.resume()));
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
