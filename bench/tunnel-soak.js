// npm run bench -- soak [--minutes 10]: the tunnel under a mixed load for a while, with two proxies behind it of which
// one is killed and comes back again and again. Ends with a verdict: memory, descriptors, lag and errors.
import { fork, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare, root } from '../scripts/steps.js';
import { buildLoad, startTarget } from './load.js';
import { machine, median } from './measure.js';
import { descriptorCount, processorSeconds, residentBytes } from './processes.js';
import { freePort, kinds, startProxy, stop, waitUntilAccepting } from './tunnel-proxies.js';

const minutes = minutesAsked(10);
/** The one upstream is gone for so long, then there for so long. */
const goneMs = 5_000;
const thereMs = 15_000;
const mebibyte = 1_024 * 1_024;
const mostGrowth = 32 * mebibyte;
const mostLagMs = 500;

await prepare();
const folder = mkdtempSync(join(tmpdir(), 'aliproxy-soak-'));
const children = [];
/** When the one upstream was killed. */
const killings = [];
try {
  const target = await startTarget(buildLoad(folder), children);
  const { start, name } = upstreamKind();
  const steady = await startProxy(start, children);
  const shakyPort = await freePort();
  const tunnel = await startTunnel([steady.address, `127.0.0.1:${shakyPort}`]);
  const before = descriptorCount(tunnel.child.pid);
  const report = startLoad(tunnel.port, target);
  console.log(
    `${minutes} minutes through two ${name}, one of which is killed every ${(goneMs + thereMs) / 1_000} s. ${machine()}\n`,
  );
  const samples = await soak(tunnel, shakyPort, start);
  report.child.kill('SIGKILL');
  await settled(tunnel.child.pid, before);
  const after = descriptorCount(tunnel.child.pid);
  conclude({ samples, visits: report.visits, before, after });
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

function minutesAsked(fallback) {
  const at = process.argv.indexOf('--minutes');
  const asked = at < 0 ? fallback : Number(process.argv[at + 1]);
  if (asked > 0) return asked;
  process.stderr.write('--minutes takes a number\n');
  return process.exit(2);
}

/** tinyproxy where there is one, else another tunnel of ours. */
function upstreamKind() {
  const kind = kinds.find(({ name }) => name === 'tinyproxy');
  const found = kind.prepare(folder);
  return typeof found === 'string'
    ? { name: 'aliproxy tunnel', ...kinds[0].prepare(folder) }
    : { name: 'tinyproxy', ...found };
}

async function startTunnel(upstreams) {
  const port = await freePort();
  const args = [
    ...['--import', join(root, 'bench', 'report-lag.js'), join(root, 'bin', 'run.js')],
    ...['tunnel', '--listen', `127.0.0.1:${port}`, '--strategy', 'round-robin', '--health-interval', '1s'],
    ...upstreams.flatMap((address) => ['--upstream', `http://${address}`]),
    ...['--linger', '2s', '--no-input'],
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  children.push(child);
  const lag = { lagMs: 0, p99Ms: 0, heapBytes: 0 };
  child.on('message', (message) => Object.assign(lag, message));
  await waitUntilAccepting(child, port);
  return { child, port, lag };
}

function startLoad(port, target) {
  const child = fork(join(root, 'bench', 'tunnel-soak-load.js'), [String(port), target]);
  children.push(child);
  const visits = [];
  child.on('message', (some) => visits.push(...some));
  return { child, visits };
}

/** Kills and revives the one upstream, and takes a sample a second. */
async function soak({ child, lag }, shakyPort, start) {
  const samples = [];
  const end = Date.now() + minutes * 60_000;
  let shaky = null;
  let changesAt = Date.now();
  while (Date.now() < end) {
    if (Date.now() >= changesAt) {
      if (shaky === null) {
        shaky = await startProxy(start, children, shakyPort);
      } else {
        killings.push(Date.now());
        await stop(shaky.child);
        shaky = null;
      }
      changesAt = Date.now() + (shaky === null ? goneMs : thereMs);
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const { pid } = child;
    samples.push({
      ...lag,
      resident: residentBytes(pid),
      descriptors: descriptorCount(pid),
      cpu: processorSeconds(pid),
    });
  }
  return samples;
}

async function settled(pid, descriptors) {
  for (let second = 0; second < 20 && descriptorCount(pid) > descriptors; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

function conclude({ samples, visits, before, after }) {
  // What was under way when the upstream was killed may have gone with it.
  const isExcused = ({ began, ended }) => killings.some((at) => began <= at && at <= ended + 50);
  console.log('| visits | done | lost with the upstream | failed |\n| --- | ---: | ---: | ---: |');
  for (const kind of new Set(visits.map((visit) => visit.kind))) {
    const own = visits.filter((visit) => visit.kind === kind);
    const failed = own.filter(({ failure }) => failure !== null);
    const lost = failed.filter(isExcused);
    console.log(
      `| ${kind} | ${own.length - failed.length} | ${lost.length} | ${failed.length - lost.length} |`,
    );
  }
  const fifth = Math.max(1, Math.floor(samples.length / 5));
  const middle = (part) => median(part.map(({ resident }) => resident));
  // The first fifth grows into its buffers.
  const early = middle(samples.slice(fifth, 2 * fifth));
  const late = middle(samples.slice(-fifth));
  const peak = Math.max(...samples.map(({ resident }) => resident));
  const lag = Math.max(...samples.map(({ lagMs }) => lagMs));
  const mb = (bytes) => `${(bytes / mebibyte).toFixed(0)} MiB`;
  const unexplained = visits.filter((visit) => visit.failure !== null && !isExcused(visit));
  const verdicts = [
    [
      'memory, second fifth and last',
      `${mb(early)}, ${mb(late)} (peak ${mb(peak)})`,
      late - early < mostGrowth,
    ],
    ['descriptors before and after', `${before}, ${after}`, after <= before],
    [
      'event loop late by, at most',
      `${lag.toFixed(0)} ms (p99 ${median(samples.map(({ p99Ms }) => p99Ms)).toFixed(0)} ms)`,
      lag < mostLagMs,
    ],
    ['upstream killed', `${killings.length} times`, true],
    ['processor time', `${samples.at(-1).cpu.toFixed(0)} s`, true],
    ['visits failed without a reason', String(unexplained.length), unexplained.length === 0],
  ];
  console.log('\n| what | figure | |\n| --- | ---: | --- |');
  for (const [what, figure, isGood] of verdicts)
    console.log(`| ${what} | ${figure} | ${isGood ? 'good' : 'BAD'} |`);
  for (const { kind, failure } of unexplained.slice(0, 10)) console.log(`\n${kind}: ${failure}`);
  if (verdicts.some(([, , isGood]) => !isGood)) process.exitCode = 1;
}
