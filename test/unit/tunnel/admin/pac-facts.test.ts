import { describe, expect, it } from 'vitest';
import { pacFacts } from '../../../../src/lib/tunnel/admin/pac-facts.js';
import type { OpenListener } from '../../../../src/lib/tunnel/listeners/listeners.js';
import { defaultSettings } from '../../../../src/lib/tunnel/settings.js';

function listener(host: string, port: number, isForward = false): OpenListener {
  const address = { host, port };
  const forward = { name: null, listen: address, target: { host: 'db.test', port: 5432 }, upstreams: null };
  return { key: '', name: '', address, forward: isForward ? forward : null };
}

describe('what the proxy configuration file is made from', () => {
  it('is every listener for clients of a proxy, where this machine reaches it', () => {
    const listeners = [
      listener('127.0.0.1', 3128),
      listener('0.0.0.0', 3129),
      listener('::', 3130),
      listener('127.0.0.1', 5432, true),
    ];
    expect(pacFacts({ listeners, settings: defaultSettings })).toEqual({
      proxies: [
        { host: '127.0.0.1', port: 3128, tls: false },
        { host: '127.0.0.1', port: 3129, tls: false },
        { host: '::1', port: 3130, tls: false },
      ],
      allow: [],
    });
  });
});
