import type { ListenFailures } from '../../sandbox/listen.js';
import type { StateFileFailures } from '../../sandbox/state-file.js';
import type { ErrorTexts } from '../text.js';

type SandboxFailures = ListenFailures & StateFileFailures;

export const sandboxErrors: ErrorTexts<SandboxFailures> = {
  SANDBOX_NOT_LOOPBACK: {
    message: ({ listen }) => `the sandbox does not listen on ${listen}`,
    hint: () =>
      'it listens on this machine only: --listen 127.0.0.1:PORT or [::1]:PORT; port 0 takes a free one.',
  },
  SANDBOX_LISTEN: {
    message: ({ listen, reason }) => `can't listen on ${listen} (${reason})`,
    hint: ({ reason }) =>
      reason === 'EADDRINUSE'
        ? 'another program has this port; choose another one, or 0 for a free one.'
        : 'choose another port, or 0 for a free one.',
  },
  SANDBOX_BAD_FAULT: {
    message: ({ fault }) => `--fault can't be "${fault}"`,
    hint: ({ forms }) =>
      `expected ${forms.join(', ')}; ACTION as in CreateVpc, ZONE as in cn-hangzhou-h, N from 1.`,
  },
  SANDBOX_STATE_BROKEN: {
    message: ({ path }) => `${path} is not a sandbox's state`,
    hint: () => 'name another file with --state; for the private sandbox: "aliproxy sandbox reset".',
  },
  SANDBOX_STATE_LOCKED: {
    message: ({ path }) => `another program has held ${path} for too long`,
    hint: () => 'end it, or remove that file if no aliproxy is running.',
  },
};

export const sandbox = {
  start: {
    title: 'The sandbox is listening: an imitation of the cloud, on this machine only.',
    endpoint: 'Endpoint',
    accessKeyId: 'AccessKeyId',
    accessKeySecret: 'AccessKeySecret',
    state: 'State',
    inMemory: 'in memory, gone when it ends',
    worthless: 'The key is made up and opens nothing but this sandbox.',
    forAliproxy: (shell: string) => `aliproxy, ${shell}:`,
    forSdk: 'An SDK (@alicloud/pop-core):',
    forCli: 'The aliyun CLI, bash:',
    end: 'Ctrl-C ends it. One line a request:',
  },
  reset: {
    nothing: (path: string) => `Nothing to clear: there is no private sandbox (${path}).`,
    unreadable: (path: string) => `Cleared the private sandbox; its file could not be read (${path}).`,
    cleared: (path: string) => `Cleared the private sandbox (${path}). Removed:`,
    kind: 'KIND',
    count: 'COUNT',
    kinds: {
      vpcs: 'VPC',
      vswitches: 'vSwitch',
      groups: 'security group',
      keyPairs: 'key pair',
      instances: 'instance',
    },
  },
};
