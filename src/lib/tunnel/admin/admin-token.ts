import { createHash, timingSafeEqual } from 'node:crypto';
import type { Host } from '../../host/host.js';

/** What our own commands show for `stop`, `reload` and the like; made anew for each tunnel. */
export function makeAdminToken({ random }: Pick<Host, 'random'>): string {
  return random(32).toString('base64url');
}

/** Does an `Authorization` header carry this token (RFC 6750 section 2.1)? Takes as long whatever is wrong with it. */
export function bears(header: string | undefined, token: string): boolean {
  const shown = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(shown), digest(token)) && shown !== '';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
