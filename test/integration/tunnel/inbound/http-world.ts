import type { Session } from '../../../../src/lib/tunnel/session.js';
import type { Tunnel } from '../../../../src/lib/tunnel/tunnel.js';
import { Client, openTarget, type Target } from '../world.js';

/** A target that says these bytes once it has seen a whole head, and then ends; and what it was sent. */
export async function openAnswer(
  answer: string,
  { ends = true } = {},
): Promise<{ target: Target; seen: () => string }> {
  let seen = '';
  const target = await openTarget((socket) => {
    socket.on('data', (bytes) => {
      const before = seen;
      seen += bytes.toString('latin1');
      if (before.includes('\r\n\r\n') || !seen.includes('\r\n\r\n')) return;
      socket.write(answer, 'latin1');
      if (ends) socket.end();
    });
  });
  return { target, seen: () => seen };
}

export async function ask(tunnel: Tunnel, request: string): Promise<Client> {
  const client = new Client(tunnel.address.port).send(Buffer.from(request, 'latin1'));
  await client.toEnd();
  client.socket.end();
  return client;
}

export const get = (authority: string, version = '1.1') =>
  `GET http://${authority}/ HTTP/${version}\r\nHost: x\r\n\r\n`;

/** The sessions of a tunnel that have ended. */
export function finished(tunnel: Tunnel): Session[] {
  const sessions: Session[] = [];
  tunnel.ledger.observe({ finished: (session) => sessions.push(session) });
  return sessions;
}
