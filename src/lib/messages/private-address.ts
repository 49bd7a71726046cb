/** RFC 1918, RFC 6598 and RFC 4193, which VPCs use; IPv6 without brackets. */
const isPrivate =
  /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)(?:\d{1,3}\.){1,2}\d{1,3}$|^f[cd][\da-f]{2}:/i;

/** The address in a proxy's URL that a security group behind it sees; null for a name or an address from elsewhere. */
export function privateAddressOf(proxy: string | null): string | null {
  const [, bracketed, plain] = /^[a-z\d]+:\/\/(?:\[([\da-f:.]+)\]|([\d.]+)):\d+$/i.exec(proxy ?? '') ?? [];
  const host = bracketed ?? plain ?? '';
  return isPrivate.test(host) ? host : null;
}

/** For `--cidr`: one address alone. */
export function hostBlock(address: string): string {
  return `${address}/${address.includes(':') ? 128 : 32}`;
}
