import { parseDuration } from '../../duration.js';
import { percentDecode } from '../../proxy/proxy-url.js';
import type { RouteChoice } from '../routing/routing.js';
import { parsePattern } from './pattern.js';
import type { RequestHeader } from './request-header.js';
import { mergeSlos, parseSlo, type Slo } from './slo.js';
import { parseStatusRanges, type StatusRange } from './status-ranges.js';

/** What holds for one target alone, from its fragment or its entry in the file. Null or empty: the run's own. */
export interface TargetOptions {
  readonly expectStatus: readonly StatusRange[] | null;
  readonly expectBody: RegExp | null;
  readonly headers: readonly RequestHeader[];
  readonly timeoutMs: number | null;
  readonly slo: readonly Slo[];
  /** Routes of its own, in place of the run's `-x`. */
  readonly routes: readonly RouteChoice[] | null;
}

export const noOptions: TargetOptions = {
  ...{ expectStatus: null, expectBody: null, headers: [], timeoutMs: null, slo: [], routes: null },
};

/** As for `--timeout`. */
const longestTimeoutMs = 24 * 3_600_000;

/** The options that a fragment may hold. */
export const fragmentOptions = ['name', 'tag', 'expect', 'body', 'timeout', 'slo'] as const;

interface Fragment {
  readonly name: string | null;
  readonly tags: readonly string[];
  readonly options: TargetOptions;
}

export type FragmentReading =
  | ({ readonly ok: true } & Fragment)
  /** `what` is the option in question; null where it may be the rest of a password. */
  | { readonly ok: false; readonly what: string | null };

/**
 * Reads `expect=200,204;timeout=3s;name=api`, the part of a target's URL that is never sent. Values are
 * percent-decoded: a `;` is `%3B`. Of options given twice the last counts; `slo` and `tag` add up.
 */
export function readFragment(fragment: string): FragmentReading {
  let read: Fragment = { name: null, tags: [], options: noOptions };
  for (const part of fragment.split(';').filter(Boolean)) {
    const [key = '', ...values] = part.split('=');
    const next = withOption(key, percentDecode(values.join('=')), read);
    // Before an @ it may be the rest of a password that holds a #.
    if (next === null) return { ok: false, what: fragment.includes('@') ? null : part };
    read = next;
  }
  return { ok: true, ...read };
}

function withOption(key: string, value: string, read: Fragment): Fragment | null {
  if (value === '') return null;
  if (key === 'name') return { ...read, name: value };
  if (key === 'tag') return { ...read, tags: [...read.tags, value] };
  const option = readOption(key, value, read.options);
  return option && { ...read, options: { ...read.options, ...option } };
}

function readOption(key: string, value: string, { slo }: TargetOptions): Partial<TargetOptions> | null {
  switch (key) {
    case 'expect': {
      const expectStatus = parseStatusRanges(value);
      return expectStatus && { expectStatus };
    }
    case 'body': {
      const expectBody = parsePattern(value);
      return expectBody.ok ? { expectBody: expectBody.pattern } : null;
    }
    case 'timeout': {
      const timeoutMs = parseDuration(value);
      return timeoutMs && timeoutMs <= longestTimeoutMs ? { timeoutMs } : null;
    }
    case 'slo': {
      const limit = parseSlo(value);
      return limit && { slo: mergeSlos(slo, [limit]) };
    }
    default:
      return null;
  }
}
