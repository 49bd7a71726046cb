import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Address } from '../../../../src/lib/host/network.js';
import type { DestinationRule, Subnet } from '../../../../src/lib/tunnel/access/access-settings.js';
import { parseDestinationRule } from '../../../../src/lib/tunnel/access/destination-rule.js';
import { parseSubnet } from '../../../../src/lib/tunnel/access/subnet.js';
import type { Session } from '../../../../src/lib/tunnel/session.js';
import type { Tunnel } from '../../../../src/lib/tunnel/tunnel.js';
import { Client, listening, openTarget, openTunnel, settingsOf, tunnelled, until } from '../world.js';

const rules = (...texts: string[]) => texts.map((text) => parseDestinationRule(text) as DestinationRule);
const subnets = (...texts: string[]) => texts.map((text) => parseSubnet(text) as Subnet);
const access = { allow: rules(), deny: rules(), allowFrom: subnets(), users: [] };
const v4 = (address: string): Address => ({ address, family: 4 });

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function ask(tunnel: Tunnel, place: string, host = '127.0.0.1'): Promise<string> {
  const client = new Client(tunnel.address.port, host).send(`CONNECT ${place} HTTP/1.1\r\n\r\n`);
  const status = (await client.answer()).split(' ')[1] ?? '';
  client.socket.destroy();
  return /X-Aliproxy-Error: (\w+)/.exec(client.text)?.[1] ?? status;
}

describe('allow and deny', () => {
  it('answer 403, and the session knows the rule', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel({ access: { ...access, deny: rules('127.0.0.0/8:1-65535') } });
    const sessions: Session[] = [];
    tunnel.ledger.observe({ decided: (session) => void sessions.push(session) });
    const client = new Client(tunnel.address.port).send(`CONNECT ${target.authority} HTTP/1.1\r\n\r\n`);
    const answer = await client.toEnd();
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    expect(answer).toContain('error=http_request_denied');
    expect(answer).toContain('X-Aliproxy-Error: DENIED\r\n');
    expect(sessions[0]).toMatchObject({ decision: 'deny', rule: 'deny', code: 'DENIED', status: 403 });
    expect(target.sockets).toEqual([]);
  });

  it('answer a SOCKS5 client with "not allowed by ruleset"', async () => {
    const tunnel = await openTunnel({ access: { ...access, deny: rules('127.0.0.0/8') } });
    const client = new Client(tunnel.address.port).send(
      Uint8Array.of(5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, 0, 80),
    );
    await client.toEnd();
    expect([...Buffer.from(client.text, 'latin1')].slice(0, 4)).toEqual([5, 0, 5, 2]);
    expect(tunnel.counts.failures).toEqual({ DENIED: 1 });
  });

  it('judge a name before it is looked up', async () => {
    const tunnel = await openTunnel({
      access: { ...access, deny: rules('*.invalid'), allow: rules('*.invalid', '*.test:443') },
    });
    expect(await ask(tunnel, 'a.invalid:443')).toBe('DENIED');
    expect(await ask(tunnel, 'a.test:80')).toBe('DENIED');
  });

  it('judge each address of a name, and dial the first that is allowed', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel({
      names: {
        'both.test': [v4('127.0.0.2'), v4('127.0.0.1')],
        'mapped.test': [{ address: '::ffff:127.0.0.2', family: 6 }],
        'denied.test': [v4('127.0.0.2')],
      },
      access: { ...access, deny: rules('127.0.0.2') },
    });
    const sessions: Session[] = [];
    tunnel.ledger.observe({ decided: (session) => void sessions.push(session) });
    await tunnelled(tunnel, `both.test:${target.port}`);
    expect(sessions[0]).toMatchObject({ decision: 'allow', rule: null, destinationIp: '127.0.0.1' });
    expect(await ask(tunnel, `mapped.test:${target.port}`)).toBe('DENIED');
    expect(await ask(tunnel, `denied.test:${target.port}`)).toBe('DENIED');
    expect(target.sockets).toHaveLength(1);
  });

  it('look a name up once: what it stands for a moment later does not count', async () => {
    const target = await openTarget();
    const answers = ['127.0.0.1', '127.0.0.2'];
    let lookups = 0;
    const names = {
      get 'changing.test'() {
        return [v4(answers[Math.min(lookups++ >> 1, 1)] as string)];
      },
    };
    const tunnel = await openTunnel({ names, access: { ...access, deny: rules('127.0.0.2') } });
    expect(await ask(tunnel, `changing.test:${target.port}`)).toBe('200');
    // The getter is asked twice for each lookup.
    expect(lookups).toBe(2);
    expect(await ask(tunnel, `changing.test:${target.port}`)).toBe('DENIED');
    expect(target.sockets).toHaveLength(1);
  });

  it.each([
    '127.1',
    '0x7f000001',
    '2130706433',
    '0177.0.0.1',
    '127.0.0.01',
    '[fe80::1%lo]',
    '[::1%1]',
    '0x7f.1',
  ])('can not be got past by writing an address as %s', async (host) => {
    const tunnel = await openTunnel({ access: { ...access, deny: rules('127.0.0.0/8') } });
    expect(await ask(tunnel, `${host}:80`)).toBe('BAD_REQUEST');
  });

  it('can be changed by a reload, for those who come after it', async () => {
    const target = await openTarget((socket) => void socket.on('data', (bytes) => socket.write(bytes)));
    const tunnel = await openTunnel();
    const before = await tunnelled(tunnel, target.authority);
    await tunnel.apply(settingsOf({ access: { ...access, deny: rules('127.0.0.0/8') } }));
    expect(await ask(tunnel, target.authority)).toBe('DENIED');
    before.send('still here');
    await until(() => before.body === 'still here');
  });
});

describe('clients that may not connect', () => {
  it('are closed without a byte, those of this machine included', async () => {
    const tunnel = await openTunnel({ access: { ...access, allowFrom: subnets('10.0.0.0/8') } });
    let refused = 0;
    tunnel.ledger.observe({ notAdmitted: () => void refused++ });
    const client = new Client(tunnel.address.port).send('CONNECT 127.0.0.1:1 HTTP/1.1\r\n\r\n');
    await until(() => client.ended || client.error !== null);
    expect(client.text).toBe('');
    expect(refused).toBe(1);
  });

  it('are told from those who may by their address', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel({
      access: { ...access, allowFrom: subnets('127.0.0.1', '::ffff:127.0.0.3') },
    });
    await tunnelled(tunnel, target.authority);
  });

  it('can not connect to a forward either', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel({
      access: { ...access, allowFrom: subnets('10.0.0.0/8') },
      forwards: [
        {
          name: null,
          listen: { host: '127.0.0.1', port: 0 },
          target: { host: '127.0.0.1', port: target.port },
          upstreams: null,
        },
      ],
    });
    const client = new Client(tunnel.listeners[1]?.address.port ?? 0);
    await until(() => client.ended || client.error !== null);
    expect(target.sockets).toEqual([]);
  });
});

describe('a listener beyond loopback', () => {
  it.each(['0.0.0.0', '::'])('on %s is not opened without protection', async (host) => {
    await expect(openTunnel({ listen: [{ host, port: 0 }] })).rejects.toMatchObject({
      code: 'LISTEN_BEYOND_LOOPBACK',
      exitCode: 2,
    });
  });

  it('is not opened by a reload either, and all stays as it is', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel();
    const next = settingsOf({ listen: [{ host: '0.0.0.0', port: 0 }] });
    await expect(tunnel.apply(next)).rejects.toMatchObject({ code: 'LISTEN_BEYOND_LOOPBACK' });
    await tunnelled(tunnel, target.authority);
  });

  it('counts clients of an IPv6 listener as the IPv4 clients they are', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel({
      listen: [{ host: '::', port: 0 }],
      access: { ...access, allowFrom: subnets('127.0.0.0/8') },
    });
    const sessions: Session[] = [];
    tunnel.ledger.observe({ opened: (session) => void sessions.push(session) });
    await tunnelled(tunnel, target.authority);
    expect(sessions[0]?.client.host).toBe('127.0.0.1');
    // Its own port is at every address of this machine.
    expect(await ask(tunnel, `127.0.0.3:${tunnel.address.port}`)).toBe('PROXY_LOOP');
  });
});

describe('a listener on IPv6', () => {
  it('serves, and knows its clients', async () => {
    const tunnel = await openTunnel({
      listen: [{ host: '::1', port: 0 }],
      access: { ...access, allowFrom: subnets('::1'), deny: rules('[::1]:1-1023') },
    });
    expect(tunnel.listeners[0]?.name).toBe(`[::1]:${tunnel.address.port}`);
    expect(await ask(tunnel, '[::1]:80', '::1')).toBe('DENIED');
    expect(await ask(tunnel, `[::1]:${tunnel.address.port}`, '::1')).toBe('PROXY_LOOP');
  });
});

describe('forwards', () => {
  it('do not lead round in a circle, whatever names they go by', async () => {
    const target = { host: 'here.test', port: 0 };
    const names = { 'here.test': [v4('127.0.0.1')] };
    const [first, second] = [await freePort(), await freePort()];
    const forward = (from: number, to: number) => ({
      ...{ name: null, listen: { host: '127.0.0.1', port: from }, upstreams: null },
      target: { ...target, port: to },
    });
    const tunnel = await openTunnel({ names, forwards: [forward(first, second), forward(second, first)] });
    const client = new Client(first);
    await until(() => client.ended || client.error !== null);
    await until(() => tunnel.counts.active === 0);
    expect(tunnel.counts).toMatchObject({ connections: 1, failures: { PROXY_LOOP: 1 } });
  });
});

describe('limits of one client', () => {
  it('hold for 127.0.0.1 as for any other', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel({ maxConnectionsPerClient: 2 });
    await tunnelled(tunnel, target.authority);
    const second = await tunnelled(tunnel, target.authority);
    expect(await ask(tunnel, target.authority)).toBe('TOO_MANY_CONNECTIONS');
    second.socket.resetAndDestroy();
    await until(() => tunnel.counts.active === 1);
    await tunnelled(tunnel, target.authority);
  });
});
