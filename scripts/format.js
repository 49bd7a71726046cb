// npm run format: formats, and mends what the linter can mend.
import { prepareTools, runStep } from './steps.js';

await prepareTools();
await runStep('@biomejs/biome/bin/biome', ['check', '--write', '.']);
