// npm run check: form, types, dead code, manifest, rules of the repository. Runs all of them, then says which failed.
import { join } from 'node:path';
import { exitCodeOf, prepare, root } from './steps.js';

await prepare();
const tool = (...parts) => join(root, 'node_modules', ...parts);
const colours = process.stdout.isTTY ? [] : ['--colors=off'];
const steps = [
  [
    'form and lint',
    [tool('@biomejs', 'biome', 'bin', 'biome'), 'ci', '--error-on-warnings', ...colours, '.'],
  ],
  ['types', [tool('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json']],
  ['dead code and dependencies', [tool('knip', 'bin', 'knip.js')]],
  ['manifest', [join(root, 'scripts', 'manifest.js'), '--check']],
  ['repository rules', [tool('vitest', 'vitest.mjs'), 'run', '--reporter=dot', 'test/repo']],
];
const failed = [];
for (const [name, args] of steps) {
  if ((await exitCodeOf(process.execPath, args)) !== 0) failed.push(name);
}
process.stdout.write(failed.length === 0 ? 'check: all good\n' : `check failed: ${failed.join(', ')}\n`);
process.exit(failed.length === 0 ? 0 : 1);
