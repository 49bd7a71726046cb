import { describe, expect, it } from 'vitest';
import { Ledger } from '../../../../src/lib/tunnel/observe/ledger.js';
import { direct } from '../../../../src/lib/tunnel/settings.js';
import { Upstream } from '../../../../src/lib/tunnel/upstreams/upstream.js';
import type { UpstreamChange } from '../../../../src/lib/tunnel/upstreams/upstream-state.js';

function world() {
  let nowMs = 500_000;
  const clock = { now: () => nowMs, monotonic: () => nowMs, sleep: () => Promise.resolve() };
  const ledger = new Ledger();
  const changes: UpstreamChange[] = [];
  ledger.observe({ upstreamChanged: (change) => void changes.push(change) });
  const upstream = new Upstream('a', clock, ledger);
  const wait = (ms: number) => {
    nowMs += ms;
  };
  const goDown = () => {
    for (let n = 0; n < 6; n++) upstream.begin().failed('PROXY_CLOSED', null);
  };
  return { upstream, changes, wait, goDown, facts: () => upstream.facts({ ...direct, name: 'a' }) };
}

describe('an upstream', () => {
  it('counts what is being opened, what is open, and what has failed', () => {
    const { upstream, facts } = world();
    const [one, two, three] = [upstream.begin(), upstream.begin(), upstream.begin()];
    expect(facts()).toMatchObject({ active: 3, total: 0, failures: 0, lastFailure: null });
    one.succeeded(10);
    two.failed('PROXY_CLOSED', null);
    three.abandoned();
    expect(facts()).toMatchObject({
      ...{ active: 1, total: 1, failures: 1 },
      lastFailure: { code: 'PROXY_CLOSED', atMs: 500_000 },
    });
    one.closed();
    one.closed();
    expect(facts()).toMatchObject({ active: 0, total: 1 });
  });

  it('does not count a target that could not be reached', () => {
    const { upstream, facts } = world();
    for (let n = 0; n < 50; n++) upstream.begin().missed(`t${n}:1`, true);
    expect(facts()).toMatchObject({ state: 'up', active: 0, failures: 0, lastFailure: null });
  });

  it('tells the ledger by its name how its state changes', () => {
    const { upstream, changes, facts, goDown, wait } = world();
    wait(1_000);
    goDown();
    expect(changes).toEqual([
      { upstream: 'a', from: 'up', to: 'suspect', code: 'PROXY_CLOSED' },
      { upstream: 'a', from: 'suspect', to: 'down', code: 'PROXY_CLOSED' },
    ]);
    expect(facts()).toMatchObject({ state: 'down', sinceMs: 501_000 });
    upstream.begin().succeeded(1);
    expect(facts().state).toBe('up');
  });

  it('smooths its latency, and forgets it for choices after a minute', () => {
    const { upstream, facts, wait } = world();
    expect(upstream.freshLatencyMs).toBeNull();
    upstream.begin().succeeded(100);
    upstream.begin().succeeded(200);
    upstream.begin().succeeded(null);
    expect(upstream.freshLatencyMs).toBe(125);
    wait(60_000);
    expect(upstream.freshLatencyMs).toBeNull();
    expect(facts().latencyMs).toBe(125);
    upstream.measured(40);
    expect(upstream.freshLatencyMs).toBe(40);
  });

  it('has worked lately only where it has not failed since', () => {
    const { upstream, wait } = world();
    expect(upstream.hasWorkedWithin(10_000)).toBe(false);
    upstream.begin().succeeded(1);
    wait(9_999);
    expect(upstream.hasWorkedWithin(10_000)).toBe(true);
    upstream.begin().failed('PROXY_CLOSED', null);
    expect(upstream.hasWorkedWithin(10_000)).toBe(false);
    wait(1);
    upstream.begin().succeeded(1);
    expect(upstream.hasWorkedWithin(10_000)).toBe(true);
    wait(10_000);
    expect(upstream.hasWorkedWithin(10_000)).toBe(false);
  });

  it.each<[how: string, end: 'abandoned' | 'missed', next: string]>([
    ['was given up', 'abandoned', 'ready'],
    ['met a target that is down', 'missed', 'ready'],
  ])('lets another try while half-open, where the first one %s', (_how, end, next) => {
    const { upstream, goDown, wait } = world();
    goDown();
    wait(10_000);
    const first = upstream.begin();
    expect(upstream.availability()).toBe('closed');
    if (end === 'missed') first.missed('db.test:1', false);
    else first.abandoned();
    expect(upstream.health.state).toBe('half-open');
    expect(upstream.availability()).toBe(next);
  });

  it('is up again where it has itself told of a target that is down', () => {
    const { upstream, goDown, wait } = world();
    goDown();
    wait(10_000);
    upstream.begin().missed('db.test:1', true);
    expect(upstream.health.state).toBe('up');
  });

  it('is not opened to others by the end of an old connection', () => {
    const { upstream, goDown, wait } = world();
    goDown();
    wait(10_000);
    const first = upstream.begin();
    first.succeeded(1);
    goDown();
    wait(20_000);
    upstream.begin();
    first.closed();
    expect(upstream.availability()).toBe('closed');
  });
});
