import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { configPath, probeBench, probeSection } from './world.js';

const { run, runJson, forbidding, web } = probeBench();

/** `${NAME}`, as it is written in the file. */
const variable = (name: string) => `$\{${name}}`;

describe('the section probe of aliproxy.yaml', () => {
  it('has targets, proxies and limits', async () => {
    const { port } = await forbidding();
    const files = probeSection('targets: [redis://10.0.3.8]', `proxy: 127.0.0.1:${port}`, 'timeout: 2s');
    const { document } = await runJson([], { files });
    expect(document.results[0]).toMatchObject({
      target: 'redis://10.0.3.8',
      port: 6379,
      via: [{ proxy: `http://127.0.0.1:${port}`, source: 'config' }],
    });
  });

  it('has targets with everything that holds for one of them alone', async () => {
    const [api, proxy] = [await web('HTTP/1.1 401 No\r\nContent-Length: 5\r\n\r\nready'), await forbidding()];
    const files = probeSection(
      `proxy: [127.0.0.1:${proxy.port}, direct]`,
      'targets:',
      '  - redis://10.0.3.8#name=cache;tag=db',
      `  - url: http://127.0.0.1:${api.port}/health`,
      '    name: api',
      '    tags: [web, prod]',
      '    proxy: direct',
      '    expectStatus: [401, 200-204]',
      '    expectBody: ^rea',
      '    headers: {Accept: text/plain, X-Trace: "7"}',
      '    timeout: 3s',
      '    slo: {app: 10s, total: 20s}',
    );
    const { document, exitCode } = await runJson(['--tag', 'prod', '--tag', 'none'], { files });
    expect(exitCode).toBe(0);
    expect(document.results).toEqual([
      expect.objectContaining({ name: 'api', tags: ['web', 'prod'], via: [], status: 'pass', code: null }),
    ]);
    expect(api.asked[0]).toMatch(/^GET \/health HTTP\/1\.1\r\n.*Accept: text\/plain\r\nX-Trace: 7\r\n/is);

    const all = await runJson([], { files });
    const ways = all.document.results.map(({ name, via }: { name: string; via: object[] }) => [
      name,
      via.length,
    ]);
    expect(ways).toEqual([
      ['cache', 1],
      ['cache', 0],
      ['api', 0],
    ]);
  });

  it('has headers, limits and expectations for all targets', async () => {
    const api = await web('HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n');
    const files = probeSection(
      'expectStatus: 503',
      'headers: ["Accept: text/plain", "X-From: file"]',
      'slo: [total=0.1ms]',
      'certDays: 30',
      'attempts: 2',
      'concurrency: 1',
      'envRules: curl',
      'connectTimeout: 2s',
      'tunnelTimeout: 2s',
    );
    const target = `http://127.0.0.1:${api.port}/`;
    const { document } = await runJson(['-H', 'x-from: flag', '--slo', 'app=1h', target], { files });
    expect(document.results[0]).toMatchObject({ status: 'warn', code: 'SLO_EXCEEDED', phase: 'total' });
    expect(api.asked[0]).toMatch(/Accept: text\/plain/i);
    expect(api.asked[0]).toMatch(/x-from: flag/);
    expect(api.asked[0]).not.toContain('file');
    // By curl's rules, ALL_PROXY counts.
    const closed = await runJson(['redis://10.0.3.8'], {
      files,
      env: { ALL_PROXY: `127.0.0.1:${api.port}` },
    });
    expect(closed.document.results[0].via).toMatchObject([{ source: 'env:ALL_PROXY' }]);
  });

  it('counts most where it speaks of one target alone', async () => {
    const api = await web('HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n');
    const files = probeSection(
      'headers: {X-From: all, X-All: all}',
      'expectStatus: 500',
      'targets:',
      `  - url: http://127.0.0.1:${api.port}/#expect=503;name=fragment`,
      '    name: api',
      '    expectStatus: 404',
      '    headers: {x-from: target}',
    );
    const { document } = await runJson([], { files });
    expect(document.results[0]).toMatchObject({ name: 'api', status: 'pass' });
    expect(api.asked[0]).toMatch(/X-All: all\r\nx-from: target\r\n/);
    expect(api.asked[0]).not.toContain('X-From: all');
  });

  it('counts less than the flags, also what it says of one target alone', async () => {
    const [api, proxy] = [await web(), await forbidding()];
    const files = probeSection(
      'targets:',
      `  - url: http://127.0.0.1:${api.port}/#timeout=1ms`,
      `    proxy: 127.0.0.1:${proxy.port}`,
      '    expectStatus: 404',
      '    expectBody: nothing',
      '    headers: {X-From: file}',
      '    slo: {total: 0.1ms}',
    );
    const flags = ['--direct', '--timeout', '5s', '--expect-status', '200', '--expect-body', 'ready'];
    const { document } = await runJson([...flags, '--slo', 'total=1h', '-H', 'X-From: flag'], { files });
    expect(document.results[0]).toMatchObject({ status: 'pass', code: null, via: [] });
    expect(api.asked[0]).toMatch(/X-From: flag/);
    expect(api.asked[0]).not.toContain('file');
  });

  it('takes passwords from variables, whatever is in them, and shows them nowhere', async () => {
    const { asked, ...proxy } = await web('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    const password = 'p@ss:w/o,r#d?%41';
    const files = probeSection(
      `proxy: http://li:${variable('PROXY_PASSWORD')}@127.0.0.1:${proxy.port}`,
      'targets:',
      `  - url: redis://:${variable('PROXY_PASSWORD')}@${variable('CACHE')}`,
      `    name: $${variable('CACHE')}`,
      `  - url: http://api.test/?q=${variable('API_TOKEN')}`,
      `    headers: {X-Session: "Bearer ${variable('API_TOKEN')}"}`,
    );
    const env = { PROXY_PASSWORD: password, CACHE: 'cache.test:6380', API_TOKEN: 'tok-12345' };
    const { out, err } = await run(['--json'], { files, env });
    const { results } = JSON.parse(out);
    expect(results).toMatchObject([
      { target: 'redis://cache.test:6380', name: `$${variable('CACHE')}`, code: 'PROXY_FORBIDDEN' },
      { target: 'http://api.test/?q=***', code: 'HTTP_STATUS' },
    ]);
    const credentials = Buffer.from(`li:${password}`).toString('base64');
    expect(asked.join('')).toContain(`Proxy-Authorization: Basic ${credentials}`);
    expect(asked.join('')).toContain('X-Session: Bearer tok-12345');
    expect(out + err).not.toMatch(/p@ss|tok-12345/);
    expect(out + err).not.toContain(credentials);
  });

  it('may be what the documentation shows', async () => {
    const page = await readFile('docs/probes.md', 'utf8');
    const [, example = ''] = /^```yaml\n(probe:.*?)^```$/ms.exec(page) ?? [];
    expect(example).toContain('expectBody');
    const env = { PROXY_PASSWORD: 'word', REDIS_PASSWORD: 'word', API_TOKEN: 'tok-1' };
    const { document } = await runJson(['--tag', 'none'], { files: { [configPath]: example }, env });
    // The tags of all targets are known once all of them have been read.
    expect(document.error).toMatchObject({ code: 'NO_SUCH_TAG', hint: expect.stringContaining('prod, web') });
  });

  it('finds the files of authorities beside itself', async () => {
    const files = {
      ...probeSection('cacert: ca/root.pem'),
      '/home/li/project/ca/root.pem': 'no certificate',
    };
    const { document } = await runJson(['--direct', 'host:1'], {
      files,
      platform: { cwd: '/home/li/project/a/b' },
    });
    expect(document.error).toMatchObject({
      code: 'CONFIG_BAD_VALUE',
      message: `${configPath}:2: "probe.cacert" has a wrong value`,
    });
  });

  it.each([
    [['timeout: 0s'], 'CONFIG_BAD_VALUE', 2, 'probe.timeout'],
    [['targets: [ftp://li:secret-word@host]'], 'BAD_TARGET', 2, 'probe.targets[0]'],
    [['targets: ftp://li:secret-word@host'], 'BAD_TARGET', 2, 'probe.targets'],
    [['proxy: socks4://li:secret-word@host:1'], 'BAD_PROXY', 2, 'probe.proxy'],
    [['proxy:', '  - a.test:1', '  - direct,b.test:1'], 'BAD_PROXY', 4, 'probe.proxy[1]'],
    [['headers: {X-A: ok, Content-Length: "5"}'], 'BAD_HEADER', 2, 'probe.headers.Content-Length'],
    [['headers:', '  - "X-A: ok"', '  - secret-word'], 'BAD_HEADER', 4, 'probe.headers[1]'],
    [['slo: {tls: 0s}'], 'CONFIG_BAD_VALUE', 2, 'probe.slo.tls'],
    [['slo: [handshake=1s]'], 'CONFIG_BAD_VALUE', 2, 'probe.slo[0]'],
    [['canary: host'], 'CONFIG_BAD_VALUE', 2, 'probe.canary'],
    [['expectStatus: 2xx'], 'CONFIG_BAD_VALUE', 2, 'probe.expectStatus'],
    [['targets:', '  - url: a.test'], 'BAD_TARGET', 3, 'probe.targets[0].url'],
    [
      ['targets:', '  - url: a.test:1', '    expectBody: ('],
      'CONFIG_BAD_VALUE',
      4,
      'probe.targets[0].expectBody',
    ],
    [
      ['targets:', '  - url: a.test:1', '    expectStatus: 2xx'],
      'CONFIG_BAD_VALUE',
      4,
      'probe.targets[0].expectStatus',
    ],
    [
      ['targets:', '  - url: a.test:1', '    timeout: 25h'],
      'CONFIG_BAD_VALUE',
      4,
      'probe.targets[0].timeout',
    ],
    [['targets:', '  - url: a.test:1', '    proxy: [b.test]'], 'BAD_PROXY', 4, 'probe.targets[0].proxy[0]'],
    [
      ['targets:', '  - url: a.test:1', '    slo:', '      tls: 0ms'],
      'CONFIG_BAD_VALUE',
      5,
      'probe.targets[0].slo.tls',
    ],
  ])('names file, line and key of what it cannot use: %j', async (section, code, line, key) => {
    const needsTarget = !section[0]?.startsWith('targets');
    const { exitCode, document } = await runJson(needsTarget ? ['host:1'] : [], {
      files: probeSection(...section),
    });
    expect(exitCode).toBe(2);
    expect(document.error.code).toBe(code);
    expect(document.error.message.replaceAll('"', '')).toContain(`${configPath}:${line}: ${key}`);
    expect(document.error.message).not.toContain('secret-word');
  });
});
