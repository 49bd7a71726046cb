import { dirname, join } from 'node:path';
import type { Certificates } from './certificates.js';

/** Where the server's key and certificate are, for programs that want files. */
export function identityFiles({ caFile }: Certificates): { readonly key: string; readonly cert: string } {
  const folder = dirname(caFile);
  return { key: join(folder, 'server.key'), cert: join(folder, 'server.pem') };
}
