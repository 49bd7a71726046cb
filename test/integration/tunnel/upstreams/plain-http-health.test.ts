import { describe, expect, it } from 'vitest';
import { Client, openTunnel, until } from '../world.js';
import { openFakeProxy, upstream } from './fake-proxy.js';

const post = 'POST http://shop.test/ HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 2\r\n\r\nhi';

describe('a proxy that takes connections but answers no plain request', () => {
  it.each(['close', 'reset'] as const)('is found out: it %ss them', async (behaviour) => {
    const proxy = await openFakeProxy(behaviour);
    const tunnel = await openTunnel({ upstreams: [upstream(proxy.url)] });
    const changes: string[] = [];
    tunnel.ledger.observe({ upstreamChanged: ({ from, to, code }) => changes.push(`${from}>${to} ${code}`) });
    for (let n = 1; n <= 3; n++) {
      const client = new Client(tunnel.address.port).send(post);
      expect(await client.toEnd()).toContain('X-Aliproxy-Error: PROXY_CLOSED');
      client.socket.destroy();
      await until(() => tunnel.upstreams[0]?.failures === n && tunnel.upstreams[0].active === 0);
    }
    expect(changes[0]).toBe('up>suspect PROXY_CLOSED');
  });

  it('has carried nothing that would count', async () => {
    const proxy = await openFakeProxy('close');
    const tunnel = await openTunnel({ upstreams: [upstream(proxy.url)] });
    await new Client(tunnel.address.port).send(post).toEnd();
    await until(() => tunnel.upstreams[0]?.failures === 1);
    expect(tunnel.upstreams[0]?.total).toBe(0);
  });
});
