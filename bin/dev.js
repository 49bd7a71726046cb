#!/usr/bin/env -S node --import tsx
// Runs the commands from their TypeScript sources: no build, and new commands are seen without a manifest.
import { fileURLToPath } from 'node:url';
import { main } from '../src/main.ts';

process.env.NODE_ENV ??= 'development';
await main(process.argv.slice(2), {
  root: fileURLToPath(new URL('..', import.meta.url)),
  ignoreManifest: true,
});
