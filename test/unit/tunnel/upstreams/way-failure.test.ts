import { describe, expect, it } from 'vitest';
import type { ProxyUrl } from '../../../../src/lib/proxy/proxy-url.js';
import type { RouteEvidence } from '../../../../src/lib/proxy/way/route-error.js';
import { judgeWay } from '../../../../src/lib/tunnel/upstreams/way-failure.js';

const target = { host: 'db.test', port: 3306 };
const proxy: ProxyUrl = {
  ...{ scheme: 'http', host: '10.0.0.10', port: 3128, credentials: null },
  shown: 'http://10.0.0.10:3128',
};
const asked = { at: 'tunnel', proxy, next: null, limitMs: 10_000 } as const;

describe('why there is no direct way', () => {
  it.each([
    ['dns', 'ENOTFOUND', 502, 'TARGET_DNS', 'dns_error'],
    ['dns', 'EAI_FAIL', 502, 'TARGET_DNS', 'dns_error'],
    ['dns', 'EAI_AGAIN', 504, 'TARGET_DNS', 'dns_timeout'],
    ['dns', 'TIMEOUT', 504, 'TARGET_DNS', 'dns_timeout'],
    ['tcp', 'ECONNREFUSED', 502, 'TARGET_REFUSED', 'connection_refused'],
    ['tcp', 'ECONNRESET', 502, 'TARGET_CLOSED', 'connection_terminated'],
    ['tcp', 'TIMEOUT', 504, 'TARGET_TIMEOUT', 'connection_timeout'],
    ['tcp', 'ETIMEDOUT', 504, 'TARGET_TIMEOUT', 'connection_timeout'],
    ['tcp', 'EHOSTUNREACH', 502, 'TARGET_UNREACHABLE', 'destination_ip_unroutable'],
    ['tcp', 'ENETUNREACH', 502, 'TARGET_UNREACHABLE', 'destination_ip_unroutable'],
    ['tcp', 'EACCES', 502, 'TARGET_UNREACHABLE', 'destination_ip_unroutable'],
  ] as const)('%s %s is the target: %i %s', (at, code, status, told, proxyError) => {
    const failure = judgeWay({ at, proxy: null, code, limitMs: 5_000 }, target, null);
    expect(failure).toMatchObject({ kind: 'target', code: told, isVague: false });
    expect(failure.refusal).toMatchObject({ status, code: told, proxyError });
  });
});

describe('why there is no way at all', () => {
  it.each([
    ['EMFILE', null, 503, 'TOO_MANY_CONNECTIONS'],
    ['EMFILE', proxy, 503, 'TOO_MANY_CONNECTIONS'],
    ['EADDRNOTAVAIL', proxy, 503, 'TOO_MANY_CONNECTIONS'],
    ['DENIED', null, 403, 'DENIED'],
    ['DENIED', proxy, 502, 'PROXY_LOOP'],
  ])("%s is nobody else's fault", (code, through, status, told) => {
    const failure = judgeWay({ at: 'tcp', proxy: through, code, limitMs: 5_000 }, target, through);
    expect(failure).toMatchObject({ kind: 'final', code: told, refusal: { status } });
  });
});

describe('why there is no way through a proxy', () => {
  it.each<[seen: string, evidence: RouteEvidence, kind: string, code: string, isVague: boolean]>([
    ['its name', { at: 'dns', proxy, code: 'ENOTFOUND', limitMs: 1 }, 'upstream', 'PROXY_DNS', false],
    ['its port', { at: 'tcp', proxy, code: 'ECONNREFUSED', limitMs: 1 }, 'upstream', 'PROXY_REFUSED', false],
    [
      'no way to it',
      { at: 'tcp', proxy, code: 'EHOSTUNREACH', limitMs: 1 },
      'upstream',
      'PROXY_UNREACHABLE',
      false,
    ],
    [
      'silence, which may be about the target',
      { ...asked, seen: 'timeout', bytes: Buffer.alloc(0), code: null },
      ...(['target', 'TUNNEL_TIMEOUT', true] as const),
    ],
    [
      'silence of a SOCKS proxy, which says something before it dials',
      {
        ...asked,
        proxy: { ...proxy, scheme: 'socks5h' },
        seen: 'timeout',
        bytes: Buffer.alloc(0),
        code: null,
      },
      ...(['upstream', 'TUNNEL_TIMEOUT', false] as const),
    ],
    [
      'SOCKS 05',
      { ...asked, seen: 'socks', refusal: 'refused', reply: 5 },
      'target',
      'TARGET_REFUSED',
      false,
    ],
    [
      'SOCKS 02',
      { ...asked, seen: 'socks', refusal: 'refused', reply: 2 },
      'final',
      'PROXY_FORBIDDEN',
      false,
    ],
    [
      'SOCKS 07',
      { ...asked, seen: 'socks', refusal: 'refused', reply: 7 },
      'upstream',
      'PROXY_PROTOCOL',
      false,
    ],
    [
      'a password that is wrong',
      { ...asked, seen: 'socks', refusal: 'credentials', reply: null },
      ...(['credentials', 'PROXY_AUTH_FAILED', false] as const),
    ],
  ])('%s', (_seen, evidence, kind, code, isVague) => {
    expect(judgeWay(evidence, target, proxy)).toMatchObject({ kind, code, isVague, refusal: { code } });
  });
});
