import type { TunnelFailures } from '../../tunnel/failures.js';
import type { ErrorTexts } from '../text.js';

export const tunnelErrors: ErrorTexts<TunnelFailures> = {
  LISTEN_BEYOND_LOOPBACK: {
    message: ({ listen }) => `${listen} can be reached from other machines, and anybody there could use it`,
    hint: () => 'listen on 127.0.0.1 or [::1], for example --listen 127.0.0.1:3128.',
  },
  LISTEN_IN_USE: {
    message: ({ listen }) => `can't listen on ${listen}: another program has that port`,
    hint: () => 'end that program, or take another port; --listen 127.0.0.1:0 picks a free one.',
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
};

export const tunnel = {
  heads: { protocol: 'PROTOCOL', listening: 'LISTENING ON', through: 'THROUGH' },
  protocol: 'HTTP (CONNECT and plain)',
  direct: 'direct',
  usage: 'Point clients at it, for example:',
  howToEnd: 'Ctrl-C ends it.',
  draining: (active: number) => `waiting for ${active} open connection(s); Ctrl-C again ends at once`,
  ended: (duration: string) => `Ended after ${duration}`,
  summary: { connections: 'CONNECTIONS', up: 'SENT', down: 'RECEIVED', failed: 'FAILED', cut: 'CUT' },
  failures: { code: 'FAILURE', count: 'COUNT', meaning: 'MEANING' },
  meanings: {
    BAD_REQUEST: 'malformed, or none for an HTTP proxy (SOCKS, TLS)',
    HEADER_TIMEOUT: 'the head of the request did not arrive in time',
    TOO_MANY_CONNECTIONS: 'more connections than --max-connections',
    DENIED: 'an address that is never a target',
    PROXY_LOOP: 'the target was this tunnel itself',
    TARGET_DNS: 'the name does not resolve on this machine',
    TARGET_REFUSED: 'nothing listens on that port',
    TARGET_TIMEOUT: 'no answer: security group, firewall or route',
    TARGET_UNREACHABLE: 'no route to the target',
    TARGET_CLOSED: 'closed before it answered',
    APP_TIMEOUT: 'no answer within --idle-timeout or --linger',
    APP_WRONG_PROTOCOL: 'the answer was not HTTP',
    INTERNAL: 'a fault of aliproxy; please report it',
  },
};
