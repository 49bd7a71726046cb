#!/usr/bin/env -S node --import tsx
// Runs the commands from their TypeScript sources: no build, and new commands are seen without a manifest.
// oclif's own way of finding sources needs TypeScript's JavaScript interface, which TypeScript 7 has not.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core/config';
import { settings } from '@oclif/core/settings';
import { main } from '../src/main.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const pjson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
pjson.oclif.commands.target = './src/commands';
settings.enableAutoTranspile = false;
const plugin = new Plugin({ root, pjson, isRoot: true, ignoreManifest: true });
await plugin.load();
await main(process.argv.slice(2), { root, plugins: new Map([[plugin.name, plugin]]) });
