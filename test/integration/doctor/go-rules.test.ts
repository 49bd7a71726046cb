import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseGoEnvFile } from '../../../src/lib/doctor/collectors/go-env-file.js';
import { parseModuleFile } from '../../../src/lib/doctor/collectors/go-mod.js';
import { readGoFlags } from '../../../src/lib/doctor/go-flags.js';
import { selectToolchain } from '../../../src/lib/doctor/go-toolchain.js';
import { findProgram, missing } from '../../helpers/programs.js';
import { type GoWorld, makeGoWorld } from './go-world.js';

let world: GoWorld;
beforeEach(async () => {
  world = await makeGoWorld();
});
afterEach(() => world.remove());

/** Go with this environment in the project's folder; GOPROXY=off keeps it from the network. */
async function go(args: readonly string[], env: Record<string, string | undefined> = {}) {
  const file = findProgram('go') ?? '';
  const { processes } = world.host([dirname(file)]);
  return await processes.run({ file, args, env, cwd: world.project, timeoutMs: 20_000 });
}

/** The same numbers on every machine. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

describe.skipIf(process.platform === 'win32' || missing('go'))('our reading of what Go reads', () => {
  it('splits GOFLAGS as Go does: hundreds of values, no disagreement', async () => {
    const next = numbers(20_261_122);
    const parts = [
      '-v',
      '-x',
      '--mod=mod',
      '-mod=mod',
      "'",
      '"',
      ' ',
      '  ',
      '\t',
      '-',
      '--',
      '-=x',
      '---v',
      'v',
      "'-tags=a b'",
    ];
    const values = Array.from({ length: 240 }, () =>
      Array.from({ length: 1 + next(4) }, () => parts[next(parts.length)] ?? '').join(
        next(2) === 0 ? ' ' : '',
      ),
    );
    const disagreements: string[] = [];
    for (let start = 0; start < values.length; start += 8) {
      await Promise.all(
        values.slice(start, start + 8).map(async (GOFLAGS) => {
          const real = await readByGo(GOFLAGS);
          const read = readGoFlags(GOFLAGS);
          const ours = read.ok ? 'ok' : read.problem;
          // Go stops at the first word it does not like; an unknown flag is for Go alone to know.
          const agree = real === 'unknown' ? ours !== 'quote' : ours === real;
          if (!agree) disagreements.push(`${JSON.stringify(GOFLAGS)}: ${real}`);
        }),
      );
    }
    expect(disagreements).toEqual([]);
  }, 60_000);

  it('selects the toolchain that Go selects', async () => {
    const { stdout } = await go(['env', 'GOVERSION'], { GOTOOLCHAIN: 'local' });
    const local = stdout.trim();
    const settings = [
      'local',
      'auto',
      'path',
      'local+auto',
      'go1.21.1',
      'go1.99.1+path',
      'go1.21.0+auto',
      'bash',
      'go1.2x',
      'auto+path',
    ];
    const modules = [
      'go 1.20',
      'go 1.99',
      'go 1.99.3',
      'go 1.99rc1',
      'go 1.20\ntoolchain go1.99.2',
      'go 1.98.1\ntoolchain go1.99.2',
      'go 1.20\ntoolchain default',
      'go 1.99\ntoolchain default',
    ];
    const disagreements: unknown[] = [];
    for (const text of modules) {
      await world.write('project/go.mod', `module m\n\n${text}\n`);
      await Promise.all(
        settings.map(async (setting) => {
          const ours = selectToolchain({ setting, local, module: parseModuleFile(text) });
          const real = await askWhich(setting);
          if (!agree(ours, real)) disagreements.push({ setting, text, ours, real });
        }),
      );
    }
    expect(disagreements).toEqual([]);
  }, 60_000);

  it('reads the file of go env -w as Go does', async () => {
    const lines = ['# GOBIN=/a', 'GOBIN=/b', 'GOBIN=/c d', 'gobin=/e', 'GOFLAGS', ' GOARCH=386', 'GOTMPDIR='];
    await world.write('env', `${lines.join('\n')}\n`);
    const GOENV = `${world.folder}/env`;
    const { stdout } = await go(['env', '-json', 'GOBIN', 'GOTMPDIR'], { GOENV, GOTOOLCHAIN: 'local' });
    const values = parseGoEnvFile(lines.join('\n'));
    expect(JSON.parse(stdout)).toEqual({ GOBIN: values.get('GOBIN'), GOTMPDIR: '' });
    expect([...values.keys()]).toEqual(['GOBIN']);
  });
});

async function readByGo(GOFLAGS: string): Promise<string> {
  const { exitCode, stderr } = await go(['version'], { GOFLAGS, GOTOOLCHAIN: 'local' });
  if (exitCode === 0) return 'ok';
  if (/unterminated/.test(stderr)) return 'quote';
  if (/non-flag/.test(stderr)) return 'not-a-flag';
  if (/unknown flag|invalid boolean/.test(stderr)) return 'unknown';
  throw new Error(`go says something new: ${stderr}`);
}

/** What Go does with this GOTOOLCHAIN in the project's folder, by its own (English) words. */
async function askWhich(GOTOOLCHAIN: string): Promise<{ kind: string; name?: string }> {
  const { exitCode, stderr } = await go(['list', '-m'], { GOTOOLCHAIN });
  if (exitCode === 0 || /updates to go.mod needed/.test(stderr)) return { kind: 'local' };
  const wanted = /cannot find "([^"]+)" in PATH|download (go[\w.]+):|download (go[\w.]+) for/.exec(stderr);
  const name = wanted?.slice(1).find(Boolean);
  if (name !== undefined) return { kind: 'switch', name };
  if (/requires go >=/.test(stderr)) return { kind: 'refused' };
  if (/invalid GOTOOLCHAIN/.test(stderr)) return { kind: 'invalid' };
  throw new Error(`go says something new: ${stderr}`);
}

function agree(ours: ReturnType<typeof selectToolchain>, real: { kind: string; name?: string }): boolean {
  if (ours.kind === 'switch') return real.kind === 'switch' && real.name === ours.name;
  // A Go that is to be fetched first says nothing yet about what the module needs of it.
  if (ours.kind === 'refused') return real.kind === 'refused' || real.kind === 'switch';
  return ours.kind === real.kind;
}
