import { percentDecode } from './proxy-url.js';

/** Only schemes of proxies: in `li:/secret@host` it is the user's name that stands before the colon. */
const beforeUser = /^["'\s]*(?:[a-z]+=)?(?:(?:https?|socks(?:4a?|5h?)?)[:：][\\/／]+)?/i;

/**
 * The passwords in a proxy's value, whatever is wrong with it: clients that misread it may show parts of them as a host
 * or a port. All that stands between the scheme and the last `@` counts but for the user's name, and so do options such
 * as `-Dhttp.proxyPassword=…`.
 */
export function secretsInProxyValue(value: string): string[] {
  const found = [...value.matchAll(/proxy-?(?:password|pass|user)=(\S+)/gi)].map(([, secret = '']) => secret);
  for (const part of value.split(/[;,\s]+(?=[a-z]+=|[a-z]+:\/\/)|[\s"']+(?=\S*$)/i)) {
    const at = Math.max(part.lastIndexOf('@'), part.lastIndexOf('＠'));
    if (at < 0) continue;
    const user = part.slice(0, at).replace(beforeUser, '');
    const colon = user.search(/[:：]/);
    const password = colon < 0 ? user : user.slice(colon + 1);
    found.push(password, ...password.split(/[/\\?#@＠:\s]+/));
  }
  return [...new Set(found.flatMap((secret) => [secret, percentDecode(secret)]))].filter(Boolean);
}
