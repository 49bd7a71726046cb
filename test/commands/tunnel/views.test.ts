import { describe, expect, it } from 'vitest';
import { usageFailure } from '../../../src/lib/errors.js';
import { en } from '../../../src/lib/messages/en.js';
import { zh } from '../../../src/lib/messages/zh.js';
import { styleFor } from '../../../src/lib/output/style.js';
import { tunnelEndView } from '../../../src/lib/output/views/tunnel/end.js';
import { reloadLines, upstreamChangeLine } from '../../../src/lib/output/views/tunnel/events.js';
import { tunnelCheckView, tunnelReadyView } from '../../../src/lib/output/views/tunnel/ready.js';
import { columnsOf } from '../../../src/lib/output/width.js';
import type { TunnelReady } from '../../../src/lib/tunnel/run/ready.js';
import type { TunnelEnded } from '../../../src/lib/tunnel/run/run-tunnel.js';
import {
  defaultSettings,
  direct,
  type ForwardSetting,
  type TunnelSettings,
  type UpstreamSetting,
} from '../../../src/lib/tunnel/settings.js';
import { fakeHost } from '../../helpers/fake-host.js';

const simple: TunnelReady = {
  event: 'ready',
  pid: 1,
  listen: [{ protocol: 'mixed', host: '127.0.0.1', port: 3128 }],
  forwards: [],
  admin: null,
};

const proxy = (name: string, host: string, more: Partial<UpstreamSetting> = {}): UpstreamSetting => ({
  ...direct,
  name,
  proxy: { scheme: 'http', host, port: 3128, credentials: null, shown: `http://${host}:3128` },
  ...more,
});

const forward = (name: string | null, upstreams: readonly string[] | null = null): ForwardSetting => ({
  name,
  listen: { host: '127.0.0.1', port: 6379 },
  target: { host: 'r-bp1zxszhcgatnx.redis.rds.aliyuncs.com', port: 6379 },
  upstreams,
});

const large: TunnelSettings = {
  ...defaultSettings,
  forwards: [forward('redis'), forward(null, ['hangzhou-a', 'shanghai'])],
  upstreams: [
    proxy('hangzhou-a', '10.0.0.10', { weight: 3 }),
    proxy('shanghai', 'proxy-of-a-rather-long-name.shanghai.internal', { backup: true, only: 'tunnel' }),
    direct,
  ],
  strategy: 'lowest-latency',
  tls: { certificate: '', key: '', clientCa: null, clientNames: [] },
};

const largeReady: TunnelReady = {
  ...simple,
  listen: [...simple.listen, { protocol: 'mixed', host: '::1', port: 65_535 }],
  forwards: large.forwards.map(({ name, listen }) => ({
    ...(name !== null && { name }),
    listen,
    target: 'r-bp1zxszhcgatnx.redis.rds.aliyuncs.com:6379',
  })),
  admin: 'http://127.0.0.1:41234',
};

const end: TunnelEnded = {
  event: 'end',
  connections: 123_456,
  bytesUp: 1_023,
  bytesDown: 5_368_709_120,
  failures: { BAD_REQUEST: 1, TARGET_REFUSED: 42, TARGET_TIMEOUT: 7, TOO_MANY_CONNECTIONS: 1_000 },
  closed: { client: 120_000, linger: 6 },
  cut: 3,
  durationMs: 3_725_000,
};

describe.each([
  ['en', 80, en],
  ['zh', 80, zh],
  ['en', 120, en],
  ['zh', 120, zh],
] as const)('in %s at %i columns', (_language, columns, text) => {
  const style = styleFor(
    fakeHost({ env: { COLUMNS: String(columns) } }).terminal({ noColor: true, noInput: true, json: false }),
  );
  const presentation = { text, style };
  const shown = [
    tunnelReadyView(simple, { settings: defaultSettings }, presentation),
    tunnelReadyView(largeReady, { settings: large }, presentation),
    tunnelCheckView({ listen: [], forwards: largeReady.forwards }, { settings: large }, presentation),
    tunnelEndView(end, presentation),
    tunnelEndView({ ...end, failures: {} }, presentation),
    upstreamChangeLine({ upstream: 'a', from: 'suspect', to: 'down', code: 'PROXY_REFUSED' }, presentation),
    upstreamChangeLine({ upstream: 'a', from: 'half-open', to: 'up', code: null }, presentation),
    upstreamChangeLine({ upstream: 'a', from: 'up', to: 'suspect', code: 'PROXY_REFUSED' }, presentation),
    reloadLines({ ok: true, changed: ['upstreams', 'allow'], restart: ['admin'] }, presentation),
    reloadLines({ ok: true, changed: [], restart: [] }, presentation),
    reloadLines(
      {
        ok: false,
        failure: usageFailure('CONFIG_UNKNOWN_KEY', { path: 'a.yaml', line: 3, key: 'x', suggestion: null }),
      },
      presentation,
    ),
  ].join('---\n');

  it('looks like this', () => {
    expect(shown).toMatchSnapshot();
  });

  it('fits', () => {
    for (const line of shown.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(columns);
  });
});
