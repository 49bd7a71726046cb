/** What a network's own sign-in page is called, in its host, path or query. */
const portalWords =
  /login|logon|log-in|signin|sign-in|sign_in|portal|captive|hotspot|wi-?fi|wlan|webauth|splash/i;

/** What services add when they send somebody to their own sign-in: OAuth 2 and OpenID Connect, SAML, WS-Federation, CAS. */
const singleSignOn = /[?&](?:client_id|response_type|SAMLRequest|wtrealm|service)=/i;

/** Network Authentication Required (RFC 6585 section 6). */
export const portalStatus = 511;

/**
 * Is this a redirect of a network that wants people to sign in? To a host that is neither the target nor of its
 * domain, and named like such a page. For plain HTTP only: nobody on the way can redirect what TLS protects.
 */
export function isPortalRedirect(
  { status, location }: { status: number; location: string | null },
  host: string,
): boolean {
  if (status < 300 || status > 399 || location === null || !URL.canParse(location)) return false;
  const url = new URL(location);
  if (!/^https?:$/.test(url.protocol) || isRelated(url.hostname, host)) return false;
  const { hostname, pathname, search } = url;
  return portalWords.test(`${hostname}${pathname}${search}`) && !singleSignOn.test(search);
}

/** The same host, one below the other, or two with the same last two labels. */
function isRelated(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => name.toLowerCase().replace(/\.$/, '')) as [string, string];
  if (a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`)) return true;
  if (/^[\d.]+$|:|\[/.test(a) || /^[\d.]+$|:/.test(b)) return false;
  const domain = (name: string) => name.split('.').slice(-2).join('.');
  return a.includes('.') && domain(a) === domain(b);
}
