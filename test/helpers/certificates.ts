import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export interface Identity {
  /** PEM, the leaf only. */
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  /** The authority's certificate, PEM, and the same as a file. */
  readonly ca: string;
  readonly caFile: string;
  /** For localhost, 127.0.0.1, ::1 and server.test; valid for 90 days. */
  readonly server: Identity;
  /** The same names; expired in 2021. */
  readonly expired: Identity;
  /** The same names; valid from 2090. */
  readonly notYetValid: Identity;
  /** Valid, but for other.test only. */
  readonly wrongName: Identity;
  /** Valid, the same names, signed by itself. */
  readonly selfSigned: Identity;
  /** Takes the folder away. */
  remove(): Promise<void>;
}

const run = promisify(execFile);
const names = 'DNS:localhost,DNS:server.test,IP:127.0.0.1,IP:::1';

/** Makes a certificate authority and what it signed with openssl, in a temporary folder. Ask `missing('openssl')` first. */
export async function makeCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), 'aliproxy-certificates-'));
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
  await writeFile(join(folder, 'openssl.cnf'), configuration);
  await writeFile(join(folder, 'index.txt'), '');
  const key = (name: string) =>
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', `${name}.key`);
  const selfSign = (name: string, subject: string, ...extensions: string[]) =>
    openssl(
      ...['req', '-x509', '-config', 'openssl.cnf', '-key', `${name}.key`, '-out', `${name}.pem`],
      ...['-subj', `/CN=${subject}`, '-days', '90', ...extensions.flatMap((line) => ['-addext', line])],
    );
  const identity = async (name: string): Promise<Identity> => ({
    cert: await readFile(join(folder, `${name}.pem`), 'utf8'),
    key: await readFile(join(folder, `${name}.key`), 'utf8'),
  });
  const sign = async (name: string, subject: string, alternatives: string, ...dates: string[]) => {
    await key(name);
    await writeFile(join(folder, `${name}.ext`), `subjectAltName=${alternatives}\n`);
    await openssl(
      ...['req', '-new', '-config', 'openssl.cnf', '-key', `${name}.key`, '-out', `${name}.csr`],
      ...['-subj', `/CN=${subject}`],
    );
    await openssl(
      ...['ca', '-batch', '-notext', '-config', 'openssl.cnf', '-in', `${name}.csr`],
      ...['-out', `${name}.pem`, '-extfile', `${name}.ext`, ...dates],
    );
    return identity(name);
  };

  await key('ca');
  await selfSign('ca', 'aliproxy test authority', 'basicConstraints=critical,CA:TRUE');
  await key('self');
  await selfSign('self', 'localhost', `subjectAltName=${names}`);
  return {
    ca: (await identity('ca')).cert,
    caFile: join(folder, 'ca.pem'),
    server: await sign('server', 'localhost', names, '-days', '90'),
    expired: await sign(
      'expired',
      'localhost',
      names,
      ...['-startdate', '20200101000000Z', '-enddate', '20210101000000Z'],
    ),
    notYetValid: await sign(
      'future',
      'localhost',
      names,
      ...['-startdate', '20900101000000Z', '-enddate', '20910101000000Z'],
    ),
    wrongName: await sign('other', 'other.test', 'DNS:other.test', '-days', '90'),
    selfSigned: await identity('self'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export interface Chain {
  /** The leaf with the intermediate certificate that signed it. */
  readonly whole: Identity;
  /** The same leaf alone, as a server sends it that was not given the whole chain. */
  readonly incomplete: Identity;
}

/** An intermediate authority under that of `certificates`, and a leaf of it for the usual names. */
export async function makeChain({ caFile }: Pick<Certificates, 'caFile'>): Promise<Chain> {
  const folder = dirname(caFile);
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  const issue = async (name: string, subject: string, by: string, extension: string) => {
    await writeFile(join(folder, `${name}.ext`), `${extension}\n`);
    await openssl(
      ...['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...[
        '-config',
        'openssl.cnf',
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.csr`,
        '-subj',
        `/CN=${subject}`,
      ],
    );
    await openssl(
      ...['x509', '-req', '-in', `${name}.csr`, '-CA', `${by}.pem`, '-CAkey', `${by}.key`, '-days', '60'],
      ...['-CAcreateserial', '-extfile', `${name}.ext`, '-out', `${name}.pem`],
    );
  };
  await issue('middle', 'aliproxy test intermediate', 'ca', 'basicConstraints=critical,CA:TRUE');
  await issue('leaf', 'localhost', 'middle', `subjectAltName=${names}`);
  const [leaf, key, middle] = await Promise.all(['leaf.pem', 'leaf.key', 'middle.pem'].map(read));
  const incomplete = { cert: leaf ?? '', key: key ?? '' };
  return { whole: { ...incomplete, cert: `${leaf}${middle}` }, incomplete };
}

const configuration = `
[req]
distinguished_name = name
prompt = no
[name]
[ca]
default_ca = authority
[authority]
database = index.txt
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
default_md = sha256
rand_serial = yes
policy = anything
unique_subject = no
[anything]
commonName = supplied
`;
