import type { RunningTunnelFailures } from '../../tunnel/control/running-failures.js';
import type { ErrorTexts } from '../text.js';

export const tunnelStatusErrors: ErrorTexts<RunningTunnelFailures> = {
  NO_TUNNEL: {
    message: ({ pid }) =>
      pid === null ? 'no tunnel of yours runs on this machine' : `no tunnel runs as process ${pid}`,
    hint: ({ pid }) =>
      pid === null
        ? '"aliproxy tunnel" starts one. One that runs with --admin off can\'t be found.'
        : '"aliproxy tunnel status" lists those that run.',
  },
  SEVERAL_TUNNELS: {
    message: ({ pids }) => `${pids.length} tunnels run: processes ${pids.join(', ')}`,
    hint: ({ pids, command }) => `say which one is meant, for example: aliproxy ${command} --pid ${pids[0]}`,
  },
  TUNNEL_UNREACHABLE: {
    message: ({ admin, reason }) => `nothing answers at ${admin} (${reason})`,
    hint: () => '"aliproxy tunnel" prints the address of its admin listener when it starts.',
  },
  NOT_A_TUNNEL: {
    message: ({ admin }) => `what answers at ${admin} is not the admin listener of a tunnel`,
    hint: () => '"aliproxy tunnel" prints the address of its admin listener when it starts.',
  },
  TUNNEL_REFUSED: {
    message: ({ admin, status }) => `the tunnel at ${admin} refused (status ${status})`,
    hint: () => 'it may be ending, or of another version; end it with Ctrl-C where it was started.',
  },
  TUNNEL_STILL_RUNNING: {
    message: ({ pid, seconds }) => `process ${pid} still runs after ${seconds} s`,
    hint: () =>
      'it goes on draining. Wait longer with --timeout, or end it with Ctrl-C where it was started.',
  },
};

export const tunnelStatus = {
  /** What a tunnel is doing. */
  states: { ready: 'ready', draining: 'draining', down: 'all upstreams down' },
  facts: ({ pid, age, strategy, level }: { pid: number; age: string; strategy: string; level: string }) =>
    `process ${pid}, up ${age}, strategy ${strategy}, log level ${level}`,
  unreachable: (pid: number, admin: string, reason: string) =>
    `${admin}  process ${pid} does not answer (${reason})`,
  listeners: {
    listener: 'LISTENER',
    protocol: 'PROTOCOL',
    active: 'ACTIVE',
    total: 'TOTAL',
    up: 'SENT',
    down: 'RECEIVED',
    failed: 'FAILED',
  },
  mixed: 'HTTP, SOCKS5',
  overTls: 'HTTP, SOCKS5 over TLS',
  upstreams: {
    upstream: 'UPSTREAM',
    state: 'STATE',
    active: 'ACTIVE',
    latency: 'LATENCY',
    failures: 'FAILURES',
    lastFailure: 'LAST FAILURE',
    since: 'SINCE',
  },
  /** What has failed lately. */
  failures: { failure: 'RECENT FAILURE', destination: 'DESTINATION', through: 'THROUGH', when: 'WHEN' },
  upstreamStates: {
    up: 'up',
    suspect: 'suspect',
    down: 'down',
    'half-open': 'half-open',
    auth: 'auth',
  },
  backup: 'backup',
  ago: (age: string) => `${age} ago`,
  stopped: (pid: number) => `The tunnel of process ${pid} has ended.`,
  stopping: (pid: number) => `waiting for process ${pid} to end`,
  levelSet: (pid: number, level: string) => `The log level of process ${pid} is ${level}.`,
};
