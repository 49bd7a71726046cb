import { describe, expect, it } from 'vitest';
import type { DestinationRule } from '../../../../src/lib/tunnel/access/access-settings.js';
import { parseDestinationRule } from '../../../../src/lib/tunnel/access/destination-rule.js';
import { direct } from '../../../../src/lib/tunnel/settings.js';
import { Client, openTarget, openTunnel, tunnelled } from '../world.js';
import { openFakeProxy, upstream } from './fake-proxy.js';

describe('rules that know addresses only, beside a proxy that looks names up itself', () => {
  it.each(['first', 'round-robin'] as const)('give one answer, whichever is first: %s', async (strategy) => {
    const target = await openTarget();
    const proxy = await openFakeProxy();
    const tunnel = await openTunnel({
      strategy,
      upstreams: [upstream(proxy.url), direct],
      access: {
        ...{
          allow: [parseDestinationRule('127.0.0.0/8') as DestinationRule],
          deny: [],
          allowFrom: [],
          users: [],
        },
      },
      names: {
        'here.test': [{ address: '127.0.0.1', family: 4 }],
        'elsewhere.test': [{ address: '192.0.2.1', family: 4 }],
      },
    });
    for (let n = 0; n < 4; n++) {
      await tunnelled(tunnel, `here.test:${target.port}`);
      const refused = new Client(tunnel.address.port).send('CONNECT elsewhere.test:80 HTTP/1.1\r\n\r\n');
      expect(await refused.toEnd()).toContain('X-Aliproxy-Error: DENIED');
    }
    expect(proxy.heads).toEqual([]);
  });
});
