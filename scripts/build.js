// npm run build: compiles src to dist and writes the command manifest from it.
import { rmSync } from 'node:fs';
import { prepareTools, runStep, writeBuildStamp } from './steps.js';

await prepareTools();
rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
await runStep('typescript/bin/tsc', ['-p', 'tsconfig.build.json']);
const { writeManifest } = await import('./manifest.js');
await writeManifest();
writeBuildStamp();
