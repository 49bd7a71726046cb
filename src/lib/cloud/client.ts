import type { Clock } from '../host/clock.js';
import { type Answer, plainAnswer, textAt } from './answer.js';
import type { Deadline } from './deadline.js';
import { CloudError, cloudFailure } from './failures.js';
import { clientToken, type Parameters, withoutUnset } from './parameters.js';
import { hintFor, isRetryable } from './service-codes.js';
import type { Transport, TransportResult } from './transport.js';

export type Product = 'Vpc' | 'Ecs';

const versions: Readonly<Record<Product, string>> = { Vpc: '2016-04-28', Ecs: '2014-05-26' };

export interface CallOptions {
  /** A write carries a ClientToken, so that sending it again can't make a second one. */
  readonly kind: 'read' | 'write';
  /** Limit of one attempt. Default 30 s. */
  readonly timeoutMs?: number;
}

export interface CloudClientOptions {
  readonly transport: Transport;
  readonly endpointOf: (product: Product) => string;
  readonly region: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly deadline: Deadline;
  /** One run's id: ClientTokens are made from it. */
  readonly runId: string;
  /** Between 0 and 1; spreads the retries of many clients. */
  readonly random: () => number;
  readonly onRetry?: (retry: { action: string; reason: string; delayMs: number }) => void;
}

const readTimeoutMs = 30_000;
const attempts = { read: 4, write: 3 } as const;
const firstDelayMs = 500;
const longestDelayMs = 8_000;
const longestAskedDelayMs = 60_000;
/** After Ctrl-C a write gets this long to answer, so that what it made is known. */
const writeGraceMs = 3_000;

/** Refused before a connection stood, and not by chance: trying again at once would only delay the message. */
const permanent =
  /^(?:ECONNREFUSED|ENOTFOUND|EACCES|EHOSTUNREACH|ENETUNREACH|ERR_TLS_.*|ERR_SSL_.*|.*CERT.*|.*SIGNATURE.*|EPROTO)$/;

type Attempt =
  | { readonly kind: 'ok'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly error: Error; readonly retryable: boolean; readonly reason: string };

/** The cloud, as narrow as the operations need it: one call, its answer as plain values, its refusals as CloudErrors. */
export class CloudClient {
  /** The service's ids of the writes that it carried out. */
  readonly requestIds: string[] = [];
  readonly #options: CloudClientOptions;

  constructor(options: CloudClientOptions) {
    this.#options = options;
  }

  get region(): string {
    return this.#options.region;
  }

  /**
   * Calls an action in the client's region. Throttling, outages and lost answers are retried with growing delays;
   * a write only because its ClientToken makes the repeat harmless. Rejects with CloudError, CLOUD_UNREACHABLE,
   * CLOUD_NO_ANSWER, CLOUD_BAD_ANSWER, WAIT_TIMEOUT, or the signal's reason.
   */
  async call(
    product: Product,
    action: string,
    parameters: Parameters,
    options: CallOptions,
  ): Promise<Answer> {
    const { clock, signal, deadline, runId, region } = this.#options;
    const full = { RegionId: region, ...parameters };
    const token = options.kind === 'write' ? { ClientToken: clientToken(runId, action, full) } : {};
    const wire = withoutUnset({ ...full, ...token });
    for (let number = 1; ; number++) {
      signal.throwIfAborted();
      const attempt = await this.#attempt(product, action, wire, options);
      if (attempt.kind === 'ok') {
        const requestId = textAt(attempt.answer, 'RequestId');
        if (options.kind === 'write' && requestId) this.requestIds.push(requestId);
        return attempt.answer;
      }
      if (deadline.remainingMs() === 0) throw deadline.failure([action]);
      if (!attempt.retryable || number >= attempts[options.kind]) throw attempt.error;
      const delayMs = this.#delayMs(number, attempt.error);
      if (delayMs >= deadline.remainingMs()) throw attempt.error;
      this.#options.onRetry?.({ action, reason: attempt.reason, delayMs });
      await clock.sleep(delayMs, signal);
    }
  }

  async #attempt(
    product: Product,
    action: string,
    parameters: Readonly<Record<string, unknown>>,
    { kind, timeoutMs = readTimeoutMs }: CallOptions,
  ): Promise<Attempt> {
    const { transport, signal, deadline } = this.#options;
    const endpoint = this.#options.endpointOf(product);
    const leftMs = deadline.remainingMs();
    const limitMs = Math.max(1, Math.min(timeoutMs, leftMs));
    const limit = new AbortController();
    const timers = [setTimeout(() => limit.abort(), limitMs)];
    const stop = () => {
      if (kind === 'read') limit.abort();
      else timers.push(setTimeout(() => limit.abort(), writeGraceMs));
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      const result = await transport.send({
        endpoint,
        version: versions[product],
        action,
        parameters,
        signal: limit.signal,
      });
      if (limit.signal.aborted && result.kind !== 'answer') {
        signal.throwIfAborted();
        // Not by the clock: a timer can be a little ahead of it.
        if (leftMs <= timeoutMs) throw deadline.failure([action]);
        const facts = { endpoint, action, phase: 'read', limitMs } as const;
        return {
          kind: 'failed',
          error: cloudFailure('CLOUD_NO_ANSWER', facts),
          retryable: true,
          reason: 'timeout',
        };
      }
      return this.#judge(result, action, endpoint);
    } finally {
      signal.removeEventListener('abort', stop);
      for (const timer of timers) clearTimeout(timer);
    }
  }

  #judge(result: TransportResult, action: string, endpoint: string): Attempt {
    if (result.kind === 'no-answer') return noAnswer(result, action, endpoint);
    const answer = result.kind === 'answer' ? plainAnswer(result.body) : null;
    const bad = (retryable: boolean): Attempt => {
      const error = cloudFailure('CLOUD_BAD_ANSWER', { endpoint, action, status: result.status });
      return { kind: 'failed', error, retryable, reason: String(result.status ?? 'not JSON') };
    };
    if (result.kind !== 'answer' || answer === null) return bad(false);
    const code = textAt(answer, 'Code');
    const status = result.status ?? 200;
    // pop-core lets a 500 without a code pass for success.
    if (code === '' || successCodes.has(code)) {
      return status >= 400 ? bad(status >= 500) : { kind: 'ok', answer };
    }
    const facts = { code, action, region: this.region, said: withoutSignedText(textAt(answer, 'Message')) };
    const error = new CloudError(facts, {
      textKey: hintFor(code),
      requestId: textAt(answer, 'RequestId') || null,
      httpStatus: result.status,
      retryAfterMs: result.retryAfterMs,
    });
    return { kind: 'failed', error, retryable: isRetryable(code, action), reason: code };
  }

  /** Exponential with full jitter, unless the service says how long. */
  #delayMs(number: number, error: Error): number {
    if (error instanceof CloudError && error.retryAfterMs !== null) {
      return Math.min(error.retryAfterMs, longestAskedDelayMs);
    }
    const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** (number - 1));
    return Math.round(ceiling / 2 + (ceiling / 2) * this.#options.random());
  }
}

const successCodes = new Set(['200', 'OK', 'Success', 'success']);

function noAnswer(
  { reason, connecting }: Extract<TransportResult, { kind: 'no-answer' }>,
  action: string,
  endpoint: string,
): Attempt {
  const error = connecting
    ? cloudFailure('CLOUD_NO_ANSWER', { endpoint, action, phase: 'connect', limitMs: connectTimeoutMs })
    : cloudFailure('CLOUD_UNREACHABLE', { endpoint, action, reason });
  return { kind: 'failed', error, retryable: !permanent.test(reason), reason };
}

/** Limit for opening a connection, TLS included. */
export const connectTimeoutMs = 5_000;

/** The service repeats the signed text, keys and all, where a signature is wrong. Nobody's words steer the terminal. */
function withoutSignedText(message: string): string {
  const said = message.split(/\s*server string to sign/i, 1)[0] ?? '';
  return said
    .replace(/https?:\/\/\S+/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}
