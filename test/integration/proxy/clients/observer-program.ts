import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { classify, refusalOf, type Seen } from './first-bytes.js';
import { Names } from './names.js';
import type { Observation, ObserverAnswer, ObserverRequest } from './world.js';

/**
 * Runs inside the namespace: listens on the ports given as arguments, the first of which is the mark port, starts the
 * clients it is told to (one JSON line each on stdin), and tells what reached it (one JSON line each on stdout).
 */
const [markPort = 0, ...ports] = process.argv.slice(2).map(Number);
const silenceMs = 1_000;

const names = new Names();
let observed: Observation[] = [];
let lookups: string[] = [];
let mark = '';
let child: ChildProcess | null = null;
const open = new Set<Socket>();
let whenNoneOpen: (() => void) | null = null;

function listen(port: number, accept: (socket: Socket) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: false }, accept);
    server.once('error', reject);
    server.listen(port, '::', 1024, () => resolve());
  });
}

function observe(socket: Socket): void {
  const slot = observed.length;
  const bucket = observed;
  const host = (socket.localAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '');
  const place = { mark, host: names.nameOf(host), address: host, port: socket.localPort ?? 0 };
  bucket.push({ ...place, seen: { kind: 'silent' } });
  open.add(socket);
  let bytes = Buffer.alloc(0);
  let done = false;
  const decide = (ended: boolean) => {
    const seen: Seen | null = done ? null : classify(bytes, ended);
    if (seen === null) return;
    done = true;
    bucket[slot] = { ...place, seen };
    open.delete(socket);
    if (open.size === 0) whenNoneOpen?.();
    if (ended) socket.destroy();
    else socket.end(refusalOf(seen));
  };
  // A client that waits to be greeted is told to go.
  if (place.port === 21) socket.write('421 Closed\r\n');
  socket.setTimeout(silenceMs, () => decide(true));
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    decide(false);
  });
  socket.on('error', () => decide(true));
  socket.on('close', () => decide(true));
}

/** `label\n` begins a new mark; `ok\n` is the answer. */
function acceptMark(socket: Socket): void {
  let text = '';
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
    const end = text.indexOf('\n');
    if (end < 0) return;
    const label = text.slice(0, end);
    text = '';
    void settled().then(() => {
      mark = label;
      socket.end('ok\n');
    });
  });
}

/** Everything that connected before now is accepted, and has said its first word. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  if (open.size === 0) return;
  await new Promise<void>((resolve) => {
    whenNoneOpen = resolve;
  });
  whenNoneOpen = null;
}

async function runClient(request: ObserverRequest): Promise<ObserverAnswer> {
  observed = [];
  lookups = [];
  mark = '';
  const started = spawn(request.program, request.args, {
    cwd: request.cwd,
    env: request.env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child = started;
  let stdout = '';
  let stderr = '';
  started.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  started.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  started.stdin.on('error', () => undefined).end(request.stdin);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    started.kill('SIGKILL');
  }, request.limitMs);
  const exitCode = await new Promise<number | null>((resolve) => {
    started.once('error', (error) => {
      stderr += error.message;
      resolve(null);
    });
    started.once('close', resolve);
  });
  clearTimeout(timer);
  child = null;
  await settled();
  return { id: request.id, exitCode, timedOut, stdout, stderr, observed, lookups };
}

function say(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

const resolver = createSocket('udp4');
await new Promise<void>((resolve, reject) => {
  resolver.once('error', reject).bind(53, '127.0.0.1', resolve);
});
names.serve(resolver, (name) => lookups.push(name));
await Promise.all([listen(markPort, acceptMark), ...ports.map((port) => listen(port, observe))]);
say({ id: 0 });

const input = createInterface({ input: process.stdin });
let queue = Promise.resolve();
input.on('line', (line) => {
  const request = JSON.parse(line) as ObserverRequest;
  queue = queue.then(async () => say(await runClient(request)));
});
input.on('close', () => {
  child?.kill('SIGKILL');
  process.exit(0);
});
