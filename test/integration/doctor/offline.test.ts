import { describe, expect, it } from 'vitest';
import { doctorDefaults, runDoctor } from '../../../src/lib/doctor/run.js';
import type { Host } from '../../../src/lib/host/host.js';
import { nodeClock } from '../../../src/lib/host/node/clock.js';
import { fakeHost } from '../../helpers/fake-host.js';
import { closedPort } from '../../helpers/servers.js';
import { fixture } from '../../unit/doctor/evidence-fixtures.js';

/** A machine with something to ask everybody about, whose network counts who is spoken to. */
function counting(platform: Partial<Host['platform']>, port: number) {
  const spokenTo: string[] = [];
  const proxy = `http://127.0.0.1:${port}`;
  const env = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, npm_config_registry: `http://127.0.0.1:${port}` };
  const host: Host = { ...fakeHost({ env, platform }), clock: nodeClock };
  const { connect, connectTls, resolve } = host.network;
  const network: Host['network'] = {
    ...host.network,
    connect: (options) => {
      spokenTo.push('connect');
      return connect(options);
    },
    connectTls: (options) => {
      spokenTo.push('connectTls');
      return connectTls(options);
    },
    resolve: (name, signal) => {
      spokenTo.push('resolve');
      return resolve(name, signal);
    },
  };
  return { host: { ...host, network }, spokenTo };
}

const request = (port: number) => ({
  ...doctorDefaults,
  listenPort: 0,
  targets: ['https://target.invalid', 'redis://cache.invalid'],
  explain: true,
  apiEndpoint: `http://127.0.0.1:${port}`,
  saveEvidence: '/e.json',
});

describe.each<[string, Partial<Host['platform']>]>([
  ['Linux', {}],
  ['macOS', { os: 'darwin', release: '25.1.0' }],
  ['Windows', { os: 'win32', release: fixture('windows-11').platform.release, home: 'C:\\Users\\li' }],
])('the whole doctor on %s', (_name, platform) => {
  it('connects to nobody and looks up no name with --offline', async () => {
    const port = await closedPort();
    const { host, spokenTo } = counting(platform, port);
    const { checks } = await runDoctor({ ...request(port), offline: true }, host);
    expect(spokenTo).toEqual([]);
    const offline = checks.filter(({ finding }) => finding?.code === 'OFFLINE').map(({ id }) => id);
    expect(offline).toEqual(
      expect.arrayContaining([
        'proxy.reachable',
        'proxy.scheme',
        'proxy.auth',
        'net.dns',
        'net.fake-ip',
        'time.skew',
        'aliyun.endpoint',
      ]),
    );
  });

  it('does so without it, which shows that it is counted', { timeout: 20_000 }, async () => {
    const port = await closedPort();
    const { host, spokenTo } = counting(platform, port);
    await runDoctor(request(port), host);
    expect(new Set(spokenTo)).toEqual(new Set(['connect', 'resolve']));
  });
});
