// Writes oclif.manifest.json from the built commands; `--check` only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Plugin } from '@oclif/core';
import { root } from './steps.js';

const path = new URL('../oclif.manifest.json', import.meta.url);

async function manifestText() {
  const plugin = new Plugin({
    root,
    type: 'core',
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  });
  await plugin.load();
  return `${JSON.stringify(plugin.manifest, null, 2)}\n`;
}

export async function writeManifest() {
  writeFileSync(path, await manifestText());
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (readFileSync(path, 'utf8') !== (await manifestText())) {
    process.stderr.write('oclif.manifest.json is stale: run "npm run build" and commit it.\n');
    process.exit(1);
  }
}
