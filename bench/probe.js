// npm run bench -- probe: 1,000 targets through one proxy, against curl with the same limits, interleaved in one run so
// that noise hits both alike. The proxy is tinyproxy where there is one, else our own tunnel.
import { fork, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare, root } from '../scripts/steps.js';
import { machine, median, runsAsked } from './measure.js';

const most = 1_000;
const concurrency = 32;
const runs = runsAsked(7);
await prepare();

const folder = mkdtempSync(join(tmpdir(), 'aliproxy-bench-'));
const children = [];
try {
  const ports = await startTargets();
  const proxy = await startProxy();
  const curl = spawnSync('curl', ['--version'], { encoding: 'utf8' }).stdout?.split(' ')[1];
  console.log(
    `Probes through ${proxy.name}, ${concurrency} at a time; medians of ${runs} interleaved runs. ${machine()}, curl ${curl ?? 'not found'}\n`,
  );
  console.log('| targets | aliproxy ms | MB | curl ms | ratio |\n| --- | ---: | ---: | ---: | ---: |');
  // One target alone shows how much of the time is start-up; servers that take no time show the clients' own.
  for (const [count, kind, speed] of [
    [1, 'http', 'fast'],
    [most, 'http', 'fast'],
    [most, 'https', 'fast'],
    [most, 'http', 'slow'],
    [most, 'https', 'slow'],
    [most, 'tcp', 'fast'],
  ]) {
    if (kind === 'https' && ports.https === null) continue;
    measure(count, kind, { speed, ports, proxy, hasCurl: curl !== undefined });
  }
} finally {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** Prints one row. curl has nothing like a TCP probe, which holds each connection open for 200 ms. */
function measure(count, kind, { speed, ports, proxy, hasCurl }) {
  const urls = Array.from({ length: count }, (_, n) =>
    kind === 'tcp'
      ? `127.0.0.1:${ports.http}#name=n${n}`
      : `${kind}://127.0.0.1:${ports[kind]}/${speed}/${n}`,
  );
  const own = [];
  const other = [];
  let bytes = 0;
  for (let run = -1; run < runs; run++) {
    const probe = probeAll(urls, kind, proxy.url);
    const curlMs = hasCurl && kind !== 'tcp' ? curlAll(urls, kind, proxy.url) : null;
    if (run < 0) continue;
    own.push(probe.ms);
    bytes = Math.max(bytes, probe.bytes);
    if (curlMs !== null) other.push(curlMs);
  }
  const curlMs = other.length > 0 ? median(other) : null;
  const cells = [
    `${count.toLocaleString('en')} ${kind}${speed === 'slow' ? ', 20 ms each' : ''}`,
    median(own).toFixed(0),
    (bytes / 1e6).toFixed(0),
    curlMs?.toFixed(0) ?? '-',
    curlMs === null ? '-' : (median(own) / curlMs).toFixed(2),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

function probeAll(urls, kind, proxy) {
  const memory = join(folder, 'memory');
  const trust = kind === 'https' ? ['--cacert', join(folder, 'server.pem')] : [];
  const program = [join(root, 'bin', 'run.js'), 'probe', '--json', ...trust, '-x', proxy];
  const { ms, stdout } = timed(
    process.execPath,
    [
      ...['--import', join(root, 'bench', 'report-memory.js')],
      ...[...program, '--concurrency', String(concurrency), ...urls],
    ],
    { ...process.env, BENCH_MEMORY: memory },
  );
  const { summary } = JSON.parse(stdout);
  if (summary.pass !== urls.length) throw new Error(`not all passed: ${JSON.stringify(summary)}`);
  return { ms, bytes: Number(readFileSync(memory, 'utf8')) };
}

/** curl goes the same way, http in absolute form, https through a tunnel, with the limits that probe has by default. */
function curlAll(urls, kind, proxy) {
  const config = join(folder, 'curl.conf');
  const nowhere = process.platform === 'win32' ? 'NUL' : '/dev/null';
  writeFileSync(config, urls.map((url) => `url = "${url}"\noutput = "${nowhere}"\n`).join(''));
  return timed(
    'curl',
    [
      ...['--silent', '--show-error', '--fail', '--no-progress-meter', '--proxy', proxy],
      ...(kind === 'https' ? ['--cacert', join(folder, 'server.pem')] : []),
      ...['--connect-timeout', '5', '--max-time', '15', '--no-sessionid'],
      ...['--parallel', '--parallel-max', String(concurrency), '--config', config],
    ],
    { ...process.env, NO_PROXY: '', no_proxy: '' },
  ).ms;
}

function timed(program, args, env) {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, {
    ...{ env, encoding: 'utf8', cwd: root, maxBuffer: 1 << 28 },
  });
  const ms = performance.now() - began;
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr.slice(0, 500)}`);
  return { ms, stdout };
}

function startTargets() {
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'],
    ...[
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-keyout',
      join(folder, 'server.key'),
      '-out',
      join(folder, 'server.pem'),
    ],
  ]);
  const child = fork(join(root, 'bench', 'probe-targets.js'), made.status === 0 ? [folder] : []);
  children.push(child);
  return new Promise((resolve, reject) => child.once('message', resolve).once('exit', reject));
}

async function startProxy() {
  const port = await freePort();
  const file = join(folder, 'tinyproxy.conf');
  writeFileSync(file, `Port ${port}\nListen 127.0.0.1\nAllow 127.0.0.1\nMaxClients 200\nLogLevel Critical\n`);
  const hasTinyproxy = spawnSync('tinyproxy', ['-v']).status === 0;
  const child = hasTinyproxy
    ? spawn('tinyproxy', ['-d', '-c', file], { stdio: 'ignore' })
    : spawn(process.execPath, [join(root, 'bin', 'run.js'), 'tunnel', '-l', `127.0.0.1:${port}`], {
        stdio: 'ignore',
      });
  children.push(child);
  for (let attempt = 0; attempt < 100; attempt++) {
    if (spawnSync('curl', ['--silent', `http://127.0.0.1:${port}/`]).status === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { name: hasTinyproxy ? 'tinyproxy' : 'aliproxy tunnel', url: `http://127.0.0.1:${port}` };
}

function freePort() {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
