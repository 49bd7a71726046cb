import type { Diagnosis, DiagnosisCode } from '../../../probe/diagnosis/diagnosis.js';
import type { Explanation } from '../../../probe/explain/explanation.js';
import type { ProbeResult } from '../../../probe/result.js';
import type { Presentation } from '../../presentation.js';
import { nameOf, viaText } from './words.js';

/** A code with everything that shares it. */
export interface CodeGroup {
  readonly code: DiagnosisCode;
  readonly status: 'warn' | 'fail';
  /** The first one's, whose facts the sentences are made of. */
  readonly diagnosis: Diagnosis;
  readonly results: readonly ProbeResult[];
}

/** One group for each distinct code of failures and warnings: what failed first, else in the order of the run. */
export function groupByCode(results: readonly ProbeResult[]): CodeGroup[] {
  const groups = new Map<DiagnosisCode, { diagnosis: Diagnosis; failed: boolean; results: ProbeResult[] }>();
  for (const result of results) {
    for (const { diagnosis, failed } of foundIn(result)) {
      const group = groups.get(diagnosis.code) ?? { diagnosis, failed: false, results: [] };
      if (group.results.at(-1) !== result) group.results.push(result);
      group.failed ||= failed;
      groups.set(diagnosis.code, group);
    }
  }
  const all = [...groups].map(
    ([code, { diagnosis, failed, results: same }]): CodeGroup => ({
      ...{ code, diagnosis, results: same },
      status: failed ? 'fail' : 'warn',
    }),
  );
  return [...all.filter(({ status }) => status === 'fail'), ...all.filter(({ status }) => status === 'warn')];
}

/** A failure is never among its own warnings; where one of them is the diagnosis, `--strict` made all of them fail. */
function foundIn({ status, diagnosis, warnings }: ProbeResult) {
  const failed = status === 'fail';
  const strict = failed && warnings.some(({ code }) => code === diagnosis?.code);
  return [
    ...(diagnosis === null ? [] : [{ diagnosis, failed }]),
    ...warnings.map((warning) => ({ diagnosis: warning, failed: strict })),
  ];
}

/** Who else has the code, the first few by name; null where nobody has. Of several routes it says which. */
export function othersLine(
  { results: [, ...others] }: CodeGroup,
  presentation: Presentation,
  { namedAtMost, isMatrix }: { namedAtMost: number; isMatrix: boolean },
): string | null {
  if (others.length === 0) return null;
  const titles = others
    .slice(0, namedAtMost)
    .map((one) => (isMatrix ? `${nameOf(one)} (${viaText(one, presentation)})` : nameOf(one)));
  return presentation.text.probe.same(titles, others.length - titles.length);
}

/**
 * The explanations of a group, and whose each is: who failed by the same code fails for other reasons over another
 * route. `of` is null where there is only one.
 */
export function explanationsOf(
  { results }: CodeGroup,
  presentation: Presentation,
): { readonly of: string | null; readonly explanation: Explanation }[] {
  const all = results.flatMap((result) => {
    const of = `${nameOf(result)} ${presentation.style.arrow} ${viaText(result, presentation)}`;
    return result.explanation === null ? [] : [{ of, explanation: result.explanation }];
  });
  return all.length === 1 ? all.map(({ explanation }) => ({ of: null, explanation })) : all;
}

/** Is any target there more than once, over several routes? */
export function isMatrix(results: readonly ProbeResult[]): boolean {
  return new Set(results.map(({ target }) => target)).size < results.length;
}
