import { describe, expect, it } from 'vitest';
import { clientVariables } from '../../../../src/lib/tunnel/run/client-variables.js';

const at = (host: string, port = 3128) => ({ listen: [{ host, port }], forwards: [], tls: false });
const plain = { os: 'linux', credentials: null } as const;

describe('the variables for clients', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:3128'],
    ['0.0.0.0', 'http://127.0.0.1:3128'],
    ['::1', 'http://[::1]:3128'],
    ['::', 'http://[::1]:3128'],
    ['0:0:0:0:0:0:0:0', 'http://[::1]:3128'],
    ['10.1.2.3', 'http://10.1.2.3:3128'],
  ])('lead to a listener on %s by %s', (host, url) => {
    expect(clientVariables(at(host), plain)).toMatchObject({
      HTTP_PROXY: url,
      https_proxy: url,
      ALL_PROXY: url,
    });
  });

  it('have one spelling on Windows, where the other is the same', () => {
    expect(Object.keys(clientVariables(at('127.0.0.1'), { ...plain, os: 'win32' }))).toEqual([
      ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'],
    ]);
  });

  it('say https for a TLS listener, and carry credentials that any client reads back', () => {
    const credentials = { username: 'l i', password: `p@s:s/w?r#d%'()*!` };
    const { HTTPS_PROXY = '' } = clientVariables(
      { ...at('127.0.0.1'), tls: true },
      { ...plain, credentials },
    );
    const url = new URL(HTTPS_PROXY);
    expect([url.protocol, url.host]).toEqual(['https:', '127.0.0.1:3128']);
    expect([url.username, url.password].map(decodeURIComponent)).toEqual(['l i', credentials.password]);
    expect(HTTPS_PROXY).toMatch(/^https:\/\/[\w%.~-]+:[\w%.~-]+@127/);
  });

  it('name forwards by their names only, and leave proxies alone where there are just forwards', () => {
    const forwards = [
      { name: 'redis-main_1', listen: { host: '0.0.0.0', port: 6379 } },
      { name: null, listen: { host: '127.0.0.1', port: 5432 } },
    ];
    expect(clientVariables({ listen: [], forwards, tls: false }, plain)).toEqual({
      ALIPROXY_FWD_REDIS_MAIN_1: '127.0.0.1:6379',
    });
  });
});
