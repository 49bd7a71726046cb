import * as Flags from '@oclif/core/flags';
import { shells } from '../proxy/explain/shell-lines.js';
import { type LogLevel, logLevels } from '../tunnel/observe/log-level.js';
import { type Strategy, strategies } from '../tunnel/settings.js';
import { choiceFlag, durationFlag, integerFlag } from './flags.js';

/** The flags of `tunnel`, as oclif gives them. Durations are milliseconds. */
export interface TunnelFlags {
  readonly json?: boolean;
  readonly config?: string;
  readonly listen?: readonly string[];
  readonly forward?: readonly string[];
  readonly upstream?: readonly string[];
  readonly strategy?: Strategy;
  readonly 'health-interval'?: number;
  readonly canary?: string;
  readonly 'upstream-cacert'?: string;
  readonly auth?: string;
  readonly 'auth-file'?: string;
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
  readonly 'allow-from'?: readonly string[];
  readonly 'tls-cert'?: string;
  readonly 'tls-key'?: string;
  readonly 'client-ca'?: string;
  readonly 'client-name'?: readonly string[];
  readonly 'connect-timeout'?: number;
  readonly 'tunnel-timeout'?: number;
  readonly 'header-timeout'?: number;
  readonly linger?: number;
  readonly 'idle-timeout'?: number;
  readonly 'max-connections'?: number;
  readonly 'max-connections-per-client'?: number;
  readonly drain?: number;
  readonly admin?: string;
  readonly 'access-log'?: string;
  readonly 'log-level'?: LogLevel;
  readonly 'ready-file'?: string;
  readonly watch?: boolean;
  readonly check?: boolean;
  readonly 'print-env'?: (typeof shells)[number];
}

const listeners = { helpGroup: 'LISTENERS' };
const upstreams = { helpGroup: 'UPSTREAMS' };
const access = { helpGroup: 'ACCESS' };
const limits = { helpGroup: 'LIMITS' };
const operation = { helpGroup: 'OPERATION' };
const several = { multiple: true, multipleNonGreedy: true } as const;

export const tunnelFlags = {
  listen: Flags.string({
    char: 'l',
    ...several,
    summary:
      'Where HTTP and SOCKS5 clients are served; port 0 picks a free one; repeatable. [default: 127.0.0.1:3128; none with -L]',
    helpValue: 'HOST:PORT',
    ...listeners,
  }),
  forward: Flags.string({
    char: 'L',
    ...several,
    summary:
      'A local port that leads to one address, for programs that know no proxy; NAME= before it gives it a name; repeatable.',
    helpValue: '[HOST:]PORT:TARGET:PORT',
    ...listeners,
  }),
  'tls-cert': Flags.string({
    summary: 'Speak TLS with clients of --listen, with this certificate (PEM, with its chain).',
    helpValue: 'FILE',
    ...listeners,
  }),
  'tls-key': Flags.string({ summary: 'The key of --tls-cert (PEM).', helpValue: 'FILE', ...listeners }),

  upstream: Flags.string({
    char: 'u',
    ...several,
    summary:
      'Go through this proxy: http, https, socks5 (names resolved here) or socks5h (there), [USER:PASSWORD@]HOST:PORT; env: those of the environment; direct; repeatable. [default: direct]',
    helpValue: 'URL',
    ...upstreams,
  }),
  strategy: choiceFlag(strategies)({
    summary: `How one of several is chosen for each connection: ${strategies.join(', ')}. [default: least-connections]`,
    helpValue: 'STRATEGY',
    ...upstreams,
  }),
  'health-interval': durationFlag({
    summary: 'How often each upstream is checked. [default: 10s]',
    ...upstreams,
  }),
  canary: Flags.string({
    summary: 'A check opens a tunnel to this place. [default: none, the proxy alone is reached]',
    helpValue: 'HOST:PORT',
    ...upstreams,
  }),
  'upstream-cacert': Flags.string({
    summary: 'For https upstreams, trust the authorities in this PEM file, and only these.',
    helpValue: 'FILE',
    ...upstreams,
  }),

  auth: Flags.string({
    summary:
      'Ask clients for this user and password. Everybody on this machine can read it here: prefer --auth-file or ALIPROXY_TUNNEL_AUTH.',
    helpValue: 'USER:PASSWORD',
    ...access,
  }),
  'auth-file': Flags.string({
    summary: 'Ask for one of the users in this file, with lines as "aliproxy tunnel passwd" prints them.',
    helpValue: 'FILE',
    ...access,
  }),
  allow: Flags.string({
    ...several,
    summary: 'A destination clients may reach, and none but such; repeatable. [default: all]',
    helpValue: 'CIDR|HOST[:PORT]',
    ...access,
  }),
  deny: Flags.string({
    ...several,
    summary: 'A destination nobody may reach; beats --allow; repeatable.',
    helpValue: 'CIDR|HOST[:PORT]',
    ...access,
  }),
  'allow-from': Flags.string({
    ...several,
    summary: 'Addresses clients may come from, those of this machine included; repeatable. [default: any]',
    helpValue: 'CIDR',
    ...access,
  }),
  'client-ca': Flags.string({
    summary: 'With --tls-cert: clients must have a certificate of these authorities (PEM).',
    helpValue: 'FILE',
    ...access,
  }),
  'client-name': Flags.string({
    ...several,
    summary:
      'With --client-ca: the common name, DNS name or URI (SPIFFE) of the certificate, with * for any run of characters; repeatable.',
    helpValue: 'NAME',
    ...access,
  }),

  'connect-timeout': durationFlag({
    summary: 'For name lookup and TCP, to an upstream or a target. [default: 5s]',
    ...limits,
  }),
  'tunnel-timeout': durationFlag({
    summary: "For an upstream's answer to CONNECT or SOCKS. [default: 10s]",
    ...limits,
  }),
  'header-timeout': durationFlag({
    summary: 'For the head of a request, the SOCKS or TLS handshake of a client. [default: 10s]',
    ...limits,
  }),
  linger: durationFlag({
    summary: 'How long nothing may move once one side has closed. [default: 15s]',
    ...limits,
  }),
  'idle-timeout': durationFlag({
    summary: 'How long nothing may move while both sides are open; 0s: no limit. [default: 0s]',
    ...limits,
  }),
  'max-connections': integerFlag(
    1,
    65_536,
  )({ summary: 'Connections at the same time. [default: 1024]', ...limits }),
  'max-connections-per-client': integerFlag(
    1,
    65_536,
  )({ summary: 'Of these, from one address. [default: 256]', ...limits }),
  drain: durationFlag({
    summary: 'How long open connections may go on after Ctrl-C. [default: 8s]',
    ...limits,
  }),

  admin: Flags.string({
    summary:
      'Where the status page, /metrics, /healthz, /readyz, /api/status and /proxy.pac are, on loopback. [default: 127.0.0.1:0]',
    helpValue: 'HOST:PORT|off',
    ...operation,
  }),
  'access-log': Flags.string({
    summary:
      'Write a JSON line for each connection to this file; - is stderr, or stdout under --json. [default: none]',
    helpValue: 'FILE|-',
    ...operation,
  }),
  'log-level': choiceFlag(logLevels)({
    summary: 'What goes to --access-log: failures, every connection, or decisions, too. [default: info]',
    ...operation,
  }),
  'ready-file': Flags.string({
    summary: 'Write the ready event to this file as soon as connections are accepted.',
    helpValue: 'FILE',
    ...operation,
  }),
  watch: Flags.boolean({
    summary: 'Take over changes of the configuration file and the files it names, without a restart.',
    ...operation,
  }),
  check: Flags.boolean({
    summary: 'Check flags, configuration and files, say what would run, and end.',
    ...operation,
  }),
  'print-env': choiceFlag(shells)({
    summary: 'Print the variables for clients of this tunnel, for a shell to take over, and end.',
    ...operation,
  }),
};
