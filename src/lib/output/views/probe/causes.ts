import type { Messages } from '../../../messages/en.js';
import type { Diagnosis } from '../../../probe/diagnosis/diagnosis.js';
import type { Explanation } from '../../../probe/explain/explanation.js';
import type { ProbeResult } from '../../../probe/result.js';
import { explanationWords } from './explanation.js';
import { diagnosisWords } from './words.js';

/** The warnings of a result but for the one that its code names already. */
export function otherWarnings({ diagnosis, warnings }: ProbeResult): readonly Diagnosis[] {
  return warnings[0]?.code === diagnosis?.code ? warnings.slice(1) : warnings;
}

/** A line each: what happened, the hint, and what a closer look found. */
export function causeText(found: Diagnosis, explanation: Explanation | null, text: Messages): string {
  const { message, hint } = diagnosisWords(found, text);
  const lines = [message, `${text.common.hint}: ${hint}`];
  if (explanation !== null) {
    const { sentence, next } = explanationWords(explanation, text);
    const words = text.probe.explanation;
    lines.push(`${words.verdict}: ${sentence}`, ...(next === null ? [] : [`${words.next}: ${next}`]));
  }
  return lines.join('\n');
}
