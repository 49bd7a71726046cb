import type { ProbeFailures } from '../../../probe/failures.js';
import type { TargetMistake } from '../../../probe/target/target-mistake.js';
import type { ErrorTexts } from '../../text.js';
import { clientNames } from './phrases.js';

const targetProblems = {
  scheme: 'this kind of target is not known',
  'port-missing': 'the port is missing',
  host: 'the host or the port is not valid',
  rest: 'there is something behind the port that does not belong there',
  credentials: 'the user part is not valid; a password alone is written redis://:<password>@<host>',
  option: 'this option is not known or has no valid value',
  question: "no name to ask for, or a type that can't be asked for",
  'proxy-address': 'proxy:// has no address of its own',
};

const proxyProblems = {
  empty: 'it is empty',
  scheme: 'this kind of proxy is not supported',
  host: 'the host or the port is not valid',
  'port-missing': 'the port is missing',
  credentials: 'the user part holds characters that no header can carry',
  rest: 'there is something behind the port that does not belong there',
  comma: 'a comma separates the proxies of a chain, and this makes none',
  direct: '"direct" stands for no proxy at all: it can\'t be a part of a chain',
};

const reportProblems = {
  form: 'it is not of the form FORMAT=FILE',
  format: 'this format is not known',
  stdout: 'a report goes to a file',
};

const schemeHint = (suggestion: string | null, known: string) =>
  suggestion === null
    ? `of other services the port can be probed: tcp://<host>:<port>. Known are ${known}.`
    : `did you mean ${suggestion}://? Known are ${known}.`;

/** How what was probably meant is written. */
const targetHints: Readonly<Record<Exclude<TargetMistake['kind'], 'scheme'>, (text: string) => string>> = {
  empty: () => 'write host:port or a URL; a variable may be empty where the command was put together.',
  blank: () =>
    'a target is one word: host:port or a URL; several are separate arguments. A blank in a password is %20.',
  brackets: () => 'an IPv6 address stands in brackets: [<address>]:<port>.',
  hash: () => 'a # in a password is written %23: behind # stand options.',
  port: () => 'a port is a number from 1 to 65535: <host>:<port>.',
  'bare-url': (text) =>
    `write the scheme, too: http://${text} or https://${text}; the port alone is <host>:<port>.`,
};

export const probeErrors: ErrorTexts<ProbeFailures> = {
  NO_TARGETS: {
    message: () => 'there is nothing to probe',
    hint: ({ allProxy }) =>
      allProxy
        ? 'ALL_PROXY counts by the rules of curl only: to probe that proxy, add "--env-rules curl"; or name a target, for example "aliproxy probe https://www.aliyun.com".'
        : 'name a target, for example "aliproxy probe https://www.aliyun.com" or "aliproxy probe -x http://10.0.0.10:8080 redis://10.0.3.8:6379", or list targets under probe.targets in aliproxy.yaml.',
  },
  BAD_TARGET: {
    message: ({ text, source, problem, what }) =>
      `${source === null ? '' : `${source}: `}can't probe "${text}": ${targetProblems[problem]}${what === null ? '' : ` (${what})`}`,
    hint: ({ text, problem, what, mistake, supported }) => {
      const known = supported.map((scheme) => `${scheme}://`).join(', ');
      if (problem === 'scheme' && what?.startsWith('socks')) {
        return `a proxy is given with -x: "aliproxy probe -x ${text} <target>"; "proxy://" as target probes the proxy itself.`;
      }
      if (mistake !== null) {
        return mistake.kind === 'scheme'
          ? schemeHint(mistake.suggestion, known)
          : targetHints[mistake.kind](text);
      }
      if (problem === 'option') {
        return 'options of one target: #expect=200,204;body=ready;timeout=3s;slo=total=500ms;name=api;tag=prod; a ";" in a value is written %3B.';
      }
      if (problem === 'port-missing') {
        return `add it: ${text}:<port>; or say what is there, then it has a port of its own: https://${text}, redis://${text}.`;
      }
      if (problem === 'question') {
        return "write dns://[<server>]/<name>[?type=<type>] with type A, AAAA, CNAME, MX, TXT, SRV, NS, PTR, SOA or CAA; without a server this machine's own is asked.";
      }
      if (problem === 'proxy-address') {
        return `name the proxy with -x: "aliproxy probe -x ${text.replace(/^proxy:/i, 'http:')} proxy://".`;
      }
      return `write host:port or one of ${known}.`;
    },
  },
  BAD_PROXY: {
    message: ({ text, source, problem }) =>
      `${source}: can't use the proxy "${text}": ${proxyProblems[problem]}`,
    hint: ({ text, problem, supported }) => {
      if (problem === 'comma') {
        return 'a comma inside a password is written %2C; a chain is written <url>,<url>, first hop first, each with its scheme.';
      }
      return problem === 'port-missing' && !text.includes(',')
        ? `add it: ${text.replace(/\/$/, '')}:<port>; "--direct" goes without a proxy.`
        : `write <host>:<port> or ${supported.map((scheme) => `${scheme}://<user>:<password>@<host>:<port>`).join(', ')}; "--direct" goes without a proxy.`;
    },
  },
  REFUSED_VARIABLE: {
    message: ({ rules, variable, text, mark }) =>
      mark === null
        ? `${variable}: ${clientNames[rules]} can't use the value "${text}" as it was meant`
        : `${variable}: ${clientNames[rules]} refuses the proxy "${text}", because ${mark} marks a CGI program`,
    hint: ({ variable, mark }) =>
      mark === null
        ? `correct ${variable} ("aliproxy explain <url>" says what each client makes of it), or name the proxy with -x.`
        : `unset ${mark}, or name the proxy with -x.`,
  },
  NO_NAME_SERVER: {
    message: ({ local }) =>
      local === null
        ? 'this machine has no name server'
        : `behind a proxy, this machine's name server ${local} would be the proxy's own`,
    hint: () => 'name one: dns://<server>/<name>.',
  },
  NO_PROXY_TO_PROBE: {
    message: () => 'proxy:// probes the proxy itself, and there is none',
    hint: () => 'name one with -x, for example "aliproxy probe -x http://10.0.0.10:8080 proxy://".',
  },
  NO_SUCH_TAG: {
    message: ({ tags }) => `no target in the file has the tag ${tags.join(' or ')}`,
    hint: ({ known }) =>
      known.length === 0
        ? 'no target in the file has a tag; give it "tags: [<name>]" under probe.targets.'
        : `tags in the file: ${known.join(', ')}.`,
  },
  BAD_HEADER: {
    message: ({ source, reserved }) =>
      reserved === null
        ? `${source}: this is no header (its text is not repeated: it may be a secret)`
        : `${source}: the probe sets the header ${reserved} itself`,
    hint: ({ reserved }) =>
      reserved === 'proxy-authorization'
        ? 'write user and password into the URL of the proxy.'
        : 'write "Name: value", for example -H "Accept: application/json".',
  },
  BAD_REPORT: {
    message: ({ text, problem }) => `--report can't be "${text}": ${reportProblems[problem]}`,
    hint: ({ problem, formats }) =>
      problem === 'stdout'
        ? 'for stdout there is --format.'
        : `for example --report junit=report.xml; formats: ${formats.join(', ')}.`,
  },
  INTERVAL_ALONE: {
    message: () => '--interval says nothing without --count or --watch',
    hint: () => 'add --count <n>, or --watch to go on until Ctrl-C.',
  },
};
