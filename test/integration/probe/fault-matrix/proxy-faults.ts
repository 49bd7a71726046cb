import { type Fault, faults, says } from './fault.js';
import { proxyUser, type Stage } from './stage.js';

const target = 'target.test:6379';
const ok = 'HTTP/1.1 200 OK\r\n';
const none = 'Content-Length: 0\r\n\r\n';
const wrongUser = `${proxyUser.username}:wrong-password@`;

export const proxyFaults: readonly Fault[] = [
  ...faults(
    { code: 'PROXY_DNS', phase: 'proxyDns', blame: 'network' },
    {
      ...{ by: 'the resolver', what: 'an unknown name', repeatable: false, first: ({ closed }) => closed },
      probe: () => ({ target, via: 'http://nosuch.invalid:3128' }),
    },
    {
      ...{ by: 'squid', what: 'the second hop, unknown to the first', first: ({ squidAny }) => squidAny },
      probe: (at) => ({ target, via: `http://${at},http://nosuch.invalid:3128` }),
      phase: 'tunnel',
    },
  ),
  ...faults(
    { code: 'PROXY_REFUSED', phase: 'proxyTcp', blame: 'proxy' },
    {
      ...{ by: 'the system', what: 'a closed port', repeatable: false, first: ({ closed }) => closed },
      probe: (_at, { closed }) => ({ target, via: `http://127.0.0.1:${closed.port}` }),
    },
    {
      ...{ by: 'squid', what: 'the second hop, closed', first: ({ squidAny }) => squidAny },
      probe: (at, { closed }) => ({ target, via: `http://${at},http://127.0.0.1:${closed.port}` }),
      phase: 'tunnel',
    },
  ),
  ...faults(
    { code: 'PROXY_TIMEOUT', phase: 'proxyTcp', blame: 'proxy' },
    {
      ...{ by: 'the system', what: 'no answer to the SYN', repeatable: false, first: ({ closed }) => closed },
      probe: (_at, { silent }) => ({
        ...{ target, via: `http://127.0.0.1:${silent.port}` },
        settings: { connectTimeoutMs: 200 },
      }),
    },
    {
      ...{ by: 'fake', what: 'TLS to a proxy that says nothing', first: () => says('') },
      probe: (at) => ({ target, via: `https://${at}`, settings: { connectTimeoutMs: 200 } }),
      phase: 'proxyTls',
    },
  ),
  ...faults(
    { code: 'PROXY_UNREACHABLE', phase: 'proxyTcp', blame: 'network' },
    ...(['EHOSTUNREACH', 'ENETUNREACH'] as const).map((errno) => ({
      ...{
        by: 'simulated',
        what: errno,
        repeatable: false,
        first: ({ closed }: { closed: { port: number } }) => closed,
      },
      probe: (at: string) => ({ target, via: `http://${at}`, errno }),
    })),
    {
      ...{ by: 'simulated', what: 'EACCES', repeatable: false, first: ({ closed }) => closed },
      probe: (at) => ({ target, via: `http://${at}`, errno: 'EACCES' }),
      blame: 'local',
    },
  ),
  ...faults(
    { code: 'PROXY_TLS', phase: 'proxyTls', blame: 'proxy' },
    {
      ...{
        by: 'stunnel',
        what: 'an expired certificate',
        repeatable: false,
        first: (stage) => stage.expiredTlsProxy,
      },
      probe: (at, { certificates: { ca } }) => ({ target, via: `https://${at}`, settings: { proxyCa: ca } }),
    },
    {
      ...{ by: 'stunnel', what: 'an unknown authority', repeatable: false, first: (stage) => stage.tlsProxy },
      probe: (at) => ({ target, via: `https://${at}`, settings: { insecure: true } }),
    },
  ),
  ...faults(
    { code: 'PROXY_WRONG_SCHEME', phase: 'tunnel', blame: 'config' },
    {
      by: 'fake',
      what: 'SOCKS to an HTTP port that answers',
      first: () => says(`HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n${none}`),
      probe: (at) => ({ target, via: `socks5h://${at}` }),
    },
    {
      ...{ by: 'squid', what: 'TLS to a plain port', repeatable: false, first: ({ squidAny }) => squidAny },
      probe: (at) => ({ target, via: `https://${at}` }),
      phase: 'proxyTls',
    },
    {
      by: 'fake',
      what: 'HTTP to a TLS port that answers',
      first: () => says(Buffer.from([0x15, 3, 3, 0, 2, 2, 70]), { end: 'ends' }),
      probe: (at) => ({ target, via: `http://${at}` }),
    },
    {
      ...{ by: 'fake', what: 'HTTP to a SOCKS port that answers', first: () => says(Buffer.from([5, 0xff])) },
      probe: (at) => ({ target, via: `http://${at}`, settings: { tunnelTimeoutMs: 300 } }),
    },
  ),
  ...faults(
    { code: 'PROXY_CLOSED', phase: 'tunnel', blame: 'proxy' },
    {
      ...{ by: 'dante', what: 'HTTP to a SOCKS port that closes', first: ({ dante }) => dante },
      probe: (at) => ({ target, via: `http://${at}` }),
    },
    {
      ...{
        by: 'fake',
        what: 'closed in the TLS handshake',
        repeatable: false,
        first: () => says('', { end: 'ends' }),
      },
      probe: (at) => ({ target, via: `https://${at}` }),
      phase: 'proxyTls',
    },
    {
      ...{
        by: 'fake',
        what: 'closed in the middle of its head',
        first: () => says(`${ok}Via`, { end: 'ends' }),
      },
      probe: (at) => ({ target, via: `http://${at}` }),
    },
    {
      ...{
        by: 'fake',
        what: 'closed in the middle of a SOCKS reply',
        first: () => says(Buffer.from([5]), { end: 'ends' }),
      },
      probe: (at) => ({ target, via: `socks5h://${at}` }),
    },
  ),
  ...faults(
    { code: 'PROXY_NOT_A_PROXY', phase: 'tunnel', blame: 'config' },
    {
      by: 'fake',
      what: 'nginx',
      first: () => says(`HTTP/1.1 405 Not Allowed\r\nServer: nginx/1.27.0\r\n${none}`),
      probe: (at) => ({ target, via: `http://${at}` }),
    },
    {
      by: 'fake',
      what: 'a web server that says 200 to everything',
      first: () => says(`${ok}Content-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>`),
      probe: (at) => ({ target, via: `http://${at}` }),
    },
  ),
  ...faults(
    { code: 'PROXY_PROTOCOL', phase: 'tunnel', blame: 'proxy' },
    {
      ...{ by: 'sshd', what: 'an SSH server', first: ({ ssh }) => ssh },
      probe: (at) => ({ target, via: `http://${at}` }),
    },
    {
      ...{ by: 'fake', what: 'a head of more than 16 KiB', first: () => says(ok + 'X: y\r\n'.repeat(3_000)) },
      probe: (at) => ({ target, via: `http://${at}` }),
    },
    ...[7, 8].map((code) => ({
      ...{
        by: 'fake',
        what: `SOCKS reply 0${code}`,
        first: () => says(socksReply(code), { when: 'connected' }),
      },
      probe: (at: string) => ({ target, via: `socks5h://${at}` }),
    })),
  ),
  ...faults(
    { code: 'PROXY_AUTH_REQUIRED', phase: 'tunnel', blame: 'config' },
    {
      ...{ by: 'squid', what: 'a tunnel', first: ({ squidBasic }) => squidBasic },
      probe: (at) => ({ target, via: `http://${at}` }),
    },
    {
      ...{ by: 'squid', what: 'absolute form', first: ({ squidBasic }) => squidBasic },
      probe: (at) => ({ target: 'http://target.test/', via: `http://${at}` }),
      phase: 'app',
    },
    {
      ...{ by: 'tinyproxy', what: 'a tunnel', first: ({ tinyproxyBasic }) => tinyproxyBasic },
      probe: (at) => ({ target, via: `http://${at}` }),
    },
    {
      ...{ by: 'dante', what: 'SOCKS', first: ({ danteUsers }) => danteUsers },
      probe: (at) => ({ target, via: `socks5h://${at}` }),
    },
  ),
  ...faults(
    { code: 'PROXY_AUTH_FAILED', phase: 'tunnel', blame: 'config' },
    {
      ...{ by: 'squid', what: '407 again', first: ({ squidBasic }) => squidBasic },
      probe: (at) => ({ target, via: `http://${wrongUser}${at}` }),
    },
    {
      ...{ by: 'tinyproxy', what: '401', first: ({ tinyproxyBasic }) => tinyproxyBasic },
      probe: (at) => ({ target, via: `http://${wrongUser}${at}` }),
    },
    {
      ...{ by: 'dante', what: 'SOCKS sub-negotiation', first: ({ danteUsers }) => danteUsers },
      probe: (at) => ({ target, via: `socks5h://${wrongUser}${at}` }),
    },
  ),
  ...faults(
    { code: 'PROXY_AUTH_SCHEME', phase: 'tunnel', blame: 'config' },
    ...['', wrongUser].map((user) => ({
      by: 'fake',
      what: `NTLM and Negotiate${user ? ', with credentials' : ''}`,
      first: () =>
        says(`HTTP/1.1 407 Denied\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n${none}`),
      probe: (at: string) => ({ target, via: `http://${user}${at}` }),
    })),
  ),
  ...faults(
    { code: 'PROXY_FORBIDDEN', phase: 'tunnel', blame: 'proxy' },
    {
      ...{ by: 'squid', what: 'a port outside SSL_ports', first: ({ squid }) => squid },
      probe: (at) => ({ target, via: `http://${at}` }),
    },
    {
      by: 'fake',
      what: "smokescreen's 407 without a challenge",
      first: () =>
        says(`HTTP/1.1 407 Proxy Authentication Required\r\nX-Smokescreen-Error: denied\r\n${none}`),
      probe: (at) => ({ target, via: `http://${at}` }),
    },
    {
      ...{ by: 'fake', what: 'SOCKS reply 02', first: () => says(socksReply(2), { when: 'connected' }) },
      probe: (at) => ({ target, via: `socks5h://${at}` }),
    },
    {
      ...{ by: 'fake', what: '451', first: () => says(`HTTP/1.1 451 Legal\r\nVia: 1.1 p\r\n${none}`) },
      probe: (at) => ({ target, via: `http://${at}` }),
    },
  ),
  ...faults(
    { code: 'PROXY_RATE_LIMITED', phase: 'tunnel', blame: 'proxy' },
    {
      ...{
        by: 'fake',
        what: '429',
        first: () => says(`HTTP/1.1 429 Slow down\r\nRetry-After: 3\r\n${none}`),
      },
      probe: (at) => ({ target, via: `http://${at}` }),
    },
    {
      ...{
        by: 'fake',
        what: '503 with Retry-After',
        first: () => says(`HTTP/1.1 503 Busy\r\nRetry-After: 3\r\n${none}`),
      },
      probe: (at) => ({ target, via: `http://${at}` }),
    },
  ),
  ...faults(
    { code: 'PROXY_LOOP', phase: 'tunnel', blame: 'config' },
    {
      by: 'fake',
      what: 'Proxy-Status says so',
      first: () => says(`HTTP/1.1 502 Loop\r\nProxy-Status: p; error=proxy_loop_detected\r\n${none}`),
      probe: (at) => ({ target, via: `http://${at}` }),
    },
    {
      ...{ by: 'squid', what: 'itself, a port that it forbids', first: ({ squid }) => squid },
      probe: (at) => ({ target: `redis://${at}`, via: `http://${at}` }),
    },
    {
      ...{ by: 'dante', what: 'itself, which it forbids', first: ({ dante }) => dante, repeatable: false },
      probe: (at) => ({ target: `redis://${at}`, via: `socks5h://${at}` }),
    },
    ...(['squid', 'tinyproxy'] as const).map((server) => ({
      ...{ by: server, what: 'itself, in absolute form', first: (stage: Stage) => stage[server] },
      ...{ probe: (at: string) => ({ target: `http://${at}/`, via: `http://${at}` }), phase: 'app' as const },
      repeatable: false,
    })),
  ),
];

/** The choice of no authentication, and a reply with an IPv4 address (RFC 1928 sections 3 and 6). */
export function socksReply(code: number): Buffer {
  return Buffer.from([5, 0, 5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
}
