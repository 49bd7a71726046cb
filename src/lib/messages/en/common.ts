import type { CommonFailures } from '../../errors.js';
import type { ErrorTexts } from '../text.js';

const errors: ErrorTexts<CommonFailures> = {
  UNKNOWN_COMMAND: {
    message: ({ command }) => `there is no command "${command}"`,
    hint: ({ suggestion }) =>
      suggestion
        ? `did you mean "aliproxy ${suggestion}"?`
        : 'run "aliproxy --help" for the list of commands.',
  },
  UNKNOWN_FLAG: {
    message: ({ flag }) => `unknown flag ${flag}`,
    hint: ({ suggestion, command }) =>
      suggestion ? `did you mean ${suggestion}?` : `run "aliproxy ${command} --help" for the list of flags.`,
  },
  UNEXPECTED_ARGUMENT: {
    message: ({ argument }) => `unexpected argument "${argument}"`,
    hint: ({ command }) => `run "aliproxy ${command} --help" to see what it takes.`,
  },
  MISSING_ARGUMENT: {
    message: ({ argument }) => `the argument ${argument} is missing`,
    hint: ({ command }) => `run "aliproxy ${command} --help" for examples.`,
  },
  FLAG_NEEDS_VALUE: {
    message: ({ flag }) => `the flag ${flag} needs a value`,
    hint: ({ command }) => `run "aliproxy ${command} --help" for examples.`,
  },
  FLAG_TWICE: {
    message: ({ flag }) => `the flag ${flag} is given more than once`,
    hint: () => 'give it once.',
  },
  BAD_FLAG_VALUE: {
    message: ({ flag, value }) => `${flag} can't be "${value}"`,
    hint: ({ expected }) => `expected ${expected}.`,
  },
  FLAG_CONFLICT: {
    message: ({ flags }) => `${flags.join(' and ')} can't be used together`,
    hint: () => 'leave one of them out.',
  },
  MISSING_FLAG: {
    message: ({ flag }) => `the flag ${flag} is missing`,
    hint: ({ command }) => `run "aliproxy ${command} --help" for examples.`,
  },
  USAGE: {
    message: ({ detail }) => detail,
    hint: ({ command }) => `run "aliproxy ${command} --help".`,
  },
  INPUT_NEEDED: {
    message: ({ what }) => `${what} is missing, and there is no terminal to ask on`,
    hint: ({ flag }) => `give it with ${flag}.`,
  },
  CONFIRMATION_NEEDED: {
    message: ({ action }) => `${action} needs a confirmation, and there is no terminal to ask on`,
    hint: () => 'look at the plan with --dry-run, then repeat the command with --yes. Nothing was done.',
  },
  CONFIG_NOT_FOUND: {
    message: ({ path }) => `there is no configuration file ${path}`,
    hint: () => 'check --config and ALIPROXY_CONFIG.',
  },
  CONFIG_SYNTAX: {
    message: ({ path, line, detail }) => `${path}:${line}: not valid YAML: ${detail}`,
    hint: () => 'check indentation and quotes at that line.',
  },
  CONFIG_UNKNOWN_KEY: {
    message: ({ path, line, key }) => `${path}:${line}: unknown key "${key}"`,
    hint: ({ suggestion }) =>
      suggestion ? `did you mean "${suggestion}"?` : 'remove it, or see the README for the keys.',
  },
  CONFIG_BAD_VALUE: {
    message: ({ path, line, key }) => `${path}:${line}: "${key}" has a wrong value`,
    hint: ({ expected }) => `expected ${expected}.`,
  },
  CONFIG_MISSING_VARIABLE: {
    message: ({ path, line, key, variable }) =>
      `${path}:${line}: "${key}" needs the environment variable ${variable}, which is not set`,
    hint: ({ variable }) => `set ${variable}, or write $$\{${variable}} for the text itself.`,
  },
  BAD_VARIABLE: {
    message: ({ variable, value }) => `the environment variable ${variable} can't be "${value}"`,
    hint: ({ expected }) => `expected ${expected}.`,
  },
  FILE_UNREADABLE: {
    message: ({ path, reason }) => `can't read ${path} (${reason})`,
    hint: () => 'check the path and its permissions.',
  },
  FILE_UNWRITABLE: {
    message: ({ path, reason }) => `can't write ${path} (${reason})`,
    hint: () => 'check that the folder exists, is writable and has room.',
  },
  INTERRUPTED: {
    message: ({ signal }) => `interrupted (${signal})`,
    hint: () => 'run the same command again to go on.',
  },
  INTERNAL: {
    message: ({ detail }) => `aliproxy itself failed: ${detail}`,
    hint: () => 'please report it, with the output of the same command under DEBUG=aliproxy*.',
  },
};

export const common = {
  error: 'Error',
  hint: 'Hint',
  warning: 'Warning',
  reportMissing: 'no description is available for this failure',
};

export const commonErrors = errors;
