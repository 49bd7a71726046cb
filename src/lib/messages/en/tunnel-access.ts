import type { TunnelAccessFailures } from '../../tunnel/access/access-failures.js';
import type { ErrorTexts } from '../text.js';

export const tunnelAccessErrors: ErrorTexts<TunnelAccessFailures> = {
  FORWARD_BEYOND_LOOPBACK: {
    message: ({ listen }) =>
      `the forward on ${listen} can be reached from other machines, and anybody there could use it`,
    hint: () =>
      'let it listen on 127.0.0.1 or [::1], or say with --allow-from who may connect; nobody can authenticate on a forward.',
  },
  FORWARD_DENIED: {
    message: ({ listen, target, rule }) =>
      `the forward on ${listen} leads to ${target}, which is denied (${rule})`,
    hint: ({ rule }) => forwardHints[rule] ?? 'let the forward lead elsewhere.',
  },
  AUTH_FILE_INVALID: {
    message: ({ path, line, problem }) => `${path}, line ${line}: ${authProblems[problem]}`,
    hint: () =>
      'a line is user:hash, as "aliproxy tunnel passwd USER" prints it; empty lines and lines that begin with # count for nothing.',
  },
  AUTH_FILE_EMPTY: {
    message: ({ path }) => `${path} has no users: nobody could use the tunnel`,
    hint: () => 'add a line for each user, as "aliproxy tunnel passwd USER" prints it.',
  },
  TLS_CERTIFICATE_INVALID: {
    message: ({ reason }) => `the certificate of --tls-cert can't be read (${reason})`,
    hint: () => 'it must be PEM: the certificate, and behind it those that lead to its authority.',
  },
  TLS_KEY_INVALID: {
    message: ({ reason }) => `the key of --tls-key can't be read (${reason})`,
    hint: () => 'it must be a private key in PEM.',
  },
  TLS_KEY_ENCRYPTED: {
    message: () => 'the key of --tls-key is protected by a passphrase',
    hint: () => 'save it without one, readable for you only: openssl pkey -in key.pem -out plain.pem',
  },
  TLS_KEY_MISMATCH: {
    message: ({ subject }) => `the key of --tls-key is not that of the certificate (${subject})`,
    hint: () => "the certificate of --tls-cert must be the file's first one, and the key must belong to it.",
  },
  TLS_CLIENT_CA_INVALID: {
    message: ({ reason }) => `the authorities of --client-ca can't be read (${reason})`,
    hint: () => 'it must be PEM: one or more certificates of authorities.',
  },
  PASSWORD_NEEDED: {
    message: () => 'a password is needed, and there is nobody to ask',
    hint: ({ command }) => `give it on standard input, as one line: ${command} < FILE`,
  },
  PASSWORD_EMPTY: {
    message: () => 'the password is empty',
    hint: () => 'give one line on standard input.',
  },
  PASSWORD_TOO_LONG: {
    message: ({ mostBytes }) => `the password is longer than ${mostBytes} bytes, or has control characters`,
    hint: () => 'SOCKS5 can carry no such password.',
  },
  PASSWORDS_DIFFER: {
    message: () => 'the two passwords differ',
    hint: () => 'try again.',
  },
};

const forwardHints: Readonly<Record<string, string>> = {
  reserved: 'metadata addresses, multicast and the like are never a target.',
  deny: 'change --deny, or let the forward lead elsewhere.',
  allow:
    'add the target to --allow; where an upstream looks names up, entries that are addresses do not count.',
  loop: 'a forward must not lead to this tunnel itself.',
};

const authProblems = {
  form: 'there is no colon between user and hash',
  user: 'that is no name for a user',
  hash: 'that is no hash of a password',
  duplicate: 'that user was there before',
};

export const tunnelAccess = {
  password: (user: string) => `Password for ${user}:`,
  again: 'Once more:',
};
