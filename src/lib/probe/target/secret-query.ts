import { percentDecode } from '../../proxy/proxy-url.js';
import { mask } from '../../redact.js';

const secretName =
  /token|secret|passw|pwd|signature|credential|^(?:sig|auth|key|(?:api|access)[-_]?key(?:[-_]?id)?)$/i;

/** The query of a URL with `***` in place of each value that is named like a secret. */
export function maskQuery(search: string): string {
  return search.replace(/([?&])([^=&]+)=([^&]+)/g, (whole, sign: string, name: string) =>
    secretName.test(percentDecode(name)) ? `${sign}${name}=${mask}` : whole,
  );
}

/** The values that `maskQuery` hides, as written and decoded; short ones are words that stand elsewhere, too. */
export function secretsInQuery(path: string): string[] {
  const query = /\?(.*)$/s.exec(path)?.[1] ?? '';
  return query.split('&').flatMap((pair) => {
    const [name = '', ...rest] = pair.split('=');
    const value = rest.join('=');
    return secretName.test(percentDecode(name)) && value.length >= 8 ? [value, percentDecode(value)] : [];
  });
}
