import { mask, shortestSearched } from '../redact.js';
import { secretsInProxyValue } from './proxy-secrets.js';

/**
 * A host for showing, as some program reads it out of a proxy's value: one that misreads the value may have taken a part
 * of the password for it (`http://li:p@ss/word@host`).
 */
export function maskHost(host: string, value: string): string {
  const told = host.toLowerCase();
  const isSecret = secretsInProxyValue(value).some((secret) => {
    const part = secret.toLowerCase();
    return part === told || (part.length >= shortestSearched && told.includes(part));
  });
  return isSecret ? mask : host;
}
