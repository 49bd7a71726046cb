import { mask } from '../redact.js';

const schemePrefix = /^[\s"'“”‘’]*[a-z][a-z0-9+.-]*[:：]*[\\/／]+/i;

/**
 * The value of a proxy variable without its credentials, for showing, whatever is wrong with it: everything between
 * the scheme and the last `@` (also a full-width one, or one written `%40`) becomes `***`, and so does a "port" that
 * is no number, which may be a password whose host got lost, and what stands in a query or a fragment.
 */
export function maskProxyValue(value: string): string {
  if (/^[a-z]+=/i.test(value)) return value.split(';').map(maskPart).join(';');
  return maskOne(value);
}

/** `http=user:pw@host:port`, one part of the form of the Windows settings. */
function maskPart(part: string): string {
  const at = part.indexOf('=');
  return part.slice(0, at + 1) + maskOne(part.slice(at + 1));
}

function maskOne(value: string): string {
  const scheme = schemePrefix.exec(value)?.[0] ?? '';
  const rest = value.slice(scheme.length);
  const separators = [...rest.matchAll(/[@＠]/g)];
  const last = separators.at(-1) ?? [...rest.matchAll(/%40/g)].at(-1);
  if (last) return `${scheme}${mask}@${maskAddress(rest.slice(last.index + last[0].length))}`;
  return scheme + maskAddress(rest);
}

function maskAddress(text: string): string {
  return maskPort(text).replace(/([?#]).+$/s, `$1${mask}`);
}

function maskPort(text: string): string {
  return text.replace(
    /^([^:：[\]]*[:：])([^\s/?#"'“”‘’]*)(.*)$/s,
    (_whole, host: string, port: string, after: string) =>
      /^[0-9０-９]*$/.test(port) ? host + port + after : host + mask,
  );
}
