import { once } from 'node:events';
import { connect, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeHost } from '../../../../src/lib/host/node/host.js';
import { Listeners } from '../../../../src/lib/tunnel/listeners/listeners.js';
import { loopbackNetwork } from '../../../helpers/loopback-network.js';

const free = { host: '127.0.0.1', port: 0 };
const forward = (listen: { host: string; port: number }) => ({
  ...{ name: null, listen, upstreams: null },
  target: { host: '127.0.0.1', port: 1 },
});
const opened: Listeners[] = [];
const sockets: Socket[] = [];

afterEach(() => {
  for (const listeners of opened.splice(0)) listeners.close();
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** The n-th `listen` waits for its promise. */
function listenersWith(waits: readonly (Promise<void> | undefined)[], events: string[]): Listeners {
  let made = 0;
  const network = {
    ...loopbackNetwork,
    createServer: (...args: Parameters<typeof loopbackNetwork.createServer>): Server => {
      const server = loopbackNetwork.createServer(...args);
      const wait = waits[made++];
      const listen = server.listen.bind(server) as (...options: unknown[]) => Server;
      if (wait) {
        server.listen = ((...options: unknown[]) => {
          void wait.then(() => listen(...options));
          return server;
        }) as Server['listen'];
      }
      return server;
    },
  };
  const listeners = new Listeners({ network, platform: nodeHost().platform }, (socket) => {
    events.push('served');
    sockets.push(socket);
  });
  opened.push(listeners);
  return listeners;
}

describe('a change of what is listened on', () => {
  it('serves nobody on a new listener before all are bound and the new settings hold', async () => {
    const events: string[] = [];
    let proceed = () => {};
    const held = new Promise<void>((resolve) => {
      proceed = resolve;
    });
    const listeners = listenersWith([undefined, undefined, held], events);
    await listeners.change({ listen: [free], forwards: [] }, () => {});
    const probe = loopbackNetwork.createServer({}, () => {});
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const early = { host: '127.0.0.1', port: (probe.address() as { port: number }).port };
    await new Promise((resolve) => probe.close(resolve));

    const changing = listeners.change(
      { listen: [free, early], forwards: [forward({ host: '127.0.0.2', port: 0 })] },
      () => void events.push('changed'),
    );
    await new Promise((resolve) => setImmediate(resolve));
    const client = connect(early);
    sockets.push(client);
    await once(client, 'connect');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(events).toEqual([]);
    proceed();
    await changing;
    expect(events).toEqual(['changed', 'served']);
    expect(listeners.own.map(({ serves }) => serves)).toEqual(['proxy', 'proxy', 'forward']);
  });

  it('is not ended by a client that comes before all are bound and resets', async () => {
    const events: string[] = [];
    let proceed = () => {};
    const held = new Promise<void>((resolve) => {
      proceed = resolve;
    });
    const listeners = listenersWith([undefined, held], events);
    const probe = loopbackNetwork.createServer({}, () => {});
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const early = { host: '127.0.0.1', port: (probe.address() as { port: number }).port };
    await new Promise((resolve) => probe.close(resolve));

    const changing = listeners.change({ listen: [early, free], forwards: [] }, () => {});
    await new Promise((resolve) => setImmediate(resolve));
    const client = connect(early);
    await once(client, 'connect');
    await new Promise((resolve) => setTimeout(resolve, 20));
    client.resetAndDestroy();
    await new Promise((resolve) => setTimeout(resolve, 20));
    proceed();
    await changing;
    expect(events).toEqual([]);
  });

  it('that fails closes whoever came meanwhile, and all is as it was', async () => {
    const events: string[] = [];
    const taken = loopbackNetwork.createServer({}, () => {});
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const port = (taken.address() as { port: number }).port;
    const listeners = listenersWith([], events);
    await listeners.change({ listen: [free], forwards: [] }, () => {});
    const before = [...listeners.own];
    const changed = listeners.change({ listen: [free, { host: '127.0.0.1', port }], forwards: [] }, () => {
      events.push('changed');
    });
    await expect(changed).rejects.toMatchObject({ code: 'LISTEN_IN_USE' });
    expect(listeners.own).toEqual(before);
    expect(events).toEqual([]);
    taken.close();
    const client = connect(before[0] ?? expect.fail());
    sockets.push(client);
    await once(client, 'connect');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(events).toEqual(['served']);
  });

  it('keeps the address of the admin listener among its own', async () => {
    const listeners = listenersWith([], []);
    await listeners.change({ listen: [free], forwards: [] }, () => {});
    const { own } = listeners;
    own.push({ host: '127.0.0.1', port: 9118, serves: 'admin' });
    await listeners.change({ listen: [], forwards: [forward(free)] }, () => {});
    expect(listeners.own).toBe(own);
    expect(own.map(({ serves }) => serves)).toEqual(['forward', 'admin']);
  });
});
