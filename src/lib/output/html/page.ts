import { createHash } from 'node:crypto';
import { escapeHtml } from './escape.js';
import { pageStyle } from './page-style.js';

export interface Page {
  readonly title: string;
  /** The run's, for example `zh`. */
  readonly language: string;
  /** Rules of this kind of page, beside those that all have. */
  readonly style: string;
  /** Markup; empty parts are left out. */
  readonly body: readonly string[];
}

/** A page that needs nothing else: no script, no picture, its style inside and named by its hash. */
export function htmlPage({ title, language, style, body }: Page): string {
  const rules = pageStyle(style);
  const hash = createHash('sha256').update(rules).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return [
    '<!DOCTYPE html>',
    `<html lang="${language === 'zh' ? 'zh-CN' : escapeHtml(language)}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${rules}</style>`,
    '</head>',
    '<body>',
    ...body.filter((part) => part !== ''),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
