import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../../../src/lib/host/node/host.js';
import { metricsText } from '../../../../src/lib/output/views/tunnel/metrics.js';
import { parseProxyUrl } from '../../../../src/lib/proxy/proxy-url.js';
import { parseSubnet } from '../../../../src/lib/tunnel/access/subnet.js';
import { TunnelMonitor } from '../../../../src/lib/tunnel/observe/monitor.js';
import { defaultSettings, direct } from '../../../../src/lib/tunnel/settings.js';
import { missingModules, testPython } from '../../../helpers/python.js';
import { faultsIn } from '../../../unit/output/tunnel/prometheus-rules.js';
import { afterwards, Client, listening, openTarget, openTunnel, tunnelled, until } from '../world.js';
import { get, metric, openWatched } from './watched.js';

const nowhere = '127.0.0.1:1';

async function openPage(): Promise<string> {
  const server = createServer((_request, response) => response.end('hello'));
  const port = await listening(server);
  afterwards(() => server.close());
  return `http://127.0.0.1:${port}/?secret=query`;
}

describe('the status of a tunnel', () => {
  it('counts what goes through each listener, while it does', async () => {
    const target = await openTarget();
    const forward = {
      name: 'redis',
      listen: { host: '127.0.0.1', port: 0 },
      target: { host: '127.0.0.1', port: target.port },
      upstreams: null,
    };
    const { tunnel, monitor } = await openWatched({ forwards: [forward] });
    const client = await tunnelled(tunnel, target.authority);
    const atTarget = await target.next();
    client.send('12345');
    atTarget.write('1234567890');
    await until(() => client.body === '1234567890');
    const [, local] = tunnel.listeners;
    const other = connect(local?.address.port ?? 0, '127.0.0.1');
    afterwards(() => other.destroy());
    (await target.next()).write('abc');
    await until(() => other.bytesRead === 3);

    const { listeners, totals, ready, draining, pid, version } = monitor.status();
    expect({ ready, draining, pid, version }).toEqual({
      ...{ ready: true, draining: false, pid: process.pid, version: '1.2.3' },
    });
    expect(listeners).toEqual([
      {
        ...{ protocol: 'mixed', listen: `127.0.0.1:${tunnel.address.port}`, target: null, tls: false },
        ...{ active: 1, total: 1, bytesUp: 5, bytesDown: 10, failed: 0 },
      },
      {
        ...{ protocol: 'forward', listen: local?.name, target: target.authority, tls: false },
        ...{ active: 1, total: 1, bytesUp: 0, bytesDown: 3, failed: 0 },
      },
    ]);
    expect(totals).toMatchObject({ connections: 2, active: 2, bytesUp: 5, bytesDown: 13, failures: {} });
    expect(totals.setupMs?.max).toBeGreaterThan(0);
    const name = listeners[0]?.listen;
    expect(metric(monitor, `connections_total{listener="${name}",protocol="connect"}`)).toBe(1);
    expect(metric(monitor, `requests_total{listener="${name}",result="ok"}`)).toBe(1);
    expect(metric(monitor, 'setup_duration_seconds_count{upstream="direct"}')).toBe(2);
    expect(metric(monitor, 'bytes_total{direction="down"}')).toBe(13);
  });

  it('remembers what failed, and counts why', async () => {
    const { tunnel, monitor } = await openWatched();
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const head = `traceparent: 00-${traceId}-00f067aa0ba902b7-01\r\n`;
    for (const authority of [nowhere, '100.100.100.200:80']) {
      await new Client(tunnel.address.port).send(`CONNECT ${authority} HTTP/1.1\r\n${head}\r\n`).toEnd();
    }
    await new Client(tunnel.address.port).send('nonsense\r\n\r\n').toEnd();
    const { recentFailures, totals } = monitor.status();
    expect(recentFailures).toMatchObject([
      { code: 'BAD_REQUEST', destination: null, protocol: null },
      { code: 'DENIED', destination: '100.100.100.200:80', traceId },
      { code: 'TARGET_REFUSED', destination: nowhere, upstream: 'direct', protocol: 'connect', traceId },
    ]);
    expect(totals.failures).toEqual({ BAD_REQUEST: 1, DENIED: 1, TARGET_REFUSED: 1 });
    const results = ['failed', 'denied', 'rejected'].map((result) =>
      metric(monitor, `requests_total{listener="127.0.0.1:${tunnel.address.port}",result="${result}"}`),
    );
    expect(results).toEqual([1, 1, 1]);
    expect(metric(monitor, 'denied_total{rule="reserved"}')).toBe(1);
    expect(metric(monitor, 'connect_errors_total{upstream="direct",code="TARGET_REFUSED"}')).toBe(1);
    expect(metric(monitor, 'connect_errors_total{upstream="direct",code="DENIED"}')).toBeNull();
  });

  it('tells a denial after the lookup from a failure to connect', async () => {
    const { tunnel, monitor } = await openWatched({
      names: { 'metadata.test': [{ address: '169.254.169.254', family: 4 }] },
    });
    await new Client(tunnel.address.port).send('CONNECT metadata.test:80 HTTP/1.1\r\n\r\n').toEnd();
    expect(monitor.status().totals.failures).toEqual({ DENIED: 1 });
    expect(metric(monitor, 'denied_total{rule="reserved"}')).toBe(1);
    expect(metricsText(monitor.metrics())).not.toContain('connect_errors_total');
  });

  it('tells of no denial where another address of the name is allowed', async () => {
    const { tunnel, monitor } = await openWatched({
      names: {
        'both.test': [
          { address: '169.254.169.254', family: 4 },
          { address: '127.0.0.1', family: 4 },
        ],
      },
    });
    const decided: unknown[] = [];
    tunnel.ledger.observe({ decided: ({ decision, rule }) => decided.push([decision, rule]) });
    const target = await openTarget();
    await tunnelled(tunnel, `both.test:${target.port}`);
    expect(decided).toEqual([['allow', null]]);
    expect(metric(monitor, 'denied_total{rule="reserved"}')).toBe(0);
  });

  it('counts who was not admitted', async () => {
    const only = parseSubnet('127.0.0.2');
    if (only === null) throw new Error('not a subnet');
    const { allow, deny, users } = defaultSettings.access;
    const { tunnel, monitor } = await openWatched({ access: { allow, deny, users, allowFrom: [only] } });
    await new Client(tunnel.address.port).toEnd();
    expect(metric(monitor, 'denied_total{rule="allow-from"}')).toBe(1);
    expect(monitor.status().totals.connections).toBe(0);
  });

  it('counts a retry and the error before it, where another upstream does it', async () => {
    const target = await openTarget();
    // Its port is open, so that it passes the checks; what it is asked it does not answer.
    const mute = await openTarget((socket) => socket.on('data', () => socket.destroy()));
    const parsed = parseProxyUrl(`http://${mute.authority}`);
    if (!parsed.ok) throw new Error('not a proxy');
    const upstreams = [{ ...direct, name: 'mute', proxy: parsed.proxy }, direct];
    const { tunnel, monitor } = await openWatched({ upstreams, strategy: 'first' });
    await tunnelled(tunnel, target.authority);
    expect(metric(monitor, 'retries_total')).toBe(1);
    expect(metric(monitor, 'connect_errors_total{upstream="mute",code="PROXY_CLOSED"}')).toBe(1);
    expect(metric(monitor, 'setup_duration_seconds_count{upstream="direct"}')).toBe(1);
    expect(metric(monitor, 'setup_duration_seconds_count{upstream="mute"}')).toBe(0);
  });

  it('says why an upstream is down that was only checked', async () => {
    const parsed = parseProxyUrl('http://127.0.0.1:1');
    if (!parsed.ok) throw new Error('not a proxy');
    const health = { intervalMs: 20, timeoutMs: 1_000, canary: null };
    const { monitor } = await openWatched({
      ...{ health, upstreams: [{ ...direct, name: 'dead', proxy: parsed.proxy }] },
    });
    await until(() => monitor.status().upstreams[0]?.state === 'down');
    expect(monitor.status()).toMatchObject({
      ready: false,
      upstreams: [{ name: 'dead', failures: 0, lastFailure: { code: 'PROXY_REFUSED' } }],
    });
    expect(metric(monitor, 'upstream_up{upstream="dead"}')).toBe(0);
    expect(metric(monitor, 'upstream_breaker_state{upstream="dead"}')).toBe(2);
    expect(metric(monitor, 'health_checks_total{upstream="dead",result="failed"}')).toBeGreaterThan(2);
  });

  it('has an upstream in use while it is only doubted, and tells of the newest failure', async () => {
    const parsed = parseProxyUrl('http://127.0.0.1:1');
    if (!parsed.ok) throw new Error('not a proxy');
    const health = { intervalMs: 20, timeoutMs: 1_000, canary: null };
    const { tunnel, monitor } = await openWatched({
      ...{ health, upstreams: [{ ...direct, name: 'dead', proxy: parsed.proxy }] },
    });
    const seen: unknown[] = [];
    tunnel.ledger.observe({
      upstreamChanged: ({ to }) => {
        const values = ['up', 'breaker_state'].map((name) =>
          metric(monitor, `upstream_${name}{upstream="dead"}`),
        );
        seen.push([to, ...values]);
      },
    });
    await new Client(tunnel.address.port).send('CONNECT a.test:1 HTTP/1.1\r\nHost: x\r\n\r\n').toEnd();
    const failedMs = Date.parse(monitor.status().recentFailures[0]?.at ?? '');
    await until(() => Date.parse(monitor.status().upstreams[0]?.lastFailure?.at ?? '') > failedMs + 20);
    await until(() => seen.length > 1);
    expect(seen.slice(0, 2)).toEqual([
      ['suspect', 1, 0],
      ['down', 0, 2],
    ]);
  });

  it.each([
    ['after the machine has slept', 8 * 3_600_000],
    ['after the clock was set back', -3_600_000],
  ])('tells when something was by the clock as it is now, %s', async (_when, shiftMs) => {
    const tunnel = await openTunnel();
    const host = nodeHost();
    let aheadMs = 0;
    const clock = { ...host.clock, now: () => Date.now() + aheadMs };
    const monitor = new TunnelMonitor(tunnel, '1.2.3', { ...host, clock });
    afterwards(() => monitor.stop());
    await until(() => monitor.status().history.samples.length > 0);
    aheadMs = shiftMs;
    await new Client(tunnel.address.port).send('nonsense\r\n\r\n').toEnd();
    const { now, recentFailures, history } = monitor.status();
    const ageOf = (atMs: number) => Date.parse(now) - atMs;
    expect(ageOf(Date.parse(recentFailures[0]?.at ?? ''))).toBeLessThan(1_000);
    expect(ageOf(history.samples[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(0);
    expect(ageOf(history.samples[0]?.atMs ?? 0)).toBeLessThan(2_000);
  });

  it('counts plain HTTP once it is answered', async () => {
    const { tunnel, monitor } = await openWatched();
    expect(await get(tunnel.address.port, await openPage())).toBe(200);
    await until(() => tunnel.counts.active === 0);
    const name = `127.0.0.1:${tunnel.address.port}`;
    expect(metric(monitor, `requests_total{listener="${name}",result="ok"}`)).toBe(1);
    expect(metric(monitor, `connections_total{listener="${name}",protocol="http"}`)).toBe(1);
    expect(metric(monitor, 'closed_total{reason="done"}')).toBe(1);
    expect(metric(monitor, 'duration_seconds_count')).toBe(1);
  });

  it('takes a sample each second', async () => {
    const { tunnel, monitor } = await openWatched();
    const target = await openTarget();
    const client = await tunnelled(tunnel, target.authority);
    client.send('hello');
    await until(() => monitor.status().history.samples.length > 0);
    const { intervalMs, samples } = monitor.status().history;
    expect(intervalMs).toBe(1_000);
    expect(samples[0]).toMatchObject({ active: 1, opened: 1, failed: 0, bytesUp: 5, bytesDown: 0 });
    expect(samples[0]?.setupMs).toBeGreaterThan(0);
  });

  it('keeps its sums over a reload that closes a listener', async () => {
    const target = await openTarget();
    const { tunnel, monitor } = await openWatched();
    const before = tunnel.listeners[0]?.name;
    await tunnelled(tunnel, target.authority);
    await tunnel.apply({ ...tunnel.settings, listen: [{ host: '127.0.0.2', port: 0 }] });
    expect(monitor.status().listeners).toMatchObject([{ total: 0, active: 0 }]);
    expect(monitor.status().totals).toMatchObject({ connections: 1, active: 1 });
    expect(metric(monitor, `connections_total{listener="${before}",protocol="connect"}`)).toBe(1);
  });

  it('has a log level that can be set, until the settings say another', async () => {
    const { tunnel, monitor } = await openWatched({ logLevel: 'info' });
    monitor.logLevel = 'debug';
    expect(monitor.status().logLevel).toBe('debug');
    await tunnel.apply({ ...tunnel.settings, strategy: 'first' });
    expect(monitor.logLevel).toBe('debug');
    await tunnel.apply({ ...tunnel.settings, logLevel: 'error' });
    expect(monitor.logLevel).toBe('error');
    await tunnel.apply({ ...tunnel.settings, logLevel: 'info' });
    expect(monitor.logLevel).toBe('info');
  });
});

describe('the metrics of a tunnel that has just begun', () => {
  it('are all there, at 0', async () => {
    const { tunnel, monitor } = await openWatched();
    const text = metricsText(monitor.metrics());
    expect(faultsIn(text)).toEqual([]);
    const name = `127.0.0.1:${tunnel.address.port}`;
    for (const series of [
      ...['connect', 'http', 'socks5', 'none'].map(
        (protocol) => `connections_total{listener="${name}",protocol="${protocol}"}`,
      ),
      `requests_total{listener="${name}",result="aborted"}`,
      ...['denied_total{rule="allow-from"}', 'closed_total{reason="cut"}', 'retries_total'],
      ...['health_checks_total{upstream="direct",result="failed"}', 'header_timeouts_total'],
    ]) {
      expect([series, metric(monitor, series)]).toEqual([series, 0]);
    }
    expect(metric(monitor, 'upstream_up{upstream="direct"}')).toBe(1);
  });
});

const script = `
import sys, json
from prometheus_client.parser import text_string_to_metric_families as text
data = sys.stdin.read()
found = {}
for family in text(data):
    for sample in family.samples:
        found[sample.name + json.dumps(sample.labels, sort_keys=True)] = sample.value
json.dump({"types": {f.name: f.type for f in text(data)}, "found": found}, sys.stdout)
`;

describe.skipIf(missingModules('prometheus_client'))('metrics, as prometheus_client reads them', () => {
  it('say the same as the status', async () => {
    const target = await openTarget();
    const { tunnel, monitor } = await openWatched();
    const client = await tunnelled(tunnel, target.authority);
    client.send('12345');
    await until(() => tunnel.counts.bytesUp === 5);
    const input = metricsText(monitor.metrics());
    const { stdout, stderr } = spawnSync(testPython, ['-c', script], { input, encoding: 'utf8' });
    expect(stderr).toBe('');
    const { types, found } = JSON.parse(stdout);
    expect(types).toMatchObject({
      aliproxy_tunnel_connections: 'counter',
      aliproxy_tunnel_setup_duration_seconds: 'histogram',
      aliproxy_tunnel_upstream_up: 'gauge',
      process_resident_memory_bytes: 'gauge',
    });
    expect(found).toMatchObject({
      'aliproxy_tunnel_bytes_total{"direction": "up"}': 5,
      'aliproxy_tunnel_connections_active{}': 1,
      'aliproxy_tunnel_setup_duration_seconds_bucket{"le": "+Inf", "upstream": "direct"}': 1,
    });
    expect(found['process_resident_memory_bytes{}']).toBeGreaterThan(2 ** 24);
    expect(found['process_start_time_seconds{}']).toBeCloseTo(Date.now() / 1000, -4);
  });
});
