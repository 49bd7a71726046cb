import { parseDuration } from '../duration.js';
import { languages } from '../messages/locale.js';
import { envRules } from '../probe/routing/env-rules.js';
import { sloNames } from '../probe/target/slo-names.js';

/** What a single value must be; told to the user by the catalogue, not by the check. */
export type Scalar =
  | { readonly kind: 'text' }
  | { readonly kind: 'url' }
  | { readonly kind: 'duration' }
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
  'tunnel.listen': texts,
  'tunnel.connectTimeout': duration,
} as const satisfies Readonly<Record<string, Expected>>;

export type ConfigurationKey = keyof typeof configurationKeys;

/** The value in its checked form (durations in milliseconds), or undefined where it is none. */
export function checkValue(value: unknown, expected: Scalar): string | number | undefined {
  switch (expected.kind) {
    case 'text':
      return typeof value === 'string' && value !== '' ? value : undefined;
    case 'url':
      return typeof value === 'string' && /^https?:\/\/[^/]/i.test(value) ? value : undefined;
    case 'duration':
      return typeof value === 'string' ? (parseDuration(value) ?? undefined) : undefined;
    case 'integer': {
      const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
      const whole = typeof number === 'number' && Number.isInteger(number);
      return whole && number >= expected.min && number <= expected.max ? number : undefined;
    }
    case 'oneOf':
      return typeof value === 'string' && expected.values.includes(value) ? value : undefined;
  }
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
