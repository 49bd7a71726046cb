import type { AdminFailures } from '../../tunnel/admin/admin-failures.js';
import type { LogLevel } from '../../tunnel/observe/log-level.js';
import type { InboundProtocol, SessionEnd } from '../../tunnel/session.js';
import type { UpstreamState } from '../../tunnel/upstreams/upstream-state.js';
import type { ErrorTexts } from '../text.js';

export const tunnelPageErrors: ErrorTexts<AdminFailures> = {
  ADMIN_BEYOND_LOOPBACK: {
    message: ({ listen }) =>
      `${listen} can be reached from other machines, and the admin listener is not for them`,
    hint: () => 'take a loopback address, for example --admin 127.0.0.1:9118, or --admin off.',
  },
  ADMIN_LISTEN_FAILED: {
    message: ({ listen, reason }) => `can't open the admin listener on ${listen} (${reason})`,
    hint: () =>
      'take another address or port; --admin 127.0.0.1:0 picks a free one, --admin off goes without.',
  },
};

/** The words of the live page. They go into its script: `{…}` is filled in there. */
export const tunnelPage = {
  title: 'aliproxy tunnel',
  needsScript: 'This page needs JavaScript: it asks the tunnel for news each second.',
  verdict: {
    loading: 'Asking the tunnel …',
    ready: 'Ready',
    draining: 'Draining: open connections may end, nothing new is accepted',
    down: 'Every upstream is down; connections are tried all the same',
    gone: 'The tunnel does not answer',
    refused: 'The tunnel answers that this page may not ask (status {status})',
  },
  /** Beside the verdict of a tunnel that is gone. */
  lastSeen: 'What follows is from {time}.',
  facts: {
    version: 'aliproxy',
    pid: 'Process',
    uptime: 'Running for',
    strategy: 'Strategy',
    logLevel: 'Log level',
  },
  strategies: {
    'least-connections': 'least connections',
    'round-robin': 'round robin',
    'ip-hash': 'by client address',
    'destination-hash': 'by destination',
    'lowest-latency': 'lowest latency',
    first: 'the first that is up',
  } as Readonly<Record<string, string>>,
  logLevels: { off: 'off', error: 'error', info: 'info', debug: 'debug' } satisfies Record<LogLevel, string>,
  tiles: {
    active: 'open now',
    connections: 'connections',
    up: 'sent',
    down: 'received',
    failed: 'failed',
    retries: 'retries elsewhere',
  },
  units: [' s', ' min', ' h', ' d'],
  charts: {
    heading: 'The last minutes',
    active: 'Open connections',
    traffic: 'Throughput',
    setup: 'Time to set up (median)',
    opened: 'Connections a second',
    series: {
      active: 'open',
      up: 'sent',
      down: 'received',
      setup: 'median',
      opened: 'new',
      failed: 'failed',
    },
    perSecond: '{amount}/s',
    now: 'now',
    ago: '{time} ago',
    none: 'none',
    summary: '{title}: {values}; at most {most}',
    keys: 'Arrow keys go through the seconds, Escape back to now.',
  },
  setup: 'Of all: half within {p50}, 95 of 100 within {p95}, at most {max}.',
  upstreams: {
    heading: 'Upstreams',
    name: 'Upstream',
    state: 'State',
    active: 'Open',
    total: 'Total',
    latency: 'Latency',
    failures: 'Failures',
    lastFailure: 'Last failure',
    since: 'Since',
    backup: 'backup',
    weight: 'weight {weight}',
  },
  states: {
    up: 'up',
    suspect: 'failing',
    down: 'down',
    'half-open': 'on trial',
    auth: 'refuses our credentials',
  } satisfies Record<UpstreamState, string>,
  listeners: {
    heading: 'Listeners',
    listen: 'Address',
    protocol: 'Serves',
    active: 'Open',
    total: 'Total',
    up: 'Sent',
    down: 'Received',
    failed: 'Failed',
    mixed: 'HTTP and SOCKS5',
    mixedTls: 'HTTP and SOCKS5, over TLS',
    forward: 'leads to {target}',
  },
  recent: {
    heading: 'Recent failures',
    at: 'Time',
    code: 'Failure',
    destination: 'Destination',
    upstream: 'Through',
    client: 'Client',
    traceId: 'Trace',
    none: 'Nothing has failed so far.',
    newest: 'The newest {count} of {total}.',
    more: 'Show all {count}',
    fewer: 'Show fewer',
  },
  protocols: {
    connect: 'CONNECT',
    http: 'plain HTTP',
    socks5: 'SOCKS5',
    forward: 'forward',
  } satisfies Record<InboundProtocol, string>,
  sums: {
    failures: 'Failures by code',
    closed: 'How connections ended',
    code: 'Failure',
    reason: 'Ended by',
    count: 'Count',
  },
  reasons: {
    client: 'the client',
    target: 'the target',
    'client-reset': 'a reset by the client',
    'target-reset': 'a reset by the target',
    linger: 'standing still after one side had closed',
    idle: 'standing still',
    refused: 'a refusal of ours',
    done: 'a finished HTTP exchange',
    cut: 'the end of the tunnel',
  } satisfies Record<SessionEnd, string>,
  footer: 'Read only, and on this machine only. The same as data: {links}.',
};
