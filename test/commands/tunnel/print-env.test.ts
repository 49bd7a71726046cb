import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { outcome } from './start.js';

const execute = promisify(execFile);
const argv = ['-l', '[::1]:3128', '-L', 'redis-a=6379:10.0.3.8:6379', '-L', '5432:10.0.3.9:5432'];
const url = 'http://[::1]:3128';

describe('aliproxy tunnel --print-env', () => {
  it.skipIf(process.platform === 'win32')('sets the variables in a bash that evaluates it', async () => {
    const { exitCode, out, err } = await outcome([...argv, '--print-env', 'bash']);
    expect([exitCode, err]).toEqual([0, '']);
    const names = ['HTTP_PROXY', 'https_proxy', 'all_proxy', 'NO_PROXY', 'ALIPROXY_FWD_REDIS_A'];
    const script = `eval "$1"; for name in ${names.join(' ')}; do printenv "$name"; done`;
    const { stdout } = await execute('bash', ['-c', script, 'bash', out], {
      env: { PATH: process.env.PATH },
    });
    expect(stdout.trimEnd().split('\n')).toEqual([
      url,
      url,
      url,
      'localhost,127.0.0.1,::1',
      '127.0.0.1:6379',
    ]);
  });

  it('speaks PowerShell and cmd: one assignment a line, nothing that would be expanded', async () => {
    const windows = { platform: { os: 'win32', cwd: 'C:\\work', home: 'C:\\Users\\li' } } as const;
    const powershell = await outcome([...argv, '--print-env', 'powershell'], windows);
    expect(powershell.out).toBe(
      `$env:HTTP_PROXY = '${url}'\n$env:HTTPS_PROXY = '${url}'\n$env:ALL_PROXY = '${url}'\n` +
        "$env:NO_PROXY = 'localhost,127.0.0.1,::1'\n$env:ALIPROXY_FWD_REDIS_A = '127.0.0.1:6379'\n",
    );
    const cmd = await outcome([...argv, '--print-env', 'cmd'], windows);
    expect(cmd.out.trimEnd().split('\n')).toContain(`set "HTTPS_PROXY=${url}"`);
    for (const line of cmd.out.trimEnd().split('\n')) expect(line).toMatch(/^set "\w+=[^"%^&|<>!]*"$/);
  });

  it('gives the same as JSON', async () => {
    const { out } = await outcome([...argv, '--print-env', 'bash', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      command: 'tunnel',
      ok: true,
      shell: 'bash',
      variables: { HTTPS_PROXY: url, https_proxy: url, ALIPROXY_FWD_REDIS_A: '127.0.0.1:6379' },
    });
  });

  it('leads to the port of the configuration or the default one, and speaks https with a TLS listener', async () => {
    const { out } = await outcome(['--print-env', 'bash']);
    expect(out).toContain("export HTTPS_PROXY='http://127.0.0.1:3128'");
    const all = await outcome(['--print-env', 'bash', '-l', '0.0.0.0:3128', '--allow-from', '10.0.0.0/8']);
    expect(all.out).toContain("export HTTPS_PROXY='http://127.0.0.1:3128'");
  });

  it('leaves no credentials in histories, and says so', async () => {
    const { out, err } = await outcome(['--print-env', 'bash', '--auth', 'li:canary-4711']);
    expect(out + err).not.toContain('canary-4711');
    expect(out).not.toContain('@');
    expect(err).toMatch(/^Warning: /);
  });

  it.each([
    ['-l', '0'],
    ['-L', 'redis=0:10.0.3.8:6379'],
  ])('refuses a port that is only known at the start: %s %s', async (...free) => {
    const { exitCode, out, err } = await outcome(['--print-env', 'bash', ...free]);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain('127.0.0.1:0');
  });
});
