import { describe, expect, it } from 'vitest';
import { en } from '../../../src/lib/messages/en.js';
import { zh } from '../../../src/lib/messages/zh.js';
import { diagnosisWords } from '../../../src/lib/output/views/probe/words.js';
import { diagnoseReply, isProxyMade } from '../../../src/lib/probe/diagnosis/diagnose-reply.js';
import { diagnoseRoute } from '../../../src/lib/probe/diagnosis/diagnose-route.js';
import { type ProxyReply, readProxyReply } from '../../../src/lib/proxy/way/proxy-reply.js';
import type { RouteEvidence } from '../../../src/lib/proxy/way/route-error.js';
import { proxy, target } from '../../integration/probe/world.js';

const wanted = target('redis://cache.test:6379');
const first = proxy('http://first.test:3128');
const second = proxy('https://second.test:8443');
const socks = proxy('socks5h://socks.test:1080');
const socksUser = proxy('socks5h://li:word@socks.test:1080');

function reply(status: number, headers: Record<string, string> = {}): ProxyReply {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]] as const);
  return readProxyReply({ status, reason: 'Reason', headers: new Map(entries) });
}

function judge(status: number, headers: Record<string, string> = {}, phase: 'tunnel' | 'app' = 'tunnel') {
  return diagnoseReply({ reply: reply(status, headers), proxy: first, target: wanted, phase });
}

describe('what a proxy answers', () => {
  it('is quoted by the name squid gives it, not by the heading of its page', () => {
    const page = Buffer.from('<html><body><h1>ERROR</h1><h2>The requested URL could not be retrieved</h2>');
    const headers = new Map([['x-squid-error', ['ERR_ACCESS_DENIED 0']]]);
    const seen = readProxyReply({ status: 403, reason: 'Forbidden', headers }, page);
    const found = diagnoseReply({ reply: seen, proxy: first, target: wanted, phase: 'tunnel' });
    expect(found).toMatchObject({ code: 'PROXY_FORBIDDEN', facts: { said: 'ERR_ACCESS_DENIED 0' } });
  });

  it('shows UTF-8 in headers as it was meant, and anything else byte by byte', () => {
    const bytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
    const headers = new Map([
      ['server', [bytes('代理')]],
      ['via', ['1.1 caf\u00e9']],
    ]);
    const seen = readProxyReply({ status: 403, reason: bytes('禁止访问'), headers });
    expect(seen).toMatchObject({ reason: '禁止访问', server: '代理', via: '1.1 café' });
  });

  it('takes markup out of a page, and no more', () => {
    const page = Buffer.from(
      '<!DOCTYPE html><p class="x">not for li:p4<&ss, it&#39;s &lt;closed&#x3e; &bogus; <b>sorry</b></p>',
    );
    const seen = readProxyReply({ status: 403, reason: '', headers: new Map() }, page);
    expect(seen.bodyLine).toBe("not for li:p4<&ss, it's <closed> &bogus;");
  });

  it('marks where long words were cut', () => {
    const seen = readProxyReply({
      status: 403,
      reason: 'a'.repeat(200),
      headers: new Map([['via', ['b'.repeat(201)]]]),
    });
    expect(seen).toMatchObject({ reason: 'a'.repeat(200), via: `${'b'.repeat(199)}…` });
  });

  const status = (error: string) => ({ 'Proxy-Status': `p; error=${error}` });

  it.each([
    ['dns_timeout', 'TARGET_DNS', 'network'],
    ['dns_error', 'TARGET_DNS', 'target'],
    ['destination_not_found', 'TARGET_UNREACHABLE', 'network'],
    ['destination_unavailable', 'TARGET_UNREACHABLE', 'network'],
    ['destination_ip_prohibited', 'PROXY_FORBIDDEN', 'proxy'],
    ['destination_ip_unroutable', 'TARGET_UNREACHABLE', 'network'],
    ['connection_refused', 'TARGET_REFUSED', 'target'],
    ['connection_terminated', 'TARGET_UNREACHABLE', 'network'],
    ['connection_timeout', 'TARGET_TIMEOUT', 'network'],
    ['connection_read_timeout', 'TARGET_TIMEOUT', 'network'],
    ['connection_write_timeout', 'TARGET_TIMEOUT', 'network'],
    ['connection_limit_reached', 'PROXY_RATE_LIMITED', 'proxy'],
    ['tls_protocol_error', 'TLS_PROTOCOL', 'target'],
    ['tls_certificate_error', 'TLS_PROTOCOL', 'target'],
    ['tls_alert_received', 'TLS_PROTOCOL', 'target'],
    ['http_request_error', 'PROXY_PROTOCOL', 'proxy'],
    ['http_request_denied', 'PROXY_FORBIDDEN', 'proxy'],
    ['http_response_incomplete', 'APP_CLOSED', 'target'],
    ['http_response_header_section_size', 'APP_WRONG_PROTOCOL', 'config'],
    ['http_response_header_size', 'APP_WRONG_PROTOCOL', 'config'],
    ['http_response_body_size', 'APP_WRONG_PROTOCOL', 'config'],
    ['http_response_trailer_section_size', 'APP_WRONG_PROTOCOL', 'config'],
    ['http_response_trailer_size', 'APP_WRONG_PROTOCOL', 'config'],
    ['http_response_transfer_coding', 'APP_WRONG_PROTOCOL', 'config'],
    ['http_response_content_coding', 'APP_WRONG_PROTOCOL', 'config'],
    ['http_response_timeout', 'APP_TIMEOUT', 'target'],
    ['http_upgrade_failed', 'APP_WRONG_PROTOCOL', 'config'],
    ['http_protocol_error', 'APP_WRONG_PROTOCOL', 'config'],
    ['proxy_internal_response', 'TARGET_TIMEOUT', 'network'],
    ['proxy_internal_error', 'TARGET_UNREACHABLE', 'proxy'],
    ['proxy_configuration_error', 'TARGET_UNREACHABLE', 'proxy'],
    ['proxy_loop_detected', 'PROXY_LOOP', 'config'],
  ] as const)('in Proxy-Status, RFC 9209 section 2.3: %s', (error, code, blame) => {
    // 504 is what the status alone would be read as.
    expect(judge(504, status(error))).toMatchObject({ code, phase: 'tunnel', blame });
  });

  it('in Proxy-Status, to a request in absolute form: after the connection it is about the response', () => {
    expect(judge(504, status('connection_read_timeout'), 'app').code).toBe('APP_TIMEOUT');
    expect(judge(502, status('connection_terminated'), 'app').code).toBe('APP_CLOSED');
    expect(judge(504, status('connection_timeout'), 'app').code).toBe('TARGET_TIMEOUT');
  });

  it.each([
    ['proxy-chain: refused', 594, {}, 'TARGET_REFUSED'],
    ['proxy-chain: reset', 595, {}, 'TARGET_UNREACHABLE'],
    ['proxy-chain: broken pipe', 596, {}, 'TARGET_UNREACHABLE'],
    ['proxy-chain: its own way wants other credentials', 597, {}, 'PROXY_AUTH_FAILED'],
    ['proxy-chain: whatever', 599, {}, 'TARGET_UNREACHABLE'],
    ['proxy-chain: not 200', 590, {}, 'TARGET_UNREACHABLE'],
    ['gost: every failure', 503, {}, 'TARGET_UNREACHABLE'],
    ['a network that wants a login, RFC 6585', 511, {}, 'CAPTIVE_PORTAL'],
    [
      'forwarder: unknown name',
      502,
      { 'X-Forwarder-Error': 'forwarder dial tcp: lookup a.test on 10.0.0.2:53: no such host' },
      'TARGET_DNS',
    ],
    [
      'forwarder: refused',
      502,
      { 'X-Forwarder-Error': 'forwarder dial tcp 10.0.3.8:6379: connect: connection refused' },
      'TARGET_REFUSED',
    ],
    [
      'forwarder: refused, on Windows',
      502,
      {
        'X-Forwarder-Error':
          'forwarder dial tcp 10.0.3.8:6379: connectex: No connection could be made because the target machine actively refused it.',
      },
      'TARGET_REFUSED',
    ],
    [
      'forwarder: no answer',
      504,
      { 'X-Forwarder-Error': 'forwarder dial tcp 10.0.3.8:6379: i/o timeout' },
      'TARGET_TIMEOUT',
    ],
    ['forwarder: rules', 403, { 'X-Forwarder-Error': 'forwarder proxying denied' }, 'PROXY_FORBIDDEN'],
    ['forwarder: rules, with a status of its own', 451, { 'X-Forwarder-Error': 'x' }, 'PROXY_FORBIDDEN'],
    ['forwarder: something else', 502, { 'X-Forwarder-Error': 'forwarder EOF' }, 'TARGET_UNREACHABLE'],
    [
      'squid: passed itself twice',
      502,
      { Via: '1.1 squid.test (squid/5.7), 1.1 b, 1.1 SQUID.test' },
      'PROXY_LOOP',
    ],
    ['our tunnel: passed itself twice', 502, { Via: '1.1 aliproxy-1f, 1.1 aliproxy-1f' }, 'PROXY_LOOP'],
    ['a name in a comment', 502, { Via: '1.1 a.test (was, 1.1 a.test before)' }, 'TARGET_UNREACHABLE'],
    ['two of ours', 502, { Via: '1.1 aliproxy-1f, 1.1 aliproxy-2e' }, 'TARGET_UNREACHABLE'],
    [
      'Digest that is not spoken here',
      407,
      { 'Proxy-Authenticate': 'Digest realm="x", nonce="y", qop="auth-int"' },
      'PROXY_AUTH_SCHEME',
    ],
    ['Digest', 407, { 'Proxy-Authenticate': 'Digest realm="x", nonce="y"' }, 'PROXY_AUTH_REQUIRED'],
  ] as const)('%s', (_name, code, headers, expected) => {
    expect(judge(code, headers as Record<string, string>).code).toBe(expected);
  });

  it.each([
    ['http://Cache.TEST.:6379', true],
    ['http://cache.test:6380', false],
    ['http://127.0.0.1:6379', false],
  ])('is a loop where %s is asked for cache.test:6379: %s', (text, isLoop) => {
    const found = diagnoseReply({ reply: reply(502), proxy: proxy(text), target: wanted, phase: 'tunnel' });
    expect(found.code === 'PROXY_LOOP').toBe(isLoop);
  });

  it.each([
    ['http://localhost:3128', '127.0.0.1:3128'],
    ['http://[::1]:3128', 'localhost:3128'],
    ['http://127.0.0.1:3128', '127.8.8.8:3128'],
    ['http://[2001:DB8:0:0::1]:3128', '[2001:db8::1]:3128'],
  ])('is a loop where %s is asked for %s', (text, place) => {
    const seen = { proxy: proxy(text), target: target(place), phase: 'tunnel' as const };
    expect(diagnoseReply({ ...seen, reply: reply(502) }).code).toBe('PROXY_LOOP');
    const forbidden = reply(403, { 'X-Squid-Error': 'ERR_ACCESS_DENIED 0' });
    expect(diagnoseReply({ ...seen, reply: forbidden }).code).toBe('PROXY_LOOP');
  });

  it('is its own where it is made up or about the network', () => {
    expect(isProxyMade(reply(594))).toBe(true);
    expect(isProxyMade(reply(511))).toBe(true);
    expect(isProxyMade(reply(502, { 'X-Forwarder-Error': 'x' }))).toBe(true);
    expect(isProxyMade(reply(502))).toBe(false);
    expect(isProxyMade(reply(503, { Server: 'squid/5.7' }))).toBe(true);
    // More often the target's own balancer than a proxy in our way.
    expect(isProxyMade(reply(503, { Server: 'envoy' }))).toBe(false);
  });
});

describe('a SOCKS refusal', () => {
  const refused = (
    code: number | null,
    refusal: 'refused' | 'no-method' | 'credentials' = 'refused',
  ): RouteEvidence => ({
    ...{ at: 'tunnel', proxy: socks, next: null, seen: 'socks', refusal, reply: code },
  });

  it.each([
    [0x01, 'TARGET_UNREACHABLE', 'network'],
    [0x02, 'PROXY_FORBIDDEN', 'proxy'],
    [0x03, 'TARGET_UNREACHABLE', 'network'],
    [0x04, 'TARGET_UNREACHABLE', 'network'],
    [0x05, 'TARGET_REFUSED', 'target'],
    [0x06, 'TARGET_TIMEOUT', 'network'],
    [0x07, 'PROXY_PROTOCOL', 'proxy'],
    [0x08, 'PROXY_PROTOCOL', 'proxy'],
    [0x5b, 'PROXY_PROTOCOL', 'proxy'],
  ] as const)('%i: %s', (code, expected, blame) => {
    const found = diagnoseRoute(refused(code), wanted, socks);
    expect(found).toMatchObject({ code: expected, phase: 'tunnel', blame });
    expect(found.facts.proxy).toBe('socks5h://socks.test:1080');
  });

  it('of every method, and of a password', () => {
    const code = (evidence: RouteEvidence) => diagnoseRoute(evidence, wanted, socks).code;
    expect(code(refused(null, 'no-method'))).toBe('PROXY_AUTH_REQUIRED');
    expect(code({ ...refused(null, 'no-method'), proxy: socksUser } as RouteEvidence)).toBe(
      'PROXY_AUTH_FAILED',
    );
    expect(code({ ...refused(null, 'credentials'), proxy: socksUser } as RouteEvidence)).toBe(
      'PROXY_AUTH_FAILED',
    );
  });

  it('is told without a status, in both languages', () => {
    const evidences = [1, 2, 8].map((code) => refused(code));
    const words = [
      ...evidences,
      refused(null, 'no-method'),
      { ...refused(null, 'credentials'), proxy: socksUser } as RouteEvidence,
    ]
      .map((evidence) => diagnoseRoute(evidence, wanted, socks))
      .flatMap((found) => [diagnosisWords(found, en), diagnosisWords(found, zh)])
      .flatMap(({ message, hint }) => [message, hint]);
    expect(words.filter((text) => /null|undefined|status|状态码|\(\)|（）/.test(text ?? ''))).toEqual([]);
    expect(words[0]).toBe('socks5h://socks.test:1080 could not reach redis://cache.test:6379 (SOCKS 01)');
    expect(words[4]).toBe('socks5h://socks.test:1080 forbids redis://cache.test:6379 (SOCKS 02)');
    expect(words[13]).toContain('-x socks5h://<user>:<password>@');
  });
});

describe('in a chain', () => {
  const asked = { at: 'tunnel', proxy: first, next: second } as const;
  const answered = (status: number, headers = {}): RouteEvidence => ({
    ...{ ...asked, seen: 'refused', reply: reply(status, headers) },
  });
  const status = (error: string) => ({ 'Proxy-Status': `p; error=${error}` });
  const judged = (evidence: RouteEvidence) => diagnoseRoute(evidence, wanted, second);

  it.each([
    ['connection_refused', 'PROXY_REFUSED', 'proxy'],
    ['dns_error', 'PROXY_DNS', 'network'],
    ['connection_timeout', 'PROXY_TIMEOUT', 'proxy'],
    ['destination_ip_unroutable', 'PROXY_UNREACHABLE', 'network'],
  ] as const)('what the first proxy says of the second is about that one: %s', (error, code, blame) => {
    const found = judged(answered(502, status(error)));
    expect(found).toMatchObject({ code, phase: 'tunnel', blame });
    expect(found.facts).toMatchObject({
      proxy: 'https://second.test:8443',
      target: 'redis://cache.test:6379',
    });
  });

  it('no answer of the first is no answer of the second', () => {
    const silent = {
      ...asked,
      seen: 'timeout',
      bytes: Buffer.alloc(0),
      code: null,
      limitMs: 10_000,
    } as const;
    expect(judged(silent)).toMatchObject({
      code: 'PROXY_TIMEOUT',
      phase: 'tunnel',
      facts: { limitMs: 10_000 },
    });
    // A first one that says no word of SOCKS is no SOCKS proxy, whatever it was asked for.
    expect(judged({ ...silent, proxy: socks })).toMatchObject({
      ...{ code: 'TUNNEL_TIMEOUT', facts: { proxy: 'socks5h://socks.test:1080', mute: true } },
    });
    const closed = judged({ ...silent, seen: 'closed' });
    expect(closed).toMatchObject({ code: 'PROXY_CLOSED', facts: { proxy: 'http://first.test:3128' } });
  });

  it('what the first forbids is the way to the second; what it wants to know is about itself', () => {
    expect(judged(answered(403)).facts).toMatchObject({
      ...{ proxy: 'http://first.test:3128', target: 'second.test:8443', port: 8443 },
    });
    const auth = judged(answered(407, { 'Proxy-Authenticate': 'Basic realm="x"' }));
    expect(auth).toMatchObject({
      ...{ code: 'PROXY_AUTH_REQUIRED' },
      facts: { proxy: 'http://first.test:3128', target: 'redis://cache.test:6379' },
    });
    const socksNo: RouteEvidence = {
      ...{ at: 'tunnel', proxy: socks, next: second, seen: 'socks', refusal: 'refused', reply: 2 },
    };
    expect(judged(socksNo).facts).toMatchObject({
      proxy: 'socks5h://socks.test:1080',
      target: 'second.test:8443',
    });
    expect(judged({ ...socksNo, reply: 5 })).toMatchObject({
      ...{ code: 'PROXY_REFUSED', facts: { proxy: 'https://second.test:8443' } },
    });
  });

  it('the last proxy speaks of the target', () => {
    const last: RouteEvidence = {
      ...{
        at: 'tunnel',
        proxy: second,
        next: null,
        seen: 'refused',
        reply: reply(502, status('connection_refused')),
      },
    };
    expect(judged(last)).toMatchObject({
      code: 'TARGET_REFUSED',
      facts: { proxy: 'https://second.test:8443' },
    });
  });
});

describe('bytes that prove another protocol', () => {
  const none = Buffer.alloc(0);
  const tls = Buffer.from('15030300020246', 'hex');
  const noAnswer = (text: string, seen: 'timeout' | 'closed' | 'not-http' | 'not-socks', bytes: Buffer) =>
    diagnoseRoute(
      { at: 'tunnel', proxy: proxy(text), next: null, seen, bytes, code: null, limitMs: 10_000 },
      wanted,
      proxy(text),
    );

  it.each([
    ['http://p.test:1', 'not-http', tls, 'PROXY_WRONG_SCHEME', 'tls'],
    ['http://p.test:1', 'closed', tls, 'PROXY_WRONG_SCHEME', 'tls'],
    ['http://p.test:1', 'not-http', Buffer.from([5, 0xff]), 'PROXY_WRONG_SCHEME', 'socks'],
    ['socks5://p.test:1', 'not-socks', Buffer.from('HTTP/1.1 400 Bad'), 'PROXY_WRONG_SCHEME', 'http'],
    ['socks5h://p.test:1', 'not-socks', tls, 'PROXY_WRONG_SCHEME', 'tls'],
    ['https://p.test:1', 'not-http', Buffer.from([5, 0xff]), 'PROXY_WRONG_SCHEME', 'socks'],
    ['socks5h://p.test:1', 'not-socks', Buffer.from('SSH-2.0-x'), 'PROXY_PROTOCOL', undefined],
    ['socks5h://p.test:1', 'not-socks', Buffer.from('0500050000020000', 'hex'), 'PROXY_PROTOCOL', undefined],
    ['socks5h://p.test:1', 'closed', none, 'PROXY_CLOSED', undefined],
    ['socks5h://p.test:1', 'timeout', none, 'TUNNEL_TIMEOUT', undefined],
  ] as const)('%s, %s, %j', (text, seen, bytes, code, speaks) => {
    const found = noAnswer(text, seen, bytes);
    expect({ ...found, facts: { speaks: undefined, ...found.facts } }).toMatchObject({
      ...{ code, phase: 'tunnel', facts: { speaks } },
    });
  });

  it('a SOCKS proxy that says nothing at all may be an HTTP one: the hint says so', () => {
    const mute = noAnswer('socks5h://p.test:1', 'timeout', none);
    expect(diagnosisWords(mute, en).hint).toContain('-x http://');
    const busy = noAnswer('socks5h://p.test:1', 'timeout', Buffer.from([5, 0]));
    expect(diagnosisWords(busy, en).hint).not.toContain('-x http://');
  });
});

describe('TLS with a proxy', () => {
  const failed = (seen: 'timeout' | 'closed' | 'protocol' | 'certificate', code: string | null = null) =>
    diagnoseRoute(
      {
        at: 'proxyTls',
        proxy: second,
        seen,
        code,
        issuer: seen === 'certificate' ? 'Corp CA' : null,
        limitMs: 5_000,
      },
      wanted,
      second,
    );

  it.each([
    ['timeout', null, 'PROXY_TIMEOUT', 'proxy'],
    ['closed', 'ECONNRESET', 'PROXY_CLOSED', 'proxy'],
    ['protocol', 'ERR_SSL_WRONG_VERSION_NUMBER', 'PROXY_WRONG_SCHEME', 'config'],
    ['protocol', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'PROXY_TLS', 'proxy'],
    ['certificate', 'CERT_HAS_EXPIRED', 'PROXY_TLS', 'proxy'],
  ] as const)('%s %s: %s', (seen, error, code, blame) => {
    expect(failed(seen, error)).toMatchObject({ code, phase: 'proxyTls', blame });
  });

  it('a certificate that it wants of us is missed after the handshake', () => {
    const code = 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED';
    const evidence: RouteEvidence = {
      ...{
        at: 'tunnel',
        proxy: second,
        next: null,
        seen: 'closed',
        bytes: Buffer.alloc(0),
        code,
        limitMs: 1,
      },
    };
    expect(diagnoseRoute(evidence, wanted, second)).toMatchObject({
      code: 'PROXY_TLS',
      facts: { error: code },
    });
  });
});
