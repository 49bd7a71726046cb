// Shared by the scripts: what is stale, and how a tool of node_modules is run. Node built-ins only, because these
// lines run before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);
const installStamp = at('node_modules', '.aliproxy-installed');
const buildStamp = at('dist', '.built');

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  stop(
    `aliproxy needs Node.js 20.19 or newer; this is ${process.versions.node}. Get one from https://nodejs.org`,
  );
}

/** Installs what is missing or stale; does nothing, fast, where nothing changed. */
export async function prepareTools() {
  requireNode();
  if (read(installStamp) !== installKey()) await install();
}

/** Installs and builds what is missing or stale. */
export async function prepare() {
  await prepareTools();
  if (read(buildStamp) !== buildKey()) {
    note('building');
    await runNode([at('scripts', 'build.js')]);
  }
}

async function install() {
  note('installing dependencies (once; needs the network)');
  const cli = process.env.npm_execpath;
  // Not `npm ci`: it refuses a lock file whose registry lacked another platform's optional package (decision 4).
  const args = ['install', '--no-save', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error'];
  const windows = process.platform === 'win32';
  const code = cli?.endsWith('.js')
    ? await exitCodeOf(process.execPath, [cli, ...args])
    : await exitCodeOf(windows ? 'npm.cmd' : 'npm', args, { shell: windows });
  if (code !== 0) {
    stop(
      [
        `Installing the dependencies failed (npm ended with ${code}; its own words are above).`,
        'Is the package registry reachable? Behind a proxy: npm config set proxy http://HOST:PORT',
        'and the same for https-proxy; with a mirror: npm config set registry URL. Then run this again.',
      ].join('\n'),
    );
  }
  mkdirSync(at('node_modules'), { recursive: true });
  writeFileSync(installStamp, installKey());
}

export function writeBuildStamp() {
  writeFileSync(buildStamp, buildKey());
}

function installKey() {
  return hash([readFileSync(at('package-lock.json'), 'utf8'), process.platform, process.arch]);
}

/** Names, sizes and times of the sources: cheap, and any edit changes it. */
function buildKey() {
  const parts = ['package.json', 'tsconfig.json', 'tsconfig.build.json'].map((name) =>
    readFileSync(at(name), 'utf8'),
  );
  for (const path of filesBelow(at('src'))) {
    const { size, mtimeMs } = statSync(path);
    parts.push(`${path} ${size} ${mtimeMs}`);
  }
  return hash(parts);
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Runs a tool of node_modules with this Node; ends with its code where it fails. */
export async function runStep(tool, args, options) {
  await runNode([at('node_modules', tool), ...args], options);
}

export async function runNode(args, options) {
  const code = await exitCodeOf(process.execPath, args, options);
  if (code !== 0) process.exit(code);
}

export function exitCodeOf(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, stdio: 'inherit', ...options });
    child.on('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(127);
    });
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

function note(text) {
  process.stderr.write(`aliproxy: ${text} …\n`);
}

function stop(text) {
  process.stderr.write(`${text}\n`);
  process.exit(2);
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function hash(parts) {
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}
