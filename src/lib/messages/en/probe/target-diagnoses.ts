import type { DiagnosisFacts, TargetDiagnosisCode } from '../../../probe/diagnosis/diagnosis.js';
import { privateAddressOf } from '../../private-address.js';
import { clientBlock, proxyAs } from '../../probe-places.js';
import { shellWord } from '../../shell-word.js';
import type { ErrorTexts } from '../../text.js';
import { answer, exactMs, seconds } from './phrases.js';

/** `socks5` gives the proxy addresses, `socks5h` gives it names. */
const isResolvedHere = (proxy: string) => proxy.startsWith('socks5:');

/** The way to the target, and the run. */
export const targetDiagnoses: ErrorTexts<Pick<DiagnosisFacts, TargetDiagnosisCode>> = {
  TARGET_DNS: {
    message: ({ host, proxy }) =>
      proxy && !isResolvedHere(proxy)
        ? `the proxy ${proxy} can't resolve ${host}`
        : `the name ${host} does not resolve here`,
    hint: ({ proxy, target }) =>
      proxy && isResolvedHere(proxy)
        ? `with socks5:// names are resolved here; let the proxy do it: -x ${proxy.replace('socks5:', 'socks5h:')}`
        : proxy
          ? "check the spelling; a PrivateZone name must be bound to the proxy's VPC; the address instead of the name shows whether it is DNS alone."
          : `check the spelling; a name that only the VPC knows needs its proxy: aliproxy probe -x http://<proxy>:<port> ${shellWord(target)}`,
  },
  TARGET_REFUSED: {
    message: ({ target, proxy }) => `${target} refuses the connection${proxy ? ` of ${proxy}` : ''}`,
    hint: () =>
      'usually nothing listens there: start the service, correct the port, or check the address that it listens on (bind); a firewall may refuse, too.',
  },
  TARGET_TIMEOUT: {
    message: ({ target, proxy, limitMs }) =>
      `no answer from ${target}${proxy ? ` to ${proxy}` : ''}${limitMs === null ? '' : ` within ${seconds(limitMs)}`}`,
    hint: ({ port, proxy }) =>
      `usually a security group: aliproxy sg authorize --port ${port} --cidr ${clientBlock(proxy, proxy ? "the proxy's private address" : 'your address')}`,
  },
  TARGET_UNREACHABLE: {
    message: ({ target, proxy, errno, status, said }) =>
      proxy
        ? `${proxy} could not reach ${target} (${answer(status, said)})`
        : `there is no way to ${target} (${errno ?? '-'})`,
    hint: ({ port, proxy }) =>
      proxy
        ? `check routes and security groups behind the proxy: aliproxy sg authorize --port ${port} --cidr ${clientBlock(proxy, "the proxy's private address")}`
        : "connect the VPN, or look at this machine's routes and firewall; a private address may need a proxy (-x).",
  },
  TARGET_CLOSED: {
    message: ({ target }) => `${target} accepted the connection and closed it at once`,
    hint: () => 'perhaps a whitelist or a full service: look at its log and its list of allowed addresses.',
  },
  TUNNEL_TIMEOUT: {
    message: ({ target, proxy, limitMs }) =>
      `${proxy} did not open a tunnel to ${target} within ${seconds(limitMs)}`,
    hint: ({ port, proxy, mute }) =>
      mute
        ? `no word of SOCKS came at all: perhaps that port is an HTTP or HTTPS proxy: -x ${proxyAs('http', proxy)}`
        : `the proxy is probably still dialling: aliproxy sg authorize --port ${port} --cidr ${clientBlock(proxy, "the proxy's private address")}, or a longer --tunnel-timeout.`,
  },
  TUNNEL_CLOSED: {
    message: ({ target, proxy }) => `${proxy} opened a tunnel to ${target}, which closed before a byte came`,
    hint: ({ proxy }) =>
      `either the target's whitelist lacks ${privateAddressOf(proxy) ?? "the proxy's private address"}: add it in the console; or the proxy says yes before it dials: probe from the proxy itself.`,
  },
  CAPTIVE_PORTAL: {
    message: ({ target, location }) =>
      `a web page came instead of ${target}${location ? ` (${location})` : ''}`,
    hint: () => 'sign in to the network in a browser, then run the same command again.',
  },
  SLO_EXCEEDED: {
    message: ({ target, slo, ms, limitMs }) =>
      `${target}: ${slo} took ${exactMs(ms)}; at most ${exactMs(limitMs)} were expected`,
    hint: () => 'the target works but slowly: repeat with "--count 20" to see whether it always does.',
  },
  DEADLINE: {
    message: ({ target, setting, limitMs }) =>
      `${target}: not finished within ${setting} ${seconds(limitMs)}`,
    hint: ({ setting }) => `allow more time with ${setting}, or less for one attempt with --timeout.`,
  },
  INTERNAL: {
    message: ({ detail }) => `aliproxy itself failed: ${detail}`,
    hint: () => 'please report it, with the output of the same command under DEBUG=aliproxy*.',
  },
};
