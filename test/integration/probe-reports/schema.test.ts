import { createServer as createTlsServer, type Server } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../../src/lib/messages/en.js';
import { probeJsonText } from '../../../src/lib/output/views/probe/json.js';
import { resultLine, summaryLine } from '../../../src/lib/output/views/probe/ndjson.js';
import type { ProbeRun } from '../../../src/lib/probe/result.js';
import { runProbe } from '../../../src/lib/probe/run.js';
import { type TargetKind, targetKinds } from '../../../src/lib/probe/target/target.js';
import { probeBench } from '../../commands/probe/world.js';
import { type Certificates, makeCertificates } from '../../helpers/certificates.js';
import { complaints } from '../../helpers/probe-schema.js';
import { missing } from '../../helpers/programs.js';
import { closedPort } from '../../helpers/servers.js';
import { fakeProxy, keepingFakes, listening, portOf, ports, request, serve } from '../probe/world.js';

const quick = { connectTimeoutMs: 300, tunnelTimeoutMs: 300, timeoutMs: 400 };

function expectPublished(run: ProbeRun): void {
  expect(complaints(JSON.parse(probeJsonText(run, en)), 'report')).toEqual([]);
  for (const result of run.results) expect(complaints(resultLine(result, en), 'resultLine')).toEqual([]);
  expect(complaints(summaryLine(run), 'summaryLine')).toEqual([]);
}

function targetOf(kind: TargetKind, port: number): string {
  if (kind === 'dns') return `dns://127.0.0.1:${port}/db.internal.test`;
  return kind === 'proxy' ? 'proxy://' : `${kind}://127.0.0.1:${port}`;
}

/** Answers of a proxy, and what a proxy of each kind makes of a report. */
const answers = {
  'opens a tunnel': 'HTTP/1.1 200 Connection established\r\nVia: 1.1 gate\r\n\r\n',
  'says why not':
    'HTTP/1.1 502 Bad Gateway\r\nProxy-Status: gate; error=connection_refused\r\nContent-Length: 4\r\n\r\nnope',
  'wants a login':
    'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n',
  'is busy': 'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n',
};

describe('what real runs print, by the published schema', () => {
  const keep = keepingFakes();

  it.each(targetKinds)('%s: refused, mute, talkative', async (kind) => {
    const mute = keep(await serve(() => {}));
    const talkative = keep(await serve((socket) => socket.end('220 hello\r\n')));
    const targets = [await closedPort(), mute.port, talkative.port].map((port) => targetOf(kind, port));
    const settings = kind === 'proxy' ? { ...quick, canary: { host: '127.0.0.1', port: 1 } } : quick;
    const proxied = kind === 'proxy' ? { via: `http://127.0.0.1:${mute.port}` } : {};
    const run = await runProbe(request(targets, { settings, ...proxied }), ports());
    expect(run.results).toHaveLength(3);
    expectPublished(run);
  });

  it.each(targetKinds)('%s through proxies that answer this and that', async (kind) => {
    for (const answer of Object.values(answers)) {
      const gate = keep(await fakeProxy(answer, (socket) => setTimeout(() => socket.destroy(), 50)));
      const via = `http://127.0.0.1:${gate.port}`;
      const run = await runProbe(request([targetOf(kind, 9)], { via, settings: quick }), ports());
      expect(run.results).toHaveLength(1);
      expectPublished(run);
    }
  });

  it('many times, with a limit, and interrupted', async () => {
    const open = keep(await serve((socket) => socket.write('+PONG\r\n')));
    const targets = [`redis://127.0.0.1:${open.port}#name=cache`, `127.0.0.1:${await closedPort()}`];
    const repeat = { count: 3, intervalMs: 1 };
    const counted = await runProbe(request(targets, { repeat, settings: quick }), ports());
    expect(counted.results.map(({ stats }) => stats?.count)).toEqual([3, 3]);
    expectPublished(counted);

    const mute = keep(await serve(() => {}));
    const late = await runProbe(request([`redis://127.0.0.1:${mute.port}`], { deadlineMs: 50 }), ports());
    expect(late.deadlineReached).toBe('--deadline');
    expectPublished(late);

    const interruption = AbortSignal.timeout(50);
    const stopped = await runProbe(
      request([`redis://127.0.0.1:${mute.port}`, ...targets]),
      ports({ signal: interruption }),
    );
    expect(stopped.interrupted).toBe(true);
    expectPublished(stopped);
  });

  it('with warnings of their own, and failures that were looked into', async () => {
    const open = keep(await serve((socket) => socket.on('data', () => socket.write('+PONG\r\n'))));
    const gate = keep(await fakeProxy(answers['says why not']));
    const slo = [
      { phase: 'total' as const, limitMs: 0.001 },
      { phase: 'app' as const, limitMs: 0.001 },
    ];
    const settings = { ...quick, slo };
    const warned = await runProbe(request([`redis://127.0.0.1:${open.port}`], { settings }), ports());
    expect(warned.results[0]?.warnings.length).toBe(2);
    expectPublished(warned);

    const via = `http://127.0.0.1:${gate.port}`;
    const explained = await runProbe(
      request([`redis://127.0.0.1:${open.port}`], { via, explain: true, settings: quick }),
      ports(),
    );
    expect(explained.results[0]?.explanation).not.toBeNull();
    expectPublished(explained);
  });
});

describe.skipIf(missing('openssl'))('what real runs over TLS print, by the published schema', () => {
  let certificates: Certificates;
  const servers: Server[] = [];

  beforeAll(async () => {
    certificates = await makeCertificates();
  });

  afterAll(async () => {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    await certificates?.remove();
  });

  it.each(['server', 'expired', 'wrongName', 'selfSigned'] as const)('certificate: %s', async (kind) => {
    const server = createTlsServer(certificates[kind], (socket) => {
      socket.on('error', () => {}).on('data', () => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
    }).on('tlsClientError', () => {});
    servers.push(server);
    await listening(server);
    const targets = ['https', 'tls'].map((scheme) => `${scheme}://127.0.0.1:${portOf(server)}`);
    const settings = { ca: certificates.ca, certDays: 3650 };
    const run = await runProbe(request(targets, { settings }), ports());
    expect(run.results.every(({ details }) => details.tls !== null)).toBe(true);
    expectPublished(run);
  });
});

describe('what the command prints under --json, by the published schema', () => {
  const { runJson, keep } = probeBench();

  it.each([
    { argv: [] },
    { argv: ['gopher://127.0.0.1:70'] },
    { argv: ['--attempts', '9', '127.0.0.1:1'] },
    { argv: ['--no-such-flag'] },
    { argv: ['-x', 'ftp://127.0.0.1:1', '127.0.0.1:1'] },
    { argv: ['--json', '--format', 'csv', '127.0.0.1:1'] },
  ])('for wrong use: $argv', async ({ argv }) => {
    const { exitCode, document } = await runJson(argv);
    expect(exitCode).toBe(2);
    expect(complaints(document, 'error')).toEqual([]);
    expect(complaints(document)).toEqual([]);
  });

  it('for a run', async () => {
    const open = keep(await serve((socket) => socket.write('hello')));
    const { exitCode, document } = await runJson(['--direct', `127.0.0.1:${open.port}`]);
    expect(exitCode).toBe(0);
    expect(complaints(document, 'report')).toEqual([]);
  });
});
