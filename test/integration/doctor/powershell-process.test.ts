import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { askPowershell } from '../../../src/lib/doctor/collectors/powershell.js';
import { nodeClock } from '../../../src/lib/host/node/clock.js';
import { nodeProcesses } from '../../../src/lib/host/node/processes.js';
import { fakeHost } from '../../helpers/fake-host.js';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const answer = '<<<AP1{"session":{"ok":true,"v":{"version":"7.5.4","mode":"FullLanguage"}}}AP1>>>';

/** A `pwsh` on PATH that is this shell script; `$0.pid` gets its process id. */
async function powershell(script: string) {
  const folder = await mkdtemp(join(tmpdir(), 'aliproxy-pwsh-'));
  folders.push(folder);
  const program = join(folder, 'pwsh');
  await writeFile(program, `#!/bin/sh\necho $$ > "$0.pid"\n${script}\n`);
  await chmod(program, 0o755);
  const processes = nodeProcesses('linux', { PATH: `${folder}:/usr/bin:/bin` });
  const host = { ...fakeHost({ platform: { os: 'win32' } }), clock: nodeClock, processes };
  const isAlive = async () => {
    const pid = Number(await readFile(`${program}.pid`, 'utf8'));
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };
  return { host, program, isAlive };
}

const never = new AbortController().signal;

/** What becomes of a PowerShell that does this, and how long it took. */
async function ask(script: string, limitMs: number) {
  const { host, program, isAlive } = await powershell(script);
  const started = performance.now();
  const { report, answer: values } = await askPowershell(host, limitMs, never);
  return { report, values, program, alive: await isAlive(), tookMs: performance.now() - started };
}

describe('a real process as PowerShell', () => {
  it('is given the script as one argument, and its answer is read', async () => {
    const script = `[ $# = 5 ] && [ "$4" = -Command ] && printf '%s' '${answer}'`;
    const { report, values, program } = await ask(script, 10_000);
    expect(report).toMatchObject({ state: 'ok', program, version: '7.5.4', exitCode: 0 });
    expect(values.get('session')).toEqual({ version: '7.5.4', mode: 'FullLanguage' });
  });

  it('is ended at its limit where it hangs', async () => {
    const { report, alive, tookMs } = await ask('exec sleep 30', 400);
    expect(report.state).toBe('timeout');
    expect(alive).toBe(false);
    expect(tookMs).toBeLessThan(5_000);
  });

  it('is ended although it does not listen to a request to end', async () => {
    const script = "trap '' TERM\nwhile true; do sleep 0.1; done";
    const { report, alive, tookMs } = await ask(script, 400);
    expect(report.state).toBe('timeout');
    expect(alive).toBe(false);
    expect(tookMs).toBeLessThan(6_000);
  });

  it('is not waited for where a child of it keeps the pipe open', async () => {
    const { report, tookMs } = await ask('sleep 8 &\nexit 0', 400);
    expect(report.state).toBe('timeout');
    expect(tookMs).toBeLessThan(5_000);
  });

  it('is believed where a child of it keeps the pipe open, but the answer is whole', async () => {
    const { report, values } = await ask(`printf '%s' '${answer}'\nsleep 8 &\nexit 0`, 400);
    expect(report.state).toBe('ok');
    expect(values.size).toBe(1);
  });

  it('is unreadable where it prints megabytes of garbage', async () => {
    const { report } = await ask('head -c 3000000 /dev/urandom', 20_000);
    expect(report).toMatchObject({ state: 'unreadable', exitCode: 0 });
  });

  it('is read between megabytes of garbage', async () => {
    const script = `head -c 1500000 /dev/urandom\nprintf '%s' '${answer}'\nhead -c 1500000 /dev/zero`;
    expect((await ask(script, 20_000)).report.state).toBe('ok');
  });

  it('is ended where it never stops to print', async () => {
    const { report, alive, tookMs } = await ask('exec yes', 20_000);
    expect(report.state).toBe('failed');
    expect(alive).toBe(false);
    expect(tookMs).toBeLessThan(15_000);
  });

  it('has failed where it ends with an error, whatever it says', async () => {
    const { report } = await ask("printf '\\304\\332\\n' >&2\nexit 3", 10_000);
    expect(report).toMatchObject({ state: 'failed', exitCode: 3 });
  });

  it('ends at once with the run', async () => {
    const { host, isAlive } = await powershell('exec sleep 30');
    const controller = new AbortController();
    const run = askPowershell(host, 20_000, controller.signal);
    setTimeout(() => controller.abort(new Error('interrupted')), 400);
    await expect(run).rejects.toThrow('interrupted');
    expect(await isAlive()).toBe(false);
  });
});
