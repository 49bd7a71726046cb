// npm start: the demonstration, on a machine that has nothing but Node, npm and a clone.
import { join } from 'node:path';
import { exitCodeOf, prepare, root } from './steps.js';

await prepare();
process.exit(
  await exitCodeOf(process.execPath, [join(root, 'bin', 'run.js'), 'demo', ...process.argv.slice(2)]),
);
