import { Session, type SessionOrigin } from '../../../../src/lib/tunnel/session.js';

/** A session as it looks once it has been decided that it may go to a target, by way of `proxy-a`. */
export function sampleSession(filled: Partial<Session> = {}, origin: Partial<SessionOrigin> = {}): Session {
  const session = new Session({
    id: 7,
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    listener: '127.0.0.1:3128',
    client: { host: '127.0.0.1', port: 50_412 },
    startedMs: 1_000,
    totals: { up: () => {}, down: () => {} },
    ...origin,
  });
  return Object.assign(
    session,
    {
      protocol: 'connect',
      destination: { host: 'redis.internal.test', port: 6379 },
      upstream: 'proxy-a',
      decision: 'allow',
      status: 200,
      connectMs: 1.5,
      tunnelMs: 2.25,
      setupMs: 4,
    } satisfies Partial<Session>,
    filled,
  );
}
