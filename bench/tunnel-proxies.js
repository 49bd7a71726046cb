// The proxies of the tunnel bench: how each is got, started and told apart. One that can't be had is left out, and why
// is said.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { root } from '../scripts/steps.js';

/** More than the bench ever opens. */
const most = 16_000;
const goproxy = 'github.com/elazarl/goproxy';
const gost = 'github.com/go-gost/gost/cmd/gost';

/** The kinds in the order of the table; `prepare` returns how to start it on a port, or a text why it can't be. */
export const kinds = [
  { name: 'aliproxy tunnel', prepare: prepareOwn },
  { name: 'tinyproxy', prepare: prepareTinyproxy },
  { name: 'squid', prepare: prepareSquid },
  { name: 'gost', isGo: true, prepare: prepareGost },
  { name: 'goproxy', isGo: true, prepare: prepareGoproxy },
  { name: 'proxy-chain', prepare: prepareProxyChain },
];

/** Starts a proxy, on a free port unless told otherwise, and waits until it accepts; its process and its address. */
export async function startProxy(start, children, wanted = null) {
  const port = wanted ?? (await freePort());
  const { file, args } = start(port);
  const child = spawn(file, args, { stdio: 'ignore' });
  children.push(child);
  await waitUntilAccepting(child, port);
  return { child, address: `127.0.0.1:${port}` };
}

export async function waitUntilAccepting(child, port) {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode}`);
    if (await accepts(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${child.spawnfile} does not accept connections`);
}

export async function stop(child) {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await ended;
}

function prepareOwn() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    version,
    start: (port) => ({
      file: process.execPath,
      args: [
        ...[join(root, 'bin', 'run.js'), 'tunnel', '--listen', `127.0.0.1:${port}`, '--no-input'],
        ...['--max-connections', String(most), '--max-connections-per-client', String(most)],
      ],
    }),
  };
}

function prepareTinyproxy(folder) {
  const version = versionOf('tinyproxy', ['-v'], /[\d.]+/);
  if (version === null) return 'not installed';
  const file = join(folder, 'tinyproxy.conf');
  return {
    version,
    start: (port) => {
      const lines = [`Port ${port}`, 'Listen 127.0.0.1', 'Allow 127.0.0.1'];
      writeFileSync(file, `${[...lines, `MaxClients ${most}`, 'LogLevel Critical'].join('\n')}\n`);
      return { file: 'tinyproxy', args: ['-d', '-c', file] };
    },
  };
}

function prepareSquid(folder) {
  const version = versionOf('squid', ['-v'], /Version ([\d.]+)/);
  if (version === null) return 'not installed';
  const file = join(folder, 'squid.conf');
  return {
    version,
    start: (port) => {
      const lines = [
        ...[`http_port 127.0.0.1:${port}`, 'http_access allow localhost', 'http_access deny all'],
        ...['cache deny all', 'access_log none', 'cache_log /dev/null', 'cache_store_log none'],
        ...[`pid_filename ${join(folder, `squid-${port}.pid`)}`, 'shutdown_lifetime 0 seconds'],
        ...[`max_filedescriptors ${most + 4_000}`, 'pinger_enable off', `coredump_dir ${folder}`],
      ];
      writeFileSync(file, `${lines.join('\n')}\n`);
      return { file: 'squid', args: ['-N', '-f', file] };
    },
  };
}

function prepareGost(folder) {
  const made = go(['install', `${gost}@latest`], folder, { GOBIN: folder });
  if (made !== null) return made;
  return {
    version: versionOf(join(folder, 'gost'), ['-V'], /v?\d[\w.-]+/) ?? '?',
    start: (port) => ({ file: join(folder, 'gost'), args: ['-L', `http://127.0.0.1:${port}`] }),
  };
}

function prepareGoproxy(parent) {
  const folder = join(parent, 'goproxy');
  mkdirSync(folder);
  const program = join(folder, 'goproxy');
  writeFileSync(
    join(folder, 'main.go'),
    `package main\n\nimport (\n\t"net/http"\n\t"os"\n\n\t"${goproxy}"\n)\n\n` +
      'func main() {\n\tpanic(http.ListenAndServe(os.Args[1], goproxy.NewProxyHttpServer()))\n}\n',
  );
  const steps = [
    ['mod', 'init', 'bench'],
    ['get', `${goproxy}@latest`],
    ['build', '-o', program, '.'],
  ];
  for (const args of steps) {
    const failed = go(args, folder);
    if (failed !== null) return failed;
  }
  return {
    version: versionOf('go', ['list', '-m', goproxy], /v[\d.]+/, { cwd: folder }) ?? '?',
    start: (port) => ({ file: program, args: [`127.0.0.1:${port}`] }),
  };
}

function prepareProxyChain(parent) {
  const folder = join(parent, 'proxy-chain');
  mkdirSync(folder);
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', 'proxy-chain'];
  const { status, stderr } = spawnSync('npm', args, { encoding: 'utf8', timeout: 120_000 });
  if (status !== 0) return `npm install failed: ${firstLine(stderr)}`;
  const program = join(folder, 'serve.mjs');
  writeFileSync(
    program,
    "import { Server } from 'proxy-chain';\n" +
      "await new Server({ host: '127.0.0.1', port: Number(process.argv[2]) }).listen();\n",
  );
  const version = versionOf('npm', ['ls', '--prefix', folder, 'proxy-chain'], /proxy-chain@(\S+)/);
  return {
    version: version ?? '?',
    start: (port) => ({ file: process.execPath, args: [program, String(port)] }),
  };
}

/** Null where it went well. */
function go(args, cwd, variables = {}) {
  const { status, stderr, error } = spawnSync('go', args, {
    ...{ cwd, encoding: 'utf8', timeout: 180_000 },
    env: { ...process.env, ...variables },
  });
  return status === 0 ? null : `go ${args[0]} failed: ${error?.message ?? lastLine(stderr)}`;
}

function versionOf(file, args, pattern, options = {}) {
  const { stdout, stderr, error } = spawnSync(file, args, { encoding: 'utf8', ...options });
  if (error) return null;
  const found = pattern.exec(`${stdout}${stderr}`);
  return found?.[1] ?? found?.[0] ?? '?';
}

const firstLine = (text) => text.trim().split('\n')[0];
const lastLine = (text) => text.trim().split('\n').at(-1).trim();

/** A port of 127.0.0.1 that is free at the moment. */
export function freePort() {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
