import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricsText } from '../../../../src/lib/output/views/tunnel/metrics.js';
import { faultsIn } from './prometheus-rules.js';
import { sampleMetrics } from './sample-metrics.js';

describe('the metrics of a tunnel', () => {
  const text = metricsText(sampleMetrics());

  it('have the names that are promised', () => {
    const families = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => `${name} ${type}`);
    expect(families).toEqual([
      'aliproxy_tunnel_connections_total counter',
      'aliproxy_tunnel_connections_active gauge',
      'aliproxy_tunnel_requests_total counter',
      'aliproxy_tunnel_denied_total counter',
      'aliproxy_tunnel_header_timeouts_total counter',
      'aliproxy_tunnel_setup_duration_seconds histogram',
      'aliproxy_tunnel_connect_errors_total counter',
      'aliproxy_tunnel_upstream_up gauge',
      'aliproxy_tunnel_upstream_active gauge',
      'aliproxy_tunnel_upstream_breaker_state gauge',
      'aliproxy_tunnel_health_checks_total counter',
      'aliproxy_tunnel_retries_total counter',
      'aliproxy_tunnel_bytes_total counter',
      'aliproxy_tunnel_duration_seconds histogram',
      'aliproxy_tunnel_closed_total counter',
      'aliproxy_tunnel_build_info gauge',
      'aliproxy_tunnel_event_loop_lag_seconds gauge',
      'process_resident_memory_bytes gauge',
      'process_cpu_seconds_total counter',
      'process_start_time_seconds gauge',
      'process_open_fds gauge',
    ]);
  });

  it.each([
    'aliproxy_tunnel_connections_total{listener="127.0.0.1:3128",protocol="connect"} 3',
    'aliproxy_tunnel_connections_total{listener="127.0.0.1:3128",protocol="http"} 0',
    'aliproxy_tunnel_connections_active 2',
    'aliproxy_tunnel_requests_total{listener="127.0.0.1:3128",result="failed"} 1',
    'aliproxy_tunnel_setup_duration_seconds_bucket{upstream="proxy-a",le="0.005"} 1',
    'aliproxy_tunnel_setup_duration_seconds_bucket{upstream="proxy-a",le="+Inf"} 4',
    'aliproxy_tunnel_setup_duration_seconds_sum{upstream="proxy-a"} 0.08',
    'aliproxy_tunnel_setup_duration_seconds_count{upstream="direct"} 0',
    'aliproxy_tunnel_connect_errors_total{upstream="proxy-a",code="PROXY_REFUSED"} 7',
    'aliproxy_tunnel_bytes_total{direction="down"} 123456789012',
    'aliproxy_tunnel_duration_seconds_bucket{le="+Inf"} 2',
    'aliproxy_tunnel_closed_total{reason="linger"} 0',
    'aliproxy_tunnel_denied_total{rule="reserved"} 1',
    'aliproxy_tunnel_upstream_up{upstream="direct"} 0',
    'aliproxy_tunnel_upstream_active{upstream="proxy-a"} 2',
    'aliproxy_tunnel_upstream_breaker_state{upstream="direct"} 2',
    'aliproxy_tunnel_health_checks_total{upstream="proxy-a",result="ok"} 30',
    'aliproxy_tunnel_retries_total 4',
    'aliproxy_tunnel_header_timeouts_total 1',
    'aliproxy_tunnel_build_info{version="0.1.0",node="20.20.2"} 1',
    'process_start_time_seconds 1795334400',
  ])('say %s', (line) => {
    expect(text.split('\n')).toContain(line);
  });

  it('are in the manual, all of them and no others', () => {
    const [, section = ''] =
      /\n## Metrics\n([\s\S]*?)\n## /.exec(readFileSync('docs/tunnel.md', 'utf8')) ?? [];
    const listed = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => `aliproxy_tunnel_${name}`);
    const others = [...section.matchAll(/`(process_\w+)`/g)].map(([, name]) => name);
    const families = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect([...listed, ...others].sort()).toEqual(families.sort());
    for (const [, label] of text.matchAll(/[{,](\w+)="/g)) {
      if (label !== 'le') expect(section).toContain(`\`${label}\``);
    }
  });

  it('break no rule', () => {
    expect(faultsIn(text)).toEqual([]);
  });

  it('break no rule, whatever upstreams are called', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 3 }), (names) => {
        const upstreams = names.map((upstream) => ({ upstream, up: true, active: 0, breaker: 0 as const }));
        expect(faultsIn(metricsText(sampleMetrics({ upstreams })))).toEqual([]);
      }),
    );
  });

  it('leave out what the system does not tell', () => {
    const { usage } = sampleMetrics();
    const without = metricsText(sampleMetrics({ usage: { ...usage, openFiles: null } }));
    expect(without).not.toContain('process_open_fds');
    expect(faultsIn(without)).toEqual([]);
  });
});

describe('the rules, tried on texts that break them', () => {
  it.each([
    ['a series twice', '# HELP a_total x\n# TYPE a_total counter\na_total 1\na_total 2\n'],
    ['a counter without _total', '# HELP a x\n# TYPE a counter\na 1\n'],
    ['a histogram that falls', '# HELP a x\n# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\n'],
    [
      'another count than +Inf',
      '# HELP a x\n# TYPE a histogram\na_bucket{le="+Inf"} 1\na_sum 1\na_count 2\n',
    ],
    ['an open quote', '# HELP a x\n# TYPE a gauge\na{b="c"d"} 1\n'],
    ['a stray sample', '# HELP a x\n# TYPE a gauge\nb 1\n'],
    ['no number', '# HELP a x\n# TYPE a gauge\na undefined\n'],
  ])('%s', (_what, text) => {
    expect(faultsIn(text)).not.toEqual([]);
  });
});
