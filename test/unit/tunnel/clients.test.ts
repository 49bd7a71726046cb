import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { nodeHost } from '../../../src/lib/host/node/host.js';
import { parseSubnet } from '../../../src/lib/tunnel/access/subnet.js';
import { Clients } from '../../../src/lib/tunnel/clients.js';
import { Ledger } from '../../../src/lib/tunnel/observe/ledger.js';
import type { Session } from '../../../src/lib/tunnel/session.js';
import { makeSnapshot } from '../../../src/lib/tunnel/snapshot.js';
import { settingsOf, until } from '../../integration/tunnel/world.js';

const listener = {
  ...{ key: '127.0.0.1:3128', name: '127.0.0.1:3128', forward: null },
  address: { host: '127.0.0.1', port: 3128 },
};

describe('a client that was gone before it was accepted', () => {
  it('is counted as one that left, and not as one that may not come', async () => {
    const host = nodeHost();
    const ledger = new Ledger();
    const settings = settingsOf({
      access: {
        allow: [],
        deny: [],
        allowFrom: [parseSubnet('10.0.0.0/8')].flatMap((one) => one ?? []),
        users: [],
      },
    });
    const snapshot = makeSnapshot(settings, [], host, { ledger, before: null });
    const seen: string[] = [];
    ledger.observe({
      notAdmitted: () => seen.push('not admitted'),
      failed: () => seen.push('failed'),
      finished: ({ closeReason }: Session) => seen.push(`finished: ${closeReason}`),
    });
    const clients = new Clients(settings.limits, ledger, host);
    const socket = new Socket();
    expect(socket.remoteAddress).toBeUndefined();
    clients.accept(socket, listener, snapshot);
    await until(() => seen.length > 0);
    expect(seen).toEqual(['finished: client-reset']);
    expect(ledger.counters.snapshot()).toMatchObject({ connections: 1, active: 0 });
  });
});
