import { createHash } from 'node:crypto';
import { escapeHtml } from './escape.js';
import { pageStyle } from './page-style.js';

export interface Page {
  readonly title: string;
  /** The run's, for example `zh`. */
  readonly language: string;
  /** Rules of this kind of page, beside those that all have. */
  readonly style: string;
  /** Of a page that is served and asks its own server for more; a report has none. */
  readonly script?: string;
  /** Markup; empty parts are left out. */
  readonly body: readonly string[];
}

export interface RenderedPage {
  readonly html: string;
  /** Its Content-Security-Policy, which also stands in it. */
  readonly policy: string;
}

/** A page that needs nothing else: no picture from elsewhere, its style inside and named by its hash. */
export function htmlPage(page: Page): string {
  return renderPage(page).html;
}

/** The same for a server, which sends the policy as a header, too. */
export function renderPage({ title, language, style, script, body }: Page): RenderedPage {
  const rules = pageStyle(style);
  const policy = [
    `default-src 'none'; style-src ${hashSource(rules)}`,
    ...(script === undefined
      ? []
      : [`script-src ${hashSource(script)}`, "connect-src 'self'", 'img-src data:']),
    "base-uri 'none'; form-action 'none'",
  ].join('; ');
  const html = [
    '<!DOCTYPE html>',
    `<html lang="${language === 'zh' ? 'zh-CN' : escapeHtml(language)}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(title)}</title>`,
    ...(script === undefined ? [] : [noIcon]),
    `<style>${rules}</style>`,
    '</head>',
    '<body>',
    ...body.filter((part) => part !== ''),
    ...(script === undefined ? [] : [`<script>${script}</script>`]),
    '</body>',
    '</html>',
    '',
  ].join('\n');
  return { html, policy };
}

/** A browser would ask the server for one. */
const noIcon = '<link rel="icon" href="data:,">';

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
