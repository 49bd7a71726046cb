import type { AppDiagnosisCode, DiagnosisFacts } from '../../../probe/diagnosis/diagnosis.js';
import { privateAddressOf } from '../../private-address.js';
import { clientBlock, portAlone, probeCommand } from '../../probe-places.js';
import { isSecureScheme, schemeThere, secureScheme } from '../../probe-schemes.js';
import type { ErrorTexts } from '../../text.js';
import { isBadHttp, named, quoted, seconds, through } from './phrases.js';

const webSocketProblems = {
  upgrade: 'without the header fields that say so',
  'accept-missing': 'without an accept key',
  'accept-wrong': 'with a wrong accept key',
  protocol: 'with a subprotocol that nobody asked for',
  extension: 'with an extension that nobody asked for',
};

const bodyCuts = {
  peer: 'it was cut off before its end',
  limit: 'only its first 1 MiB was read',
  time: 'it did not come to its end in time',
  malformed: 'its framing is not valid HTTP',
};

/** What servers call their limit of clients. */
const clientLimits: Readonly<Partial<Record<string, string>>> = {
  ...{ redis: 'maxclients', rediss: 'maxclients', mysql: 'max_connections', postgres: 'max_connections' },
};

/** What the target said, or did not. */
export const appDiagnoses: ErrorTexts<Pick<DiagnosisFacts, AppDiagnosisCode>> = {
  APP_WRONG_PROTOCOL: {
    message: ({ target, expected, protocol }) =>
      isBadHttp(expected, protocol)
        ? `what ${target} answers is not valid HTTP, or its head is longer than 16 KiB`
        : `${target} answers in ${named(protocol)}, not in ${named(expected)}`,
    hint: ({ expected, protocol, proxy, ...place }) => {
      if (isBadHttp(expected, protocol))
        return `the way is open; look at the service, or probe the port alone: ${probeCommand(proxy, portAlone(place))}`;
      const scheme = schemeThere(expected, protocol);
      if (scheme === null) return 'correct the port, or the scheme of the target.';
      return protocol === 'tls'
        ? `the port wants TLS: use ${scheme}:// instead.`
        : `correct the port, or write the target as ${scheme}://<host>:<port>.`;
    },
  },
  APP_AUTH_REQUIRED: {
    message: ({ target, kind }) =>
      `${target} is reachable and wants a ${kind.startsWith('grpc') ? 'token' : 'password'}`,
    hint: ({ kind, target }) =>
      kind.startsWith('grpc')
        ? 'to test the service too, send a token: -H "Authorization: Bearer …".'
        : `to test the password too: aliproxy probe ${target.replace('://', '://:<password>@')}`,
  },
  APP_AUTH_FAILED: {
    message: ({ target, kind, said }) =>
      `${target} does not accept the ${kind.startsWith('grpc') ? 'token' : 'password'}${quoted(said)}`,
    hint: ({ kind }) =>
      kind.startsWith('grpc')
        ? 'check the header "Authorization" that is sent; a token may have expired.'
        : 'check user and password; percent-encode special characters (@ is %40).',
  },
  APP_DENIED: {
    message: ({ target, kind, said, clientIp, database }) => {
      if (database !== undefined) return `${target} does not give database ${database}${quoted(said)}`;
      if (kind.startsWith('grpc')) return `${target} does not allow this call${quoted(said)}`;
      return `${target} refuses connections from ${clientIp ?? 'outside'}${quoted(said)}`;
    },
    hint: ({ kind, clientIp, proxy, database }) => {
      if (database !== undefined) return 'correct the number behind the port; a cluster has database 0 only.';
      if (kind.startsWith('grpc'))
        return 'the way is open; ask for the right to call grpc.health.v1.Health/Check, or send a token: -H "Authorization: Bearer …".';
      const address =
        clientIp ?? privateAddressOf(proxy) ?? (proxy ? "<the proxy's private address>" : '<your address>');
      if (kind === 'mysql')
        return `make an account for it: CREATE USER '<user>'@'${address}'; where it is blocked after broken connections: FLUSH HOSTS.`;
      if (kind === 'postgres')
        return `allow ${address} in pg_hba.conf, or in the instance's whitelist in the console.`;
      return "set a password or correct bind and protected-mode in the server's redis.conf.";
    },
  },
  APP_TLS_REQUIRED: {
    message: ({ target }) => `${target} wants TLS`,
    hint: () => 'use rediss:// instead of redis://.',
  },
  APP_WHITELIST: {
    message: ({ target, clientIp }) =>
      `the whitelist of ${target} lacks ${clientIp === null ? 'the address you come from' : clientIp}`,
    hint: ({ clientIp, proxy }) =>
      `add ${clientIp ?? privateAddressOf(proxy) ?? (proxy ? "the proxy's private address" : 'your address')} to the instance's whitelist in the console.`,
  },
  APP_LOADING: {
    message: ({ target }) => `${target} is still starting and loading its data`,
    hint: () => 'wait and try again, for example with "--attempts 5".',
  },
  APP_DEGRADED: {
    message: ({ target, said }) => `${target} is up but can't serve now${quoted(said)}`,
    hint: () =>
      'a failover takes up to 30 s: try again with "--attempts 5", then look at the instance\'s state.',
  },
  APP_OVERLOADED: {
    message: ({ target }) => `${target} has as many clients as it takes`,
    hint: ({ kind }) =>
      kind === 'ssh'
        ? 'sshd holds off new logins (MaxStartups, PerSourcePenalties): wait a minute, then try again with "--attempts 5".'
        : `close idle clients or raise the limit (${clientLimits[kind] ?? 'of connections'}), then try again with "--attempts 5".`,
  },
  APP_TIMEOUT: {
    message: ({ target, proxy, limitMs, forwarded }) => {
      const within = limitMs === null ? '' : ` within ${seconds(limitMs)}`;
      return forwarded
        ? `${proxy} brought no answer from ${target}${within}`
        : `${target} accepted the connection${through(proxy)} and gave no answer${within}`;
    },
    hint: ({ kind, target, port, proxy, forwarded }) => {
      if (forwarded)
        return `the proxy may still be dialling: aliproxy sg authorize --port ${port} --cidr ${clientBlock(proxy, "the proxy's private address")}, or the service hangs.`;
      if (kind === 'mysql' || kind === 'postgres')
        return `RDS and PolarDB accept a connection and stay silent where their whitelist lacks the address: add ${privateAddressOf(proxy) ?? (proxy ? "the proxy's private address" : 'yours')}; or another protocol, which waits for the client, has this port.`;
      return `the service may hang or speak another protocol; probe the port alone: ${probeCommand(proxy, portAlone({ target, port }))}`;
    },
  },
  APP_CLOSED: {
    message: ({ target }) => `${target} closed the connection without an answer`,
    hint: ({ expected, proxy, ...place }) => {
      if (expected === 'ssh')
        return "sshd, fail2ban, hosts.deny or a whitelist may hold off the address you come from: look at the server's log.";
      const withTls = secureScheme(expected);
      if (withTls)
        return `perhaps that port wants TLS (try ${withTls}://) or speaks another protocol, or a whitelist lacks your address.`;
      if (isSecureScheme(expected))
        return `perhaps it wants a client certificate, which this tells: ${probeCommand(proxy, portAlone(place).replace('tcp:', 'tls:'))}; or a whitelist lacks your address.`;
      return "look at the service's log and its list of allowed addresses.";
    },
  },
  BODY_MISMATCH: {
    message: ({ target, expected, cut, encoding }) => {
      const why =
        encoding === null ? cut && bodyCuts[cut] : `it came compressed, which nobody asked for: ${encoding}`;
      return `the body of ${target} does not match ${expected}${why ? ` (${why})` : ''}`;
    },
    hint: () => 'the way is open; look at what the service answers, or correct "--expect-body".',
  },
  DNS_RCODE: {
    message: ({ target, rcode, question, type }) =>
      rcode === 'NOERROR'
        ? `${target} knows ${question}, but has no ${type} record of it`
        : `${target} answers ${rcode} for ${question} ${type}`,
    hint: () =>
      'check the name and its type; a PrivateZone name is known only to the name servers of its VPCs.',
  },
  GRPC_NOT_SERVING: {
    message: ({ target, service, status }) =>
      `${target} says ${status}${service === '' ? '' : ` of the service ${service}`}`,
    hint: ({ status, proxy, ...place }) => {
      if (status === 'UNIMPLEMENTED')
        return `the server is up, but has no grpc.health.v1.Health; probe its port alone: ${probeCommand(proxy, portAlone(place))}`;
      if (status === 'NOT_FOUND' || status === 'SERVICE_UNKNOWN')
        return 'the server is up, but its health service does not know this name: correct it, or leave it out to ask for the whole server.';
      return 'the way is open; look at the log of the service and at what it depends on.';
    },
  },
  WS_REFUSED: {
    message: ({ target, status, problem }) =>
      problem === 'status'
        ? `${target} answers ${status} instead of switching to WebSocket`
        : `${target} switches to WebSocket ${webSocketProblems[problem]}`,
    hint: ({ status, problem, location }) => {
      if (problem !== 'status')
        return 'something in between may write its own answer; look at proxies and balancers in front of it.';
      if (status === 401 || status === 403)
        return 'the way is open; it wants a token or another origin: -H "Authorization: …", -H "Origin: https://…".';
      if (location !== null) return `the WebSocket is elsewhere: ${location}`;
      if (status === 426) return 'the server wants another version of the protocol, or another one.';
      return 'check the path of the WebSocket; a proxy or a balancer in front of it may not pass upgrades on.';
    },
  },
  HTTP_STATUS: {
    message: ({ target, status, expected }) => `${target} answered ${status}; expected ${expected}`,
    hint: ({ status }) =>
      status === 401 || status === 403
        ? 'the way is open; the service wants authorisation. To accept that: "--expect-status 200-399,401,403".'
        : 'the way is open; look at the service, or accept this status with "--expect-status".',
  },
};
