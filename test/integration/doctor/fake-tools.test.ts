import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { doctorDefaults, runDoctor } from '../../../src/lib/doctor/run.js';
import { type GoWorld, makeGoWorld, script } from './go-world.js';

let world: GoWorld;
beforeEach(async () => {
  world = await makeGoWorld();
});
afterEach(() => world.remove());

const ids = ['python.version', 'node.version', 'ide.vscode-go'] as const;

async function examine(programs: Record<string, string>) {
  for (const [name, text] of Object.entries(programs)) await world.write(`bin/${name}`, script(text), 0o755);
  const { checks } = await runDoctor(
    { ...doctorDefaults, only: ids, offline: true },
    world.host([world.bin]),
  );
  return Object.fromEntries(
    checks.map(({ id, status, finding, found }) => [id, [status, finding?.code ?? null, found]]),
  );
}

describe.skipIf(process.platform === 'win32')('fake programs', () => {
  it('that hang are ended, and do not keep the others', async () => {
    const started = performance.now();
    const result = await examine({ python3: 'exec sleep 30', node: 'echo v14.21.3' });
    expect(result['python.version']).toEqual(['warn', 'PYTHON_BROKEN', expect.stringContaining('python3')]);
    expect(result['node.version']).toEqual(['warn', 'NODE_OLD', '14.21.3']);
    expect(result['ide.vscode-go']?.[0]).not.toBe('error');
    expect(performance.now() - started).toBeLessThan(9_000);
  }, 20_000);

  it('that crash, or print another version, are told', async () => {
    const result = await examine({ python3: 'echo "Python 3.6.8"', node: 'kill -SEGV $$' });
    expect(result['python.version']).toEqual(['warn', 'PYTHON_OLD', '3.6.8']);
    expect(result['node.version']?.slice(0, 2)).toEqual(['warn', 'NODE_BROKEN']);
  });

  it('are read beside the settings of an editor', async () => {
    await world.write('home/.vscode/extensions/golang.go-0.50.0/package.json', '{}');
    await world.write(
      'project/.vscode/launch.json',
      '{ // mine\n "configurations": [{"name": "Run", "type": "go", "env": {"HTTP_PROXY": "http://li:s3cret@h.test:1"}},] }',
    );
    const { checks } = await runDoctor(
      { ...doctorDefaults, only: ids, offline: true },
      world.host([], { HTTP_PROXY: 'http://127.0.0.1:3128' }),
    );
    const editor = checks.find(({ id }) => id === 'ide.vscode-go');
    expect(editor).toMatchObject({ status: 'warn', finding: { code: 'VSCODE_MISTAKES' } });
    expect(editor?.found).toContain('golang.go 0.50.0');
    expect(JSON.stringify(checks)).not.toContain('s3cret');
  });
});
