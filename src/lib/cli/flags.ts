import * as Flags from '@oclif/core/flags';
import { checkValue } from '../config/schema.js';
import { usageFailure } from '../errors.js';

/** A duration flag (`500ms`, `5s`, `3m`); its value is in milliseconds. */
export const durationFlag = Flags.custom<number>({
  helpValue: 'DURATION',
  parse: async (value, _context, options) => {
    const ms = checkValue(value, { kind: 'duration' });
    if (typeof ms !== 'number') throw badValue(options.name, value, '500ms, 5s, 3m');
    return ms;
  },
});

/** A whole number in a range, both ends included. */
export function integerFlag(min: number, max: number) {
  return Flags.custom<number>({
    helpValue: 'N',
    parse: async (value, _context, options) => {
      const number = checkValue(value, { kind: 'integer', min, max });
      if (typeof number !== 'number') throw badValue(options.name, value, `${min}…${max}`);
      return number;
    },
  });
}

/** One of a few words. */
export function choiceFlag(values: readonly string[]) {
  return Flags.custom<string>({
    helpValue: values.join('|'),
    parse: async (value, _context, options) => {
      if (!values.includes(value)) throw badValue(options.name, value, values.join(' | '));
      return value;
    },
  });
}

function badValue(flag: string, value: string, expected: string) {
  return usageFailure('BAD_FLAG_VALUE', { flag: `--${flag}`, value, expected });
}
