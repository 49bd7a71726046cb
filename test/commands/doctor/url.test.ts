import { Config } from '@oclif/core/config';
import { beforeAll, describe, expect, it } from 'vitest';
import Doctor from '../../../src/commands/doctor.js';
import { columnsOf } from '../../../src/lib/output/width.js';
import { type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';
import { fixtureText } from '../../unit/doctor/evidence-fixtures.js';

let config: Config;
beforeAll(async () => {
  Doctor.id = 'doctor';
  config = await Config.load({ root: process.cwd(), ignoreManifest: true });
});

async function run(argv: readonly string[], { env = {}, ...options }: FakeHostOptions = {}) {
  const host = fakeHost({ ...options, env: { COLUMNS: '80', ...env } });
  const exitCode = await new Doctor([...argv], config).runWith(host);
  return { exitCode, ...host.written, contents: host.contents };
}

const quiet = ['--offline', '--only', 'proxy.targets,net.hosts-file'];
const proxy = 'http://li:QXZpassQXZ@10.0.0.9:3128';
const env = { HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: '.inside.test' };

describe('doctor --url', () => {
  it('adds what each client would do, one table a URL, within the width', async () => {
    const { exitCode, out } = await run(
      [...quiet, '--url', 'https://a.test/x', '--url', 'https://u:QXZ@b.inside.test'],
      { env },
    );
    expect(exitCode).toBe(0);
    expect(out).toMatch(/https:\/\/a\.test\/x on Linux\n.*CLIENT/);
    expect(out).toMatch(/https:\/\/b\.inside\.test on Linux\n.*CLIENT/);
    expect(out).toContain('http://10.0.0.9:3128');
    expect(out).not.toContain('QXZ');
    for (const line of out.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(80);
  });

  it('says so in Chinese', async () => {
    const { out } = await run([...quiet, '--url', 'https://a.test/x', '--lang', 'zh'], { env });
    expect(out).toMatch(/https:\/\/a\.test\/x.*\n.*客户端/);
    for (const line of out.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(80);
  });

  it('is in the document as explain has it', async () => {
    const { out } = await run([...quiet, '--url', 'https://a.test/x', '--json'], { env });
    const { urls, checks } = JSON.parse(out);
    expect(checks).toMatchObject([{ id: 'proxy.targets' }, { id: 'net.hosts-file' }]);
    expect(urls).toMatchObject([{ url: 'https://a.test/x', agree: expect.any(Boolean) }]);
    expect(urls[0].clients[0]).toMatchObject({
      client: 'go',
      proxy: 'http://10.0.0.9:3128',
      direct: false,
      rule: 'HTTPS_PROXY',
      note: null,
    });
  });

  it('is answered whatever checks are asked for', async () => {
    const { out } = await run(['--offline', '--only', 'os', '--url', 'https://a.test', '--json']);
    expect(JSON.parse(out)).toMatchObject({ urls: [{ url: 'https://a.test' }] });
  });

  it('is not there without being asked for: targets of the configuration are for the checks', async () => {
    const files = {
      '/home/li/project/aliproxy.yaml': 'probe:\n  targets: [https://a.test, proxy://, dns://x]\n',
    };
    const { out } = await run([...quiet, '--json'], { files });
    const document = JSON.parse(out);
    expect(document).not.toHaveProperty('urls');
    expect(document.checks[0]).toMatchObject({ id: 'proxy.targets', found: 'https://a.test -> direct' });
  });

  it('comes out of saved evidence the same', async () => {
    const argv = ['--offline', '--only', 'proxy.targets', '--json'];
    const first = await run([...argv, '--url', 'https://a.test/x', '--save-evidence', '/e.json'], { env });
    const files = { '/e.json': first.contents.get('/e.json') ?? '' };
    const again = await run(['--replay', '/e.json', '--only', 'proxy.targets', '--json'], { files });
    expect(JSON.parse(again.out).urls).toEqual(JSON.parse(first.out).urls);
    expect(files['/e.json']).not.toContain('QXZ');
  });

  it.each<[string[], string]>([
    [['--url', 'https://'], 'EXPLAIN_TARGET'],
    [['--url', 'a.test:99999'], 'EXPLAIN_TARGET'],
    [['--replay', '/e.json', '--url', 'https://a.test'], 'FLAG_CONFLICT'],
  ])('refuses %j before anything is looked at', async (argv, code) => {
    const { exitCode, out } = await run([...argv, '--json'], {
      files: { '/e.json': fixtureText('windows-11') },
      run: () => {
        throw new Error('a process was started');
      },
    });
    expect(exitCode).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ ok: false, error: { code } });
  });

  it.each(['https://li:QXZpassQXZ@:80', 'li:QXZpassQXZ'])(
    'does not repeat what may be a password of a URL that it refuses: %s',
    async (url) => {
      const { err, exitCode } = await run(['--url', url]);
      expect(exitCode).toBe(2);
      expect(err).not.toContain('QXZ');
    },
  );
});

describe('what the configuration says of the surroundings', () => {
  it.each([
    ['tunnel:\n  listen: ["127.0.0.1:0", "127.0.0.1:3128"]\n', '127.0.0.1:0'],
    ['tunnel:\n  listen: ["0"]\n', '127.0.0.1:0'],
  ])('is the port of the tunnel: %j', async (yaml, found) => {
    const files = { '/home/li/project/aliproxy.yaml': yaml };
    const { out } = await run(['--only', 'net.excluded-ports', '--json'], { files });
    expect(JSON.parse(out).checks[0]).toMatchObject({ id: 'net.excluded-ports', found, status: 'pass' });
  });

  it('must be a port', async () => {
    const files = { '/home/li/project/aliproxy.yaml': 'tunnel:\n  listen: [somewhere]\n' };
    const { out, exitCode } = await run(['--only', 'net.excluded-ports', '--json'], { files });
    expect(exitCode).toBe(2);
    expect(JSON.parse(out).error).toMatchObject({
      code: 'CONFIG_BAD_VALUE',
      message: expect.stringContaining('tunnel.listen'),
    });
  });

  it('must be an endpoint that nobody can listen to', async () => {
    const { out, exitCode } = await run(['--only', 'time.skew', '--json'], {
      env: { ALIPROXY_OPENAPI_ENDPOINT: 'http://api.test' },
    });
    expect(exitCode).toBe(2);
    expect(JSON.parse(out).error.code).toBe('ENDPOINT_NOT_ENCRYPTED');
  });

  it('is the API of the region', async () => {
    const files = { '/home/li/project/aliproxy.yaml': 'cloud:\n  region: ap-southeast-1\n' };
    const { contents } = await run(['--offline', '--only', 'net', '--save-evidence', '/e.json'], { files });
    const { sections } = JSON.parse(contents.get('/e.json') ?? '{}');
    expect(sections.targets.value.names).toMatchObject([
      { host: 'ecs.ap-southeast-1.aliyuncs.com', role: 'api' },
    ]);
  });

  it('names the profile', async () => {
    const { contents } = await run(['--offline', '--only', 'net', '--save-evidence', '/e.json'], {
      files: { '/home/li/.aliyun/config.json': '{"profiles":[]}' },
      env: { ALIBABA_CLOUD_PROFILE: 'work' },
    });
    const { sections } = JSON.parse(contents.get('/e.json') ?? '{}');
    expect(sections.cloud.value.credentials).toMatchObject({ state: 'profile-missing', profile: 'work' });
  });
});
