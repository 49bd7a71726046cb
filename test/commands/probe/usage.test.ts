import { describe, expect, it } from 'vitest';
import { serve } from '../../integration/probe/world.js';
import { configPath, probeBench, probeSection } from './world.js';

const { run, runJson, keep } = probeBench();

describe('a wrong call of aliproxy probe', () => {
  it.each([
    [[], 'NO_TARGETS', /-x/],
    [['--direct'], 'NO_TARGETS', /-x/],
    [['ftp://host'], 'BAD_TARGET', /redis:\/\//],
    [['host'], 'BAD_TARGET', /host:<port>/],
    [['10.0.3.8'], 'BAD_TARGET', /10\.0\.3\.8:<port>/],
    [['proxy://10.0.0.10:8080'], 'BAD_TARGET', /-x http:\/\/10\.0\.0\.10:8080 proxy:\/\//],
    [['socks5://10.0.0.10:1080'], 'BAD_TARGET', /-x socks5:\/\/10\.0\.0\.10:1080/],
    [['http://host/#speed=5'], 'BAD_TARGET', /#expect/],
    [['proxy://'], 'NO_PROXY_TO_PROBE', /-x/],
    [['-x', 'socks4://10.0.0.1:1080', 'host:1'], 'BAD_PROXY', /socks5h/],
    [['-x', '10.0.0.1', 'host:1'], 'BAD_PROXY', /10\.0\.0\.1:<port>/],
    [['-x', 'direct', 'host:1'], 'BAD_PROXY', /--direct/],
    [['-x', 'http://a:1,http://b', 'host:1'], 'BAD_PROXY', /<host>:<port>/],
    [['-x', 'http://a:1,', 'host:1'], 'BAD_PROXY', /<url>,<url>/],
    [['-x', 'http://li:12,s3cret@h:1', 'host:1'], 'BAD_PROXY', /%2C/],
    [['-x', 'http://li:se,cret@h:1', 'host:1'], 'BAD_PROXY', /%2C/],
    [['--env-rules', 'java', 'host:1'], 'BAD_FLAG_VALUE', /go \| curl \| node/],
    [['--canary', 'host', 'proxy://'], 'BAD_FLAG_VALUE', /HOST:PORT/],
    [['--expect-status', '2xx', 'http://h'], 'BAD_FLAG_VALUE', /200-399/],
    [['--expect-body', '(', 'http://h'], 'BAD_FLAG_VALUE', /Unterminated group/],
    [['--slo', 'foo=1s', 'http://h'], 'BAD_FLAG_VALUE', /proxyDns \| .*targetTcp \| .*total/],
    [['--slo', 'tls=1', 'http://h'], 'BAD_FLAG_VALUE', /tunnel=200ms/],
    [['-X', 'GET /', 'http://h'], 'BAD_FLAG_VALUE', /HEAD/],
    [['-X', 'connect', 'http://h'], 'BAD_FLAG_VALUE', /HEAD/],
    [['-H', 'nonsense-s3cret', 'http://h'], 'BAD_HEADER', /Name: value/],
    [['-H', 'Proxy-Authorization: Basic s3cret', 'http://h'], 'BAD_HEADER', /URL/],
    [['-H', 'Content-Length: 5', 'http://h'], 'BAD_HEADER', /Name: value/],
    [['--attempts', '6', 'host:1'], 'BAD_FLAG_VALUE', /1…5/],
    [['--count', '0', 'host:1'], 'BAD_FLAG_VALUE', /1…/],
    [['--interval', '0s', '--count', '2', 'host:1'], 'BAD_FLAG_VALUE', /10ms/],
    [['--interval', '1s', 'host:1'], 'INTERVAL_ALONE', /--count/],
    [['--cacert', '/none.pem', 'https://h'], 'FILE_UNREADABLE', /path|路径/],
    [['--proxy-cacert', '/none.pem', 'https://h'], 'FILE_UNREADABLE', /path|路径/],
    [['--timeout', '0s', 'host:1'], 'BAD_FLAG_VALUE', /1ms … 24h/],
    [['--connect-timeout', '25h', 'host:1'], 'BAD_FLAG_VALUE', /24h/],
    [['--deadline', '1000h', 'host:1'], 'BAD_FLAG_VALUE', /24h/],
    [['--wait', '0s', 'host:1'], 'BAD_FLAG_VALUE', /1ms/],
    [['--format', 'xml', 'host:1'], 'BAD_FLAG_VALUE', /table \| .*junit/],
    [['--format', 'html', 'host:1'], 'BAD_FLAG_VALUE', /--report html=FILE/],
    [['--report', 'html', 'host:1'], 'BAD_REPORT', /junit=report\.xml/],
    [['--report', 'xml=f', 'host:1'], 'BAD_REPORT', /html/],
    [['--report', 'json=', 'host:1'], 'BAD_REPORT', /junit=report\.xml/],
    [['--report', 'json=-', 'host:1'], 'BAD_REPORT', /--format/],
    [['--tag', 'prod'], 'NO_SUCH_TAG', /tags:/],
    [['--prox', 'http://10.0.0.1:1', 'host:1'], 'UNKNOWN_FLAG', /--proxy/],
  ])('%j: exit 2, %s', async (argv, code, hint) => {
    for (const language of ['en', 'zh']) {
      const { exitCode, out } = await run(
        ['--json', '--lang', language, ...argv].filter((word) => word !== ''),
      );
      // With another --format, --json would be the mistake.
      const { exitCode: plain, err } = await run(['--lang', language, ...argv]);
      const error = argv[0] === '--format' ? { code, message: err, hint: err } : JSON.parse(out).error;
      expect([exitCode, plain, error.code]).toEqual([2, 2, code]);
      expect(err).toContain(`[${code}]`);
      expect(error.hint).toMatch(hint);
      expect(error.message + error.hint + err).not.toMatch(/undefined|\[object|s3cret/);
    }
  });

  it.each([
    [
      ['--json', '--format', 'csv'],
      ['--json', '--format csv'],
    ],
    [
      ['--watch', '--count', '2'],
      ['--watch', '--count'],
    ],
    [
      ['--watch', '--wait', '2s'],
      ['--watch', '--wait'],
    ],
    [
      ['--watch', '--report', 'md=f'],
      ['--watch', '--report'],
    ],
    [
      ['--watch', '--format', 'junit'],
      ['--watch', '--format junit'],
    ],
    [
      ['--wait', '2s', '--count', '2'],
      ['--wait', '--count'],
    ],
    [
      ['--report', 'md=f', '--report', 'csv=f'],
      ['--report md=f', '--report csv=f'],
    ],
    [
      ['--tag', 'prod'],
      ['--tag', 'TARGET'],
    ],
  ])('%j: names both flags that contradict each other', async (argv, flags) => {
    const { exitCode, out, err } = await run([...argv, 'host:1']);
    expect(exitCode).toBe(2);
    for (const flag of flags) expect(out + err).toContain(flag);
    expect(out + err).toContain('FLAG_CONFLICT');
  });

  it('says who reads ALL_PROXY, where it stands alone', async () => {
    const env = { ALL_PROXY: 'socks5://10.0.0.10:1080' };
    expect((await run([], { env })).err).toMatch(/ALL_PROXY[\s\S]*--env-rules curl/);
    expect((await run(['--direct'], { env })).err).not.toContain('ALL_PROXY');
    expect((await run([])).err).not.toContain('ALL_PROXY');
  });

  it('contacts nobody', async () => {
    const server = keep(await serve((socket) => socket.resume()));
    const target = `127.0.0.1:${server.port}`;
    for (const argv of [['--slo', 'foo=1s'], ['--report', 'md'], ['--tag', 'a'], ['host-without-port']]) {
      expect((await run([target, ...argv])).exitCode).toBe(2);
    }
    expect(server.connections()).toBe(0);
  });

  it('is told as JSON where --format json asks for it', async () => {
    for (const flags of [['--format', 'json'], ['--format=json']]) {
      const { exitCode, out, err } = await run([...flags, 'host']);
      expect(exitCode).toBe(2);
      expect(JSON.parse(out).error.code).toBe('BAD_TARGET');
      expect(err).toBe('');
    }
  });

  it('lists the tags there are where none is the one asked for', async () => {
    const files = probeSection(
      'targets:',
      '  - {url: "a.test:1", tags: [prod, db]}',
      '  - a.test:2#tag=test',
    );
    const { exitCode, document } = await runJson(['--tag', 'stage'], { files });
    expect(exitCode).toBe(2);
    expect(document.error.hint).toContain('prod, db, test');
  });

  it('names file, line and key of a missing variable', async () => {
    const files = probeSection('proxy:', '  - http://a.test:1', `  - http://li:$\{PROXY_PASSWORD}@b.test:1`);
    const { exitCode, document } = await runJson(['host:1'], { files });
    expect(exitCode).toBe(2);
    expect(document.error).toMatchObject({
      code: 'CONFIG_MISSING_VARIABLE',
      message: `${configPath}:4: "probe.proxy[1]" needs the environment variable PROXY_PASSWORD, which is not set`,
      hint: expect.stringContaining('$$' + '{PROXY_PASSWORD}'),
    });
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
});
