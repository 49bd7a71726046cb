import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Phases } from '../proxy/phases.js';
import { type ProxyReply, readProxyReply } from '../proxy/proxy-reply.js';

/** A response as a probe looks at it: its head, and how much came after. */
export interface HttpAnswer {
  readonly status: number;
  /** Its headers, read as a proxy's would be: the sender may be one. */
  readonly reply: ProxyReply;
  /** Counted up to 1 MiB. */
  readonly bodyBytes: number;
}

/** No response within the limit. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

const bodyLimitBytes = 1024 * 1024;
const shownBodyBytes = 4 * 1024;

/**
 * One request on a socket that is open already, timed as `app` (to the head of the response) and `transfer` (its body).
 * Rejects with `NoAnswer`, with Node's error (HPE_ codes with `rawPacket` for what is no HTTP), or the signal's reason.
 */
export async function exchangeHttp(
  socket: Duplex,
  options: RequestOptions,
  { phases, signal }: { phases: Phases; signal: AbortSignal },
): Promise<HttpAnswer> {
  const { request } = await import('node:http');
  const response = await phases.time('app', () =>
    answerTo(request({ ...options, createConnection: () => socket }), phases.limitMs(), signal),
  );
  const body = await phases.time('transfer', () => readBody(response, phases.limitMs(), signal));
  const status = response.statusCode ?? 0;
  const head = { status, reason: response.statusMessage ?? '', headers: headersOf(response.rawHeaders) };
  return { status, reply: readProxyReply(head, body.begin), bodyBytes: body.bytes };
}

function answerTo(request: ClientRequest, limitMs: number, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      settle();
      // The request keeps a listener: what it says after this is the same news again.
      request.on('error', () => {});
      reject(error);
    };
    const onAbort = () => fail(signal.reason);
    const onResponse = (response: IncomingMessage) => {
      settle();
      request.on('error', () => {});
      resolve(response);
    };
    const onUpgrade = (response: IncomingMessage) => onResponse(response);
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      request.off('error', fail).off('response', onResponse).off('upgrade', onUpgrade);
    };
    const timer = setTimeout(() => fail(new NoAnswer()), limitMs);
    signal.addEventListener('abort', onAbort, { once: true });
    request.on('error', fail).on('response', onResponse).on('upgrade', onUpgrade).end();
  });
}

/** Up to 1 MiB; a body that is cut off or slow is no failure of a probe that looks at the status. */
function readBody(
  response: IncomingMessage,
  limitMs: number,
  signal: AbortSignal,
): Promise<{ bytes: number; begin: Buffer }> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    let begin = Buffer.alloc(0);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      response.removeAllListeners('data');
      response.on('error', () => {});
      response.destroy();
      act();
    };
    const done = () => settle(() => resolve({ bytes, begin }));
    const onAbort = () => settle(() => reject(signal.reason));
    const timer = setTimeout(done, limitMs);
    signal.addEventListener('abort', onAbort, { once: true });
    response
      .on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (begin.length < shownBodyBytes) begin = Buffer.concat([begin, chunk]).subarray(0, shownBodyBytes);
        if (bytes >= bodyLimitBytes) done();
      })
      .once('end', done)
      .once('close', done)
      .once('error', done);
  });
}

function headersOf(raw: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] as string).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), raw[index + 1] as string]);
  }
  return headers;
}
