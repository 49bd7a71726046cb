import { dirname, join } from 'node:path';
import { Config } from '@oclif/core/config';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import Doctor from '../../../src/commands/doctor.js';
import { findProgram, missing } from '../../helpers/programs.js';
import { examineGo, type GoWorld, makeGoWorld, script } from './go-world.js';

/** A Go waits 5 s, its pipes one more; another process may follow where it did answer. */
const hangLimitMs = 9_000;

let world: GoWorld;
beforeEach(async () => {
  world = await makeGoWorld();
});
afterEach(() => world.remove());

const answer = (version: string, root: string) =>
  `echo '${JSON.stringify({ GOVERSION: version, GOROOT: root, GOPATH: '/tmp/none', GOPROXY: 'https://goproxy.cn,direct', GOSUMDB: 'sum.golang.org' })}'`;

async function withGo(text: string, mode = 0o755) {
  await world.write('bin/go', text, mode);
  return await examineGo(world.host([world.bin]));
}

const code = (result: { status: string; finding: { code: string } | null }) => [
  result.status,
  result.finding?.code ?? null,
];

describe.skipIf(process.platform === 'win32')('a fake go', () => {
  it.each([
    ['crashes', 'echo "go: boom" >&2; exit 2'],
    ['is killed', 'kill -SEGV $$'],
    ['prints garbage', 'echo hello'],
    ['prints no text', 'head -c 100000 /dev/urandom'],
    ['prints JSON that is no answer', 'echo "[1]"'],
    ['says nothing', ''],
    ['prints 50 MB', 'head -c 52428800 /dev/zero | tr "\\0" "y"'],
    ['complains in 50 MB of lines', 'yes | head -c 52428800 >&2; exit 1'],
  ])(
    '%s: broken, and nothing else is',
    async (_name, line) => {
      const { of, durationMs } = await withGo(script(line));
      expect(code(of('go.installed'))).toEqual(['fail', 'GO_BROKEN']);
      expect(code(of('go.version'))).toEqual(['skip', 'NEEDS']);
      expect(code(of('go.toolchain'))).toEqual(['skip', 'NEEDS']);
      expect(of('go.goroot').status).toBe('pass');
      expect(durationMs).toBeLessThan(hangLimitMs);
    },
    20_000,
  );

  it('that hangs in one way or another is ended within its limit', async () => {
    const ways = {
      hangs: 'exec sleep 30',
      'hangs and will not go': 'trap "" TERM; while :; do sleep 1; done',
      'leaves a child that holds its pipes': 'sleep 20 & wait',
      'ends, and leaves a child that holds its pipes': `sleep 20 & ${answer('go1.26.8', '/x')}; exit 3`,
    };
    const told = await Promise.all(
      Object.entries(ways).map(async ([way, text]) => {
        await world.write(`${way}/go`, script(text), 0o755);
        const { of, durationMs } = await examineGo(world.host([join(world.folder, way)]));
        const installed = of('go.installed');
        return {
          way,
          status: installed.status,
          named: ['GO_TIMEOUT', 'GO_BROKEN'].includes(installed.finding?.code ?? ''),
          version: code(of('go.version')),
          inTime: durationMs < hangLimitMs,
        };
      }),
    );
    expect(told).toEqual(
      Object.keys(ways).map((way) => ({
        way,
        status: 'fail',
        named: true,
        version: ['skip', 'NEEDS'],
        inTime: true,
      })),
    );
  }, 20_000);

  it('is 1.19: too old, with the rest judged all the same', async () => {
    const text = script('case "$*" in', `"env -json"*) ${answer('go1.19.8', '/opt/go1.19')} ;;`, 'esac');
    const { of, durationMs } = await withGo(text);
    expect(code(of('go.installed'))).toEqual(['pass', null]);
    expect(code(of('go.version'))).toEqual(['fail', 'GO_TOO_OLD']);
    expect(code(of('go.multiple'))).toEqual(['pass', null]);
    expect(code(of('go.toolchain'))).toEqual(['skip', 'NEEDS']);
    expect(code(of('go.sumdb'))).toEqual(['pass', null]);
    expect(durationMs).toBeLessThan(3_000);
  });

  it.each([
    ['may not be run', () => world.write('bin/go', script(answer('go1.26.8', '/x')), 0o644)],
    ['is a folder', () => world.write('bin/go/README', 'x')],
  ])('that %s is no Go', async (_name, make) => {
    await make();
    const { of } = await examineGo(world.host([world.bin]));
    const installed = of('go.installed');
    // Another Go of this machine may be found off PATH.
    expect(['GO_MISSING', 'GO_NOT_ON_PATH', null]).toContain(installed.finding?.code ?? null);
    expect(installed.found ?? '').not.toContain(world.bin);
    expect(of('go.multiple').found ?? '').not.toContain(world.bin);
  });

  it('in the current folder is never run', async () => {
    await world.write('project/go', script(`touch ${world.folder}/ran`, answer('go1.26.8', '/x')), 0o755);
    const { of } = await examineGo(world.host(['', '.', 'project']));
    expect(of('go.installed').found ?? '').not.toContain(world.folder);
    expect(of('go.multiple').found ?? '').not.toContain(world.folder);
    await expect(world.host([]).files.exists(`${world.folder}/ran`)).resolves.toBe(false);
  });

  it('that hangs does not keep the command from its document', async () => {
    await world.write('bin/go', script('exec sleep 30'), 0o755);
    Doctor.id = 'doctor';
    const config = await Config.load({ root: process.cwd(), ignoreManifest: true });
    const written: string[] = [];
    const host = {
      ...world.host([world.bin]),
      output: { out: (text: string) => void written.push(text), err: () => {}, unreadBytes: () => 0 },
    };
    const exitCode = await new Doctor(['--only', 'go', '--offline', '--json'], config).runWith(host);
    expect(exitCode).toBe(1);
    const { ok, checks, summary } = JSON.parse(written.join(''));
    expect(ok).toBe(false);
    expect(summary.error).toBe(0);
    expect(checks[0]).toMatchObject({
      id: 'go.installed',
      status: 'fail',
      message: expect.stringContaining('5 s'),
    });
  }, 20_000);
});

describe.skipIf(process.platform === 'win32' || missing('go'))('beside the Go of this machine', () => {
  const real = () => dirname(findProgram('go') ?? '');
  const old = script(
    'case "$*" in',
    `"env -json"*) ${answer('go1.19.8', '/opt/go1.19')} ;;`,
    '*) echo local ;;',
    'esac',
  );

  it('an older one in front is told, and not one behind', async () => {
    await world.write('bin/go', old, 0o755);
    const before = await examineGo(world.host([world.bin, real()]));
    expect(code(before.of('go.multiple'))).toEqual(['warn', 'GO_SHADOWED']);
    expect(code(before.of('go.version'))).toEqual(['fail', 'GO_TOO_OLD']);
    const behind = await examineGo(world.host([real(), world.bin]));
    expect(code(behind.of('go.multiple'))).toEqual(['info', 'GO_SEVERAL']);
    expect(code(behind.of('go.installed'))).toEqual(['pass', null]);
  });

  it('one behind that hangs costs its limit, and nothing else', async () => {
    await world.write('bin/go', script('exec sleep 30'), 0o755);
    const { of, durationMs } = await examineGo(world.host([real(), world.bin]));
    expect(code(of('go.installed'))).toEqual(['pass', null]);
    expect(code(of('go.multiple'))).toEqual(['pass', null]);
    expect(durationMs).toBeLessThan(hangLimitMs);
  }, 20_000);

  it('links and wrappers are the same Go', async () => {
    await world.write('bin/go', script(`exec "${real()}/go" "$@"`), 0o755);
    const { of } = await examineGo(world.host([world.bin, real()]));
    expect(code(of('go.multiple'))).toEqual(['pass', null]);
  });

  it('a GOROOT that does not exist is named as the cause', async () => {
    const { of } = await examineGo(world.host([real()], { GOROOT: '/none', GOFLAGS: '-v' }));
    expect(code(of('go.goroot'))).toEqual(['fail', 'GOROOT_WRONG']);
    expect(code(of('go.installed'))).toEqual(['pass', null]);
    expect(of('go.version').finding?.code).not.toBe('GO_VERSION_UNKNOWN');
    expect(code(of('go.flags'))).toEqual(['pass', null]);
  });

  it.each([
    ['-x=1=2', 'fail', 'FLAGS_REFUSED'],
    ['-bogus', 'fail', 'FLAGS_REFUSED'],
    ['"-v', 'fail', 'FLAGS_QUOTE'],
    ['-mod', 'fail', 'FLAGS_WITHOUT_VALUE'],
    ['-mod=mod', 'warn', 'FLAGS_MOD'],
    ['-trimpath', 'pass', null],
  ])('GOFLAGS=%s is judged by itself: %s %s', async (GOFLAGS, status, finding) => {
    const { of } = await examineGo(world.host([real()], { GOFLAGS }));
    expect(code(of('go.flags'))).toEqual([status, finding]);
    expect(code(of('go.installed'))).toEqual(['pass', null]);
  });

  it('a go.mod that asks for more is told, with what forbids it', async () => {
    await world.write('project/go.mod', 'module m\n\ngo 1.99\n');
    const ask = async (env: Record<string, string>) =>
      code((await examineGo(world.host([real()], env))).of('go.toolchain'));
    expect(await ask({ GOTOOLCHAIN: 'local' })).toEqual(['fail', 'TOOLCHAIN_REFUSED']);
    expect(await ask({ GOTOOLCHAIN: 'path' })).toEqual(['fail', 'TOOLCHAIN_NOT_ON_PATH']);
    expect(await ask({ GOTOOLCHAIN: 'auto' })).toEqual(['fail', 'TOOLCHAIN_NO_SOURCE']);
    expect(await ask({ GOTOOLCHAIN: 'auto', GOPROXY: 'https://goproxy.cn' })).toEqual([
      'info',
      'TOOLCHAIN_DOWNLOAD',
    ]);
    await world.write('bin/go1.99.0', script('echo'), 0o755);
    const found = await examineGo(world.host([real(), world.bin], { GOTOOLCHAIN: 'path' }));
    expect(code(found.of('go.toolchain'))).toEqual(['info', 'TOOLCHAIN_AT_HAND']);
  });

  it('a healthy one is examined in a moment, without a failure', async () => {
    const { durationMs } = await examineGo(world.host([real()], { GOPROXY: 'https://goproxy.cn,direct' }));
    const again = await examineGo(world.host([real()], { GOPROXY: 'https://goproxy.cn,direct' }));
    expect(Math.min(durationMs, again.durationMs)).toBeLessThan(1_000);
    expect(again.of('go.sumdb')).toMatchObject({ status: 'pass', found: 'sum.golang.org' });
    expect(again.of('go.flags').status).toBe('pass');
  });
});
