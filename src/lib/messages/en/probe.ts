import type { DiagnosisFacts } from '../../probe/diagnosis.js';
import type { ProbeFailures } from '../../probe/failures.js';
import type { ErrorTexts } from '../text.js';

const seconds = (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`);
const through = (proxy: string | null) => (proxy ? ` through ${proxy}` : '');
const quoted = (said: string | null) => (said ? `: "${said}"` : '');
const list = (values: readonly string[]) => values.join(', ');

const protocolNames: Readonly<Record<string, string>> = {
  http: 'HTTP',
  html: 'a web page',
  https: 'HTTPS',
  tls: 'TLS',
  ssh: 'SSH',
  mysql: 'MySQL',
  redis: 'Redis',
  rediss: 'Redis over TLS',
  socks: 'SOCKS',
  unknown: 'an unknown protocol',
};
const named = (protocol: string) => protocolNames[protocol] ?? protocol;

/** HTTP was asked for and HTTP came, but none that can be read. */
const isBadHttp = (expected: string, protocol: string) =>
  protocol === 'http' && (expected === 'http' || expected === 'https');

/** What each code means and what to do about it, under a probe's table. */
const diagnoses: ErrorTexts<DiagnosisFacts> = {
  PROXY_DNS: {
    message: ({ host }) => `the proxy's name ${host} does not resolve`,
    hint: () =>
      'check its spelling (a mistyped address looks the same), the VPN and its DNS; "aliproxy doctor" shows the proxy settings.',
  },
  PROXY_REFUSED: {
    message: ({ proxy }) => `nothing listens at the proxy's address ${proxy}`,
    hint: () =>
      'start the proxy or correct its port; "aliproxy doctor --only proxy.reachable" checks it alone.',
  },
  PROXY_TIMEOUT: {
    message: ({ proxy, limitMs }) => `the proxy ${proxy} did not answer within ${seconds(limitMs)}`,
    hint: () =>
      'connect the VPN; if the proxy is an ECS, allow its port for your address: "aliproxy sg authorize --port <proxy port> --cidr <your address>/32".',
  },
  PROXY_UNREACHABLE: {
    message: ({ proxy, errno }) => `there is no way to the proxy ${proxy} (${errno})`,
    hint: () => "connect the VPN; if it is connected, look at this machine's routes and firewall.",
  },
  PROXY_WRONG_SCHEME: {
    message: ({ proxy, speaks }) =>
      `${proxy} does not speak plain HTTP but ${speaks === 'tls' ? 'TLS' : 'SOCKS'}`,
    hint: ({ speaks }) =>
      `give the ${speaks === 'tls' ? 'HTTPS' : 'SOCKS'} proxy's plain-HTTP port; "aliproxy doctor" shows the proxy settings.`,
  },
  PROXY_CLOSED: {
    message: ({ proxy }) => `${proxy} closed the connection without an answer`,
    hint: () =>
      'perhaps that port is an HTTPS or SOCKS one, or the proxy does not allow your address; "aliproxy doctor --only proxy.reachable" checks the proxy alone.',
  },
  PROXY_NOT_A_PROXY: {
    message: ({ proxy, status, said }) =>
      `${proxy} is a web server, no proxy (status ${status}${quoted(said)})`,
    hint: () => 'check the host and port of the proxy; "aliproxy doctor" shows where it is set.',
  },
  PROXY_PROTOCOL: {
    message: ({ proxy, protocol }) =>
      protocol === null || protocol === 'http'
        ? `${proxy} gave an answer that can't be used`
        : `${proxy} answers in ${named(protocol)}, not in HTTP`,
    hint: () => 'check that this port is the proxy\'s HTTP port; "aliproxy doctor" shows where it is set.',
  },
  PROXY_AUTH_REQUIRED: {
    message: ({ proxy, schemes }) => `${proxy} wants a user and a password (${list(schemes)})`,
    hint: ({ target }) =>
      `put them in the proxy's URL: aliproxy probe -x http://<user>:<password>@<host>:<port> ${target}`,
  },
  PROXY_AUTH_FAILED: {
    message: ({ proxy, status }) => `${proxy} does not accept the user or the password (status ${status})`,
    hint: () =>
      'check both; percent-encode special characters (@ is %40). "aliproxy doctor --only proxy.env" shows which variable holds them.',
  },
  PROXY_AUTH_SCHEME: {
    message: ({ proxy, schemes }) => `${proxy} only takes ${list(schemes)}, which aliproxy does not speak`,
    hint: () =>
      'run px or cntlm on this machine, which speak it, and give their address: aliproxy probe -x http://127.0.0.1:3128 …',
  },
  PROXY_FORBIDDEN: {
    message: ({ proxy, target, status, said }) =>
      `${proxy} forbids ${target} (status ${status}${quoted(said)})`,
    hint: ({ port }) =>
      port === 443 || port === 80
        ? 'ask the proxy\'s administrator for an exception, or try "aliproxy probe --direct".'
        : `ask the proxy's administrator to allow port ${port} (squid: SSL_ports, tinyproxy: ConnectPort); many allow 443 only.`,
  },
  PROXY_RATE_LIMITED: {
    message: ({ proxy, status }) => `${proxy} has too much to do (status ${status})`,
    hint: ({ retryAfterSeconds }) =>
      `try again${retryAfterSeconds === null ? '' : ` after ${retryAfterSeconds} s`}, for example with "--attempts 5".`,
  },
  PROXY_LOOP: {
    message: ({ proxy, target }) => `${proxy} would reach ${target} through itself`,
    hint: () => 'probe the target behind the proxy, or the proxy without one: "aliproxy probe --direct".',
  },
  TARGET_DNS: {
    message: ({ host, proxy }) =>
      proxy ? `the proxy ${proxy} can't resolve ${host}` : `the name ${host} does not resolve here`,
    hint: ({ proxy }) =>
      proxy
        ? "check the spelling; a PrivateZone name must be bound to the proxy's VPC; the address instead of the name shows whether it is DNS alone."
        : 'check the spelling; a name that only the VPC knows needs its proxy: aliproxy probe -x http://<proxy>:<port> …',
  },
  TARGET_REFUSED: {
    message: ({ target, proxy }) => `nothing listens at ${target}${proxy ? `, as seen from ${proxy}` : ''}`,
    hint: () => 'start the service, or correct the port; also check the address that it listens on (bind).',
  },
  TARGET_TIMEOUT: {
    message: ({ target, proxy, limitMs }) =>
      `no answer from ${target}${proxy ? ` to ${proxy}` : ''}${limitMs === null ? '' : ` within ${seconds(limitMs)}`}`,
    hint: ({ port, proxy }) =>
      `usually a security group: aliproxy sg authorize --port ${port} --cidr <${proxy ? "the proxy's private" : 'your'} address>/32`,
  },
  TARGET_UNREACHABLE: {
    message: ({ target, proxy, errno, status, said }) =>
      proxy
        ? `${proxy} could not reach ${target} (status ${status ?? '-'}${quoted(said)})`
        : `there is no way to ${target} (${errno ?? '-'})`,
    hint: ({ port, proxy }) =>
      proxy
        ? `check routes and security groups behind the proxy: aliproxy sg authorize --port ${port} --cidr <the proxy's private address>/32`
        : "connect the VPN, or look at this machine's routes and firewall; a private address may need a proxy (-x).",
  },
  TARGET_CLOSED: {
    message: ({ target }) => `${target} accepted the connection and closed it at once`,
    hint: () => 'perhaps a whitelist or a full service: look at its log and its list of allowed addresses.',
  },
  TUNNEL_TIMEOUT: {
    message: ({ target, proxy, limitMs }) =>
      `${proxy} did not open a tunnel to ${target} within ${seconds(limitMs)}`,
    hint: ({ port }) =>
      `the proxy is probably still dialling: aliproxy sg authorize --port ${port} --cidr <the proxy's private address>/32, or a longer --tunnel-timeout.`,
  },
  TUNNEL_CLOSED: {
    message: ({ target, proxy }) => `${proxy} opened a tunnel to ${target}, which closed before a byte came`,
    hint: () =>
      "either the target's whitelist lacks the proxy's private address, or the proxy answers before it dials; add that address, or probe from the proxy itself.",
  },
  TLS_TIMEOUT: {
    message: ({ target, limitMs }) =>
      `the TLS handshake with ${target} did not end within ${seconds(limitMs)}`,
    hint: () =>
      'a firewall may hold TLS back, or the packets are too large for the VPN: lower its MTU, or compare another way with -x or --direct.',
  },
  TLS_CLOSED: {
    message: ({ target }) => `${target} closed the connection at the start of TLS`,
    hint: () =>
      'perhaps a whitelist or a firewall in between; compare the way through a proxy: aliproxy probe -x http://<proxy>:<port> …',
  },
  TLS_EXPIRED: {
    message: ({ target, validTo }) => `the certificate of ${target} expired on ${validTo}`,
    hint: () => 'renew it on the server; "--insecure" looks past it for this probe.',
  },
  TLS_NOT_YET_VALID: {
    message: ({ target, validFrom }) => `the certificate of ${target} is valid from ${validFrom} on only`,
    hint: () => "check this machine's date and time first, then the server's certificate.",
  },
  TLS_NAME_MISMATCH: {
    message: ({ host, names }) => `the certificate is not for ${host} but for ${list(names.slice(0, 5))}`,
    hint: () => 'use one of these names in the target, or have the certificate issued for this one.',
  },
  TLS_UNTRUSTED: {
    message: ({ target, issuer, error }) => `the issuer "${issuer}" of ${target} is not trusted (${error})`,
    hint: () =>
      'for a private authority: "--cacert FILE". Node brings its own list, so a Go program that uses the system\'s may accept it.',
  },
  TLS_INTERCEPTED: {
    message: ({ proxy, issuer }) =>
      `TLS is opened on the way through ${proxy}: the certificate is by "${issuer}"`,
    hint: () => 'ask for the target to be exempt from inspection, or trust the authority: "--cacert FILE".',
  },
  TLS_PROTOCOL: {
    message: ({ target, error }) => `no TLS could be agreed with ${target}${error ? ` (${error})` : ''}`,
    hint: () =>
      'perhaps that port speaks no TLS (try http:// or redis://), an old version only, or wants a client certificate.',
  },
  TLS_CLIENT_CERT: {
    message: ({ target }) => `${target} asks for a client certificate`,
    hint: () => 'probe a port without one, or the port alone: aliproxy probe tcp://<host>:<port>',
  },
  CAPTIVE_PORTAL: {
    message: ({ target, location }) =>
      `a web page came instead of ${target}${location ? ` (${location})` : ''}`,
    hint: () => 'sign in to the network in a browser, then run the same command again.',
  },
  APP_WRONG_PROTOCOL: {
    message: ({ target, expected, protocol }) =>
      isBadHttp(expected, protocol)
        ? `what ${target} answers is not valid HTTP, or its head is longer than 16 KiB`
        : `${target} answers in ${named(protocol)}, not in ${named(expected)}`,
    hint: ({ expected, protocol }) => {
      if (isBadHttp(expected, protocol))
        return 'the way is open; look at the service, or probe the port alone: aliproxy probe tcp://<host>:<port>';
      if (protocol === 'tls')
        return `the port wants TLS: use ${expected === 'http' ? 'https' : 'rediss'}:// instead.`;
      return 'correct the port, or the scheme of the target.';
    },
  },
  APP_AUTH_REQUIRED: {
    message: ({ target }) => `${target} is reachable and wants a password`,
    hint: () => 'to test the password too: aliproxy probe redis://:<password>@<host>:<port>',
  },
  APP_AUTH_FAILED: {
    message: ({ target, said }) => `${target} does not accept the password${quoted(said)}`,
    hint: () => 'check user and password; percent-encode special characters (@ is %40).',
  },
  APP_DENIED: {
    message: ({ target, said }) => `${target} refuses connections from outside${quoted(said)}`,
    hint: () => "set a password or correct bind and protected-mode in the server's redis.conf.",
  },
  APP_TLS_REQUIRED: {
    message: ({ target }) => `${target} wants TLS`,
    hint: () => 'use rediss:// instead of redis://.',
  },
  APP_WHITELIST: {
    message: ({ target, clientIp }) =>
      `the whitelist of ${target} lacks ${clientIp === null ? 'the address you come from' : clientIp}`,
    hint: ({ clientIp, proxy }) =>
      `add ${clientIp ?? (proxy ? "the proxy's private address" : 'your address')} to the instance's whitelist in the console.`,
  },
  APP_LOADING: {
    message: ({ target }) => `${target} is still loading its data`,
    hint: () => 'wait and try again, for example with "--attempts 5".',
  },
  APP_DEGRADED: {
    message: ({ target, said }) => `${target} is up but can't serve now${quoted(said)}`,
    hint: () =>
      'a failover takes up to 30 s: try again with "--attempts 5", then look at the instance\'s state.',
  },
  APP_OVERLOADED: {
    message: ({ target }) => `${target} has as many clients as it takes`,
    hint: () => 'close idle clients or raise the limit (maxclients), then try again with "--attempts 5".',
  },
  APP_TIMEOUT: {
    message: ({ target, proxy, limitMs, forwarded }) => {
      const within = limitMs === null ? '' : ` within ${seconds(limitMs)}`;
      return forwarded
        ? `${proxy} brought no answer from ${target}${within}`
        : `${target} accepted the connection${through(proxy)} and gave no answer${within}`;
    },
    hint: ({ port, forwarded }) =>
      forwarded
        ? `the proxy may still be dialling: aliproxy sg authorize --port ${port} --cidr <the proxy's private address>/32, or the service hangs.`
        : 'the service may hang or speak another protocol; probe the port alone: aliproxy probe tcp://<host>:<port>',
  },
  APP_CLOSED: {
    message: ({ target }) => `${target} closed the connection without an answer`,
    hint: ({ expected }) =>
      expected === 'http' || expected === 'redis'
        ? `perhaps that port wants TLS (try ${expected === 'http' ? 'https' : 'rediss'}://), or a whitelist lacks your address.`
        : "look at the service's log and its list of allowed addresses.",
  },
  HTTP_STATUS: {
    message: ({ target, status, expected }) => `${target} answered ${status}; expected ${expected}`,
    hint: ({ status }) =>
      status === 401 || status === 403
        ? 'the way is open; the service wants authorisation. To accept that: "--expect-status 200-399,401,403".'
        : 'the way is open; look at the service, or accept this status with "--expect-status".',
  },
  CERT_EXPIRES_SOON: {
    message: ({ target, days, validTo }) =>
      `the certificate of ${target} expires in ${days} ${days === 1 ? 'day' : 'days'} (${validTo})`,
    hint: () => 'renew it in time; "--cert-days" sets when this warns.',
  },
  DEADLINE: {
    message: ({ target, limitMs }) => `${target}: not finished within --deadline ${seconds(limitMs)}`,
    hint: () => 'allow more time with --deadline, or less for one attempt with --timeout.',
  },
  INTERNAL: {
    message: ({ detail }) => `aliproxy itself failed: ${detail}`,
    hint: () => 'please report it, with the output of the same command under DEBUG=aliproxy*.',
  },
};

const targetProblems = {
  scheme: 'this kind of target is not known',
  'port-missing': 'the port is missing',
  host: 'the host or the port is not valid',
  rest: 'there is something behind the port that does not belong there',
  credentials: 'the user part is not valid; a password alone is written redis://:<password>@<host>',
  option: 'this option is not known or has no valid value',
};

const proxyProblems = {
  empty: 'it is empty',
  scheme: 'this kind of proxy is not supported',
  host: 'the host or the port is not valid',
  'port-missing': 'the port is missing',
  credentials: 'the user part holds characters that no header can carry',
  rest: 'there is something behind the port that does not belong there',
};

export const probeErrors: ErrorTexts<ProbeFailures> = {
  NO_TARGETS: {
    message: () => 'there is nothing to probe',
    hint: () =>
      'name a target, for example "aliproxy probe https://www.aliyun.com" or "aliproxy probe -x http://10.0.0.10:8080 redis://10.0.3.8:6379", or list targets under probe.targets in aliproxy.yaml.',
  },
  BAD_TARGET: {
    message: ({ text, source, problem, what }) =>
      `${source === null ? '' : `${source}: `}can't probe "${text}": ${targetProblems[problem]}${what === null ? '' : ` (${what})`}`,
    hint: ({ problem, supported }) =>
      problem === 'option'
        ? 'options of one target: #expect=200,204;timeout=3s;name=api'
        : `write host:port or one of ${supported.map((scheme) => `${scheme}://`).join(', ')}.`,
  },
  BAD_PROXY: {
    message: ({ text, source, problem }) =>
      `${source}: can't use the proxy "${text}": ${proxyProblems[problem]}`,
    hint: ({ supported }) =>
      `write <host>:<port> or ${supported.map((scheme) => `${scheme}://<user>:<password>@<host>:<port>`).join(', ')}; "--direct" goes without a proxy.`,
  },
};

export const probe = {
  diagnoses,
  columns: {
    target: 'TARGET',
    via: 'VIA',
    result: 'RESULT',
    phase: 'PHASE',
    proxy: 'PROXY',
    tunnel: 'TUNNEL',
    tls: 'TLS',
    app: 'APP',
    total: 'TOTAL',
    detail: 'DETAIL',
  },
  status: { pass: 'pass', warn: 'warn', fail: 'fail' },
  blame: {
    local: 'this machine',
    config: 'configuration',
    proxy: 'proxy',
    network: 'network',
    target: 'target',
  },
  direct: 'direct',
  bypass: (variable: string, entry: string) => `direct: ${variable} has ${entry}`,
  open: 'open',
  attempts: (count: number) => `${count} attempts`,
  notes: {
    AUTH_NOT_NEEDED: 'no password is set there',
    PING_NOT_ALLOWED: 'PING not allowed',
    CLUSTER: 'cluster',
  },
  /** The head of the block about one code. */
  block: (code: string, phase: string | null, blame: string) =>
    `${code} (${phase === null ? '' : `${phase}, `}${blame})`,
  andMore: (count: number) => ` (and ${count} more)`,
  summary: ({ total, pass, warn, fail }: { total: number; pass: number; warn: number; fail: number }) =>
    `${total} probed: ${pass} passed, ${warn} with a warning, ${fail} failed. Times in milliseconds.`,
  interrupted: 'Interrupted: targets that were not finished are not listed.',
  deadlineReached: '--deadline ran out.',
  progress: (done: number, total: number) => `Probing: ${done} of ${total} done`,
  droppedVariable: (variable: string) =>
    `${variable} is not a valid proxy URL; Go programs ignore it without a word, so this goes direct.`,
};
