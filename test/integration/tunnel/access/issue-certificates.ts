import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Certificates, Identity } from '../../../helpers/certificates.js';

const run = promisify(execFile);

/** A certificate of the authority of `certificates`; without a subject alternative name where there is none. */
export async function issue(
  { caFile }: Pick<Certificates, 'caFile'>,
  name: string,
  alternatives: string | null,
  days = 30,
): Promise<Identity> {
  const folder = dirname(caFile);
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
  const extensions = alternatives === null ? '' : `subjectAltName=${alternatives}\n`;
  await writeFile(join(folder, `${name}.ext`), `basicConstraints=CA:FALSE\n${extensions}`);
  await openssl(
    ...[
      'req',
      '-new',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-config',
      'openssl.cnf',
    ],
    ...['-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`],
  );
  await openssl(
    ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...['-days', String(days), '-extfile', `${name}.ext`, '-out', `${name}.pem`],
  );
  const [cert, key] = await Promise.all(
    [`${name}.pem`, `${name}.key`].map((file) => readFile(join(folder, file), 'utf8')),
  );
  return { cert: cert ?? '', key: key ?? '' };
}
