// npm run dev -- COMMAND …: a command from its sources.
import { join } from 'node:path';
import { exitCodeOf, prepareTools, root } from './steps.js';

await prepareTools();
process.exit(
  await exitCodeOf(process.execPath, [
    '--import',
    'tsx',
    join(root, 'bin', 'dev.js'),
    ...process.argv.slice(2),
  ]),
);
