#!/usr/bin/env node
// Plain, old JavaScript up to the version check: an old Node must get one clear line, not a syntax error.
import { existsSync, readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `aliproxy needs Node.js 20.19 or newer; this is ${process.versions.node}. Get one from https://nodejs.org\n`,
  );
  process.exit(2);
}

// run.cmd takes it away so that Node.js starts; what is looked at is the environment as it was.
const kept = process.env.ALIPROXY_NODE_USE_ENV_PROXY;
if (kept !== undefined) {
  process.env.NODE_USE_ENV_PROXY = kept;
  delete process.env.ALIPROXY_NODE_USE_ENV_PROXY;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const argv = process.argv.slice(2);
if (argv[0] === '--version') {
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(
    `${name}/${version} ${process.platform}-${process.arch} node-v${process.versions.node}\n`,
  );
} else {
  nodeModule.enableCompileCache?.();
  // Under DEBUG=* oclif prints every argument, passwords included, before any of our code has seen them.
  if (process.env.DEBUG) process.env.DEBUG += ',-oclif*';
  const built = new URL('../dist/main.js', import.meta.url);
  if (!existsSync(built)) {
    process.stderr.write('aliproxy is not built yet: run "npm run build" in its folder first.\n');
    process.exit(2);
  }
  const { main } = await import(built.href);
  await main(argv, { root });
}
