import { describe, expect, it } from 'vitest';
import { isOwnListener } from '../../../../src/lib/tunnel/upstreams/own-listeners.js';

const network = { localAddresses: () => ['127.0.0.1', '::1', '10.0.0.7', 'fe80::1'] };

describe('a tunnel knows itself', () => {
  it.each([
    ['127.0.0.1', 3128, true],
    ['127.0.0.1', 3129, false],
    ['127.0.0.2', 3128, false],
    ['::ffff:127.0.0.1', 3128, true],
    ['::ffff:7f00:1', 3128, true],
    ['10.0.0.7', 3128, false],
    ['10.0.0.7', 8080, true],
    ['127.0.0.9', 8080, true],
    ['::1', 8080, true],
    ['10.0.0.8', 8080, false],
    ['0:0:0:0:0:0:0:1', 9090, true],
    ['127.0.0.1', 9090, false],
  ])('at %s port %i: %s', (address, port, own) => {
    const listeners = [
      { host: '127.0.0.1', port: 3128 },
      { host: '0.0.0.0', port: 8080 },
      { host: '::1', port: 9090 },
    ];
    expect(isOwnListener(address, port, { own: listeners, network })).toBe(own);
  });
});
