// npm test: everything that can run here. Arguments go to vitest: `npm test -- test/unit/redact.test.ts`.
import { join } from 'node:path';
import { exitCodeOf, prepare, root } from './steps.js';

await prepare();
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
process.exit(await exitCodeOf(process.execPath, [vitest, 'run', ...process.argv.slice(2)]));
