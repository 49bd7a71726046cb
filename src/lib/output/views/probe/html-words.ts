import type { ProbeStatus } from '../../../probe/result.js';
import { escapeHtml } from '../../html/escape.js';
import type { Presentation } from '../../presentation.js';
import { splitCommands } from './commands.js';
import { statusTones } from './words.js';

/** A sign and a word: colour is never alone. */
export function badge(status: ProbeStatus, { text, style }: Presentation): string {
  const mark = `<span aria-hidden="true">${escapeHtml(style.symbol[statusTones[status]])}</span>`;
  return `<span class="badge ${status}">${mark} ${escapeHtml(text.probe.status[status])}</span>`;
}

/** A sentence whose commands are taken whole by one click. */
export function hintHtml(hint: string): string {
  return splitCommands(hint)
    .map(({ text, isCommand }) => (isCommand ? `<code>${escapeHtml(text)}</code>` : escapeHtml(text)))
    .join('');
}
