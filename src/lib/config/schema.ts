import { parseDuration } from '../duration.js';
import { languages } from '../messages/locale.js';
import { envRules } from '../probe/routing/env-rules.js';
import { sloNames } from '../probe/target/slo-names.js';
import { logLevels } from '../tunnel/observe/log-level.js';
import { strategies } from '../tunnel/settings.js';

/** What a single value must be; told to the user by the catalogue, not by the check. */
export type Scalar =
  | { readonly kind: 'text' }
  | { readonly kind: 'url' }
  | { readonly kind: 'duration' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'oneOf'; readonly values: readonly string[] };

/** The shape of a key's value. */
export type Expected =
  | Scalar
  /** One value alone is a list of one. */
  | { readonly kind: 'list'; readonly of: Expected }
  /** Values by name; without `names` any name will do. */
  | { readonly kind: 'map'; readonly of: Expected; readonly names?: readonly string[] }
  | {
      readonly kind: 'object';
      readonly fields: Readonly<Record<string, Expected>>;
      readonly required: readonly string[];
    }
  /** Told apart by the form of the value: one alone, a list, names and values. */
  | { readonly kind: 'either'; readonly of: readonly Expected[] };

const text: Scalar = { kind: 'text' };
const duration: Scalar = { kind: 'duration' };
const list = (of: Expected): Expected => ({ kind: 'list', of });
const either = (...of: readonly Expected[]): Expected => ({ kind: 'either', of });
const integer = (min: number, max: number): Scalar => ({ kind: 'integer', min, max });

const texts = list(text);
const statuses = list(either(integer(100, 599), text));
const headers = either({ kind: 'map', of: text }, texts);
const slo = either({ kind: 'map', of: duration, names: sloNames }, texts);

const target: Expected = {
  kind: 'object',
  fields: {
    ...{ url: text, name: text, tags: texts, proxy: texts, timeout: duration },
    ...{ expectStatus: statuses, expectBody: text, headers, slo },
  },
  required: ['url'],
};

/** A bare port is a number to YAML. */
const place = either(integer(0, 65_535), text);

const upstream: Expected = {
  kind: 'object',
  fields: { name: text, url: text, weight: integer(0, 1_000), backup: { kind: 'boolean' } },
  required: ['url'],
};

const forward: Expected = {
  kind: 'object',
  fields: { name: text, listen: place, to: text, upstreams: texts },
  required: ['listen', 'to'],
};

const connections = integer(1, 65_536);

const tunnelKeys = {
  'tunnel.listen': list(place),
  'tunnel.forwards': list(either(text, forward)),
  'tunnel.upstreams': list(either(text, upstream)),
  'tunnel.strategy': { kind: 'oneOf', values: strategies },
  'tunnel.health.interval': duration,
  'tunnel.health.timeout': duration,
  'tunnel.health.canary': text,
  'tunnel.upstreamCacert': text,
  'tunnel.allow': texts,
  'tunnel.deny': texts,
  'tunnel.allowFrom': texts,
  'tunnel.auth': texts,
  'tunnel.authFile': text,
  'tunnel.tls.cert': text,
  'tunnel.tls.key': text,
  'tunnel.tls.clientCa': text,
  'tunnel.tls.clientNames': texts,
  'tunnel.connectTimeout': duration,
  'tunnel.tunnelTimeout': duration,
  'tunnel.headerTimeout': duration,
  'tunnel.idleTimeout': duration,
  'tunnel.linger': duration,
  'tunnel.maxConnections': connections,
  'tunnel.maxConnectionsPerClient': connections,
  'tunnel.admin': place,
  'tunnel.accessLog': text,
  'tunnel.logLevel': { kind: 'oneOf', values: logLevels },
  'tunnel.drain': duration,
} as const satisfies Readonly<Record<string, Expected>>;

/** Every key of `aliproxy.yaml`, by its dotted path. The one list: what is not here is refused. */
export const configurationKeys = {
  lang: { kind: 'oneOf', values: languages },
  'cloud.region': text,
  'cloud.profile': text,
  'cloud.endpoint': { kind: 'url' },
  'doctor.skip': texts,
  'doctor.timeout': duration,
  'probe.targets': list(either(text, target)),
  'probe.proxy': texts,
  'probe.envRules': { kind: 'oneOf', values: envRules },
  'probe.connectTimeout': duration,
  'probe.tunnelTimeout': duration,
  'probe.timeout': duration,
  'probe.attempts': integer(1, 5),
  'probe.concurrency': integer(1, 256),
  'probe.expectStatus': statuses,
  'probe.headers': headers,
  'probe.slo': slo,
  'probe.certDays': integer(0, 3650),
  'probe.canary': text,
  'probe.cacert': text,
  'probe.proxyCacert': text,
  ...tunnelKeys,
} as const satisfies Readonly<Record<string, Expected>>;

export type ConfigurationKey = keyof typeof configurationKeys;

/** The value in its checked form (durations in milliseconds), or undefined where it is none. */
export function checkValue(value: unknown, expected: Scalar): string | number | boolean | undefined {
  switch (expected.kind) {
    case 'text':
      return typeof value === 'string' && value !== '' ? value : undefined;
    case 'url':
      return typeof value === 'string' && /^https?:\/\/[^/]/i.test(value) ? value : undefined;
    case 'duration':
      return typeof value === 'string' ? (parseDuration(value) ?? undefined) : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integer':
      return integerOf(value, expected);
    case 'oneOf':
      return typeof value === 'string' && expected.values.includes(value) ? value : undefined;
  }
}

function integerOf(
  value: unknown,
  { min, max }: { readonly min: number; readonly max: number },
): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  const isInteger = typeof number === 'number' && Number.isInteger(number);
  return isInteger && number >= min && number <= max ? number : undefined;
}

/** The shape as a short formula, the same in every language: `[text, …]`, `500ms, 5s, 3m`. */
export function expectedForm(expected: Expected): string {
  switch (expected.kind) {
    case 'text':
      return 'text';
    case 'url':
      return 'http(s)://…';
    case 'duration':
      return '500ms, 5s, 3m';
    case 'boolean':
      return 'true | false';
    case 'integer':
      return `${expected.min}…${expected.max}`;
    case 'oneOf':
      return expected.values.join(' | ');
    case 'list':
      return `[${expectedForm(expected.of)}, …]`;
    case 'map':
      return `{name: ${expectedForm(expected.of)}, …}`;
    case 'object':
      return `{${Object.keys(expected.fields).join(', ')}}`;
    case 'either':
      return expected.of.map(expectedForm).join(' | ');
  }
}
