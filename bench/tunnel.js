// npm run bench -- tunnel: the tunnel beside other proxies and beside no proxy at all, each measurement of every one in
// turn so that noise hits all alike; medians. Target, proxy and load are processes of their own. `--runs N`, default 5.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare } from '../scripts/steps.js';
import { buildLoad, startClient, startTarget } from './load.js';
import { machine, median, runsAsked } from './measure.js';
import { processorSeconds, residentBytes } from './processes.js';
import { kinds, startProxy, stop } from './tunnel-proxies.js';

const runs = runsAsked(5);
const workers = 32;
const connectSeconds = 2;
const transferBytes = 1_000_000_000;
const roundTrips = 4_000;
const idleCounts = [1_000, 5_000];
const settleMs = 1_500;

if (process.platform !== 'linux') {
  process.stderr.write('This bench reads /proc: it runs on Linux.\n');
  process.exit(2);
}
await prepare();
const folder = mkdtempSync(join(tmpdir(), 'aliproxy-bench-'));
const children = [];
try {
  const load = buildLoad(folder);
  const target = await startTarget(load, children);
  const subjects = await startSubjects();
  const client = startClient(load, children);
  for (let run = -1; run < runs; run++) {
    for (const subject of subjects) {
      const figures = await measureOnce(client, target, subject);
      // The first round warms up: compilers, and the memory that buffers grow into.
      if (run >= 0) subject.figures.push(figures);
    }
  }
  for (const subject of subjects) {
    if (subject.child) await stop(subject.child);
  }
  for (const subject of subjects) {
    if (subject.start) subject.idle = await measureIdle(load, subject);
  }
  report(subjects);
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

async function startSubjects() {
  const subjects = [{ name: 'nothing (direct)', version: '', figures: [] }];
  for (const { name, isGo, prepare: get } of kinds) {
    const found = get(folder);
    if (typeof found === 'string') {
      console.log(`Without ${name}: ${found}\n`);
      continue;
    }
    const running = await startProxy(found.start, children);
    subjects.push({ name, isGo, ...found, ...running, figures: [] });
  }
  return subjects;
}

async function measureOnce(client, target, { name, child, address = '' }) {
  const job = async (kind, options) => {
    const before = child ? processorSeconds(child.pid) : 0;
    const result = await client({ kind, proxy: address, target, ...options });
    if (result.errors > 0) throw new Error(`${name}, ${kind}: ${result.errors} errors, ${result.error}`);
    return { ...result, cpuSeconds: child ? processorSeconds(child.pid) - before : 0 };
  };
  const connects = await job('connects', { workers, seconds: connectSeconds });
  const down = await job('download', { bytes: transferBytes });
  const up = await job('upload', { bytes: transferBytes });
  const echo = await job('echo', { count: roundTrips });
  const gigabytes = transferBytes / 1e9;
  return {
    connectsPerSecond: connects.count / connects.seconds,
    cpuUsPerConnect: (connects.cpuSeconds / connects.count) * 1e6,
    downMBps: transferBytes / 1e6 / down.seconds,
    downCpuPerGB: down.cpuSeconds / gigabytes,
    upMBps: transferBytes / 1e6 / up.seconds,
    upCpuPerGB: up.cpuSeconds / gigabytes,
    echoUs: echo.p50Us,
  };
}

/** In a fresh process: how much its memory grew, in KiB for each tunnel that was used for one byte each way. */
async function measureIdle(load, { start }) {
  // Of its own: the ports towards the other one are still waiting from so many connections.
  const target = await startTarget(load, children);
  const { child, address } = await startProxy(start, children);
  const client = startClient(load, children);
  const job = { proxy: address, target };
  // What is loaded, compiled and set aside on first use is no cost of a tunnel.
  await client({ ...job, kind: 'connects', workers: 8, seconds: 3 });
  await settle();
  const before = residentBytes(child.pid);
  const perTunnel = [];
  let open = 0;
  for (const count of idleCounts) {
    const { errors, error } = await client({ ...job, kind: 'idle', count: count - open });
    if (errors > 0) {
      perTunnel.push(null);
      console.log(`${start(0).file} with ${count} idle tunnels: ${error}\n`);
      break;
    }
    open = count;
    await settle();
    perTunnel.push((residentBytes(child.pid) - before) / 1_024 / count);
  }
  await client({ kind: 'close' });
  await stop(child);
  return perTunnel;
}

function settle() {
  return new Promise((resolve) => setTimeout(resolve, settleMs));
}

function report(subjects) {
  const middles = subjects.map((subject) => ({ ...subject, ...mediansOf(subject.figures) }));
  const direct = middles[0];
  const versions = subjects.slice(1).map(({ name, version }) => `${name} ${version}`);
  console.log(
    `${workers} connections at a time, ${(transferBytes / 1e9).toFixed(0)} GB each way, medians of ${runs} interleaved runs.`,
  );
  console.log(`${machine()}; ${versions.join(', ')}\n`);
  console.log(
    '| through | CONNECT/s | µs CPU each | MB/s down | CPU s/GB | MB/s up | CPU s/GB | added ms | KiB idle, 1,000 | 5,000 |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const row of middles) {
    const own = row.child !== undefined;
    const figure = (value, digits) => (own && value != null ? value.toFixed(digits) : '-');
    const cells = [
      row.name,
      Math.round(row.connectsPerSecond).toLocaleString('en'),
      figure(row.cpuUsPerConnect, 0),
      Math.round(row.downMBps).toLocaleString('en'),
      figure(row.downCpuPerGB, 2),
      Math.round(row.upMBps).toLocaleString('en'),
      figure(row.upCpuPerGB, 2),
      figure((row.echoUs - direct.echoUs) / 1_000, 3),
      ...idleCounts.map((_, index) => figure(row.idle?.[index], 1)),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  reportGoals(middles);
}

function reportGoals(middles) {
  const [direct, own, ...others] = middles;
  const go = others.find(({ isGo }) => isGo);
  const goals = [
    ['CONNECT/s, at least 2,500', own.connectsPerSecond, (value) => value >= 2_500],
    ['MB/s down, at least 700', own.downMBps, (value) => value >= 700],
    ['KiB per idle tunnel, at most 14', own.idle.at(-1) ?? Number.NaN, (value) => value <= 14],
    ['added ms at the median, at most 0.2', (own.echoUs - direct.echoUs) / 1_000, (value) => value <= 0.2],
  ];
  if (go) {
    for (const way of ['down', 'up']) {
      const ratio = own[`${way}CpuPerGB`] / go[`${way}CpuPerGB`];
      goals.push([`CPU per GB ${way} against ${go.name}, at most 1.5`, ratio, (value) => value <= 1.5]);
    }
  }
  console.log('\n| goal | figure | |\n| --- | ---: | --- |');
  for (const [goal, value, isMet] of goals) {
    console.log(`| ${goal} | ${value.toFixed(value < 100 ? 2 : 0)} | ${isMet(value) ? 'met' : 'missed'} |`);
  }
  const fastest = Math.max(
    own.connectsPerSecond,
    ...others.map(({ connectsPerSecond }) => connectsPerSecond),
  );
  const room = direct.connectsPerSecond / fastest;
  console.log(`\nThe load alone opens ${room.toFixed(1)} times as many connections as the fastest proxy.`);
}

function mediansOf(figures) {
  const names = Object.keys(figures[0]);
  return Object.fromEntries(names.map((name) => [name, median(figures.map((one) => one[name]))]));
}
