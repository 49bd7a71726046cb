import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliHome, type RunningCli } from '../helpers/cli.js';
import { findProgram, missing } from '../helpers/programs.js';
import { closedPort } from '../helpers/servers.js';

const home = new CliHome();
const bin = resolve(import.meta.dirname, '../../bin/run.js');
let sandbox: RunningCli;
let surroundings: Record<string, string>;

/** The cloud's API is the sandbox, and npm's registry a port where nobody listens: nothing leaves this machine. */
beforeAll(async () => {
  sandbox = home.start(['sandbox', '--json'], { limitMs: 120_000 });
  const { endpoint } = JSON.parse(await sandbox.line(0));
  const registry = `http://127.0.0.1:${await closedPort()}`;
  const go = missing('go') ? '' : `:${dirname(findProgram('go') ?? '')}`;
  surroundings = {
    ALIPROXY_OPENAPI_ENDPOINT: endpoint,
    npm_config_registry: registry,
    PATH: `${process.env.PATH}${go}`,
  };
});

afterAll(async () => {
  await sandbox.end();
  home.remove();
});

interface Check {
  readonly id: string;
  readonly status: string;
  readonly found: string | null;
}

describe('aliproxy doctor on this machine', () => {
  it('finds nothing that fails or can not run, and asks the API and its clock', async () => {
    const args = [
      'doctor',
      '--json',
      '--skip',
      'net.excluded-ports',
      ...(missing('go') ? ['--skip', 'go'] : []),
    ];
    const { code, stdout, stderr } = await home.run(args, { env: surroundings });
    const { checks, summary } = JSON.parse(stdout) as { checks: Check[]; summary: Record<string, number> };
    const troubles = checks.filter(({ status }) => status === 'fail' || status === 'error');
    expect([troubles, code, stderr]).toEqual([[], 0, '']);
    expect(checks.length).toBeGreaterThan(35);
    expect(Object.values(summary).reduce((sum, count) => sum + count, 0)).toBe(checks.length);
    const statusOf = (id: string) => checks.find((check) => check.id === id)?.status;
    expect([statusOf('aliyun.endpoint'), statusOf('time.skew')]).toEqual(['pass', 'pass']);
  });

  it('explains the URLs it is given, and refuses one that is none before it looks at anything', async () => {
    const env = { ...surroundings, HTTPS_PROXY: `http://127.0.0.1:${await closedPort()}` };
    const args = ['doctor', '--json', '--only', 'proxy.targets', '--url'];
    const { stdout } = await home.run([...args, 'https://127.0.0.1:9/x'], { env });
    const [{ url, clients }] = JSON.parse(stdout).urls;
    expect(url).toBe('https://127.0.0.1:9/x');
    const proxies = Object.fromEntries(
      clients.map((row: { client: string; direct: boolean }) => [row.client, row.direct]),
    );
    expect(proxies).toMatchObject({ go: true, curl: false });
    const wrong = await home.run([...args, 'http://'], { env });
    expect([wrong.code, JSON.parse(wrong.stdout).ok]).toEqual([2, false]);
  });

  it.each(['md', 'html', 'json'])('writes a report.%s without names and passwords', async (kind) => {
    const file = join(home.folder, `report.${kind}`);
    const env = { ...surroundings, HTTPS_PROXY: 'http://li:canary-8842@proxy.corp.invalid:3128' };
    const { stdout } = await home.run(['doctor', '--offline', '--report', file], { env });
    expect(stdout).toContain(file);
    const report = readFileSync(file, 'utf8');
    expect(report).toContain('proxy.env');
    expect(report).not.toMatch(/canary-8842|proxy\.corp/);
    if (hostname().length > 3 && hostname() !== 'localhost') expect(report).not.toContain(hostname());
  });

  it('sees the NODE_USE_ENV_PROXY that run.cmd took away so that Node.js starts', async () => {
    const env = { ...surroundings, ALIPROXY_NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: '127.0.0.1:7890' };
    const { stdout } = await home.run(['doctor', '--json', '--offline', '--only', 'proxy.node'], { env });
    expect(JSON.parse(stdout).checks[0].status).toBe('warn');
  });

  it.skipIf(process.platform === 'win32')(
    'runs programs also from a folder that is gone by now',
    async () => {
      const gone = mkdtempSync(join(home.folder, 'gone-'));
      const program = join(home.folder, 'aliproxy.sh');
      writeFileSync(
        program,
        `rmdir '${gone}' && exec '${process.execPath}' '${bin}' doctor --json --only tools --offline`,
      );
      const { stdout } = await promisify(execFile)('/bin/sh', [program], {
        cwd: gone,
        env: { ...surroundings, HOME: home.folder },
      });
      expect((JSON.parse(stdout) as { summary: object }).summary).toMatchObject({ fail: 0, error: 0 });
    },
  );

  it.skipIf(process.platform === 'win32')('ends at once on Ctrl-C, while a program hangs', async () => {
    const folder = join(home.folder, 'hanging bin');
    mkdirSync(folder);
    const go = join(folder, 'go');
    const started = join(folder, 'started');
    writeFileSync(go, `#!/bin/sh\necho > '${started}'\nexec sleep 60\n`);
    chmodSync(go, 0o755);
    const running = home.start(['doctor', '--json', '--offline'], {
      env: { ...surroundings, PATH: `${folder}:${process.env.PATH}` },
    });
    await expect.poll(() => readText(started), { timeout: 20_000 }).toBe('\n');
    const asked = performance.now();
    const { code, stdout } = await running.end('SIGINT');
    expect([code, JSON.parse(stdout).error.code]).toEqual([130, 'INTERRUPTED']);
    expect(performance.now() - asked).toBeLessThan(5_000);
  });
});

describe.skipIf(missing('go'))('aliproxy doctor --fix', () => {
  it('changes what go keeps for the user, looks again, and takes it back', async () => {
    const goenv = join(home.folder, 'go env file');
    writeFileSync(goenv, 'GOPROXY=off\n');
    const env = { ...surroundings, GOENV: goenv, GOPROXY: undefined };
    const only = ['--only', 'go.goproxy', '--json'];
    const before = JSON.parse((await home.run(['doctor', ...only], { env })).stdout);
    expect(before.checks[0].status).toBe('fail');
    const refused = await home.run(['doctor', '--fix', ...only], { env });
    expect([refused.code, readText(goenv)]).toEqual([2, 'GOPROXY=off\n']);
    const fixed = await home.run(['doctor', '--fix', '--yes', ...only], { env });
    const { fixes, checks } = JSON.parse(fixed.stdout);
    expect([fixed.code, fixes[0].state, checks[0].status]).toEqual([0, 'applied', 'pass']);
    expect(readText(goenv)).not.toContain('off');
    const undone = await home.run(['doctor', '--undo', '--yes', '--json'], { env });
    expect(undone.code).toBe(0);
    expect(readText(goenv)).toBe('GOPROXY=off\n');
  });
});

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
