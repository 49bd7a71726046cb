import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Config } from '@oclif/core/config';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import Doctor from '../../../src/commands/doctor.js';
import { nodeClock } from '../../../src/lib/host/node/clock.js';
import { nodeFiles } from '../../../src/lib/host/node/files.js';
import { nodeProcesses } from '../../../src/lib/host/node/processes.js';
import { fakeHost } from '../../helpers/fake-host.js';
import { missing } from '../../helpers/programs.js';

let config: Config;
let folder: string;
let goenv: string;

beforeAll(async () => {
  Doctor.id = 'doctor';
  config = await Config.load({ root: process.cwd(), ignoreManifest: true });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aliproxy-fix-'));
  goenv = join(folder, 'goenv');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs with the real Go, whose settings are a file of the test's. */
async function run(argv: readonly string[], variables: Record<string, string | undefined> = {}) {
  const own = { GOENV: goenv, GOPROXY: undefined, GOROOT: undefined, GOFLAGS: undefined, ...variables };
  const env = { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, SHELL: '/bin/bash', ...own };
  const real = nodeProcesses(process.platform, env);
  const fake = fakeHost({ env, platform: { os: process.platform, home: folder, temp: folder, cwd: folder } });
  const host = {
    ...fake,
    clock: nodeClock,
    files: nodeFiles,
    processes: {
      find: real.find,
      start: real.start,
      run: (request: Parameters<typeof real.run>[0]) =>
        real.run({ ...request, env: { HOME: folder, ...own, ...request.env } }),
    },
  };
  const exitCode = await new Doctor([...argv, '--yes', '--json'], config).runWith(host);
  return { exitCode, ...JSON.parse(fake.written.out) };
}

const only = ['--offline', '--only', 'go.goproxy'];
const journal = () => join(folder, '.local', 'share', 'aliproxy', 'journal.json');
const mirror = 'https://goproxy.cn,direct';

describe.skipIf(missing('go') || process.platform === 'win32')('doctor --fix with the real Go', () => {
  it('sets what "go env -w" keeps, finds it mended, and puts it back', async () => {
    await writeFile(goenv, 'GOFLAGS=-mod=mod\nGOPROXY=off\n');
    const fixed = await run(['--fix', ...only]);
    expect(fixed).toMatchObject({
      exitCode: 0,
      ok: true,
      checks: [{ id: 'go.goproxy', status: 'pass', found: mirror }],
      fixes: [
        { check: 'go.goproxy', before: 'off', after: mirror, state: 'applied', error: null, verdict: 'pass' },
      ],
    });
    expect((await readFile(goenv, 'utf8')).split('\n').sort()).toEqual([
      '',
      'GOFLAGS=-mod=mod',
      `GOPROXY=${mirror}`,
    ]);
    expect((await stat(journal())).mode & 0o777).toBe(0o600);

    const undone = await run(['--undo']);
    expect(undone).toMatchObject({ exitCode: 0, fixes: [{ before: mirror, after: 'off', state: 'undone' }] });
    expect((await readFile(goenv, 'utf8')).split('\n').sort()).toEqual([
      '',
      'GOFLAGS=-mod=mod',
      'GOPROXY=off',
    ]);
    expect(await run(['--undo'])).toMatchObject({ exitCode: 0, fixes: [] });
  });

  it('puts back a default by removing the setting, in the file that was changed', async () => {
    await writeFile(goenv, '');
    const kept = await run(['--fix', '--offline', '--only', 'go']);
    expect(await readFile(goenv, 'utf8')).toBe('');
    expect(kept.fixes.filter(({ state }: { state: string }) => state === 'applied')).toEqual([]);
    // What is only for information is mended where it is asked for by its name.
    expect(await run(['--fix', ...only])).toMatchObject({
      fixes: [{ before: null, after: mirror, state: 'applied' }],
    });
    expect(await readFile(goenv, 'utf8')).toBe(`GOPROXY=${mirror}\n`);
    const elsewhere = join(folder, 'other');
    await writeFile(elsewhere, `GOPROXY=direct\n`);
    expect(await run(['--undo'], { GOENV: elsewhere })).toMatchObject({
      fixes: [{ after: null, state: 'undone' }],
    });
    expect(await readFile(goenv, 'utf8')).toBe('');
    expect(await readFile(elsewhere, 'utf8')).toBe('GOPROXY=direct\n');
  });

  it('works with the Go of a GOROOT that leads nowhere', async () => {
    await writeFile(goenv, 'GOPROXY=off\n');
    const { fixes } = await run(['--fix', '--offline', '--only', 'go.goproxy,go.goroot'], {
      GOROOT: join(folder, 'none'),
    });
    expect(fixes).toMatchObject([
      { check: 'go.goroot', state: 'by-hand', error: { code: 'SHELL_PROFILE' }, lines: ['unset GOROOT'] },
      { check: 'go.goproxy', state: 'applied' },
    ]);
  });

  it('tells what Go says where it can not write, and remembers nothing', async () => {
    await writeFile(join(folder, 'file'), '');
    const GOENV = join(folder, 'file', 'goenv');
    const failed = await run(['--fix', ...only], { GOENV });
    expect(failed).toMatchObject({
      exitCode: 1,
      ok: false,
      fixes: [{ state: 'failed', error: { code: 'GO_REFUSED' } }],
    });
    expect(failed.fixes[0].error.message).toContain('~/file');
    expect(JSON.parse(await readFile(journal(), 'utf8')).entries).toEqual([]);
  });

  it('sets nothing that a variable would hide', async () => {
    await writeFile(goenv, '');
    const { fixes } = await run(['--fix', ...only], { GOPROXY: 'off' });
    expect(fixes).toMatchObject([{ change: { kind: 'user-variable' }, state: 'by-hand' }]);
    expect(await readFile(goenv, 'utf8')).toBe('');
  });

  it('leaves alone what was set otherwise in the meantime', async () => {
    await writeFile(goenv, 'GOPROXY=off\n');
    await run(['--fix', ...only]);
    await writeFile(goenv, 'GOPROXY=direct\n');
    expect(await run(['--undo'])).toMatchObject({
      exitCode: 0,
      fixes: [{ error: { code: 'VALUE_CHANGED' } }],
    });
    expect(await readFile(goenv, 'utf8')).toBe('GOPROXY=direct\n');
  });
});
