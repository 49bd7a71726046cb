import { describe, expect, it } from 'vitest';
import { adminRefusals, judgeRequest, pathOf } from '../../../../src/lib/tunnel/admin/guard.js';

const port = 9118;

function judge(url: string, headers: Readonly<Record<string, string | string[]>>) {
  const headersDistinct = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat()]),
  );
  return judgeRequest({ url, headersDistinct }, port);
}

describe('who the admin listener answers by the Host header', () => {
  it.each(['127.0.0.1:9118', '127.8.8.8:9118', '[::1]:9118', 'localhost:9118', 'LocalHost:9118'])(
    'answers to %s',
    (host) => expect(judge('/', { host })).toBeNull(),
  );

  it.each([
    ...['evil.test:9118', 'localhost.evil.test:9118', '127.0.0.1.evil.test:9118', 'evil.test', ''],
    ...[
      '127.0.0.1',
      '127.0.0.1:9119',
      'localhost:80',
      '[::1]',
      '[::2]:9118',
      '10.0.0.1:9118',
      '0.0.0.0:9118',
    ],
    ...[
      '127.1:9118',
      '2130706433:9118',
      '127.0.0.256:9118',
      '127.0.0.1:9118@evil.test',
      '[::ffff:127.0.0.1]:9118',
    ],
    ...['127.0.0.1:09118x', 'localhost.:9118', ' 127.0.0.1:9118', '127.0.0.1:'],
  ])('does not answer to %j', (host) => {
    expect(judge('/healthz', { host })).toBe(adminRefusals.foreignHost);
  });

  it('needs no port in it where it listens on 80', () => {
    expect(judgeRequest({ url: '/', headersDistinct: { host: ['127.0.0.1'] } }, 80)).toBeNull();
  });

  it.each([{}, { host: ['127.0.0.1:9118', '127.0.0.1:9118'] }])('wants exactly one: %j', (headers) => {
    expect(judge('/', headers)).toBe(adminRefusals.badRequest);
  });
});

describe('which pages may ask', () => {
  const host = '127.0.0.1:9118';

  it.each(['http://127.0.0.1:9118'])('answers its own origin, %s', (origin) => {
    expect(judge('/api/status', { host, origin })).toBeNull();
  });

  it.each([
    ...[
      'http://evil.test',
      'null',
      'http://127.0.0.1:9119',
      'https://127.0.0.1:9118',
      'http://localhost:9118',
      '',
    ],
  ])('refuses the origin %j, also where probes are answered', (origin) => {
    for (const path of ['/', '/api/status', '/api/drain', '/healthz', '/readyz', '/metrics']) {
      expect(judge(path, { host, origin }), path).toBe(adminRefusals.foreignPage);
    }
  });

  it.each(['same-origin', 'none'])('answers a browser that says %s', (site) => {
    expect(judge('/', { host, 'sec-fetch-site': site })).toBeNull();
  });

  it.each(['cross-site', 'same-site', 'what-comes-next'])('answers only probes where it says %s', (site) => {
    for (const path of ['/', '/api/status', '/proxy.pac', '/api/drain', '/healthz/', '/nothing']) {
      expect(judge(path, { host, 'sec-fetch-site': site }), path).toBe(adminRefusals.foreignPage);
    }
    for (const path of ['/healthz', '/readyz', '/metrics', '/metrics?x=1']) {
      expect(judge(path, { host, 'sec-fetch-site': site }), path).toBeNull();
    }
  });
});

describe('the path of a request', () => {
  it.each([
    ['/', '/'],
    ['/api/status?a=/b#c', '/api/status'],
    ['//evil.test/', '//evil.test/'],
  ])('%s is %s', (url, path) => expect(pathOf({ url })).toBe(path));

  it.each(['http://127.0.0.1:9118/', '*', '127.0.0.1:9118', ''])('is not in %j', (url) => {
    expect(pathOf({ url })).toBeNull();
    expect(judge(url, { host: '127.0.0.1:9118' })).toBe(adminRefusals.badRequest);
  });
});
