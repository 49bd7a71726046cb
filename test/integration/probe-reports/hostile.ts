import * as fc from 'fast-check';
import { diagnosis } from '../../../src/lib/probe/diagnosis/diagnosis.js';
import type { ProbeResult } from '../../../src/lib/probe/result.js';
import { sampleDiagnosis, sampleFacts, sampleResult } from '../../unit/probe/samples.js';

/** What formats trip over, each by its own. */
export const nasty = [
  '"',
  "'",
  '""',
  ',',
  ';',
  '\n',
  '\r\n',
  '\r',
  '\t',
  '\0',
  '\u001b[31m',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\ufffe',
  '\uffff',
  '\ud800',
  '\udc00',
  ']]>',
  '<!--',
  '</failure>',
  '&amp;',
  '&#0;',
  '%',
  '%25',
  '%0A',
  '%3A%3A',
  '::',
  '::error::x',
  '\n::stop-commands::x\n',
  '##[error]x',
  '|',
  '#',
  ' # SKIP',
  ' # TODO x',
  '\\',
  '\\#',
  '\\n',
  '\\"',
  '---',
  '...',
  '\n...\nok 99 - x\n',
  '\nnot ok 1\n',
  'Bail out!',
  '~',
  '- a: b',
  '{}',
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '`',
  '数据库',
  '🚀',
  '\u{10ffff}',
  ' ',
  '',
];

const nastyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...nasty),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.string({ maxLength: 8 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

/** Many texts to be hurt by: each nasty one alone and in the middle, and random ones. */
export function hostileTexts(random = 200): string[] {
  return [...nasty, ...nasty.map((text) => `a${text}b`), ...fc.sample(nastyText, random)];
}

/** A failure, a warning and a pass in turn, whose names, targets and messages are these. */
export function hostileResults(texts: readonly string[]): ProbeResult[] {
  return texts.map((text, index) => {
    const named = { name: text, tags: [text], target: `redis://${text}:6379` };
    if (index % 3 === 0) {
      return sampleResult({
        ...named,
        diagnosis: diagnosis('PROXY_FORBIDDEN', { ...sampleFacts.PROXY_FORBIDDEN, said: text, target: text }),
      });
    }
    if (index % 3 === 1) {
      const warning = diagnosis('APP_DEGRADED', { ...sampleFacts.APP_DEGRADED, said: text, target: text });
      return sampleResult({
        ...named,
        ...{ status: 'warn', diagnosis: warning },
        warnings: [warning, sampleDiagnosis('CERT_EXPIRES_SOON')],
      });
    }
    return sampleResult({ ...named, via: [] });
  });
}

/** The text without what is no character; written another way than in the program. */
export function withoutNonCharacters(text: string, instead = '\ufffd'): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff ? instead : character;
  }).join('');
}
