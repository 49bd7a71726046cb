import { describe, expect, it } from 'vitest';
import { closedPort } from '../../helpers/servers.js';
import { probeBench } from './world.js';

const { begin, run, pong, silent, forbidding, web } = probeBench();

const lines = (out: string) => out.trimEnd().split('\n');

describe('what aliproxy probe prints and writes', () => {
  it('prints the same document for --json and --format json', async () => {
    const { port } = await pong();
    for (const flags of [
      ['--json'],
      ['--format', 'json'],
      ['--format=json'],
      ['--json', '--format', 'json'],
    ]) {
      const { out, exitCode } = await run([...flags, `redis://127.0.0.1:${port}`]);
      expect(exitCode).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, command: 'probe', summary: { pass: 1 } });
    }
  });

  it.each([
    ['wide', /TARGET/],
    ['ndjson', /"event":"summary"/],
    ['junit', /^<\?xml/],
    ['github', /^::notice/m],
    ['tap', /^1\.\.1$/m],
    ['prom', /^aliproxy_probe_success\{.*\} 1$/m],
    ['csv', /^.*target/],
    ['md', /^\| RESULT/m],
  ])('prints %s', async (format, form) => {
    const { port } = await pong();
    const { out, exitCode } = await run(['--format', format, `redis://127.0.0.1:${port}`]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(form);
  });

  it('writes each report beside what it prints, without colours and secrets', async () => {
    const [{ port }, closed] = [await pong(), await closedPort()];
    const reports = [
      'junit=/out/probe.xml',
      'html=/out/probe.html',
      'json=/out/probe.json',
      'table=/out/p.txt',
    ];
    const { out, exitCode, contents } = await run(
      [
        ...reports.flatMap((report) => ['--report', report]),
        `redis://:secret-word@127.0.0.1:${port}`,
        `http://127.0.0.1:${closed}/?token=secret-token`,
      ],
      { env: { FORCE_COLOR: '3' } },
    );
    expect(exitCode).toBe(1);
    expect(out).toContain('TARGET_REFUSED');
    const written = reports.map((report) => contents.get(report.slice(report.indexOf('=') + 1)) ?? '');
    for (const text of [...written, out]) expect(text).not.toMatch(/secret-word|secret-token/);
    for (const text of written) expect(text).not.toContain('\u001b[');
    expect(written[0]).toMatch(/<testsuite .*failures="1"/);
    expect(written[1]).toMatch(/^<!doctype html>/i);
    expect(JSON.parse(written[2] ?? '')).toMatchObject({ schemaVersion: 1, command: 'probe', ok: false });
    expect(written[3]).toContain('TARGET_REFUSED');
  });

  it('probes nothing where a report could not be written', async () => {
    const server = await pong();
    const denied = Object.assign(new Error('EACCES'), { code: 'EACCES' });
    const argv = ['--report', 'md=/out/f', `redis://127.0.0.1:${server.port}`];
    const { exitCode, err } = await run(argv, { broken: { createText: () => Promise.reject(denied) } });
    expect(exitCode).toBe(2);
    expect(err).toContain("[FILE_UNWRITABLE]: can't write /out/f (EACCES)");
    expect(server.connections()).toBe(0);
  });

  it('prints the result also where a report can no longer be written', async () => {
    const { port } = await pong();
    const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    const argv = ['--report', 'md=/out/f', `redis://127.0.0.1:${port}`];
    const { exitCode, out, err } = await run(argv, { broken: { writeText: () => Promise.reject(full) } });
    expect(exitCode).toBe(2);
    expect(out).toContain('PONG');
    expect(err).toContain('ENOSPC');
  });

  it('adds to the summary of a GitHub step, and only warns where it cannot', async () => {
    const { port } = await pong();
    const env = { GITHUB_STEP_SUMMARY: '/github/summary.md' };
    const argv = ['--format', 'github', `redis://127.0.0.1:${port}`];
    const { contents } = await run(argv, { env, files: { '/github/summary.md': '# before\n' } });
    expect(contents.get('/github/summary.md')).toMatch(/^# before\n.*\| RESULT/s);

    const denied = Object.assign(new Error('EACCES'), { code: 'EACCES' });
    const refused = await run(argv, { env, broken: { appendText: () => Promise.reject(denied) } });
    expect(refused.exitCode).toBe(0);
    expect(refused.err).toContain('/github/summary.md (EACCES)');

    const elsewhere = await run([`redis://127.0.0.1:${port}`], { env, files: { '/github/summary.md': '' } });
    expect(elsewhere.contents.get('/github/summary.md')).toBe('');
  });

  it('prints each result as it comes with --format ndjson', async () => {
    const [quick, slow] = [await pong(), await silent()];
    const { host, finished } = begin([
      ...['--format', 'ndjson', '--timeout', '600ms'],
      ...[`redis://127.0.0.1:${slow.port}#name=slow`, `redis://127.0.0.1:${quick.port}#name=quick`],
    ]);
    await expect.poll(() => host.written.out).toContain('"name":"quick"');
    expect(host.written.out).not.toContain('"name":"slow"');
    expect(await finished).toBe(1);
    const events = lines(host.written.out).map((line) => JSON.parse(line));
    expect(events.map(({ event, name }) => [event, name])).toEqual([
      ['result', 'quick'],
      ['result', 'slow'],
      ['summary', undefined],
    ]);
    expect(events[2]).toMatchObject({ ok: false, summary: { total: 2, fail: 1 } });
  });

  it('has the statistics of --count in the results', async () => {
    const { port } = await pong();
    const argv = ['--count', '3', '--interval', '10ms', `redis://127.0.0.1:${port}`];
    const { out } = await run([...argv, '--format', 'ndjson']);
    const [result, summary] = lines(out).map((line) => JSON.parse(line));
    expect(result).toMatchObject({ event: 'result', stats: { count: 3, failed: 0, loss: 0 } });
    expect(summary).toMatchObject({ event: 'summary' });
    expect((await run(argv)).out).toContain('P95');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'prints a line for each probe of --watch, and a summary at the end: %s, exit %i',
    async (signal, code) => {
      const { port } = await pong();
      const { host, finished } = begin(['--watch', '--interval', '20ms', `redis://127.0.0.1:${port}`]);
      await expect.poll(() => lines(host.written.out).length).toBeGreaterThan(2);
      expect(host.written.out).not.toContain('P95');
      host.end(signal);
      expect(await finished).toBe(code);
      const [first = ''] = lines(host.written.out);
      expect(first).toMatch(/^\d\d:\d\d:\d\d .*pass.*PONG/);
      expect(host.written.out).toMatch(/\n\nTARGET .*P95/);
    },
  );

  it('prints JSON lines only with --watch --json', async () => {
    const { port } = await pong();
    for (const flags of [['--json'], ['--format', 'json'], ['--format', 'ndjson']]) {
      const { host, finished } = begin([
        ...flags,
        '--watch',
        '--interval',
        '20ms',
        `redis://127.0.0.1:${port}`,
      ]);
      await expect.poll(() => lines(host.written.out).length).toBeGreaterThan(2);
      host.end('SIGINT');
      expect(await finished).toBe(130);
      const events = lines(host.written.out).map((line) => JSON.parse(line));
      expect(events.at(-1)).toMatchObject({ event: 'summary', interrupted: true });
      expect(new Set(events.slice(0, -1).map(({ event }) => event))).toEqual(new Set(['result']));
    }
  });

  it('writes the reports also after an interruption', async () => {
    const [quick, slow] = [await pong(), await silent()];
    const { host, finished } = begin([
      ...['--report', 'json=/out/f', '--format', 'json'],
      ...[`redis://127.0.0.1:${slow.port}`, `redis://127.0.0.1:${quick.port}`],
    ]);
    await expect.poll(() => slow.connections()).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 100));
    host.end('SIGINT');
    expect(await finished).toBe(130);
    expect(JSON.parse(host.contents.get('/out/f') ?? '')).toMatchObject({ interrupted: true, results: [{}] });
  });

  it.each([
    ['a terminal', [], { tty: true }, true],
    ['a terminal, --no-explain', ['--no-explain'], { tty: true }, false],
    ['a terminal of a CI job', [], { tty: true, env: { CI: 'true' } }, false],
    ['a terminal, --format md', ['--format', 'md'], { tty: true }, false],
    ['a pipe', [], {}, false],
    ['a pipe, --explain', ['--explain'], {}, true],
    ['--json', ['--json'], { tty: true }, false],
    ['--json --explain', ['--json', '--explain'], {}, true],
  ])('looks further into failures, or not: %s', async (_where, flags, world, looks) => {
    const proxy = await forbidding();
    const closed = await closedPort();
    await run([...flags, '-x', `127.0.0.1:${proxy.port}`, `redis://127.0.0.1:${closed}`], world);
    expect(proxy.connections() > 1).toBe(looks);
  });

  it('shows a secret of a header nowhere, also where the server repeats it', async () => {
    const { port } = await web('HTTP/1.1 500 No\r\nServer: secret-word\r\nContent-Length: 0\r\n\r\n');
    const { out } = await run([
      '--json',
      '-H',
      'Authorization: Bearer secret-word',
      `http://127.0.0.1:${port}/`,
    ]);
    expect(JSON.parse(out).results[0].details.app.server).toBe('***');
  });

  it('shows on stderr what is exchanged with --trace, without secrets', async () => {
    const { port } = await web();
    const argv = ['--trace', '-H', 'Authorization: Bearer secret-word', `http://127.0.0.1:${port}/health`];
    const { out, err } = await run(argv);
    expect(err).toMatch(/> GET \/health HTTP\/1\.1/);
    expect(err + out).not.toContain('secret-word');
    expect(out).not.toContain('> GET');
  });
});
