import { formatAuthority } from '../../proxy/authority.js';
import type { Target } from './target.js';

/** The value of `Host` (RFC 9110 section 7.2): without the port where it is the scheme's own. */
export function hostField(target: Target): string {
  const standard = target.kind === 'https' || target.kind === 'wss' ? 443 : 80;
  return formatAuthority(target).replace(new RegExp(`:${standard}$`), '');
}
