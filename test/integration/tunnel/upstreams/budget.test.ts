import { expect, it } from 'vitest';
import { nodeHost } from '../../../../src/lib/host/node/host.js';
import { Ledger } from '../../../../src/lib/tunnel/observe/ledger.js';
import { Session } from '../../../../src/lib/tunnel/session.js';
import type { ReachRequest } from '../../../../src/lib/tunnel/upstreams/reach.js';
import { UpstreamPool } from '../../../../src/lib/tunnel/upstreams/upstream-pool.js';
import { loopbackNetwork } from '../../../helpers/loopback-network.js';
import { settingsOf } from '../world.js';
import { openFakeProxy, upstream } from './fake-proxy.js';

/** A pool of three proxies that close, each after so long by the pool's clock. */
async function reachAfter(stepMs: number) {
  let nowMs = 0;
  const proxies = [await openFakeProxy('close'), await openFakeProxy('close'), await openFakeProxy('close')];
  const host = nodeHost();
  const network = {
    ...loopbackNetwork,
    connect: (options: Parameters<typeof loopbackNetwork.connect>[0]) => {
      nowMs += stepMs;
      return loopbackNetwork.connect(options);
    },
  };
  const clock = { ...host.clock, monotonic: () => nowMs };
  const settings = settingsOf({ strategy: 'first', upstreams: proxies.map(({ url }) => upstream(url)) });
  const ports = { network, clock, random: host.random };
  const ledger = new Ledger();
  const failed: string[] = [];
  ledger.observe({ attemptFailed: (name, code) => void failed.push(`${name} ${code}`) });
  const pool = new UpstreamPool(settings, ports, ledger, { own: [], before: null });
  const session = new Session({
    ...{ id: 1, traceId: '0'.repeat(32), listener: '127.0.0.1:3128', startedMs: 0 },
    client: { host: '127.0.0.1', port: 1 },
    totals: { up: () => {}, down: () => {} },
  });
  const stop = new AbortController();
  const request: ReachRequest = {
    ...{ destination: { host: 'db.test', port: 3306 }, use: 'tunnel', session, upstreams: null },
    ...{ refuseUnresolved: () => null, refuseAddress: () => null, via: '1.1 test', signal: stop.signal },
  };
  return { pool, request, stop, failed, asked: () => proxies.map(({ heads }) => heads.length) };
}

it('tries each upstream once within the patience of a client', async () => {
  const { pool, request, asked, failed } = await reachAfter(4_000);
  expect(await pool.reach(request)).toMatchObject({ code: 'PROXY_CLOSED' });
  expect(asked()).toEqual([1, 1, 1]);
  expect(failed).toHaveLength(3);
});

it('tries no other upstream when fifteen seconds are over', async () => {
  const { pool, request, asked } = await reachAfter(15_000);
  expect(await pool.reach(request)).toMatchObject({ code: 'PROXY_CLOSED' });
  expect(asked()).toEqual([1, 0, 0]);
});

it('tries no other upstream for a client that is gone, and holds nothing against the first', async () => {
  const { pool, request, stop, asked } = await reachAfter(0);
  const reaching = pool.reach(request);
  stop.abort(new Error('gone'));
  await expect(reaching).rejects.toThrow('gone');
  expect(asked()).toEqual([0, 0, 0]);
  expect(pool.facts).toMatchObject([{ active: 0, failures: 0 }, { active: 0 }, { active: 0 }]);
});
