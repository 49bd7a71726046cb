import { isIP } from 'node:net';
import { maskProxyValue } from '../../proxy/mask-proxy-value.js';
import { mask } from '../../redact.js';
import { suggest } from '../../suggest.js';
import { type TargetProblem, targetKinds } from './target.js';

/** What somebody probably meant by a text that is no target, so that a hint can say how it is written. */
export type TargetMistake =
  | { readonly kind: 'empty' | 'blank' | 'brackets' | 'hash' | 'port' }
  /** A URL without its scheme. */
  | { readonly kind: 'bare-url' }
  /** `suggestion`: the scheme that was probably meant; null: one of another program. */
  | { readonly kind: 'scheme'; readonly suggestion: string | null };

export function mistakeIn(text: string, problem: TargetProblem, what: string | null): TargetMistake | null {
  const trimmed = text.trim();
  if (problem === 'scheme' && what !== null)
    return { kind: 'scheme', suggestion: suggest(what, targetKinds) };
  if (trimmed === '') return { kind: 'empty' };
  if (isIP(trimmed.replace(/^[a-z]+:\/\//i, '')) === 6) return { kind: 'brackets' };
  if (/\s/.test(trimmed)) return { kind: 'blank' };
  if (/#.*@/.test(trimmed)) return { kind: 'hash' };
  if (problem === 'rest' && /^[^:/@]+(?::\d+)?\/(?!\/)/.test(trimmed)) return { kind: 'bare-url' };
  return problem === 'host' && /^(?:[a-z]+:\/\/)?[^:/@]+:[^:/@]*$/i.test(trimmed) ? { kind: 'port' } : null;
}

const secretSetting = /((?:passw|pwd|secret|token|key)[^=;&\s]*\s*=\s*)[^;&\s]+/gi;

/**
 * A text that is no target, for showing: without credentials, and without what stands behind a blank, where command
 * lines have passwords. An IPv6 address has none.
 */
export function maskTarget(text: string): string {
  const trimmed = text.trim();
  if (/^[\da-f:.]+$/i.test(trimmed) && isIP(trimmed) === 6) return trimmed;
  // A user part may hold blanks: it is masked before anything is cut.
  return maskProxyValue(trimmed)
    .replace(/\s[\s\S]*$/, ` ${mask}`)
    .replace(secretSetting, `$1${mask}`);
}
