import { type Fault, faults, says } from './fault.js';
import { socksReply } from './proxy-faults.js';
import type { Stage } from './stage.js';

const target = 'target.test:6379';
const none = 'Content-Length: 0\r\n\r\n';
const page = '<!DOCTYPE html><title>Sign in</title>';

export const targetFaults: readonly Fault[] = [
  ...faults(
    { code: 'TARGET_DNS', phase: 'tunnel', blame: 'target' },
    {
      ...{ by: 'the resolver', what: 'directly', repeatable: false, first: ({ closed }) => closed },
      ...{ probe: () => ({ target: 'redis://nosuch.invalid' }), phase: 'targetDns' },
    },
    {
      ...{ by: 'the resolver', what: 'socks5 resolves here', repeatable: false, first: ({ dante }) => dante },
      ...{ probe: (at) => ({ target: 'redis://nosuch.invalid', via: `socks5://${at}` }), phase: 'targetDns' },
    },
    {
      ...{ by: 'squid', what: 'behind it', first: ({ squidAny }) => squidAny },
      probe: (at) => ({ target: 'nosuch.invalid:443', via: `http://${at}` }),
    },
    {
      by: 'fake',
      what: 'Proxy-Status',
      first: () => says(`HTTP/1.1 502 No\r\nProxy-Status: p; error=dns_error\r\n${none}`),
      probe: (at) => ({ target, via: `http://${at}` }),
    },
  ),
  ...faults(
    { code: 'TARGET_REFUSED', phase: 'tunnel', blame: 'target' },
    {
      ...{ by: 'the system', what: 'directly', repeatable: false, first: ({ closed }) => closed },
      probe: (_at, { closed }) => ({ target: `127.0.0.1:${closed.port}` }),
      phase: 'targetTcp',
    },
    {
      ...{ by: 'squid', what: 'behind it', first: ({ squidAny }) => squidAny },
      probe: (at, { closed }) => ({ target: `127.0.0.1:${closed.port}`, via: `http://${at}` }),
    },
    {
      ...{ by: 'dante', what: 'SOCKS reply 05', first: ({ dante }) => dante },
      probe: (at, { closed }) => ({ target: `127.0.0.1:${closed.port}`, via: `socks5h://${at}` }),
    },
    {
      ...{ by: 'dante', what: 'behind squid', first: ({ squidAny }) => squidAny },
      probe: (at, { closed, dante }) => ({
        target: `127.0.0.1:${closed.port}`,
        via: `http://${at},socks5h://127.0.0.1:${dante.port}`,
      }),
    },
  ),
  ...faults(
    { code: 'TARGET_TIMEOUT', phase: 'tunnel', blame: 'network' },
    {
      ...{ by: 'the system', what: 'no answer to the SYN', repeatable: false, first: ({ closed }) => closed },
      probe: (_at, { silent }) => ({
        target: `127.0.0.1:${silent.port}`,
        settings: { connectTimeoutMs: 200 },
      }),
      phase: 'targetTcp',
    },
    {
      ...{
        by: 'fake',
        what: '504',
        first: () => says(`HTTP/1.1 504 Gateway Timeout\r\nVia: 1.1 p\r\n${none}`),
      },
      probe: (at) => ({ target, via: `http://${at}` }),
    },
    {
      by: 'fake',
      what: "squid's errno 110",
      first: () => says(`HTTP/1.1 503 No\r\nX-Squid-Error: ERR_CONNECT_FAIL 110\r\n${none}`),
      probe: (at) => ({ target, via: `http://${at}` }),
    },
    {
      ...{ by: 'fake', what: 'SOCKS reply 06', first: () => says(socksReply(6), { when: 'connected' }) },
      probe: (at) => ({ target, via: `socks5h://${at}` }),
    },
  ),
  ...faults(
    { code: 'TARGET_UNREACHABLE', phase: 'tunnel', blame: 'network' },
    {
      ...{ by: 'tinyproxy', what: 'its 500 without a reason', first: ({ tinyproxy }) => tinyproxy },
      probe: (at, { closed }) => ({ target: `127.0.0.1:${closed.port}`, via: `http://${at}` }),
    },
    {
      ...{ by: 'dante', what: 'an unknown name', first: ({ dante }) => dante },
      probe: (at) => ({ target: 'nosuch.invalid:443', via: `socks5h://${at}` }),
    },
    {
      ...{ by: 'simulated', what: 'EHOSTUNREACH', repeatable: false, first: ({ closed }) => closed },
      ...{ probe: (at) => ({ target: at, errno: 'EHOSTUNREACH' }), phase: 'targetTcp' },
    },
    ...[1, 3, 4].map((code) => ({
      ...{
        by: 'fake',
        what: `SOCKS reply 0${code}`,
        first: () => says(socksReply(code), { when: 'connected' }),
      },
      probe: (at: string) => ({ target, via: `socks5h://${at}` }),
    })),
  ),
  ...faults(
    { code: 'TARGET_CLOSED', phase: 'targetTcp', blame: 'target' },
    {
      by: 'fake',
      what: 'accepted and closed',
      first: () => says('', { when: 'connected', end: 'ends' }),
      probe: (at) => ({ target: at }),
    },
  ),
  ...faults(
    { code: 'TUNNEL_TIMEOUT', phase: 'tunnel', blame: 'network' },
    {
      ...{ by: 'fake', what: 'no answer to CONNECT', first: () => says('') },
      probe: (at) => ({ target, via: `http://${at}`, settings: { tunnelTimeoutMs: 200 } }),
    },
    ...(
      [
        ['squid', 'http', ({ squidAny }: Stage) => squidAny],
        ['tinyproxy', 'http', ({ tinyproxy }: Stage) => tinyproxy],
        ['dante', 'socks5h', ({ dante }: Stage) => dante],
      ] as const
    ).map(([by, scheme, first]) => ({
      ...{ by, what: 'it dials, and nobody answers', first, repeatable: false },
      probe: (at: string, { silent }: Stage) => ({
        ...{ target: `127.0.0.1:${silent.port}`, via: `${scheme}://${at}` },
        settings: { tunnelTimeoutMs: 200 },
      }),
    })),
    {
      ...{ by: 'squid', what: 'no answer to SOCKS', first: ({ squidAny }) => squidAny },
      probe: (at) => ({ target, via: `socks5h://${at}`, settings: { tunnelTimeoutMs: 200 } }),
    },
    {
      ...{ by: 'redis-server', what: 'no answer to SOCKS', first: ({ redis }) => redis },
      probe: (at) => ({ target, via: `socks5h://${at}`, settings: { tunnelTimeoutMs: 200 } }),
    },
  ),
  ...faults(
    { code: 'TUNNEL_CLOSED', phase: 'tunnel', blame: 'target' },
    ...[target, 'redis://target.test', 'https://target.test', 'mysql://target.test', 'ws://target.test/'].map(
      (text) => ({
        by: 'fake',
        what: `2xx, then closed: ${text}`,
        first: () => says('HTTP/1.1 200 Connection established\r\n\r\n', { end: 'resets' }),
        probe: (at: string) => ({ target: text, via: `http://${at}` }),
      }),
    ),
    {
      by: 'fake',
      what: 'SOCKS success, then closed',
      first: () => says(socksReply(0), { when: 'connected', end: 'ends' }),
      probe: (at) => ({ target: 'redis://target.test', via: `socks5h://${at}` }),
    },
  ),
  ...faults(
    { code: 'CAPTIVE_PORTAL', phase: 'app', blame: 'network' },
    {
      by: 'fake',
      what: 'a page in a tunnel',
      first: () => says(`HTTP/1.1 200 OK\r\n\r\n${page}`),
      probe: (at) => ({ target: 'redis://target.test', via: `http://${at}` }),
    },
    {
      by: 'fake',
      what: 'a redirect to a login page of another host',
      first: () => says(`HTTP/1.1 302 Found\r\nLocation: https://wifi.portal.invalid/login?to=x\r\n${none}`),
      probe: (at) => ({ target: `http://${at}/health` }),
    },
    {
      ...{
        by: 'fake',
        what: '511',
        first: () => says(`HTTP/1.1 511 Network Authentication Required\r\n${none}`),
      },
      probe: (at) => ({ target: `http://${at}/` }),
    },
    {
      by: 'fake',
      what: 'a proxy that sends elsewhere',
      first: () => says(`HTTP/1.1 302 Found\r\nLocation: https://login.invalid/\r\n${none}`),
      probe: (at) => ({ target, via: `http://${at}` }),
      phase: 'tunnel',
    },
  ),
  ...faults(
    { code: 'SLO_EXCEEDED', phase: 'total', blame: 'target', status: 'warn' },
    {
      ...{ by: 'redis-server', what: 'a limit that none can keep', first: ({ redis }) => redis },
      probe: (at) => ({ target: `redis://${at}`, settings: { slo: [{ phase: 'total', limitMs: 0.001 }] } }),
    },
    {
      ...{ by: 'squid', what: "the proxy's share", first: ({ squidAny }) => squidAny },
      probe: (at, { redis }) => ({
        ...{ target: `redis://127.0.0.1:${redis.port}`, via: `http://${at}` },
        settings: { slo: [{ phase: 'tunnel', limitMs: 0.001 }] },
      }),
      ...{ phase: 'tunnel', blame: 'proxy' },
    },
  ),
];
