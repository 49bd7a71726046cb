import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Address } from '../../../../src/lib/host/network.js';
import { nodeClock as clock } from '../../../../src/lib/host/node/clock.js';
import { DialError, type DialRequest, dial } from '../../../../src/lib/proxy/way/dial.js';
import { loopbackNetwork } from '../../../helpers/loopback-network.js';
import { listenSilently } from '../../../helpers/silent-listener.js';

const cleanup: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

/** A port on which something listens; every connection it sees is counted. */
async function listen(host: string, port = 0): Promise<{ port: number; accepted: Socket[] }> {
  const accepted: Socket[] = [];
  const server: Server = createServer((socket) => accepted.push(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen({ host, port, ipv6Only: true }, resolve));
  cleanup.push(() => {
    for (const socket of accepted) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, accepted };
}

async function silent(host: string) {
  const listener = await listenSilently(host);
  cleanup.push(listener.close);
  return listener;
}

const v4 = (address: string): Address => ({ address, family: 4 });
const v6 = (address: string): Address => ({ address, family: 6 });

/** Dials with a resolver that answers the given addresses, and ends the socket with the test. */
async function open(request: Partial<DialRequest> & { port: number }, answers?: readonly Address[] | Error) {
  const asked: string[] = [];
  const network = {
    ...loopbackNetwork,
    ...(answers && {
      resolve: async (host: string) => {
        asked.push(host);
        if (answers instanceof Error) throw answers;
        return [...answers];
      },
    }),
  };
  const result = await dial({ host: 'name.test', network, clock, timeoutMs: 3_000, ...request });
  cleanup.push(() => result.socket.destroy());
  return { ...result, asked };
}

async function failureOf(promise: Promise<unknown>): Promise<DialError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DialError);
  return error as DialError;
}

/** The whole of 127.0.0.0/8 is this machine's, and a full backlog is silent, on Linux only. */
const elsewhere = process.platform !== 'linux';

describe.skipIf(elsewhere)('dialling', () => {
  it('connects to a literal without a lookup', async () => {
    const { port } = await listen('127.0.0.1');
    const { address, dnsMs, tcpMs, asked } = await open({ host: '127.0.0.1', port }, []);
    expect({ address, dnsMs, asked }).toEqual({ address: v4('127.0.0.1'), dnsMs: null, asked: [] });
    expect(tcpMs).toBeGreaterThan(0);
  });

  it('looks a name up once and times it', async () => {
    const { port } = await listen('127.0.0.1');
    const { address, dnsMs, asked } = await open({ port }, [v4('127.0.0.1')]);
    expect(address).toEqual(v4('127.0.0.1'));
    expect(asked).toEqual(['name.test']);
    expect(dnsMs).toBeGreaterThan(0);
  });

  it.each(['127.0.0.1', '::1'])('reaches localhost where only %s answers', async (host) => {
    const { port } = await listen(host);
    const both = [v6('::1'), v4('127.0.0.1')];
    expect((await open({ host: 'localhost', port }, both)).address.address).toBe(host);
  });

  it('reaches localhost as this machine resolves it', async () => {
    const { port } = await listen('127.0.0.1');
    expect((await open({ host: 'localhost', port })).address.address).toBe('127.0.0.1');
  });

  it('tries the next address at once when one refuses', async () => {
    const { port } = await listen('127.0.0.4');
    const { address, tcpMs } = await open({ port }, [v4('127.0.0.2'), v4('127.0.0.3'), v4('127.0.0.4')]);
    expect(address.address).toBe('127.0.0.4');
    expect(tcpMs).toBeLessThan(200);
  });

  it('lets the families take turns', async () => {
    const { port } = await silent('::1');
    const other = await listen('127.0.0.1', port);
    const { address, tcpMs } = await open({ port }, [v6('::1'), v6('::1'), v6('::1'), v4('127.0.0.1')]);
    expect(address.address).toBe('127.0.0.1');
    expect(tcpMs).toBeGreaterThan(200);
    expect(tcpMs).toBeLessThan(450);
    expect(other.accepted).toHaveLength(1);
  });

  it('starts the next address after a quarter of a second of silence', async () => {
    const { port } = await silent('127.0.0.2');
    await listen('127.0.0.3', port);
    const { address, tcpMs } = await open({ port }, [v4('127.0.0.2'), v4('127.0.0.3')]);
    expect(address.address).toBe('127.0.0.3');
    expect(tcpMs).toBeGreaterThan(200);
    expect(tcpMs).toBeLessThan(900);
  });

  it('does not give up a slow address when it starts the next', async () => {
    const slow = await silent('127.0.0.2');
    const { port } = slow;
    setTimeout(slow.wake, 500);
    const { address } = await open({ port, timeoutMs: 8_000 }, [v4('127.0.0.2'), v4('127.0.0.3')]);
    expect(address.address).toBe('127.0.0.2');
  });

  it('leaves nothing behind of the addresses that lost', async () => {
    const { port } = await silent('127.0.0.2');
    await listen('127.0.0.3', port);
    const made: Socket[] = [];
    const network = {
      ...loopbackNetwork,
      resolve: async () => [v4('127.0.0.2'), v4('127.0.0.3')],
      connect: (options: Parameters<typeof loopbackNetwork.connect>[0]) => {
        const socket = loopbackNetwork.connect(options);
        made.push(socket);
        return socket;
      },
    };
    const { socket } = await open({ port, network });
    expect(made.map((each) => each.destroyed)).toEqual([true, false]);
    expect(made[1]).toBe(socket);
  });

  it('hands each attempt its own socket options', async () => {
    const { port } = await listen('127.0.0.3');
    let asked = 0;
    const socketOptions = () => {
      asked++;
      return { allowHalfOpen: true };
    };
    const { socket } = await open({ port, socketOptions }, [v4('127.0.0.2'), v4('127.0.0.3')]);
    expect({ asked, halfOpen: socket.allowHalfOpen }).toEqual({ asked: 2, halfOpen: true });
  });
});

describe.skipIf(elsewhere)('a dial that fails', () => {
  it('says that the port is closed', async () => {
    const error = await failureOf(open({ host: '127.0.0.1', port: 1 }));
    expect(error).toMatchObject({
      phase: 'tcp',
      code: 'ECONNREFUSED',
      dnsMs: null,
      address: v4('127.0.0.1'),
    });
    expect(error.tcpMs).toBeGreaterThan(0);
  });

  it('says that the name is unknown', async () => {
    const error = await failureOf(
      open({ port: 1 }, Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })),
    );
    expect(error).toMatchObject({ phase: 'dns', code: 'ENOTFOUND', tcpMs: null, address: null });
    expect(error.dnsMs).toBeGreaterThanOrEqual(0);
  });

  it('counts an empty answer as an unknown name', async () => {
    expect(await failureOf(open({ port: 1 }, []))).toMatchObject({ phase: 'dns', code: 'ENOTFOUND' });
  });

  it('ends a lookup that takes too long', async () => {
    const network = { ...loopbackNetwork, resolve: () => new Promise<Address[]>(() => {}) };
    const error = await failureOf(open({ port: 1, network, timeoutMs: 50 }));
    expect(error).toMatchObject({ phase: 'dns', code: 'TIMEOUT', tcpMs: null });
    expect(error.dnsMs).toBeGreaterThan(40);
  });

  it('ends an attempt that takes too long, and names the address', async () => {
    const { port } = await silent('127.0.0.2');
    const error = await failureOf(open({ port, timeoutMs: 80 }, [v4('127.0.0.2')]));
    expect(error).toMatchObject({ phase: 'tcp', code: 'TIMEOUT', address: v4('127.0.0.2') });
    expect(error.tcpMs).toBeGreaterThan(60);
  });

  it('has one limit for the lookup and the attempts together', async () => {
    const { port } = await silent('127.0.0.2');
    const network = {
      ...loopbackNetwork,
      resolve: async () => {
        await clock.sleep(200);
        return [v4('127.0.0.2')];
      },
    };
    const began = clock.monotonic();
    const error = await failureOf(open({ port, network, timeoutMs: 300 }));
    expect(error).toMatchObject({ phase: 'tcp', code: 'TIMEOUT' });
    expect(clock.monotonic() - began).toBeLessThan(450);
  });

  it('prefers the address that answered no to the one without a route', async () => {
    const network = {
      ...loopbackNetwork,
      resolve: async () => [v4('127.0.0.2'), v6('::1')],
      connect: (options: { host?: string }) =>
        options.host === '::1'
          ? loopbackNetwork.connect({ host: '::1', port: 1 }).destroy(unroutable)
          : loopbackNetwork.connect({ host: '127.0.0.2', port: 1 }),
    };
    const unroutable = Object.assign(new Error('no route'), { code: 'ENETUNREACH' });
    const error = await failureOf(open({ port: 1, network: network as typeof loopbackNetwork }));
    expect(error).toMatchObject({ code: 'ECONNREFUSED', address: v4('127.0.0.2') });
  });

  it('rejects with the reason of the signal, during the lookup and during the attempt', async () => {
    const { port } = await silent('127.0.0.2');
    const reason = new Error('enough');
    const lookup = new AbortController();
    const network = {
      ...loopbackNetwork,
      resolve: (_host: string, signal?: AbortSignal) =>
        new Promise<Address[]>((_, reject) =>
          signal?.addEventListener('abort', () => reject(signal.reason), { once: true }),
        ),
    };
    setTimeout(() => lookup.abort(reason), 20);
    await expect(open({ port, network, signal: lookup.signal })).rejects.toBe(reason);
    const attempt = new AbortController();
    setTimeout(() => attempt.abort(reason), 20);
    await expect(open({ host: '127.0.0.2', port, signal: attempt.signal })).rejects.toBe(reason);
    await expect(open({ host: '127.0.0.2', port, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe.skipIf(elsewhere)('which addresses may be dialled', () => {
  it('dials only those that are allowed', async () => {
    const first = await listen('127.0.0.2');
    const second = await listen('127.0.0.3', first.port);
    const { address } = await open({ port: first.port, allow: ({ address }) => address !== '127.0.0.2' }, [
      v4('127.0.0.2'),
      v4('127.0.0.3'),
    ]);
    expect(address.address).toBe('127.0.0.3');
    expect([first.accepted.length, second.accepted.length]).toEqual([0, 1]);
  });

  it('is denied where none is left, without a connection', async () => {
    const { port, accepted } = await listen('127.0.0.2');
    const error = await failureOf(open({ port, allow: () => false }, [v4('127.0.0.2')]));
    expect(error).toMatchObject({ phase: 'tcp', code: 'DENIED', tcpMs: null, address: v4('127.0.0.2') });
    expect(accepted).toHaveLength(0);
  });

  it('asks about a literal as well', async () => {
    expect(await failureOf(open({ host: '127.0.0.2', port: 1, allow: () => false }))).toMatchObject({
      code: 'DENIED',
      dnsMs: null,
    });
  });
});
