import type { Messages } from '../../messages/en.js';
import type { Explanation } from '../../proxy/explain/explain.js';
import type { Presentation } from '../presentation.js';
import { wrapText } from '../width.js';
import { explainJson, explanationTable } from './explain.js';

/** `urls`, as in the document of `explain`; without any, nothing. */
export function explanationsJson(explanations: readonly Explanation[], text: Messages): object {
  if (explanations.length === 0) return {};
  return {
    urls: explanations.map((explanation) => {
      const {
        ok: _ok,
        advice: _advice,
        ...document
      } = explainJson({ explanation, lines: [], assumed: false }, text) as Readonly<Record<string, unknown>>;
      return document;
    }),
  };
}

/** One table a URL, under the checks. */
export function explanationsText(explanations: readonly Explanation[], presentation: Presentation): string {
  const { text, style } = presentation;
  return explanations
    .map((explanation) => {
      const { target, os } = explanation;
      const heading = text.explain.heading(target.url, text.explain.platforms[os] ?? os);
      const head = wrapText(style.paint('strong', heading), style.width);
      return `\n${head}\n${explanationTable(explanation, presentation)}`;
    })
    .join('');
}
