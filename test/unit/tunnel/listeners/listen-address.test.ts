import { describe, expect, it } from 'vitest';
import { parseListenAddress } from '../../../../src/lib/tunnel/listeners/listen-address.js';

describe('an address to listen on', () => {
  it.each([
    ['127.0.0.1:3128', '127.0.0.1', 3128],
    ['127.0.0.1:0', '127.0.0.1', 0],
    ['127.8.9.1:65535', '127.8.9.1', 65_535],
    ['[::1]:3128', '::1', 3128],
    ['[::]:3128', '::', 3128],
    ['[fd00::1]:3128', 'fd00::1', 3128],
    ['localhost:3128', '127.0.0.1', 3128],
    ['3128', '127.0.0.1', 3128],
    ['0', '127.0.0.1', 0],
    ['0.0.0.0:3128', '0.0.0.0', 3128],
  ])('is %s', (text, host, port) => {
    expect(parseListenAddress(text)).toEqual({ host, port });
  });

  it.each([
    '',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:65536',
    '127.0.0.1:99999',
    ':3128',
    '::1:3128',
    '[127.0.0.1]:1',
    '[::1]',
    '[fe80::1%eth0]:3128',
    '[fe80::1%2]:3128',
    'example.test:3128',
    'http://127.0.0.1:3128',
    '127.1:3128',
  ])('is not %j', (text) => {
    expect(parseListenAddress(text)).toBeNull();
  });
});
