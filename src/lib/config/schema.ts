import { parseDuration } from '../duration.js';
import { languages } from '../messages/locale.js';

/** What a value must be; told to the user by the catalogue, not by the check. */
export type Expected =
  | { readonly kind: 'text' }
  | { readonly kind: 'url' }
  | { readonly kind: 'duration' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'oneOf'; readonly values: readonly string[] };

export interface Key {
  readonly expected: Expected;
  readonly list: boolean;
}

const text: Key = { expected: { kind: 'text' }, list: false };
const texts: Key = { expected: { kind: 'text' }, list: true };
const duration: Key = { expected: { kind: 'duration' }, list: false };

/** Every key of `aliproxy.yaml`, by its dotted path. The one list: what is not here is refused. */
export const configurationKeys = {
  lang: { expected: { kind: 'oneOf', values: languages }, list: false },
  'cloud.region': text,
  'cloud.profile': text,
  'cloud.endpoint': { expected: { kind: 'url' }, list: false },
  'doctor.skip': texts,
  'doctor.timeout': duration,
  'probe.targets': texts,
  'probe.proxy': texts,
  'probe.connectTimeout': duration,
  'probe.tunnelTimeout': duration,
  'probe.timeout': duration,
  'tunnel.listen': texts,
  'tunnel.connectTimeout': duration,
} as const satisfies Readonly<Record<string, Key>>;

export type ConfigurationKey = keyof typeof configurationKeys;

/** The value in its checked form (durations in milliseconds), or undefined where it is none. */
export function checkValue(value: unknown, expected: Expected): string | number | undefined {
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
