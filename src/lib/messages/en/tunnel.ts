import type { TunnelFailures } from '../../tunnel/failures.js';
import type { ErrorTexts } from '../text.js';

export const tunnelErrors: ErrorTexts<TunnelFailures> = {
  LISTEN_BEYOND_LOOPBACK: {
    message: ({ listen }) => `${listen} can be reached from other machines, and anybody there could use it`,
    hint: () =>
      'listen on 127.0.0.1 or [::1], or say who may use it: --allow-from CIDR, --auth-file FILE, or --tls-cert with --client-ca.',
  },
  LISTEN_IN_USE: {
    message: ({ listen }) => `can't listen on ${listen}: another program has that port`,
    hint: () =>
      'end that program (a tunnel of yours: "aliproxy tunnel stop"), or take another port; --listen 127.0.0.1:0 picks a free one.',
  },
  LISTEN_FORBIDDEN: {
    message: ({ listen }) => `can't listen on ${listen}: the system does not allow that port`,
    hint: ({ windows }) =>
      windows
        ? 'Hyper-V and WSL reserve ranges of ports; "netsh int ipv4 show excludedportrange protocol=tcp" shows them. Take a port outside of them; --listen 127.0.0.1:0 picks a free one.'
        : 'ports below 1024 need root; take a higher one, for example --listen 127.0.0.1:3128.',
  },
  LISTEN_NO_SUCH_ADDRESS: {
    message: ({ listen }) => `can't listen on ${listen}: this machine does not have that address`,
    hint: () => 'listen on 127.0.0.1; [::1] needs IPv6 to be enabled.',
  },
  LISTEN_FAILED: {
    message: ({ listen, reason }) => `can't listen on ${listen} (${reason})`,
    hint: () => 'try another address or port; --listen 127.0.0.1:0 picks a free one.',
  },
  LISTEN_TWICE: {
    message: ({ listen }) => `${listen} is to be listened on twice`,
    hint: () => 'give each listener, forward and the admin listener an address of its own.',
  },
  UPSTREAM_NAME_TWICE: {
    message: ({ name }) => `two upstreams are called ${name}`,
    hint: () => 'give each a name of its own.',
  },
  UPSTREAM_IS_TUNNEL: {
    message: ({ upstream, listen }) => `the upstream ${upstream} is this tunnel itself (${listen})`,
    hint: () => 'let the tunnel listen elsewhere, or go through another proxy.',
  },
  FORWARD_NAME_TWICE: {
    message: ({ names, variable }) =>
      `the forwards ${names.join(' and ')} would have the same variable, ${variable}`,
    hint: () => 'give each a name of its own.',
  },
  FORWARD_UPSTREAM_UNKNOWN: {
    message: ({ forward, upstream }) =>
      `the forward ${forward} wants the upstream ${upstream}, which there is not`,
    hint: ({ known }) => `there are: ${known.join(', ')}.`,
  },
  WATCH_NOTHING: {
    message: () => '--watch has no file to watch',
    hint: () => 'put the settings into an aliproxy.yaml, or name one with --config.',
  },
  PRINT_ENV_FREE_PORT: {
    message: ({ listen }) => `the variables can't name the port of ${listen}: it is picked at the start`,
    hint: () => 'give --listen and -L fixed ports, for example --listen 127.0.0.1:3128.',
  },
  PRINT_ENV_NOTHING: {
    message: () => 'there are no variables: only --listen and forwards with a name have some',
    hint: () => 'give the forward a name, for example -L NAME=6379:10.0.3.8:6379, or add --listen.',
  },
  TUNNEL_ENDING: {
    message: () => 'the tunnel is ending, and takes over nothing more',
    hint: () => 'start it again.',
  },
  COMMAND_NOT_FOUND: {
    message: ({ command }) => `there is no program ${command}`,
    hint: () =>
      'check its name and PATH. What a shell does itself (aliases, pipes, built-in commands) needs the shell: -- sh -c "…", -- cmd /c "…".',
  },
  COMMAND_NOT_STARTED: {
    message: ({ command, reason }) => `${command} can't be started (${reason})`,
    hint: () => 'check that it is a program for this system, and may be run.',
  },
};

export const tunnel = {
  heads: { protocol: 'PROTOCOL', listening: 'LISTENING ON', leadsTo: 'LEADS TO', through: 'THROUGH' },
  protocol: 'HTTP and SOCKS5',
  forward: 'forward',
  anywhere: 'any',
  direct: 'direct',
  several: (count: number) => `${count} upstreams`,
  strategy: (name: string) => `Strategy: ${name}`,
  upstreamHeads: { name: 'UPSTREAM', address: 'ADDRESS', weight: 'WEIGHT', note: 'NOTE' },
  backup: 'backup',
  use: { tunnel: 'not for plain HTTP', http: 'for plain HTTP only' },
  checked: 'This would run. Nothing was opened or contacted.',
  statusPage: (url: string) => `Status page: ${url}`,
  separator: ', ',
  usage: 'Point clients at it, for example:',
  howToEnd: 'Ctrl-C ends it.',
  upstreamNow: (upstream: string, state: string, code: string | null) =>
    `upstream ${upstream}: ${state}${code === null ? '' : ` (${code})`}`,
  states: {
    up: 'up',
    suspect: 'failing, is being checked',
    down: 'down',
    'half-open': 'is being tried again',
    auth: 'refuses our credentials',
  },
  reloaded: (changed: readonly string[]) => `Settings reloaded; changed: ${changed.join(', ')}`,
  reloadedNothing: 'Settings reloaded; nothing has changed',
  needsRestart: (names: readonly string[]) => `Only a restart takes over: ${names.join(', ')}`,
  notReloaded: 'The tunnel goes on with the settings it has.',
  visiblePassword:
    'the password of --auth can be read by everybody on this machine while the tunnel runs; prefer --auth-file or the variable ALIPROXY_TUNNEL_AUTH.',
  noCredentials:
    'the tunnel asks for a user and a password, and the variables have none: add them to the URLs.',
  logTrouble: (path: string, reason: string, dropped: number) =>
    `the access log ${path} can't be written (${reason}); lines lost so far: ${dropped}.`,
  draining: (active: number) =>
    `waiting for ${active} open connection${active === 1 ? '' : 's'}; Ctrl-C again ends at once`,
  ended: (duration: string) => `Ended after ${duration}`,
  summary: { connections: 'CONNECTIONS', up: 'SENT', down: 'RECEIVED', failed: 'FAILED', cut: 'CUT' },
  failedMeanwhile: 'What failed in the tunnel:',
  failures: { code: 'FAILURE', count: 'COUNT', meaning: 'MEANING' },
  meanings: {
    BAD_REQUEST: 'malformed, or none for a proxy',
    HEADER_TIMEOUT: 'the head of the request did not arrive in time',
    AUTH_REQUIRED: "the client's user or password was missing or wrong",
    TOO_MANY_CONNECTIONS: 'more than --max-connections or --max-connections-per-client',
    DENIED: 'the rules do not allow the target',
    PROXY_LOOP: 'the target was this tunnel itself, or a proxy led back to it',
    PROXY_DNS: "an upstream's name does not resolve",
    PROXY_REFUSED: 'nothing listens on the port of an upstream',
    PROXY_TIMEOUT: 'an upstream did not answer',
    PROXY_UNREACHABLE: 'no route to an upstream',
    PROXY_TLS: "an upstream's certificate or TLS handshake failed",
    PROXY_WRONG_SCHEME: 'an upstream speaks another protocol than its URL says',
    PROXY_CLOSED: 'an upstream closed the connection before it answered',
    PROXY_NOT_A_PROXY: 'an upstream answered, and is no proxy',
    PROXY_PROTOCOL: 'an upstream did not keep to the protocol',
    PROXY_AUTH_REQUIRED: 'an upstream asks for a user and a password',
    PROXY_AUTH_FAILED: 'upstreams do not accept our credentials',
    PROXY_AUTH_SCHEME: 'an upstream asks for a scheme that is not spoken here (NTLM, Negotiate)',
    PROXY_FORBIDDEN: "an upstream's rules do not allow the target",
    PROXY_RATE_LIMITED: 'an upstream has too much to do',
    TARGET_DNS: 'the name does not resolve',
    TARGET_REFUSED: 'nothing listens on that port',
    TARGET_TIMEOUT: 'no answer: security group, firewall or route',
    TARGET_UNREACHABLE: 'no route to the target',
    TARGET_CLOSED: 'closed before it answered',
    TUNNEL_TIMEOUT: 'an upstream did not answer within --tunnel-timeout',
    TUNNEL_CLOSED: 'opened, and closed at once',
    TLS_PROTOCOL: 'a client did not speak TLS as the listener does',
    TLS_UNTRUSTED: "a client does not trust the listener's certificate",
    TLS_CLIENT_CERT: "a client's certificate was missing or not accepted",
    CAPTIVE_PORTAL: 'a login page answered in place of an upstream',
    APP_TIMEOUT: 'no answer within --idle-timeout or --linger',
    APP_WRONG_PROTOCOL: 'the answer was not HTTP',
    INTERNAL: 'a fault of aliproxy; please report it',
  },
};
