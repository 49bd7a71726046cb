import { request } from 'node:http';
import { systemCode } from '../../errors.js';
import type { Host } from '../../host/host.js';

export interface AdminQuestion {
  /** The base URL of the admin listener. */
  readonly admin: string;
  readonly method: 'GET' | 'POST';
  /** `/api/status` */
  readonly path: string;
  readonly token?: string;
  readonly body?: object;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** `unreachable`: nothing answered, by Node's code or `TIMEOUT`, `TOO_LARGE`. `answered`: with this status. */
export type AdminAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** A status with all of its history is a tenth of that. */
const longestAnswer = 2 ** 20;

/**
 * Asks the admin listener of a tunnel. No proxy is used, whatever the environment says. Rejects with the signal's
 * reason only.
 */
export function askAdmin(question: AdminQuestion, { network }: Pick<Host, 'network'>): Promise<AdminAnswer> {
  const { admin, method, path, token, body, timeoutMs, signal } = question;
  const { hostname, port, host } = new URL(admin);
  const text = body === undefined ? '' : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const asked = request({
      ...{ method, path },
      headers: {
        Host: host,
        Connection: 'close',
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(method === 'POST' && {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(text),
        }),
      },
      createConnection: () =>
        network.connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) }),
    });
    const timer = setTimeout(() => end({ kind: 'unreachable', reason: 'TIMEOUT' }), timeoutMs);
    const onAbort = () => {
      end(null);
      reject(signal.reason);
    };
    const end = (answer: AdminAnswer | null) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      asked.destroy();
      if (answer !== null) resolve(answer);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    asked.on('error', (error) => end({ kind: 'unreachable', reason: systemCode(error) ?? 'UNKNOWN' }));
    asked.on('response', (response) => {
      let received = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        received += part;
        if (received.length > longestAnswer) end({ kind: 'unreachable', reason: 'TOO_LARGE' });
      });
      response.on('error', (error) => end({ kind: 'unreachable', reason: systemCode(error) ?? 'UNKNOWN' }));
      response.on('end', () => end({ kind: 'answered', status: response.statusCode ?? 0, text: received }));
    });
    asked.end(text);
  });
}
