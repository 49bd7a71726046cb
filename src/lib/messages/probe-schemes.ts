/** The scheme that a protocol's targets are written with. */
const schemes: Readonly<Record<string, string>> = {
  ...{
    http: 'http',
    html: 'http',
    tls: 'tls',
    redis: 'redis',
    mysql: 'mysql',
    postgres: 'postgres',
    ssh: 'ssh',
  },
  http2: 'grpc',
};

/** The same kind of target over TLS. */
const secureSchemes: Readonly<Record<string, string>> = {
  ...{ http: 'https', redis: 'rediss', grpc: 'grpcs', ws: 'wss' },
};

/** For hints: how to write a target of this kind at a port that speaks this protocol; null: not at all. */
export function schemeThere(kind: string, protocol: string): string | null {
  if (protocol === 'tls') return secureSchemes[kind] ?? 'tls';
  return schemes[protocol] ?? null;
}

/** The scheme of the same kind over TLS; null where there is none, or it is that already. */
export function secureScheme(kind: string): string | null {
  return secureSchemes[kind] ?? null;
}

export function isSecureScheme(kind: string): boolean {
  return Object.values(secureSchemes).includes(kind);
}
