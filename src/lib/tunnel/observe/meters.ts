import { denialRules } from '../access/policy.js';
import type { Session, SessionEnd } from '../session.js';
import type { UpstreamCheck } from '../upstreams/upstream-state.js';
import { Histogram } from './histogram.js';
import type { Observer } from './ledger.js';
import { type RequestResult, requestResults } from './metrics.js';
import { SetupTimes } from './setup-times.js';
import { Tally } from './tally.js';

const setupBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const durationBounds = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 14_400];

const noProtocol = 'none';
const mixedProtocols = ['connect', 'http', 'socks5', noProtocol];

/** The rule by which a client is turned away at once. */
const admission = 'allow-from';

const deniedCodes = new Set(['DENIED', 'AUTH_REQUIRED', 'TLS_CLIENT_CERT']);
const rejectedCodes = new Set(['BAD_REQUEST', 'TLS_PROTOCOL', 'HEADER_TIMEOUT', 'TOO_MANY_CONNECTIONS']);

/** Every way a connection can end: the compiler counts them. */
const closeReasons: Readonly<Record<SessionEnd, null>> = {
  ...{ client: null, target: null, 'client-reset': null, 'target-reset': null },
  ...{ linger: null, idle: null, refused: null, done: null, cut: null },
};

/**
 * Counts what the counters of the ledger do not. The work for a connection is a few additions: all labels are names
 * of the settings or words of a fixed list.
 */
export class Meters implements Observer {
  readonly connections = new Tally();
  readonly requests = new Tally();
  readonly connectErrors = new Tally();
  readonly healthChecks = new Tally();
  readonly denied = new Map<string, number>([...denialRules, admission].map((rule) => [rule, 0]));
  readonly setups = new Map<string, Histogram>();
  readonly duration = new Histogram(durationBounds);
  readonly setupTimes = new SetupTimes();
  retries = 0;
  headerTimeouts = 0;

  /** Makes the series of a listener, so that they begin at 0. */
  expectListener(name: string, isForward: boolean): void {
    for (const protocol of isForward ? ['forward'] : mixedProtocols) this.connections.add(name, protocol, 0);
    for (const result of requestResults) this.requests.add(name, result, 0);
  }

  /** The same for an upstream. */
  expectUpstream(name: string): void {
    for (const result of ['ok', 'failed']) this.healthChecks.add(name, result, 0);
    this.#setup(name);
  }

  decided(session: Session, found: boolean): void {
    this.#meterProtocol(session);
    this.#meterRetries(session);
    if (!found) return;
    if (session.upstream !== null && session.setupMs !== null) {
      this.#setup(session.upstream).observe(session.setupMs / 1e3);
      this.setupTimes.add(session.setupMs);
    }
    // Of plain HTTP the exchange can still fail, and be answered so.
    if (session.protocol !== 'http') this.#meterResult(session, 'ok');
  }

  failed(session: Session): void {
    const { code, rule } = session;
    if (code === null) return;
    this.#meterProtocol(session);
    this.#meterResult(session, resultOf(code));
    if (code === 'HEADER_TIMEOUT') this.headerTimeouts++;
    if (session.decision === 'deny' && rule !== null) this.#deny(rule);
  }

  finished(session: Session, durationMs: number): void {
    this.#meterProtocol(session);
    this.#meterRetries(session);
    this.duration.observe(durationMs / 1e3);
    if (session.decision === null) return;
    // Plain HTTP that became a tunnel (101) ends as one.
    const isAnswered =
      session.protocol === 'http' && (session.closeReason === 'done' || session.status === 101);
    this.#meterResult(session, isAnswered ? 'ok' : 'aborted');
  }

  notAdmitted(): void {
    this.#deny(admission);
  }

  attemptFailed(upstream: string, code: string): void {
    this.connectErrors.add(upstream, code);
  }

  upstreamChecked({ upstream, ok }: UpstreamCheck): void {
    this.healthChecks.add(upstream, ok ? 'ok' : 'failed');
  }

  #deny(rule: string): void {
    this.denied.set(rule, (this.denied.get(rule) ?? 0) + 1);
  }

  #setup(upstream: string): Histogram {
    let found = this.setups.get(upstream);
    if (found === undefined) {
      found = new Histogram(setupBounds);
      this.setups.set(upstream, found);
    }
    return found;
  }

  #meterProtocol(session: Session): void {
    if (session.protocolMetered) return;
    session.protocolMetered = true;
    this.connections.add(session.listener, session.protocol ?? noProtocol);
  }

  #meterRetries(session: Session): void {
    this.retries += session.retries - session.retriesMetered;
    session.retriesMetered = session.retries;
  }

  #meterResult(session: Session, result: RequestResult): void {
    if (session.resultMetered) return;
    session.resultMetered = true;
    this.requests.add(session.listener, result);
  }
}

/** The counts by reason, with those that have not come about yet. */
export function withAllReasons(closed: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return { ...Object.fromEntries(Object.keys(closeReasons).map((reason) => [reason, 0])), ...closed };
}

function resultOf(code: string): RequestResult {
  if (deniedCodes.has(code)) return 'denied';
  return rejectedCodes.has(code) ? 'rejected' : 'failed';
}
