import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Strategy, strategies } from '../../../../../src/lib/tunnel/settings.js';
import { Balancer } from '../../../../../src/lib/tunnel/upstreams/strategies/balancer.js';
import type { Candidate } from '../../../../../src/lib/tunnel/upstreams/strategies/candidate.js';
import { LeastConnections } from '../../../../../src/lib/tunnel/upstreams/strategies/least-connections.js';
import { LowestLatency } from '../../../../../src/lib/tunnel/upstreams/strategies/lowest-latency.js';
import { orderByKey } from '../../../../../src/lib/tunnel/upstreams/strategies/rendezvous.js';
import { RoundRobin } from '../../../../../src/lib/tunnel/upstreams/strategies/round-robin.js';

const candidate = (name: string, more: Partial<Candidate> = {}): Candidate => ({
  ...{ name, weight: 1, active: 0, latencyMs: null },
  ...more,
});
const names = (candidates: readonly Candidate[]) => candidates.map(({ name }) => name).join('');
const firsts = (times: number, order: () => readonly Candidate[]) =>
  Array.from({ length: times }, () => order()[0]?.name).join('');

const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
const weighted = weights.map((list) => list.map((weight, index) => candidate(`u${index}`, { weight })));

describe('round-robin', () => {
  it('is smooth: the heavy one does not take its turns in a row', () => {
    const turns = new RoundRobin();
    const all = [candidate('a', { weight: 5 }), candidate('b'), candidate('c')];
    expect(firsts(14, () => turns.order(all))).toBe('aabacaaaabacaa');
  });

  it('gives each its weight in every round', () => {
    fc.assert(
      fc.property(weighted, (all) => {
        const turns = new RoundRobin();
        const total = all.reduce((sum, { weight }) => sum + weight, 0);
        for (let round = 0; round < 3; round++) {
          const taken = Array.from({ length: total }, () => turns.order(all)[0]?.name);
          for (const { name, weight } of all) expect(taken.filter((one) => one === name).length).toBe(weight);
        }
      }),
    );
  });

  it('is fair to each of two sets that are asked for in turn', () => {
    const turns = new RoundRobin();
    const sets = [
      [candidate('a'), candidate('b')],
      [candidate('c'), candidate('d')],
    ];
    let n = 0;
    expect(firsts(8, () => turns.order(sets[n++ % 2] ?? []))).toBe('acbdacbd');
  });

  it('goes on fairly when one comes back', () => {
    const turns = new RoundRobin();
    const [a, b] = [candidate('a'), candidate('b')];
    firsts(100, () => turns.order([a]));
    expect(firsts(4, () => turns.order([a, b]))).toMatch(/^(?:abab|baba)$/);
  });
});

describe('least-connections', () => {
  it('counts connections by weight', () => {
    const strategy = new LeastConnections();
    const order = strategy.order([
      candidate('a', { active: 4 }),
      candidate('b', { active: 6, weight: 3 }),
      candidate('c', { active: 3 }),
    ]);
    expect(names(order)).toBe('bca');
  });

  it('lets those that are level take turns, by weight', () => {
    const strategy = new LeastConnections();
    const all = [candidate('a', { weight: 2 }), candidate('b'), candidate('c', { active: 1 })];
    expect(firsts(6, () => strategy.order(all))).toBe('abaaba');
  });

  it('spreads connections that stay by their weights', () => {
    fc.assert(
      fc.property(weighted, fc.integer({ min: 1, max: 200 }), (all, count) => {
        const strategy = new LeastConnections();
        const active = new Map(all.map(({ name }) => [name, 0]));
        for (let n = 0; n < count; n++) {
          const now = all.map((one) => ({ ...one, active: active.get(one.name) ?? 0 }));
          const [first] = strategy.order(now);
          if (first) active.set(first.name, first.active + 1);
        }
        const total = all.reduce((sum, { weight }) => sum + weight, 0);
        for (const { name, weight } of all) {
          const share = (count * weight) / total;
          expect(Math.abs((active.get(name) ?? 0) - share)).toBeLessThanOrEqual(weight + 1);
        }
      }),
    );
  });
});

describe('lowest-latency', () => {
  const at = (name: string, latencyMs: number | null, active = 0) => candidate(name, { latencyMs, active });

  it('takes the fastest, and the next fastest after it', () => {
    expect(names(new LowestLatency().order([at('a', 300), at('b', 20), at('c', 90)]))).toBe('bca');
  });

  it('stays with its choice until another is faster by more than 50 ms', () => {
    const strategy = new LowestLatency();
    expect(names(strategy.order([at('a', 60), at('b', 80)]))).toBe('ab');
    expect(names(strategy.order([at('a', 120), at('b', 70)]))).toBe('ab');
    expect(names(strategy.order([at('a', 121), at('b', 70)]))).toBe('ba');
    expect(names(strategy.order([at('a', 60), at('b', 70)]))).toBe('ba');
  });

  it('tries one of which nothing is known, by one connection at a time', () => {
    const strategy = new LowestLatency();
    expect(names(strategy.order([at('a', 5), at('b', null)]))).toBe('ba');
    expect(names(strategy.order([at('a', 5), at('b', null, 1)]))).toBe('ab');
    expect(names(strategy.order([at('a', null, 3), at('b', null, 1)]))).toHaveLength(2);
  });
});

describe('hashing', () => {
  const keys = Array.from({ length: 3_000 }, (_, index) => `10.0.${index >> 8}.${index & 255}:6379`);
  const choose = (all: readonly Candidate[]) => keys.map((key) => orderByKey(all, key)[0]?.name);
  const shareOf = (chosen: readonly (string | undefined)[], name: string) =>
    chosen.filter((one) => one === name).length / keys.length;

  it('gives the same order for the same key, whatever the order of the upstreams', () => {
    fc.assert(
      fc.property(weighted, fc.string(), (all, key) => {
        expect(names(orderByKey([...all].reverse(), key))).toBe(names(orderByKey(all, key)));
      }),
    );
  });

  it('moves only the share of one that is added or taken away', () => {
    fc.assert(
      fc.property(weighted, fc.integer({ min: 1, max: 9 }), (all, weight) => {
        const added = candidate('new', { weight });
        const before = choose(all);
        const after = choose([...all, added]);
        const moved = after.filter((name, index) => name !== before[index]);
        expect(moved.every((name) => name === 'new')).toBe(true);
        const share = weight / [...all, added].reduce((sum, one) => sum + one.weight, 0);
        expect(Math.abs(shareOf(after, 'new') - share)).toBeLessThan(0.06);
      }),
      { numRuns: 25 },
    );
  });

  it('spreads keys by weight, also over names that differ in one digit', () => {
    const all = ['10.0.0.10:3128', '10.0.0.11:3128', '10.0.0.12:3128'].map((name, index) =>
      candidate(name, { weight: index === 2 ? 2 : 1 }),
    );
    const chosen = choose(all);
    expect(shareOf(chosen, '10.0.0.10:3128')).toBeCloseTo(0.25, 1);
    expect(shareOf(chosen, '10.0.0.12:3128')).toBeCloseTo(0.5, 1);
  });

  it('keeps the others in place when the first choice is gone', () => {
    const all = ['a', 'b', 'c', 'd'].map((name) => candidate(name));
    for (const key of keys.slice(0, 50)) {
      const [first, ...rest] = orderByKey(all, key);
      expect(
        orderByKey(
          all.filter((one) => one !== first),
          key,
        ),
      ).toEqual(rest);
    }
  });
});

describe('the balancer', () => {
  const all = ['a', 'b', 'c', 'd', 'e'].map((name) => candidate(name));
  const to = (host: string, client = '127.0.0.1') => ({ client, destination: { host, port: 443 } });

  it.each<[Strategy, (order: (host: string, client?: string) => string) => boolean]>([
    ['first', (order) => order('x.test') === 'abcde' && order('y.test', '::1') === 'abcde'],
    ['round-robin', (order) => order('x.test')[0] === 'a' && order('x.test')[0] === 'b'],
    ['least-connections', (order) => order('x.test')[0] === 'a' && order('x.test')[0] === 'b'],
    [
      'ip-hash',
      (order) => order('x.test') === order('y.test') && differs((n) => order('x.test', `10.0.0.${n}`)),
    ],
    [
      'destination-hash',
      (order) => order('X.test') === order('x.test', '::1') && differs((n) => order(`${n}.test`)),
    ],
    ['lowest-latency', (order) => order('x.test').length === 5],
  ])('goes by what the strategy %s looks at', (strategy, holds) => {
    const balancer = new Balancer(strategy);
    expect(holds((host, client) => names(balancer.order(all, to(host, client))))).toBe(true);
  });

  it.each(strategies)('names each candidate exactly once with %s', (strategy) => {
    fc.assert(
      fc.property(weighted, fc.domain(), (candidates, host) => {
        const order = new Balancer(strategy).order(candidates, to(host));
        expect(order.map(({ name }) => name).sort()).toEqual(candidates.map(({ name }) => name).sort());
      }),
    );
  });
});

function differs(choose: (n: number) => string): boolean {
  return new Set(Array.from({ length: 20 }, (_, n) => choose(n)[0])).size > 1;
}
