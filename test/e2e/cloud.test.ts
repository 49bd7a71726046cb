import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/lib/output/width.js';
import { CliHome, type RunningCli } from '../helpers/cli.js';

const home = new CliHome();
let sandbox: RunningCli;
let env: Record<string, string>;

beforeAll(async () => {
  sandbox = home.start(['sandbox', '--json'], { limitMs: 120_000 });
  const ready = JSON.parse(await sandbox.line(0));
  expect(ready).toEqual({
    event: 'ready',
    endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    accessKeyId: expect.any(String),
    accessKeySecret: expect.any(String),
  });
  env = {
    ALIPROXY_OPENAPI_ENDPOINT: ready.endpoint,
    ALIBABA_CLOUD_ACCESS_KEY_ID: ready.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: ready.accessKeySecret,
    ALIBABA_CLOUD_REGION_ID: 'cn-hangzhou',
  };
});
afterAll(() => home.remove());

const run = (args: string[], more: Record<string, string> = {}) =>
  home.run(args, { env: { ...env, ...more } });
const image = ['--type', 'ecs.e-c1m1.large', '--image', 'aliyun_3_x64_20G_alibase_20260612.vhd'];

describe('the cloud commands against the sandbox in another terminal', () => {
  it('make a VPC, a rule and a server, one after the other', async () => {
    const vpc = await run(['vpc', 'create', '--name', 'office', '--zone', 'cn-hangzhou-h', '--json']);
    expect([vpc.code, vpc.stderr]).toEqual([0, '']);
    expect(JSON.parse(vpc.stdout)).toMatchObject({
      schemaVersion: 1,
      command: 'vpc create',
      ok: true,
      dryRun: false,
      requestIds: expect.arrayContaining([expect.any(String)]),
      resources: [
        {
          type: 'vpc',
          name: 'office',
          region: 'cn-hangzhou',
          status: 'Available',
          created: true,
          cidr: '192.168.0.0/16',
        },
        { type: 'vswitch', status: 'Available', created: true },
      ],
    });
    const rule = await run(['sg', 'authorize', '--port', '443', '--json']);
    expect(rule.code).toBe(0);
    expect(JSON.parse(rule.stdout).resources.at(-1)).toMatchObject({
      type: 'rule',
      direction: 'ingress',
      protocol: 'tcp',
      port: '443/443',
      source: '0.0.0.0/0',
      policy: 'accept',
      created: true,
    });
    const server = await run(['ecs', 'create', '--name', 'proxy', ...image, '--yes', '--json']);
    expect(server.code).toBe(0);
    expect(JSON.parse(server.stdout).resources.at(-1)).toMatchObject({
      type: 'instance',
      status: 'Running',
      created: true,
    });
  });

  it('find what is there when they are repeated', async () => {
    for (const args of [
      ['vpc', 'create', '--name', 'office'],
      ['sg', 'authorize', '--port', '443'],
    ]) {
      const again = await run([...args, '--json']);
      expect(again.code).toBe(0);
      for (const resource of JSON.parse(again.stdout).resources)
        expect(resource).toMatchObject({ created: false });
    }
  });

  it('tell a wrong secret as the cloud tells it, with a hint, and show it nowhere', async () => {
    const wrong = { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'canary-5150-secret' };
    for (const args of [[], ['--json'], ['--lang', 'zh']]) {
      const { code, stdout, stderr } = await run(['vpc', 'create', '--name', 'x', ...args], {
        ...wrong,
        DEBUG: '*',
      });
      expect(code).toBe(1);
      expect(stdout + stderr).toContain('SignatureDoesNotMatch');
      expect(stdout + stderr).not.toContain('canary-5150');
    }
    const { stdout } = await run(['vpc', 'create', '--name', 'x', '--json'], wrong);
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'SignatureDoesNotMatch',
      hint: expect.stringMatching(/\w/),
      requestId: expect.any(String),
    });
  });

  it('refuse without --yes what costs money or opens a guarded port to the world', async () => {
    for (const args of [
      ['ecs', 'create', '--name', 'other', ...image],
      ['sg', 'authorize', '--port', '22', '--cidr', '0.0.0.0/0'],
    ]) {
      const { code, stderr } = await run(args);
      expect(code).toBe(2);
      expect(stderr).toContain('--yes');
    }
  });

  it('name the flag for what is missing where nobody can be asked', async () => {
    const { code, stderr } = await run(['sg', 'authorize', '--port', '6379']);
    expect(code).toBe(2);
    expect(stderr).toContain('--cidr');
  });

  it('say which variables and file hold keys when there are none', async () => {
    const { code, stderr } = await home.run(['vpc', 'create', '--name', 'x', '-r', 'cn-hangzhou']);
    expect(code).toBe(2);
    expect(stderr).toContain('ALIBABA_CLOUD_ACCESS_KEY_ID');
  });

  it.each(['en', 'zh'])('print tables within 80 columns (%s)', async (lang) => {
    for (const args of [
      ['vpc', 'create', '--name', 'office', '--zone', 'cn-hangzhou-h'],
      ['sg', 'authorize', '--port', '80,8000-8100', '--cidr', '10.0.0.0/8', '--dry-run'],
    ]) {
      const { code, stdout } = await run([...args, '--lang', lang]);
      expect(code).toBe(0);
      for (const line of stdout.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(80);
    }
  });

  it('keep a private sandbox between commands with --sandbox, until it is reset', async () => {
    const own = (args: string[]) => home.run([...args, '--json']);
    const first = JSON.parse((await own(['vpc', 'create', '--name', 'mine', '--sandbox'])).stdout);
    const second = JSON.parse((await own(['vpc', 'create', '--name', 'mine', '--sandbox'])).stdout);
    expect(second.resources[0]).toMatchObject({ id: first.resources[0].id, created: false });
    expect((await own(['sandbox', 'reset'])).code).toBe(0);
    const third = JSON.parse((await own(['vpc', 'create', '--name', 'mine', '--sandbox'])).stdout);
    expect(third.resources[0]).toMatchObject({ created: true });
  });

  it('leave a line for each request with the sandbox, which ends with 0 on Ctrl-C and printed no secret but at first', async () => {
    const { code, stdout, stderr } = await sandbox.end('SIGINT');
    expect([code, stderr]).toEqual([0, '']);
    const [first, ...requests] = stdout.trimEnd().split('\n');
    expect(JSON.parse(first ?? '').event).toBe('ready');
    expect(requests.map((line) => JSON.parse(line).event)).toContain('request');
    expect(requests.join('\n')).not.toMatch(/Signature=|accessKeySecret/);
  });
});
