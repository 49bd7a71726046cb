import type { ClientId, ClientNote, ClientRule, ValueProblem } from '../../proxy/clients/client.js';
import type { Difference, DifferenceCode } from '../../proxy/explain/difference.js';
import type { ExplainFailures } from '../../proxy/explain/explain-failures.js';
import type { ExplainTargetProblem } from '../../proxy/explain/explain-target.js';
import type { ErrorTexts } from '../text.js';

const targetProblems: Readonly<Record<ExplainTargetProblem, string>> = {
  empty: 'is empty',
  host: 'has no valid host',
  port: 'has no valid port',
  character: 'has blanks or control characters in it',
};

const errors: ErrorTexts<ExplainFailures> = {
  EXPLAIN_TARGET: {
    message: ({ url, problem }) => `the URL${url === '' ? '' : ` "${url}"`} ${targetProblems[problem]}`,
    hint: () => 'write it like https://api.internal/path, redis://10.0.3.8:6379 or api.internal:443.',
  },
  UNKNOWN_CLIENT: {
    message: ({ name }) => `--client: there is no client "${name}"`,
    hint: ({ suggestion, known }) =>
      suggestion ? `did you mean "${suggestion}"?` : `known are ${known.join(', ')}.`,
  },
  CLIENT_NOT_HERE: {
    message: ({ client }) => `--client: ${client} can't be judged here`,
    hint: () => 'its settings are read where it is: leave it out, or run this on Windows.',
  },
  PLATFORM_ALONE: {
    message: () => '--platform is for a saved environment',
    hint: () => 'give the file with --environment FILE, or leave --platform out.',
  },
  ENVIRONMENT_LINE: {
    message: ({ path, line }) => `${path}:${line}: not a line like NAME=value`,
    hint: () => 'save the environment with "env -0 > FILE", in cmd with "set > FILE"; or delete that line.',
  },
  ENVIRONMENT_JSON: {
    message: ({ path, line }) => `${path}:${line}: not a JSON object of names and texts`,
    hint: () => 'write it like {"HTTPS_PROXY":"http://10.0.0.10:8080"}.',
  },
  ENVIRONMENT_TABLE: {
    message: ({ path, line }) => `${path}:${line}: a table of PowerShell, which cuts values off`,
    hint: () => 'save with "cmd /c set > FILE" or "Get-ChildItem env: | ConvertTo-Json > FILE".',
  },
};

const clients: Readonly<Record<ClientId, string>> = {
  go: 'Go',
  curl: 'curl',
  wget: 'wget',
  git: 'git',
  python: 'Python (requests)',
  node: 'Node.js',
  java: 'Java',
  dotnet: '.NET',
  windows: 'Windows (WinINET)',
};

const problems: Readonly<Record<ValueProblem, string>> = {
  'leading-blank': 'begins with a blank',
  'trailing-blank': 'ends with a blank',
  quoted: 'has quotes in it',
  'windows-settings-form': 'is written as in the Windows settings',
  slashes: 'has wrong slashes',
  'full-width': 'has full-width characters',
  'unexpanded-variable': 'is a variable that was never expanded',
  'unescaped-password': 'has unescaped characters in its user part',
  'at-in-password': 'has an unescaped @ in its user part',
  'bad-port': 'has no valid port',
  'no-port': 'has no port',
  'https-scheme': 'begins with https://',
  'socks-scheme': 'begins with socks://',
  'unsupported-scheme': 'has an unknown scheme',
  misread: "can't be read as http://host:port",
  'no-scheme': 'has no scheme',
  rest: 'has a path, query or fragment',
  'not-a-host': 'is no host name or address',
};

type RuleWords = {
  readonly [Kind in ClientRule['kind']]: (rule: Extract<ClientRule, { kind: Kind }>) => string;
};

const rules: RuleWords = {
  named: ({ name }) => name,
  bypass: ({ name, entry }) => `${name}: ${entry}`,
  loopback: () => 'no proxy for this machine itself',
  unset: ({ names }) => notSet(names),
  empty: ({ name }) => `${name} is set to nothing`,
  'opt-in': ({ name }) => `a proxy only with ${name}`,
  scheme: ({ scheme }) => `no proxy variables for ${scheme}://`,
  malformed: ({ name, problem }) => `${name} is malformed: ${problems[problem]}`,
  unsupported: ({ name, scheme }) => `${name}: does not speak ${scheme}:// to a proxy`,
  cgi: ({ name, mark }) => `${mark} is set (CGI): ${name} does not count`,
  script: ({ name }) => `${name}: a script decides`,
  unread: ({ name }) => `${name}: not read here`,
};

type NoteWords = {
  readonly [Kind in ClientNote['kind']]: (note: Extract<ClientNote, { kind: Kind }>) => string;
};

const notes: NoteWords = {
  modelled: ({ version }) => `modelled as version ${version}`,
  installed: ({ version }) => `as the installed ${version} does it; the current version differs`,
  'will-not-start': () => 'the program does not start at all with this value',
  since: ({ version }) => `that needs version ${version} or newer`,
  'set-in': ({ name }) => `set in ${name}`,
  without: ({ name }) => `without the package ${name}`,
};

type DifferenceWords = {
  readonly [Code in DifferenceCode]: (difference: Extract<Difference, { code: Code }>) => string;
};

const differences: DifferenceWords = {
  malformed: ({ variable, problem, clients: who }) =>
    who.length === 1
      ? `${variable} ${problems[problem]}: ${all(who)} does not read it as meant.`
      : `${variable} ${problems[problem]}: clients read it in different ways.`,
  'https-scheme': ({ variable }) =>
    `${variable} begins with https://: some speak TLS to the proxy itself, some do not.`,
  'no-port': ({ variable }) => `${variable} has no port: clients take different ones.`,
  unsupported: ({ variable, scheme, clients: who }) =>
    `${variable} asks for ${scheme}://, which is not spoken by ${all(who)}.`,
  cgi: ({ variable, mark, clients: who }) =>
    `${mark} is set, the mark of a CGI program: ${variable} does not count for ${all(who)}.`,
  loopback: ({ clients: who }) => `for this machine itself a proxy is never used by ${all(who)}.`,
  bypass: ({ variable, entry, clients: who }) =>
    `the entry "${entry}" of ${variable} covers this host for ${all(who)} only.`,
  empty: ({ variable, clients: who }) =>
    `${variable} is set to nothing, which hides other variables from ${all(who)}.`,
  case: ({ variable, clients: who }) =>
    `upper and lower case names are different variables: ${variable} decides for ${all(who)} only.`,
  'https-missing': ({ variable, clients: who }) =>
    `HTTPS_PROXY is not set; ${variable} stands in for it with ${all(who)} only.`,
  'all-only': ({ variable, clients: who }) => `only ${variable} is set, and it counts for ${all(who)} only.`,
  order: ({ variable }) => `several variables name a proxy, and not every client asks ${variable} first.`,
  'own-setting': ({ variable, clients: who }) => `a setting of its own decides for ${all(who)}: ${variable}.`,
  'windows-settings': ({ clients: who }) =>
    `the proxy settings of Windows and the proxy variables differ; the settings count for ${all(who)}.`,
  scheme: ({ scheme, clients: who }) => `proxy variables for ${scheme}:// are known to ${all(who)} only.`,
  'opt-in': ({ clients: who }) => `proxy variables do not count for ${all(who)} unless switched on.`,
  other: ({ clients: who }) => `something else is done by ${all(who)}.`,
};

function joined(names: readonly string[], word: string): string {
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}` : (names[0] ?? '');
}

function all(ids: readonly ClientId[]): string {
  return joined(
    ids.map((id) => clients[id]),
    'and',
  );
}

/** Where both spellings are missing, the upper case one speaks for both. */
function notSet(names: readonly string[]): string {
  const told = names.filter((name) => name === name.toUpperCase() || !names.includes(name.toUpperCase()));
  if (told.length === 0) return 'no proxy is set';
  return told.length === 1 ? `${told[0]} is not set` : `neither ${joined(told, 'nor')} is set`;
}

export const explain = {
  columns: { client: 'CLIENT', proxy: 'PROXY', rule: 'DECIDED BY' },
  outcomes: { direct: 'direct', error: 'error', none: 'not spoken', unknown: 'unknown', skipped: '-' },
  platforms: { win32: 'Windows', darwin: 'macOS', linux: 'Linux' } as Readonly<Record<string, string>>,
  heading: (url: string, platform: string) => `${url} on ${platform}`,
  headingOfFile: (url: string, platform: string, path: string) =>
    `${url} on ${platform}, with the environment of ${path}`,
  assumed: (scheme: string) => `No scheme was given: taken for ${scheme}://.`,
  rules,
  unspoken: (scheme: string) => `does not speak ${scheme}://`,
  notes,
  note: (client: string, words: string) => `${client}: ${words}`,
  differences,
  differs: (reference: ClientId) => `differs from ${clients[reference]}`,
  why: 'Why: ',
  agree: 'All of them do the same.',
  overlooked: (name: string) =>
    `${name} is set, but it speaks for http:// only: for https:// set HTTPS_PROXY, too.`,
  onlyOne: 'There is nothing to compare.',
  nobodySpeaks: (scheme: string) =>
    `None of them speaks ${scheme}:// itself; programs that do have rules of their own.`,
  adviseProxy: (proxy: string) => `So that all go through ${proxy}`,
  adviseDirect: (host: string) => `So that all go direct to ${host}`,
  noLine: (name: string) => `cmd can't write the value of ${name}: use PowerShell.`,
  ownCredentials: 'Fill in your own credentials for ***, special characters as %XX.',
  keptSecrets: 'For *** in JAVA_TOOL_OPTIONS put what stands there now.',
  meantException:
    'NO_PROXY is meant to cover this host, but is written in a way that these programs do not understand.',
  plainProxy: 'This assumes a proxy that does not speak TLS itself, like nearly all.',
  nothingHelps: (ids: readonly ClientId[]) => `Variables can't bring these to do the same: ${all(ids)}.`,
  remaining: (ids: readonly ClientId[]) => `Not changed by that: ${all(ids)}.`,
};

export const explainErrors = errors;
