import type {
  ExplainCheck,
  ExplainCheckId,
  Silence,
  VerdictFacts,
  VerdictId,
} from '../../../probe/explain/explanation.js';
import { hostBlock } from '../../private-address.js';
import { shellWord } from '../../shell-word.js';
import { clientName } from './phrases.js';

/** What a verdict says, and the command to run next, if there is one. */
export interface VerdictText<Facts> {
  readonly sentence: (facts: Facts) => string;
  readonly next?: (facts: Facts) => string | null;
}

export type VerdictTexts = { readonly [Id in VerdictId]: VerdictText<VerdictFacts[Id]> };

type Hop = Pick<VerdictFacts['proxy-down'], 'proxy' | 'proxyMs'>;

const rounded = (value: number) => (value < 10 ? value : Math.round(value));
const ms = (value: number | null) => (value === null ? '' : ` (${rounded(value)} ms)`);
const hostOf = (place: string) => place.replace(/:\d+$/, '');
const fine = ({ proxy, proxyMs }: Hop) => `This machine -> ${proxy}: fine${ms(proxyMs)}.`;
const connected = ({ proxy, proxyMs }: Hop) => `This machine -> ${proxy}: connected${ms(proxyMs)}.`;

const seenAs: Readonly<Record<Silence, string>> = {
  refused: 'refused',
  silent: 'no answer',
  unreachable: 'not reached',
  closed: 'opened, then closed before a byte came',
  mute: 'opened, then not a byte',
};

const serviceDown = 'Most likely the service is down, or listens on another port or address.';

/** What is most likely behind a proxy that is fine. */
function likelyBehind(seen: Silence, address: string | null, place: string): string {
  const client = address ?? "the proxy's private address";
  if (seen === 'refused') return serviceDown;
  if (seen === 'closed')
    return `Most likely its whitelist lacks ${client}, or the proxy says yes before it dials.`;
  if (seen === 'mute')
    return `Most likely its whitelist lacks ${client}, the service hangs, or the proxy says yes before it dials.`;
  if (seen === 'unreachable') return `Most likely a route or a security group between the two.`;
  return `Most likely the security group of ${hostOf(place)} does not allow ${client}.`;
}

const likelyDirect: Readonly<Record<Silence, string>> = {
  refused: serviceDown,
  silent: 'Most likely a security group or a firewall does not allow your address.',
  unreachable: "Most likely a route is missing, or this machine's own firewall forbids it.",
  closed: 'Most likely its whitelist lacks your address, or it takes no more clients.',
  mute: 'Most likely the service hangs, or its whitelist lacks your address.',
};

const authorize = (port: number, address: string) =>
  `aliproxy sg authorize --port ${port} --cidr ${hostBlock(address)}`;
const authorizeProxy = ({ port, proxyAddress }: { port: number; proxyAddress: string | null }) =>
  proxyAddress === null ? null : authorize(port, proxyAddress);
const probeProxy = ({ proxy }: { proxy: string }) => `aliproxy probe -x ${shellWord(proxy)} proxy://`;

const verdicts: VerdictTexts = {
  'proxy-down': {
    sentence: ({ proxy }) => `This machine -> ${proxy}: not reached. What lies behind it was not seen.`,
    next: probeProxy,
  },
  'proxy-unusable': {
    sentence: (facts) =>
      `${connected(facts)} What answers there is no usable proxy. What lies behind it was not seen.`,
    next: probeProxy,
  },
  'proxy-login': {
    sentence: (facts) =>
      `${connected(facts)} It wants a login before it lets anything pass. What lies behind it was not seen.`,
  },
  'proxy-busy': {
    sentence: (facts) =>
      `${connected(facts)} It turns requests away for now. What lies behind it was not seen.`,
  },
  'proxy-loop': { sentence: ({ proxy, place }) => `${place} leads ${proxy} back to itself.` },
  'proxy-refuses': {
    sentence: (facts) =>
      facts.canary === null
        ? `${connected(facts)} It refuses ${facts.place}; whether it lets others pass was not seen.`
        : `${fine(facts)} It opens a tunnel to ${facts.canary}, but none to ${facts.place}: a rule about this target.`,
    next: ({ proxy, canary }) =>
      canary === null ? `aliproxy probe -x ${shellWord(proxy)} --canary <host>:443 proxy://` : null,
  },
  'proxy-way-out': {
    sentence: (facts) =>
      `${fine(facts)} It reaches neither ${facts.place} nor ${facts.canary}. Most likely its own way out is cut: look at its routes and its security group.`,
  },
  'port-not-allowed': {
    sentence: (facts) =>
      `${fine(facts)} It lets port 443 of the same host pass, but not ${facts.port}: a list of ports in the proxy (squid: SSL_ports, tinyproxy: ConnectPort).`,
  },
  'name-unknown-at-proxy': {
    sentence: ({ proxy, host, address, reached }) =>
      reached
        ? `${proxy} does not know ${host}, but reaches ${address}, which the name means here. Most likely the PrivateZone is not bound to the proxy's VPC.`
        : `${proxy} does not know ${host}. Here the name means ${address}; through the proxy that did not open either.`,
    next: ({ proxy, address, port, reached }) =>
      reached ? `aliproxy probe -x ${shellWord(proxy)} ${shellWord(placeOf(address, port))}` : null,
  },
  'name-unknown': {
    sentence: ({ host, proxy }) =>
      proxy === null
        ? `This machine does not know ${host}. Most likely it is misspelt, or known inside the VPC only.`
        : `Neither ${proxy} nor this machine knows ${host}. Most likely it is misspelt, or its zone is bound to another VPC.`,
  },
  'target-behind-proxy': {
    sentence: (facts) => {
      const { place, seen, canary, proxyAddress } = facts;
      const other = canary === null ? '' : ` Proxy -> ${canary}: fine.`;
      return `${seen === 'silent' && canary === null ? connected(facts) : fine(facts)}${other} Proxy -> ${place}: ${seenAs[seen]}. ${likelyBehind(seen, proxyAddress, place)}`;
    },
    next: (facts) => (facts.seen === 'silent' || facts.seen === 'unreachable' ? authorizeProxy(facts) : null),
  },
  'blocked-behind-proxy': {
    sentence: ({ place, proxy, seen, directMs, proxyAddress }) =>
      `${place} answers this machine without the proxy${ms(directMs)}, but not ${proxy}: ${seenAs[seen]}. ${
        seen === 'refused'
          ? 'Most likely a firewall turns the proxy away, or the address leads elsewhere from there.'
          : likelyBehind(seen, proxyAddress, place)
      }`,
    next: (facts) => (facts.seen === 'refused' ? null : authorizeProxy(facts)),
  },
  'down-everywhere': {
    sentence: ({ place, proxy }) => `${place} refuses ${proxy} and this machine alike. ${serviceDown}`,
  },
  'proxy-not-needed': {
    sentence: ({ place, proxy, directMs }) =>
      `${proxy} fails, but ${place} answers this machine without it${ms(directMs)}: no proxy is needed from here.`,
    next: ({ place }) => `aliproxy probe --direct ${shellWord(place)}`,
  },
  'other-way-works': {
    sentence: ({ place, proxy, way }) =>
      `${place} fails ${proxy === null ? 'directly' : `through ${proxy}`}, and passes ${way === null ? 'directly' : `through ${way}`}.`,
    next: ({ place, way }) =>
      `aliproxy probe ${way === null ? '--direct' : `-x ${shellWord(way)}`} ${shellWord(place)}`,
  },
  'no-route-direct': {
    sentence: ({ place, seen }) =>
      `This machine -> ${place}: ${seenAs[seen]}, and that is a private address. Most likely it takes the VPN or a proxy.`,
    next: ({ place }) => `aliproxy probe -x http://<proxy>:<port> ${shellWord(place)}`,
  },
  'target-direct': {
    sentence: ({ place, seen }) => `This machine -> ${place}: ${seenAs[seen]}. ${likelyDirect[seen]}`,
  },
  intercepted: {
    sentence: ({ place, proxy, issuer, directIssuer }) =>
      directIssuer === null
        ? `Through ${proxy} the certificate of ${place} is by "${issuer}": TLS is opened on the way.`
        : `Through ${proxy} the certificate of ${place} is by "${issuer}", without it by "${directIssuer}", which is good: TLS is opened on the way.`,
  },
  'same-certificate': {
    sentence: ({ place, issuer }) =>
      `Without the proxy ${place} shows the same certificate: nobody opens TLS on the way. Its authority "${issuer}" is not a public one, or the chain is incomplete.`,
    next: ({ place }) => `aliproxy probe --cacert <file> ${shellWord(`tls://${place}`)}`,
  },
  'tls-held-back': {
    sentence: ({ place, proxy, directMs }) =>
      `Without the proxy the handshake with ${place} ends${ms(directMs)}; through ${proxy} it hangs. Most likely a firewall behind the proxy holds TLS back, or large packets get lost there.`,
  },
  'not-on-whitelist': {
    sentence: ({ place, clientIp, proxyAddress }) => {
      const address = clientIp ?? proxyAddress;
      if (address === null) return `The way is open; the whitelist of ${place} lacks the address it sees.`;
      return clientIp === null
        ? `The way is open; the whitelist of ${place} lacks the address it sees, most likely ${address}.`
        : `The way is open; ${place} sees you as ${address}, which its whitelist lacks.`;
    },
  },
  'captive-portal': {
    sentence: ({ place }) =>
      `A web page answers in place of ${place}. Most likely the network wants you to sign in first.`,
  },
  'way-open': {
    sentence: ({ place, proxy, proxyMs }) =>
      proxy === null || proxy === ''
        ? `This machine -> ${place}: open. What fails comes after that.`
        : `${fine({ proxy, proxyMs })} Proxy -> ${place}: open. What fails comes after that.`,
  },
  unexplained: { sentence: ({ place }) => `What was checked does not explain why ${place} fails.` },
};

function placeOf(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

const checks: Readonly<Record<ExplainCheckId, string>> = {
  canary: 'another target through the proxy',
  'port-443': 'port 443 through the proxy',
  'by-address': 'its address through the proxy',
  direct: 'without the proxy',
  chain: 'its certificate without the proxy',
  'other-way': 'another way in this run',
};

export const explanation = {
  verdicts,
  verdict: 'Verdict',
  next: 'Next',
  checked: 'Checked',
  between: '; ',
  otherwise: 'By the variables',
  check: ({ id, target, proxy, ok, code, ms: took }: ExplainCheck) =>
    id === 'by-address' && code === 'TARGET_DNS'
      ? `a lookup of that name here: ${code}`
      : `${checks[id]}, ${target}${proxy === null || id !== 'other-way' ? '' : ` through ${proxy}`}: ${ok ? 'open' : code}${ms(took)}`,
  goesThrough: (client: string, proxy: string, rule: string) =>
    `${clientName(client)} goes through ${proxy} (${rule})`,
  goesDirect: (client: string, rule: string) => `${clientName(client)} goes direct (${rule})`,
  refuses: (client: string, rule: string) => `${clientName(client)} gives an error (${rule})`,
};
