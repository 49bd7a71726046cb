import { describe, expect, it } from 'vitest';
import { denialRules } from '../../../../src/lib/tunnel/access/policy.js';
import { Meters, withAllReasons } from '../../../../src/lib/tunnel/observe/meters.js';
import type { Session } from '../../../../src/lib/tunnel/session.js';
import { sampleSession } from './sample-session.js';

const listener = '127.0.0.1:3128';

/** What is counted, without what is 0. */
function results(meters: Meters): Record<string, number> {
  return Object.fromEntries([...meters.requests.entries()].map(([, result, count]) => [result, count]));
}

function protocols(meters: Meters): Record<string, number> {
  return Object.fromEntries(
    [...meters.connections.entries()].map(([, protocol, count]) => [protocol, count]),
  );
}

describe('a request is counted once', () => {
  const asked = (filled: Partial<Session> = {}) => sampleSession(filled);
  it.each<[string, (meters: Meters) => void, string]>([
    ['a tunnel, as soon as it is open', (meters) => meters.decided(asked(), true), 'ok'],
    [
      'a tunnel, also after it has ended',
      (meters) => {
        const session = asked();
        meters.decided(session, true);
        meters.finished(session, 5);
      },
      'ok',
    ],
    [
      'a denied one',
      (meters) => {
        const session = asked({ decision: 'deny', rule: 'deny' });
        meters.decided(session, false);
        session.code = 'DENIED';
        meters.failed(session);
        meters.finished(session, 5);
      },
      'denied',
    ],
    [
      'one without credentials',
      (meters) => meters.failed(asked({ decision: null, code: 'AUTH_REQUIRED' })),
      'denied',
    ],
    [
      'a malformed one',
      (meters) => meters.failed(asked({ decision: null, code: 'BAD_REQUEST' })),
      'rejected',
    ],
    [
      'one too many',
      (meters) => meters.failed(asked({ decision: null, code: 'TOO_MANY_CONNECTIONS' })),
      'rejected',
    ],
    [
      'one to a target that is down',
      (meters) => {
        const session = asked();
        meters.decided(session, false);
        session.code = 'TARGET_REFUSED';
        meters.failed(session);
        meters.finished(session, 5);
      },
      'failed',
    ],
    [
      'a client that leaves while its target is dialled',
      (meters) => {
        const session = asked();
        meters.decided(session, false);
        meters.finished(session, 5);
      },
      'aborted',
    ],
    [
      'plain HTTP, when it is answered',
      (meters) => {
        const session = asked({ protocol: 'http' });
        meters.decided(session, true);
        expect(results(meters)).toEqual({});
        session.closeReason = 'done';
        meters.finished(session, 5);
      },
      'ok',
    ],
    [
      'plain HTTP whose target breaks off',
      (meters) => {
        const session = asked({ protocol: 'http' });
        meters.decided(session, true);
        session.code = 'TARGET_CLOSED';
        meters.failed(session);
        meters.finished(session, 5);
      },
      'failed',
    ],
    [
      'plain HTTP that finds a second way after the first proxy has refused',
      (meters) => {
        const session = asked({ protocol: 'http' });
        meters.decided(session, true);
        meters.decided(session, true);
        session.closeReason = 'done';
        meters.finished(session, 5);
      },
      'ok',
    ],
  ])('%s', (_what, happen, result) => {
    const meters = new Meters();
    happen(meters);
    expect(results(meters)).toEqual({ [result]: 1 });
  });

  it('but not where nothing was asked', () => {
    const meters = new Meters();
    meters.finished(sampleSession({ protocol: null, decision: null, closeReason: 'client' }), 5);
    expect(results(meters)).toEqual({});
    expect(protocols(meters)).toEqual({ none: 1 });
  });
});

describe('the meters', () => {
  it('count a connection by its protocol as soon as that is clear', () => {
    const meters = new Meters();
    const session = sampleSession({ protocol: 'socks5' });
    meters.decided(session, true);
    expect(protocols(meters)).toEqual({ socks5: 1 });
    meters.finished(session, 5);
    expect(protocols(meters)).toEqual({ socks5: 1 });
  });

  it('count retries while the connection is still open, each once', () => {
    const meters = new Meters();
    const session = sampleSession({ retries: 1 });
    meters.decided(session, true);
    session.retries = 3;
    meters.decided(session, true);
    meters.finished(session, 5);
    expect(meters.retries).toBe(3);
  });

  it('know denials by rule, from the start on', () => {
    const meters = new Meters();
    expect([...meters.denied.keys()]).toEqual([...denialRules, 'allow-from']);
    meters.failed(sampleSession({ code: 'DENIED', decision: 'deny', rule: 'reserved' }));
    meters.notAdmitted();
    expect(Object.fromEntries(meters.denied)).toMatchObject({ reserved: 1, 'allow-from': 1, deny: 0 });
  });

  it('take the time of ways that were found, in seconds, by upstream', () => {
    const meters = new Meters();
    meters.decided(sampleSession({ setupMs: 4 }), true);
    meters.decided(sampleSession({ setupMs: 9_000 }), false);
    const { count, sum } = meters.setups.get('proxy-a')?.value ?? {};
    expect({ count, sum }).toEqual({ count: 1, sum: 0.004 });
    expect(meters.setupTimes.summary()).toEqual({ p50: 4, p95: 4, max: 4 });
  });

  it('take how long connections were open, in seconds', () => {
    const meters = new Meters();
    meters.finished(sampleSession(), 250);
    expect(meters.duration.value).toMatchObject({ count: 1, sum: 0.25 });
  });

  it('begin the series of a listener and an upstream at 0, and keep what they have', () => {
    const meters = new Meters();
    meters.upstreamChecked({ upstream: 'proxy-a', ok: true, code: null, durationMs: 1 });
    meters.expectListener(listener, false);
    meters.expectListener('127.0.0.1:6379', true);
    meters.expectUpstream('proxy-a');
    expect([...meters.connections.entries()]).toEqual([
      ...['connect', 'http', 'socks5', 'none'].map((protocol) => [listener, protocol, 0]),
      ['127.0.0.1:6379', 'forward', 0],
    ]);
    expect([...meters.healthChecks.entries()]).toEqual([
      ['proxy-a', 'ok', 1],
      ['proxy-a', 'failed', 0],
    ]);
    expect(meters.setups.get('proxy-a')?.value.count).toBe(0);
  });

  it('know every way a connection can end', () => {
    expect(withAllReasons({ client: 3 })).toEqual({
      ...{ client: 3, target: 0, 'client-reset': 0, 'target-reset': 0 },
      ...{ linger: 0, idle: 0, refused: 0, done: 0, cut: 0 },
    });
  });
});
