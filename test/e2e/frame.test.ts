import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CliHome } from '../helpers/cli.js';

const root = resolve(import.meta.dirname, '../..');
const home = new CliHome();
afterAll(() => home.remove());

interface Manifest {
  commands: Record<string, { summary?: string; description?: string; examples?: unknown[] }>;
}
const manifest = JSON.parse(readFileSync(resolve(root, 'oclif.manifest.json'), 'utf8')) as Manifest;
const commands = Object.entries(manifest.commands);

describe('the built program', () => {
  it('answers --version with the version of package.json', async () => {
    const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
    expect(await home.run(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`aliproxy/${version} `),
      stderr: '',
    });
  });

  it('shows help for nothing, --help, help and a topic, with exit 0', async () => {
    for (const args of [
      [],
      ['--help'],
      ['help'],
      ['vpc'],
      ['help', 'vpc', 'create'],
      ['vpc', 'create', '--help'],
    ]) {
      const { code, stdout, stderr } = await home.run(args);
      expect([args, code, stderr]).toEqual([args, 0, '']);
      expect(stdout).toContain('USAGE');
    }
  });

  it.each(commands)('%s has a summary, two examples and its exit codes in the help', (_id, command) => {
    expect(command.summary).toBeTruthy();
    expect(command.examples?.length).toBeGreaterThanOrEqual(2);
    expect(command.description).toMatch(/exit/i);
  });

  it.each([
    [['docter'], 'UNKNOWN_COMMAND', 'doctor'],
    [['doctor', '--josn'], 'UNKNOWN_FLAG', '--json'],
    [['doctor', 'now'], 'UNEXPECTED_ARGUMENT', 'doctor --help'],
    [['vpc', 'craete'], 'UNKNOWN_COMMAND', 'vpc create'],
  ])('%j is exit 2 with a suggestion', async (args, code, hint) => {
    const result = await home.run(args);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(new RegExp(`^Error \\[${code}\\]: .*\nHint: .*${hint}.*\n$`));
  });

  it('answers --json with a wrong flag, or a wrong command, by one small document and exit 2', async () => {
    for (const args of [
      ['doctor', '--json', '--bogus'],
      ['docter', '--json'],
    ]) {
      const { code, stdout, stderr } = await home.run(args);
      expect([code, stderr]).toEqual([2, '']);
      expect(stdout.length).toBeLessThan(400);
      expect(JSON.parse(stdout)).toMatchObject({
        schemaVersion: 1,
        ok: false,
        error: { code: expect.stringMatching(/^UNKNOWN_/) },
      });
    }
  });

  it('speaks Chinese by locale', async () => {
    const { stderr } = await home.run(['doctor', '--josn'], { env: { LANG: 'zh_CN.UTF-8' } });
    expect(stderr).toContain('未知选项 --josn');
  });

  it('prints no argument under DEBUG=*: it may be a secret', async () => {
    for (const args of [
      ['probe', '-x', 'http://li:canary-31@127.0.0.1:1', 'redis://:canary-31@127.0.0.1:1'],
      ['prob', 'redis://:canary-31@127.0.0.1:1'],
    ]) {
      const { stdout, stderr } = await home.run(args, { env: { DEBUG: '*' } });
      expect(stdout + stderr).toMatch(/PROXY_REFUSED|UNKNOWN_COMMAND/);
      expect(stdout + stderr).not.toContain('canary-31');
    }
  });

  it('is quiet about a reader that goes away', () => {
    const shell = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" "${resolve(root, 'bin/run.js')}" --help | head -n 1`],
      { encoding: 'utf8' },
    );
    expect(shell.stderr).toBe('');
    expect(shell.stdout.split('\n')).toHaveLength(2);
  });

  it.skipIf(process.platform === 'win32')('works in a folder that was deleted meanwhile', () => {
    const script = `mkdir gone && cd gone && rmdir ../gone && "${process.execPath}" "${resolve(root, 'bin/run.js')}" doctor --list`;
    const { status, stdout } = spawnSync('sh', ['-c', script], {
      encoding: 'utf8',
      cwd: home.folder,
      timeout: 15_000,
    });
    expect(status).toBe(0);
    expect(stdout).toContain('os.version');
  });

  it.skipIf(process.platform !== 'linux')('says so when its output has no room', () => {
    const script = `"${process.execPath}" "${resolve(root, 'bin/run.js')}" doctor --list > /dev/full`;
    const { status, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8', cwd: home.folder });
    expect(stderr).toMatch(/^Error \[FILE_UNWRITABLE\]: can't write stdout \(ENOSPC\)\n/);
    expect(status).toBe(1);
  });

  it.skipIf(process.platform !== 'linux')('ends a watch whose output has no room, once', () => {
    const script = `"${process.execPath}" "${resolve(root, 'bin/run.js')}" probe --watch --interval 50ms 127.0.0.1:9 > /dev/full`;
    const options = { encoding: 'utf8', cwd: home.folder, timeout: 15_000 } as const;
    const { status, stderr } = spawnSync('sh', ['-c', script], options);
    expect(stderr.match(/Error \[\w+\]/g)).toEqual(['Error [FILE_UNWRITABLE]']);
    expect(status).toBe(1);
  });

  it('reports a fault that no command caught as INTERNAL, without a stack', () => {
    const bug =
      "data:text/javascript,setTimeout(() => { throw new TypeError('a bug at http://li:canary-99@h:1') }, 500)";
    const args = ['--import', bug, resolve(root, 'bin/run.js'), 'tunnel', '-l', '127.0.0.1:0'];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: home.folder });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^Error \[INTERNAL\]: aliproxy itself failed: a bug at http:\/\/\*\*\*@h:1\nHint: .*\n$/,
    );
  });

  it('tells an old Node in one line what it needs, before anything is imported', () => {
    const code = `Object.defineProperty(process.versions, 'node', { value: '18.19.0' }); import(${JSON.stringify(resolve(root, 'bin/run.js'))});`;
    const { status, stderr, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^aliproxy needs Node\.js 20\.19 or newer; this is 18\.19\.0\..*\n$/);
  });
});
