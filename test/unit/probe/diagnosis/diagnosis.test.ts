import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judgeCertificate, judgeLifetime } from '../../../../src/lib/probe/diagnosis/certificate.js';
import { diagnoseReply, isProxyMade } from '../../../../src/lib/probe/diagnosis/diagnose-reply.js';
import { diagnoseRoute } from '../../../../src/lib/probe/diagnosis/diagnose-route.js';
import { diagnosisCodes } from '../../../../src/lib/probe/diagnosis/diagnosis.js';
import { type Protocol, protocolOf } from '../../../../src/lib/probe/diagnosis/protocol-of.js';
import { type ProxyReply, readProxyReply } from '../../../../src/lib/proxy/way/proxy-reply.js';
import type { RouteEvidence } from '../../../../src/lib/proxy/way/route-error.js';
import type { Certificate } from '../../../../src/lib/proxy/way/tls-client.js';
import { proxy, target } from '../../../integration/probe/world.js';

const anonymous = proxy('http://proxy.test:3128');
const known = proxy('http://li:word@proxy.test:3128');

function reply(status: number, headers: Record<string, string | string[]> = {}): ProxyReply {
  const entries = Object.entries(headers).map(
    ([name, value]) => [name.toLowerCase(), [value].flat()] as const,
  );
  return readProxyReply({ status, reason: 'Reason', headers: new Map(entries) });
}

describe("a proxy's refusal", () => {
  const squid = (error: string) => ({ 'X-Squid-Error': error, Server: 'squid/5.7', Via: '1.1 squid' });
  const status = (error: string) => ({ 'Proxy-Status': `p; error=${error}` });
  const basic = { 'Proxy-Authenticate': 'Basic realm="x"' };

  it.each([
    // What real peers were measured to say.
    ['squid: closed port', 503, squid('ERR_CONNECT_FAIL 111'), 'TARGET_REFUSED'],
    ['squid: closed port, on BSD', 503, squid('ERR_CONNECT_FAIL 61'), 'TARGET_REFUSED'],
    ['squid: no answer', 503, squid('ERR_CONNECT_FAIL 110'), 'TARGET_TIMEOUT'],
    ['squid: no route', 503, squid('ERR_CONNECT_FAIL 113'), 'TARGET_UNREACHABLE'],
    ['squid 5: unknown name', 500, squid('ERR_CANNOT_FORWARD 0'), 'TARGET_DNS'],
    ['squid: unknown name', 503, squid('ERR_DNS_FAIL 0'), 'TARGET_DNS'],
    ['squid: ACL', 403, squid('ERR_ACCESS_DENIED 0'), 'PROXY_FORBIDDEN'],
    [
      'squid: no credentials',
      407,
      { ...squid('ERR_CACHE_ACCESS_DENIED 0'), ...basic },
      'PROXY_AUTH_REQUIRED',
    ],
    ['tinyproxy: unreachable', 500, { Server: 'tinyproxy/1.11.1' }, 'TARGET_UNREACHABLE'],
    ['smokescreen: ACL', 407, { 'X-Smokescreen-Error': 'denied', ...basic }, 'PROXY_FORBIDDEN'],
    ['smokescreen: ACL, with another status', 502, { 'X-Smokescreen-Error': 'denied' }, 'PROXY_FORBIDDEN'],
    ['407 without a challenge', 407, {}, 'PROXY_FORBIDDEN'],
    ['NTLM only', 407, { 'Proxy-Authenticate': ['Negotiate', 'NTLM'] }, 'PROXY_AUTH_SCHEME'],
    ['NTLM or Basic', 407, { 'Proxy-Authenticate': 'NTLM, Basic realm="x"' }, 'PROXY_AUTH_REQUIRED'],
    ['403', 403, {}, 'PROXY_FORBIDDEN'],
    ['451', 451, {}, 'PROXY_FORBIDDEN'],
    ['429', 429, {}, 'PROXY_RATE_LIMITED'],
    ['503 with Retry-After', 503, { 'Retry-After': '5' }, 'PROXY_RATE_LIMITED'],
    [
      '503 with Retry-After, but of the target',
      503,
      { 'Retry-After': '5', ...status('connection_refused') },
      'TARGET_REFUSED',
    ],
    ['502', 502, {}, 'TARGET_UNREACHABLE'],
    ['502, in the words of JavaScript', 502, { 'X-Aliproxy-Error': 'constructor' }, 'TARGET_UNREACHABLE'],
    ['502, in more of them', 502, status('constructor'), 'TARGET_UNREACHABLE'],
    ['503, and in others', 503, squid('ERR_CONNECT_FAIL __proto__'), 'TARGET_UNREACHABLE'],
    ['503', 503, {}, 'TARGET_UNREACHABLE'],
    ['504', 504, {}, 'TARGET_TIMEOUT'],
    ['proxy-chain: unknown name', 593, {}, 'TARGET_DNS'],
    ['RFC 9209: dns_error', 502, status('dns_error'), 'TARGET_DNS'],
    ['RFC 9209: dns_timeout', 504, status('dns_timeout'), 'TARGET_DNS'],
    ['RFC 9209: connection_timeout', 504, status('connection_timeout'), 'TARGET_TIMEOUT'],
    ['RFC 9209: prohibited', 502, status('destination_ip_prohibited'), 'PROXY_FORBIDDEN'],
    ['RFC 9209: limit', 503, status('connection_limit_reached'), 'PROXY_RATE_LIMITED'],
    ['RFC 9209: loop', 502, status('proxy_loop_detected'), 'PROXY_LOOP'],
    ['RFC 9209: an error that is not in the table', 502, status('something_new'), 'TARGET_UNREACHABLE'],
    ['our tunnel: name', 502, { 'X-Aliproxy-Error': 'TARGET_DNS' }, 'TARGET_DNS'],
    ['our tunnel: refused', 502, { 'X-Aliproxy-Error': 'TARGET_REFUSED' }, 'TARGET_REFUSED'],
    ['our tunnel: timeout', 504, { 'X-Aliproxy-Error': 'TARGET_TIMEOUT' }, 'TARGET_TIMEOUT'],
    ['our tunnel: denied', 403, { 'X-Aliproxy-Error': 'DENIED' }, 'PROXY_FORBIDDEN'],
    ['our tunnel: reset', 502, { 'X-Aliproxy-Error': 'TARGET_CLOSED' }, 'TARGET_REFUSED'],
    ['RFC 9209: not the protocol', 502, status('http_protocol_error'), 'APP_WRONG_PROTOCOL'],
    ['RFC 9209: no response', 504, status('http_response_timeout'), 'APP_TIMEOUT'],
    ['our tunnel: full', 503, { 'X-Aliproxy-Error': 'TOO_MANY_CONNECTIONS' }, 'PROXY_RATE_LIMITED'],
    [
      'our tunnel: its proxy is gone',
      502,
      { 'X-Aliproxy-Error': 'PROXY_REFUSED', 'Proxy-Status': 'aliproxy; error=connection_refused' },
      'TARGET_UNREACHABLE',
    ],
    [
      'our tunnel: its proxy says no',
      403,
      { 'X-Aliproxy-Error': 'PROXY_FORBIDDEN', 'Proxy-Status': 'aliproxy; error=http_request_denied' },
      'PROXY_FORBIDDEN',
    ],
    [
      'our tunnel: its proxy is busy',
      503,
      { 'X-Aliproxy-Error': 'PROXY_RATE_LIMITED' },
      'PROXY_RATE_LIMITED',
    ],
    ['our tunnel: its proxy still dials', 504, { 'X-Aliproxy-Error': 'TUNNEL_TIMEOUT' }, 'TARGET_TIMEOUT'],
    ['our tunnel: a code of tomorrow', 504, { 'X-Aliproxy-Error': 'NEW' }, 'TARGET_TIMEOUT'],
    ['a web server', 404, { Server: 'nginx' }, 'PROXY_NOT_A_PROXY'],
    ['a web server without the method', 501, {}, 'PROXY_NOT_A_PROXY'],
    ['a web server that redirects to itself', 301, { Location: 'http://target.test/' }, 'PROXY_NOT_A_PROXY'],
    ['a portal', 302, { Location: 'https://login.example.invalid/' }, 'CAPTIVE_PORTAL'],
    ['a proxy that does not understand', 400, { Via: '1.1 x' }, 'PROXY_PROTOCOL'],
  ] as const)('%s', (_name, code, headers, expected) => {
    const seen = {
      reply: reply(code, headers as Record<string, string>),
      proxy: anonymous,
      phase: 'tunnel' as const,
    };
    const found = diagnoseReply({ ...seen, target: target('target.test:6379') });
    expect({ code: found.code, phase: found.phase }).toEqual({ code: expected, phase: 'tunnel' });
  });

  it.each([
    [407, basic, 'PROXY_AUTH_FAILED'],
    [401, {}, 'PROXY_AUTH_FAILED'],
    [407, { 'Proxy-Authenticate': 'NTLM' }, 'PROXY_AUTH_SCHEME'],
    [407, {}, 'PROXY_FORBIDDEN'],
  ] as const)('%i %j, after credentials were sent: %s', (code, headers, expected) => {
    const seen = {
      reply: reply(code, headers),
      proxy: known,
      target: target('target.test:1'),
      phase: 'app' as const,
    };
    expect(diagnoseReply(seen)).toMatchObject({ code: expected, phase: 'app' });
  });

  it("squid's ERR_CANNOT_FORWARD is about a name only where there is one", () => {
    const seen = {
      reply: reply(500, squid('ERR_CANNOT_FORWARD 0')),
      proxy: anonymous,
      phase: 'tunnel' as const,
    };
    expect(diagnoseReply({ ...seen, target: target('10.0.0.1:443') }).code).toBe('TARGET_UNREACHABLE');
  });

  it('a proxy that is asked for itself', () => {
    const seen = { reply: reply(502), proxy: anonymous, phase: 'tunnel' as const };
    expect(diagnoseReply({ ...seen, target: target('PROXY.test:3128') }).code).toBe('PROXY_LOOP');
  });

  it('an unanswered resolver is the network’s fault, and worth another try', () => {
    const seen = { reply: reply(504, status('dns_timeout')), proxy: anonymous, phase: 'tunnel' as const };
    expect(diagnoseReply({ ...seen, target: target('target.test:1') })).toMatchObject({
      ...{ blame: 'network', retryable: true },
    });
    const ours = { ...status('dns_timeout'), 'X-Aliproxy-Error': 'TARGET_DNS' };
    expect(
      diagnoseReply({ ...seen, reply: reply(504, ours), target: target('target.test:1') }),
    ).toMatchObject({
      ...{ code: 'TARGET_DNS', blame: 'network', retryable: true },
    });
  });

  it.each([
    [502, 'TARGET_CLOSED', 'APP_CLOSED'],
    [502, 'APP_WRONG_PROTOCOL', 'APP_WRONG_PROTOCOL'],
    [504, 'APP_TIMEOUT', 'APP_TIMEOUT'],
  ])('what our tunnel says of an http target: %i %s', (code, own, expected) => {
    const seen = {
      reply: reply(code, { 'X-Aliproxy-Error': own }),
      proxy: anonymous,
      target: target('http://target.test/'),
      phase: 'app' as const,
    };
    expect(diagnoseReply(seen)).toMatchObject({ code: expected, phase: 'app' });
  });

  it.each([
    [200, {}, false],
    [404, { Server: 'nginx', Via: '1.1 squid' }, false],
    [503, { Server: 'nginx' }, false],
    [407, {}, true],
    [500, { Server: 'tinyproxy/1.11.1' }, true],
    [503, { 'X-Squid-Error': 'ERR_CONNECT_FAIL 111' }, true],
    [502, { 'Proxy-Status': 'p; error=dns_error' }, true],
    [502, { 'Proxy-Status': 'p' }, false],
  ] as const)('in absolute form, is %i %j the proxy’s own answer? %s', (code, headers, expected) => {
    expect(isProxyMade(reply(code, headers))).toBe(expected);
  });
});

describe('a route that did not open', () => {
  const none = Buffer.alloc(0);
  const dial = (hop: 'proxy' | 'target', at: 'dns' | 'tcp', code: string): RouteEvidence => ({
    ...{ proxy: hop === 'proxy' ? anonymous : null, at, code, limitMs: 5_000 },
  });
  const unanswered = (seen: 'timeout' | 'closed' | 'not-http' | 'too-long', bytes = none): RouteEvidence => ({
    ...{ at: 'tunnel', proxy: anonymous, next: null, seen, bytes, code: null, limitMs: 10_000 },
  });

  it.each([
    [dial('proxy', 'dns', 'ENOTFOUND'), 'PROXY_DNS', 'proxyDns', 'network'],
    [dial('proxy', 'tcp', 'ECONNREFUSED'), 'PROXY_REFUSED', 'proxyTcp', 'proxy'],
    [dial('proxy', 'tcp', 'TIMEOUT'), 'PROXY_TIMEOUT', 'proxyTcp', 'proxy'],
    [dial('proxy', 'tcp', 'ETIMEDOUT'), 'PROXY_TIMEOUT', 'proxyTcp', 'proxy'],
    [dial('proxy', 'tcp', 'EHOSTUNREACH'), 'PROXY_UNREACHABLE', 'proxyTcp', 'network'],
    [dial('proxy', 'tcp', 'EACCES'), 'PROXY_UNREACHABLE', 'proxyTcp', 'local'],
    [dial('target', 'dns', 'ENOTFOUND'), 'TARGET_DNS', 'targetDns', 'target'],
    [dial('target', 'dns', 'EAI_AGAIN'), 'TARGET_DNS', 'targetDns', 'network'],
    [dial('target', 'tcp', 'ECONNREFUSED'), 'TARGET_REFUSED', 'targetTcp', 'target'],
    [dial('target', 'tcp', 'TIMEOUT'), 'TARGET_TIMEOUT', 'targetTcp', 'network'],
    [dial('target', 'tcp', 'ENETUNREACH'), 'TARGET_UNREACHABLE', 'targetTcp', 'network'],
    [dial('target', 'tcp', 'EMFILE'), 'TARGET_UNREACHABLE', 'targetTcp', 'local'],
    [unanswered('timeout'), 'TUNNEL_TIMEOUT', 'tunnel', 'network'],
    [unanswered('closed'), 'PROXY_CLOSED', 'tunnel', 'proxy'],
    [unanswered('closed', Buffer.from([0x15, 0x03, 0x03])), 'PROXY_WRONG_SCHEME', 'tunnel', 'config'],
    [unanswered('not-http', Buffer.from([0x05, 0xff])), 'PROXY_WRONG_SCHEME', 'tunnel', 'config'],
    [unanswered('not-http', Buffer.from('220 smtp')), 'PROXY_PROTOCOL', 'tunnel', 'proxy'],
    [unanswered('too-long'), 'PROXY_PROTOCOL', 'tunnel', 'proxy'],
  ] as const)('%j: %s', (evidence, code, phase, blame) => {
    expect(diagnoseRoute(evidence, target('target.test:6379'), evidence.proxy)).toMatchObject({
      code,
      phase,
      blame,
    });
  });
});

describe('first bytes', () => {
  it.each<[Protocol, Buffer]>([
    ['http', Buffer.from('HTTP/1.1 400 Bad Request\r\n')],
    ['html', Buffer.from('\r\n<!doctype html>')],
    ['tls', Buffer.from('15030300020246', 'hex')],
    ['tls', Buffer.from('160303004a', 'hex')],
    ['ssh', Buffer.from('SSH-2.0-OpenSSH_9.6')],
    ['mysql', Buffer.from('4a0000000a382e302e3336', 'hex')],
    ['mysql', Buffer.from('45000000ff6a04', 'hex')],
    ['redis', Buffer.from('-ERR unknown command')],
    ['socks', Buffer.from([0x05, 0x00])],
    ['socks', Buffer.from([0x00, 0x5b, 0, 0, 0, 0, 0, 0])],
    ['unknown', Buffer.from('220 mail ready')],
    ['unknown', Buffer.alloc(0)],
  ])('%s', (protocol, bytes) => {
    expect(protocolOf(bytes)).toBe(protocol);
  });
});

describe('a certificate', () => {
  const nowMs = Date.UTC(2026, 10, 22);
  const dayMs = 86_400_000;
  const certificate: Certificate = {
    subject: 'api.test',
    issuer: 'Example CA',
    altNames: ['api.test'],
    validFromMs: nowMs - 30 * dayMs,
    validToMs: nowMs + 60 * dayMs,
    chainValidToMs: nowMs + 60 * dayMs,
    fingerprint256: 'AA',
    chain: [],
  };
  const judge = (
    verifyError: string | null,
    more: { certificate?: Partial<Certificate>; caGiven?: boolean; direct?: boolean } = {},
  ) =>
    judgeCertificate({
      session: { certificate: { ...certificate, ...more.certificate }, verifyError },
      target: target('https://api.test'),
      proxy: more.direct ? null : anonymous,
      caGiven: more.caGiven ?? false,
      nowMs,
    })?.code ?? null;

  it('is judged by its dates, then by the chain, then by its name', () => {
    expect(judge(null)).toBeNull();
    expect(judge('DEPTH_ZERO_SELF_SIGNED_CERT', { certificate: { validToMs: nowMs - 1 } })).toBe(
      'TLS_EXPIRED',
    );
    expect(judge('CERT_HAS_EXPIRED')).toBe('TLS_EXPIRED');
    expect(judge(null, { certificate: { validFromMs: nowMs + 1 } })).toBe('TLS_NOT_YET_VALID');
    expect(judge('ERR_TLS_CERT_ALTNAME_INVALID')).toBe('TLS_NAME_MISMATCH');
    expect(judge('UNABLE_TO_VERIFY_LEAF_SIGNATURE')).toBe('TLS_UNTRUSTED');
  });

  it('is expired with its intermediate one, unless OpenSSL has found a way around that', () => {
    const expired = { certificate: { chain: [certificate, { ...certificate, validToMs: nowMs - 1 }] } };
    expect(judge('UNABLE_TO_GET_ISSUER_CERT_LOCALLY', expired)).toBe('TLS_EXPIRED');
    expect(judge('ERR_TLS_CERT_ALTNAME_INVALID', expired)).toBe('TLS_NAME_MISMATCH');
    expect(judge(null, expired)).toBeNull();
  });

  it('is called intercepted only through a proxy and only where that is proven', () => {
    const inspected = { certificate: { issuer: 'Fortinet, FGT60F' } };
    expect(judge('SELF_SIGNED_CERT_IN_CHAIN', inspected)).toBe('TLS_INTERCEPTED');
    expect(judge('SELF_SIGNED_CERT_IN_CHAIN', { ...inspected, direct: true })).toBe('TLS_UNTRUSTED');
    expect(judge('SELF_SIGNED_CERT_IN_CHAIN', { caGiven: true })).toBe('TLS_INTERCEPTED');
    expect(judge('SELF_SIGNED_CERT_IN_CHAIN', { caGiven: true, direct: true })).toBe('TLS_UNTRUSTED');
    expect(judge('UNABLE_TO_VERIFY_LEAF_SIGNATURE', { caGiven: true })).toBe('TLS_UNTRUSTED');
    expect(judge(null, inspected)).toBeNull();
  });

  it.each([
    'Zscaler Inc., Zscaler Intermediate Root CA (zscalerthree.net)',
    'Netskope, ca.example.goskope.com',
    'SANGFOR, SANGFOR SSL CA',
    'mitmproxy',
    'DO_NOT_TRUST, DO_NOT_TRUST_FiddlerRoot',
  ])('knows the issuer "%s" for one that opens TLS', (issuer) => {
    expect(judge('SELF_SIGNED_CERT_IN_CHAIN', { certificate: { issuer } })).toBe('TLS_INTERCEPTED');
  });

  it('does not take the own page of a firewall for an interception', () => {
    const appliance = { certificate: { issuer: 'Fortinet, FGT60F', subject: 'Fortinet, FGT60F' } };
    expect(judge('DEPTH_ZERO_SELF_SIGNED_CERT', appliance)).toBe('TLS_UNTRUSTED');
    expect(judge('SELF_SIGNED_CERT_IN_CHAIN', appliance)).toBe('TLS_UNTRUSTED');
  });

  it('warns by the first certificate of the chain to end', () => {
    const seen = (chainValidToMs: number) => ({
      session: { certificate: { ...certificate, chainValidToMs }, verifyError: null },
      ...{ target: target('https://api.test'), proxy: null, caGiven: false, nowMs },
    });
    expect(judgeLifetime(seen(nowMs + 9.5 * dayMs), 14)).toMatchObject({
      code: 'CERT_EXPIRES_SOON',
      facts: { days: 9, validTo: '2026-12-01' },
    });
    expect(judgeLifetime(seen(nowMs + 14 * dayMs), 14)).toBeNull();
    // An old cross-signature in a chain that is accepted is no end of it.
    const { session, ...rest } = seen(nowMs - dayMs);
    const chain = [
      { ...certificate, validToMs: nowMs + 5 * dayMs },
      { ...certificate, validToMs: nowMs - dayMs },
    ];
    const crossed = { ...rest, session: { ...session, certificate: { ...session.certificate, chain } } };
    expect(judgeLifetime(crossed, 14)).toMatchObject({ facts: { days: 5 } });
  });
});

describe('docs/probes.md', () => {
  it('has the table of codes as the program has it', () => {
    const document = readFileSync(new URL('../../../../docs/probes.md', import.meta.url), 'utf8');
    const rows = Object.entries(diagnosisCodes).map(([code, { phase, blame, retryable }]) => {
      const where = phase === null ? 'the one then running' : `\`${phase}\``;
      return `| \`${code}\` | ${where} | ${blame} | ${retryable ? 'yes' : 'no'} |`;
    });
    expect(rows.filter((row) => !document.includes(row))).toEqual([]);
  });
});
