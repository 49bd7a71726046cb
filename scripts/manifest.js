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
  // In order of id: oclif's is that of the file system.
  const commands = Object.entries(plugin.manifest.commands).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ ...plugin.manifest, commands: Object.fromEntries(commands) }, null, 2)}\n`;
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
