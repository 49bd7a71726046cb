import { isIPv6 } from 'node:net';

/**
 * A host into which a client has drawn credentials: what stands before an `@`, and after the colon of a host that is no
 * IPv6 address, is not shown.
 */
export function hideCredentials(host: string): string {
  const place = host.replace(/^.*@/s, '***@');
  return isIPv6(place.replace(/%.*$/s, '')) ? place : place.replace(/:.*$/s, ':***');
}
