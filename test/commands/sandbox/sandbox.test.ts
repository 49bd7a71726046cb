import RPCClient from '@alicloud/pop-core';
import { Config } from '@oclif/core/config';
import { describe, expect, it } from 'vitest';
import SandboxCommand from '../../../src/commands/sandbox/index.js';
import SandboxResetCommand from '../../../src/commands/sandbox/reset.js';
import { columnsOf } from '../../../src/lib/output/width.js';
import { startPrivateSandbox } from '../../../src/lib/sandbox/private-sandbox.js';
import { type FakeHost, type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';

const config = () => Config.load({ root: process.cwd(), ignoreManifest: true });

/** Real time for the server: its clients sign with it. */
function world(options: FakeHostOptions = {}): FakeHost {
  return fakeHost({ now: Date.now(), env: { COLUMNS: '80' }, ...options });
}

/** Starts the command, uses it as soon as it listens or has refused, and asks it to end. */
async function whileRunning(
  argv: string[],
  host: FakeHost,
  use: () => Promise<void>,
  signal: 'SIGINT' | 'SIGTERM' = 'SIGINT',
): Promise<number> {
  SandboxCommand.id = 'sandbox';
  const finished = new SandboxCommand(argv, await config()).runWith(host);
  const deadline = Date.now() + 5_000;
  while (!/http:\/\/127/.test(host.written.out) && host.written.err === '' && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  try {
    await use();
  } finally {
    host.end(signal);
  }
  return finished;
}

describe('sandbox', () => {
  it('says where it listens in its first line, and each request in one more', async () => {
    const host = world();
    const lines = () =>
      host.written.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    const exitCode = await whileRunning(['--json'], host, async () => {
      const [ready] = lines();
      expect(Object.keys(ready)).toEqual(['event', 'endpoint', 'accessKeyId', 'accessKeySecret']);
      expect(ready).toMatchObject({
        event: 'ready',
        endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      });
      const client = new RPCClient({ ...ready, apiVersion: '2016-04-28' });
      await client.request('CreateVpc', { RegionId: 'cn-hangzhou' }, { method: 'POST' });
      await client.request('CreateVpc', {}, { method: 'POST' }).catch(() => null);
    });
    expect(exitCode).toBe(0);
    const [ready, ...requests] = lines();
    const shared = { event: 'request', product: 'Vpc', action: 'CreateVpc' };
    expect(requests).toMatchObject([
      { ...shared, status: 200, code: null },
      { ...shared, status: 400, code: 'MissingRegionId' },
    ]);
    expect(JSON.stringify(requests)).not.toContain(ready.accessKeySecret);
    expect(host.written.err).toBe('');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends by %s with exit code 0', async (signal) => {
    const host = world();
    expect(await whileRunning(['--json'], host, async () => {}, signal)).toBe(0);
    expect(host.written.out).toMatch(/^\{"event":"ready"/);
  });

  it.each(['en', 'zh'])('shows in eighty columns how clients are pointed at it (%s)', async (lang) => {
    const host = world();
    await whileRunning(['--lang', lang], host, async () => {});
    const lines = host.written.out.split('\n');
    expect(lines.filter((line) => columnsOf(line) > 80)).toEqual([]);
    const shown = host.written.out
      .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
      .replace(/SANDBOX[A-Z0-9]{17}/g, 'KEY-ID')
      .replace(/\b[a-z0-9]{30}\b/g, 'SECRET');
    expect(shown).toMatchSnapshot();
  });

  it.each([
    [['--listen', '0.0.0.0:0'], 'SANDBOX_NOT_LOOPBACK'],
    [['--fault', 'throttle:Nothing:1'], 'SANDBOX_BAD_FAULT'],
    [['--fault', 'throttle:CreateVpc:1', '--fault', 'x'], 'SANDBOX_BAD_FAULT'],
    [['--state', '/home/li/broken.json'], 'SANDBOX_STATE_BROKEN'],
    [['--bogus'], 'UNKNOWN_FLAG'],
    [['extra'], 'UNEXPECTED_ARGUMENT'],
  ])('refuses %j with exit code 2', async (argv, code) => {
    for (const lang of ['en', 'zh']) {
      const host = world({ files: { '/home/li/broken.json': 'x' } });
      SandboxCommand.id = 'sandbox';
      const command = new SandboxCommand([...argv, '--json', '--lang', lang], await config());
      expect(await command.runWith(host)).toBe(2);
      const { ok, error } = JSON.parse(host.written.out);
      expect([ok, error.code]).toEqual([false, code]);
      expect(/undefined|\[object/.test(error.message + error.hint)).toBe(false);
    }
  });

  it('says that its port is taken, and by what exit code', async () => {
    const host = world();
    const second = world();
    await whileRunning(['--json'], host, async () => {
      const { endpoint } = JSON.parse(host.written.out);
      SandboxCommand.id = 'sandbox';
      const argv = ['--listen', endpoint.replace('http://', '')];
      expect(await new SandboxCommand(argv, await config()).runWith(second)).toBe(1);
    });
    expect(second.written.err).toMatch(/Error \[SANDBOX_LISTEN\].*EADDRINUSE/);
  });

  it('keeps its state in the file that is named, beside the current folder', async () => {
    const host = world();
    await whileRunning(['--json', '--state', 'box.json'], host, async () => {});
    expect(JSON.parse(host.contents.get('/home/li/project/box.json') ?? '{}')).toMatchObject({ format: 1 });
  });
});

describe('sandbox reset', () => {
  async function reset(argv: string[], host: FakeHost) {
    SandboxResetCommand.id = 'sandbox:reset';
    const exitCode = await new SandboxResetCommand(argv, await config()).runWith(host);
    const out = host.written.out;
    host.written.out = '';
    return { exitCode, out };
  }

  it.each(['en', 'zh'])(
    'says what it removed, and that there is nothing the second time (%s)',
    async (lang) => {
      const host = world();
      await (await startPrivateSandbox(host)).close();
      const first = await reset(['--lang', lang], host);
      expect(first).toMatchSnapshot();
      expect(await reset(['--lang', lang], host)).toMatchSnapshot();
      expect(first.out.split('\n').every((line) => columnsOf(line) <= 80)).toBe(true);
    },
  );

  it('counts in JSON', async () => {
    const host = world();
    await (await startPrivateSandbox(host)).close();
    expect(JSON.parse((await reset(['--json'], host)).out)).toEqual({
      schemaVersion: 1,
      command: 'sandbox reset',
      ok: true,
      path: '/home/li/.local/share/aliproxy/sandbox.json',
      found: true,
      removed: { vpcs: 0, vswitches: 0, groups: 0, keyPairs: 0, instances: 0 },
    });
  });
});
