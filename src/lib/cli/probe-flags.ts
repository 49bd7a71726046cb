import * as Flags from '@oclif/core/flags';
import { screenFormats } from '../probe/report-format.js';
import { envRules } from '../probe/routing/env-rules.js';
import { choiceFlag, durationFlag, integerFlag } from './flags.js';

/** The flags of `probe`, as oclif gives them. Durations are milliseconds. */
export interface ProbeFlags {
  readonly json?: boolean;
  readonly proxy?: readonly string[];
  readonly direct?: boolean;
  readonly 'no-proxy'?: string;
  readonly 'env-rules'?: (typeof envRules)[number];
  readonly tag?: readonly string[];
  readonly 'connect-timeout'?: number;
  readonly 'tunnel-timeout'?: number;
  readonly timeout?: number;
  readonly attempts?: number;
  readonly wait?: number;
  readonly deadline?: number;
  readonly concurrency?: number;
  readonly count?: number;
  readonly watch?: boolean;
  readonly interval?: number;
  readonly 'expect-status'?: string;
  readonly 'expect-body'?: string;
  readonly header?: readonly string[];
  readonly method?: string;
  readonly slo?: readonly string[];
  readonly 'cert-days'?: number;
  readonly strict?: boolean;
  readonly insecure?: boolean;
  readonly cacert?: string;
  readonly 'proxy-cacert'?: string;
  readonly canary?: string;
  readonly format?: string;
  readonly report?: readonly string[];
  readonly explain?: boolean;
  readonly trace?: boolean;
}

const route = { helpGroup: 'ROUTE' };
const limits = { helpGroup: 'LIMITS' };
const repeat = { helpGroup: 'REPEAT' };
const expectations = { helpGroup: 'EXPECTATIONS' };
const output = { helpGroup: 'OUTPUT' };
const several = { multiple: true, multipleNonGreedy: true } as const;

export const probeFlags = {
  proxy: Flags.string({
    char: 'x',
    ...several,
    summary:
      'Proxy: http, https, socks5 (names resolved here) or socks5h (there), [USER:PASSWORD@]HOST:PORT; URL,URL is a chain. Repeat it to try each target through each. [default: by the environment]',
    helpValue: 'URL',
    ...route,
  }),
  direct: Flags.boolean({ summary: 'No proxy; together with -x: without one as well.', ...route }),
  'no-proxy': Flags.string({
    summary: 'Targets that go without a proxy, in the form of NO_PROXY.',
    helpValue: 'LIST',
    ...route,
  }),
  'env-rules': choiceFlag(envRules)({
    summary: 'Whose reading of HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY decides. [default: go]',
    ...route,
  }),
  canary: Flags.string({
    summary: 'Where proxy:// asks for a tunnel to. [default: none, the proxy alone is asked]',
    helpValue: 'HOST:PORT',
    ...route,
  }),
  tag: Flags.string({
    ...several,
    summary: "Only the file's targets with this tag, or one of them where it is repeated. [default: all]",
    helpValue: 'TAG',
    ...route,
  }),

  'connect-timeout': durationFlag({
    summary: 'For name lookup and TCP, to the proxy or the target. [default: 5s]',
    ...limits,
  }),
  'tunnel-timeout': durationFlag({
    summary: "For the proxy's answer to CONNECT or SOCKS. [default: 10s]",
    ...limits,
  }),
  timeout: durationFlag({ summary: 'For one attempt as a whole. [default: 15s]', ...limits }),
  attempts: integerFlag(
    1,
    5,
  )({
    summary: 'Tries at each target, after 1, 2, 4 and 4 s, where trying again may help. [default: 1]',
    ...limits,
  }),
  wait: durationFlag({
    summary:
      'Try again until all pass, for so long at most, in place of --attempts; then exit 124. [default: no]',
    ...limits,
  }),
  deadline: durationFlag({ summary: 'For the whole run; then exit 124. [default: none]', ...limits }),
  concurrency: integerFlag(1, 256)({ summary: 'Probes at the same time. [default: 32]', ...limits }),

  count: integerFlag(
    1,
    1_000_000,
  )({ summary: 'Probe each target so often, with min, p50, p95, max and loss. [default: 1]', ...repeat }),
  watch: Flags.boolean({
    summary: 'Probe until Ctrl-C, a line for each result; statistics at the end.',
    ...repeat,
  }),
  interval: durationFlag({
    summary: 'From start to start, with --count and --watch. [default: 1s]',
    ...repeat,
  }),

  'expect-status': Flags.string({
    summary: 'HTTP statuses that pass. [default: 200-399]',
    helpValue: '200-399,401',
    ...expectations,
  }),
  'expect-body': Flags.string({
    summary: 'Must match somewhere in the body of an HTTP response (JavaScript syntax). [default: anything]',
    helpValue: 'REGEX',
    ...expectations,
  }),
  header: Flags.string({
    char: 'H',
    ...several,
    summary: 'Header for HTTP and WebSocket targets, "Name: value"; may be repeated. [default: none]',
    helpValue: 'HEADER',
    ...expectations,
  }),
  method: Flags.string({
    char: 'X',
    summary: 'HTTP method. [default: GET]',
    helpValue: 'METHOD',
    ...expectations,
  }),
  slo: Flags.string({
    ...several,
    summary:
      'Warn where a phase (proxyTcp, tunnel, tls, app, …) or the total takes longer; may be repeated. [default: none]',
    helpValue: 'PHASE=DURATION',
    ...expectations,
  }),
  'cert-days': integerFlag(
    0,
    3650,
  )({ summary: 'Warn where a certificate ends within so many days. [default: 14]', ...expectations }),
  strict: Flags.boolean({ summary: 'Warnings fail.', ...expectations }),
  insecure: Flags.boolean({ summary: "Take the target's certificate as it is.", ...expectations }),
  cacert: Flags.string({
    summary:
      'For targets, trust the authorities in this PEM file, and only these. [default: the built-in ones]',
    helpValue: 'FILE',
    ...expectations,
  }),
  'proxy-cacert': Flags.string({
    summary: 'The same for https proxies.',
    helpValue: 'FILE',
    ...expectations,
  }),

  format: Flags.string({
    summary: `What is printed: ${screenFormats.join(', ')}. --json is --format json. [default: table]`,
    helpValue: 'FORMAT',
    ...output,
  }),
  report: Flags.string({
    ...several,
    summary: 'Also write a report, in one of these formats or as html; may be repeated. [default: none]',
    helpValue: 'FORMAT=FILE',
    ...output,
  }),
  explain: Flags.boolean({
    allowNo: true,
    summary:
      'Look further into failures, with up to four more connections for each. [default: on for terminals]',
    ...output,
  }),
  trace: Flags.boolean({ summary: 'Show on stderr what is exchanged, without secrets.', ...output }),
};
