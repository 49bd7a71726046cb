import type { CheckId } from '../../../doctor/check.js';
import type { EnvFindings, StaleVariable } from '../../../doctor/findings/env.js';
import type { ErrorTexts } from '../../text.js';

const stale: Readonly<Record<StaleVariable['kind'], (name: string) => string>> = {
  missing: (name) => `${name} is not set here, but is in a new terminal`,
  different: (name) => `${name} has another value here than in a new terminal`,
};

export const envFindings: ErrorTexts<EnvFindings> = {
  ENV_STALE: {
    message: ({ variables, folders }) =>
      [
        ...variables.map(({ name, kind }) => stale[kind](name)),
        ...(folders.length === 0
          ? []
          : [`not on PATH here, but is in a new terminal: ${folders.join(', ')}`]),
      ].join('\n'),
    hint: () =>
      'close this terminal and VS Code (all its windows), then open them again: they keep the variables they were started with.',
  },
  ENV_SESSION_ONLY: {
    message: ({ names }) => `only set in this terminal: ${names.join(', ')}`,
    hint: () => '',
  },
  ENV_SCOPES_DIFFER: {
    message: ({ names }) => `user and machine differ: ${names.join(', ')}`,
    hint: () =>
      'your own value wins for you; services and other users get that of the machine. Where the machine is right, remove yours.',
  },
};

export const envTitles = {
  'env.stale': 'Variables of this terminal',
  'env.scope': 'Variables of user and machine',
} satisfies Partial<Record<CheckId, string>>;
