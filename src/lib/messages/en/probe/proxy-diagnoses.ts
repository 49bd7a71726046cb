import type { DiagnosisFacts, ProxyDiagnosisCode } from '../../../probe/diagnosis/diagnosis.js';
import { probeCommand, proxyAlone, proxyAs, proxyPlace, proxyPort } from '../../probe-places.js';
import { shellWord } from '../../shell-word.js';
import type { ErrorTexts } from '../../text.js';
import { answer, list, named, quoted, seconds } from './phrases.js';

/** The proxy itself: not reached, not one, or not willing. */
const spoken = { http: 'plain HTTP', tls: 'TLS', socks: 'SOCKS', plain: 'no TLS' };
const schemeOf = { http: 'http', tls: 'https', socks: 'socks5h', plain: 'http' };

/** Which port it may be instead. */
const otherPort = {
  http: 'an HTTPS or SOCKS one',
  https: 'a plain HTTP or SOCKS one',
  socks5: 'an HTTP or HTTPS one',
  socks5h: 'an HTTP or HTTPS one',
};
const schemeIn = (proxy: string) => proxy.slice(0, proxy.indexOf(':'));
const spokenTo = (proxy: string) => (proxy.startsWith('socks') ? 'socks' : 'http');

export const proxyDiagnoses: ErrorTexts<Pick<DiagnosisFacts, ProxyDiagnosisCode>> = {
  PROXY_DNS: {
    message: ({ host }) => `the proxy's name ${host} does not resolve`,
    hint: () =>
      'check its spelling (a mistyped address looks the same), the VPN and its DNS; "aliproxy doctor" shows the proxy settings.',
  },
  PROXY_REFUSED: {
    message: ({ proxy }) => `the proxy ${proxy} refuses the connection`,
    hint: (facts) =>
      `usually nothing listens there: start the proxy, or correct its port.${proxyAlone(' The proxy alone: ', facts)}`,
  },
  PROXY_TIMEOUT: {
    message: ({ proxy, limitMs }) =>
      `the proxy ${proxy} did not answer${limitMs === null ? '' : ` within ${seconds(limitMs)}`}`,
    hint: ({ tls, proxy }) =>
      tls
        ? `it took the connection but not the TLS: perhaps that port is a plain HTTP one: -x ${proxyAs('http', proxy)}`
        : `connect the VPN. If the proxy is an ECS, its security group must allow you: aliproxy sg authorize --port ${proxyPort(proxy)} --cidr <your address>/32`,
  },
  PROXY_UNREACHABLE: {
    message: ({ proxy, errno }) =>
      `there is no way to the proxy ${proxy}${errno === null ? '' : ` (${errno})`}`,
    hint: (facts) =>
      `connect the VPN; if it is connected, look at this machine's routes and firewall.${proxyAlone(' Then: ', facts)}`,
  },
  PROXY_TLS: {
    message: ({ proxy, error, issuer }) =>
      issuer === null
        ? `no TLS could be agreed with the proxy ${proxy}${error === null ? '' : ` (${error})`}`
        : `the certificate of the proxy ${proxy}, by "${issuer}", is not accepted (${error ?? '-'})`,
    hint: ({ issuer, proxy }) =>
      issuer === null
        ? `check that this port is an HTTPS proxy; a plain one is written -x ${proxyAs('http', proxy)}`
        : 'for a private authority: "--proxy-cacert FILE". "--insecure" is for targets only.',
  },
  PROXY_WRONG_SCHEME: {
    message: ({ proxy, speaks }) => `${proxy} speaks ${spoken[speaks]}`,
    hint: ({ speaks, proxy }) => `write it with its own scheme: -x ${proxyAs(schemeOf[speaks], proxy)}`,
  },
  PROXY_CLOSED: {
    message: ({ proxy }) => `${proxy} closed the connection without an answer`,
    hint: ({ scheme, ...facts }) =>
      `perhaps that port is ${otherPort[scheme]}, or the proxy does not allow your address.${proxyAlone(' The proxy alone: ', facts)}`,
  },
  PROXY_NOT_A_PROXY: {
    message: ({ proxy, status, said }) =>
      `${proxy} is a web server, no proxy (status ${status}${quoted(said)})`,
    hint: () => 'check the host and port of the proxy; "aliproxy doctor" shows where it is set.',
  },
  PROXY_PROTOCOL: {
    message: ({ proxy, protocol, said }) =>
      protocol === null || protocol === spokenTo(proxy)
        ? `${proxy} gave an answer that can't be used${quoted(said)}`
        : `${proxy} answers in ${named(protocol)}, not in ${named(spokenTo(proxy))}`,
    hint: ({ proxy }) =>
      `check that this port is the proxy's ${named(spokenTo(proxy))} port; "aliproxy doctor" shows where it is set.`,
  },
  PROXY_AUTH_REQUIRED: {
    message: ({ proxy, schemes }) =>
      `${proxy} wants a user and a password${schemes.length > 0 ? ` (${list(schemes)})` : ''}`,
    hint: ({ target, proxy }) =>
      `put them in the proxy's URL: aliproxy probe -x ${schemeIn(proxy)}://<user>:<password>@${proxyPlace(proxy)} ${shellWord(target)}`,
  },
  PROXY_AUTH_FAILED: {
    message: ({ proxy, status }) =>
      `${proxy} does not accept the user or the password${status === null ? '' : ` (status ${status})`}`,
    hint: () =>
      'check both; percent-encode special characters (@ is %40). "aliproxy doctor --only proxy.env" shows which variable holds them.',
  },
  PROXY_AUTH_SCHEME: {
    message: ({ proxy, schemes }) => `${proxy} only takes ${list(schemes)}, which aliproxy does not speak`,
    hint: ({ target }) =>
      `run px or cntlm on this machine, which speak it, and give their address: ${probeCommand('http://127.0.0.1:3128', target)}`,
  },
  PROXY_FORBIDDEN: {
    message: ({ proxy, target, status, said }) => `${proxy} forbids ${target} (${answer(status, said)})`,
    hint: ({ port, target }) =>
      port === 443 || port === 80
        ? `ask the proxy's administrator for an exception, or try without it: aliproxy probe --direct ${shellWord(target)}`
        : `ask the proxy's administrator to allow port ${port} (squid: SSL_ports, tinyproxy: ConnectPort); many allow 443 only.`,
  },
  PROXY_RATE_LIMITED: {
    message: ({ proxy, status }) => `${proxy} has too much to do (status ${status})`,
    hint: ({ retryAfterSeconds }) =>
      `try again${retryAfterSeconds === null ? '' : ` after ${retryAfterSeconds} s`}, for example with "--attempts 5".`,
  },
  PROXY_LOOP: {
    message: ({ proxy, target }) => `${proxy} would reach ${target} through itself`,
    hint: ({ target }) =>
      `give the address of what lies behind the proxy, or go without it: aliproxy probe --direct ${shellWord(target)}`,
  },
};
