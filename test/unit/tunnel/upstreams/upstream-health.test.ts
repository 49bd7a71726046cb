import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { healthRules, UpstreamHealth } from '../../../../src/lib/tunnel/upstreams/upstream-health.js';
import { upstreamStates } from '../../../../src/lib/tunnel/upstreams/upstream-state.js';

const { firstOpenMs, longestOpenMs, steadyMs, authMs, windowMs } = healthRules;

let nowMs: number;
let changes: string[];
let doubts: number;
let health: UpstreamHealth;

beforeEach(() => {
  nowMs = 1_000_000;
  changes = [];
  doubts = 0;
  health = new UpstreamHealth({
    changed: ({ from, to, code }) => changes.push(`${from}>${to}${code === null ? '' : ` ${code}`}`),
    doubted: () => {
      doubts++;
    },
  });
});

const fail = (times = 1, place: string | null = null) => {
  for (let n = 0; n < times; n++) health.failed('PROXY_CLOSED', place, nowMs);
};
const flunk = (times = 1) => {
  for (let n = 0; n < times; n++) health.flunked('PROXY_TIMEOUT', nowMs);
};
const pass = (times = 1, whole = false) => {
  for (let n = 0; n < times; n++) health.passed({ whole }, nowMs);
};
/** Six failures of the traffic, while the checks see nothing wrong. */
const goDown = () => fail(6);

describe('failures of the traffic', () => {
  it('make it suspect and call for a check when there are three within ten seconds', () => {
    fail(2);
    expect(health.state).toBe('up');
    fail();
    expect(changes).toEqual(['up>suspect PROXY_CLOSED']);
    expect(doubts).toBe(1);
    expect(health.availability(nowMs)).toBe('doubtful');
  });

  it('are forgotten after ten seconds', () => {
    fail(2);
    nowMs += windowMs;
    fail(2);
    expect(health.state).toBe('up');
  });

  it('are forgotten after one success', () => {
    fail(2);
    health.succeeded(nowMs);
    fail(2);
    expect(health.state).toBe('up');
  });

  it('count once for a place that may be the reason', () => {
    fail(9, 'db.test:3306');
    fail(1, 'other.test:3306');
    expect(health.state).toBe('up');
    fail(1, 'third.test:3306');
    expect(health.state).toBe('suspect');
  });

  it('take a suspect one down when there are three more, or when a check fails, too', () => {
    fail(6);
    expect(changes).toEqual(['up>suspect PROXY_CLOSED', 'suspect>down PROXY_CLOSED']);
    health.succeeded(nowMs);
    changes.length = 0;
    fail(3);
    flunk();
    expect(changes).toEqual(['up>suspect PROXY_CLOSED', 'suspect>down PROXY_TIMEOUT']);
  });
});

describe('one that can be connected to and does nothing', () => {
  it('is not taken up and down by turns: the second time the traffic takes it down at once', () => {
    fail(3);
    pass(2);
    expect(health.state).toBe('up');
    nowMs += windowMs - 1;
    fail(3);
    expect(changes.slice(1)).toEqual(['suspect>up', 'up>down PROXY_CLOSED']);
  });

  it('is only doubted again when it was up for ten seconds, or when something worked', () => {
    fail(3);
    pass(2);
    nowMs += windowMs;
    fail(3);
    expect(health.state).toBe('suspect');
    pass(2);
    health.succeeded(nowMs);
    fail(3);
    expect(health.state).toBe('suspect');
  });

  it('stays down whatever bare checks say, until a connection has tried', () => {
    goDown();
    pass(9);
    expect(health.state).toBe('down');
    nowMs += firstOpenMs;
    expect(health.availability(nowMs)).toBe('ready');
    pass(9);
    expect(health.state).toBe('half-open');
    expect(health.begin(nowMs)).toBe(true);
    fail();
    expect(health.state).toBe('down');
  });

  it('is up again as soon as a check has opened a tunnel', () => {
    goDown();
    pass(2, true);
    expect(health.state).toBe('up');
  });
});

describe('checks', () => {
  it('make it suspect at the first failure, and take it down at the third in a row', () => {
    flunk();
    expect(health.state).toBe('suspect');
    flunk();
    pass();
    flunk(2);
    expect(health.state).toBe('suspect');
    flunk();
    expect(health.state).toBe('down');
  });

  it('bring it back after two in a row', () => {
    flunk(3);
    pass();
    flunk();
    pass();
    expect(health.state).toBe('down');
    pass();
    expect(health.state).toBe('up');
  });

  it('do not count where a real success came in between', () => {
    flunk(2);
    health.succeeded(nowMs);
    flunk(2);
    expect(health.state).toBe('suspect');
  });
});

describe('the breaker', () => {
  it('lets one connection through after ten seconds, and only one', () => {
    goDown();
    nowMs += firstOpenMs - 1;
    expect(health.availability(nowMs)).toBe('closed');
    expect(health.begin(nowMs)).toBe(false);
    nowMs += 1;
    expect(health.availability(nowMs)).toBe('ready');
    expect(health.begin(nowMs)).toBe(true);
    expect(health.availability(nowMs)).toBe('closed');
    expect(health.begin(nowMs)).toBe(false);
    health.endTrial();
    expect(health.begin(nowMs)).toBe(true);
    health.succeeded(nowMs);
    expect(health.state).toBe('up');
  });

  it('stays shut twice as long each time that fails, up to a minute', () => {
    goDown();
    for (const openMs of [20_000, 40_000, longestOpenMs, longestOpenMs]) {
      nowMs = health.closedUntilMs;
      expect(health.begin(nowMs)).toBe(true);
      fail();
      expect(health.state).toBe('down');
      expect(health.closedUntilMs - nowMs).toBe(openMs);
    }
  });

  it.each([
    ['flaps', steadyMs - 1, 20_000],
    ['was steady meanwhile', steadyMs, firstOpenMs],
  ])('remembers the last time for one that %s', (_what, upMs, openMs) => {
    goDown();
    health.succeeded(nowMs);
    nowMs += upMs;
    goDown();
    expect(health.closedUntilMs - nowMs).toBe(openMs);
  });

  it('lets no client try one whose check has just failed as well', () => {
    goDown();
    flunk();
    nowMs += longestOpenMs;
    expect(health.availability(nowMs)).toBe('closed');
    pass();
    expect(health.availability(nowMs)).toBe('ready');
    expect(health.state).toBe('half-open');
  });
});

describe('credentials that are not taken', () => {
  it('keep it from being asked for a minute; then one connection tries', () => {
    health.rejected('PROXY_AUTH_FAILED', nowMs);
    expect(health.availability(nowMs + authMs - 1)).toBe('locked');
    expect(health.availability(nowMs + authMs)).toBe('ready');
    expect(changes).toEqual(['up>auth PROXY_AUTH_FAILED', 'auth>half-open']);
  });

  it('are not proven by a check that sends none', () => {
    health.rejected('PROXY_AUTH_FAILED', nowMs);
    pass(5);
    flunk(5);
    expect(health.state).toBe('auth');
    pass(1, true);
    expect(health.state).toBe('up');
  });

  it('are tried again with new settings', () => {
    health.rejected('PROXY_AUTH_FAILED', nowMs);
    health.forgive(nowMs);
    expect(health.availability(nowMs)).toBe('ready');
    goDown();
    health.forgive(nowMs);
    expect(health.state).toBe('down');
  });
});

describe('targets that can not be reached', () => {
  const miss = (...places: readonly number[]) => {
    for (const place of places) health.missed(`t${place}:1`, nowMs);
  };

  it('call for a check when there are five different ones within half a minute', () => {
    miss(1, 2, 3, 4, 4, 3, 2, 1);
    expect(doubts).toBe(0);
    miss(5);
    expect(doubts).toBe(1);
    expect(changes).toEqual([]);
  });

  it('call for none where one was reached, or where it took longer', () => {
    miss(1, 2, 3, 4);
    health.succeeded(nowMs);
    miss(5, 6);
    nowMs += 30_000;
    miss(7, 8, 9);
    expect(doubts).toBe(0);
  });
});

type Event = (subject: UpstreamHealth, ms: number) => void;

const events: readonly Event[] = [
  (subject, ms) => subject.failed('PROXY_CLOSED', null, ms),
  (subject, ms) => subject.flunked('PROXY_TIMEOUT', ms),
  (subject, ms) => subject.passed({ whole: false }, ms),
  (subject, ms) => subject.passed({ whole: true }, ms),
  (subject, ms) => subject.succeeded(ms),
  (subject, ms) => subject.rejected('PROXY_AUTH_FAILED', ms),
  (subject, ms) => subject.missed(`t${ms}:1`, ms),
  (subject, ms) => subject.forgive(ms),
  (subject) => subject.endTrial(),
];

const anyEvents = fc.array(fc.tuple(fc.constantFrom(...events), fc.nat(90_000)), { maxLength: 60 });

describe('whatever happens', () => {
  it('tells each change once, from the state before it, and is trusted again after a success', () => {
    fc.assert(
      fc.property(anyEvents, (steps) => {
        const told: string[] = ['up'];
        const subject = new UpstreamHealth({
          changed: ({ from, to }) => {
            expect(from).toBe(told.at(-1));
            expect(to).not.toBe(from);
            told.push(to);
          },
          doubted: () => {},
        });
        let ms = 0;
        for (const [event, afterMs] of steps) {
          ms += afterMs;
          event(subject, ms);
          expect(upstreamStates).toContain(subject.state);
          expect(told.at(-1)).toBe(subject.state);
        }
        subject.succeeded(ms);
        expect(subject.availability(ms)).toBe('ready');
      }),
    );
  });

  it('lets no second connection through a half-open one before the first has told', () => {
    fc.assert(
      fc.property(anyEvents, (steps) => {
        let ms = 0;
        for (const [event, afterMs] of steps) {
          ms += afterMs;
          event(health, ms);
          const tried = health.begin(ms);
          expect(tried && health.begin(ms)).toBe(false);
          if (health.state === 'half-open') expect(health.availability(ms)).toBe('closed');
        }
      }),
    );
  });
});
