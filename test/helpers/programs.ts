import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The real servers and clients that tests use, and how to get each on Debian. */
const programs = {
  'redis-server': 'apt-get install redis-server',
  squid: 'apt-get install squid',
  tinyproxy: 'apt-get install tinyproxy',
  danted: 'apt-get install dante-server',
  stunnel4: 'apt-get install stunnel4',
  mariadbd: 'apt-get install mariadb-server',
  'mariadb-install-db': 'apt-get install mariadb-server',
  postgres: 'apt-get install postgresql',
  initdb: 'apt-get install postgresql',
  sshd: 'apt-get install openssh-server',
  'ssh-keygen': 'apt-get install openssh-client',
  dnsmasq: 'apt-get install dnsmasq-base',
  curl: 'apt-get install curl',
  wget: 'apt-get install wget',
  git: 'apt-get install git',
  openssl: 'apt-get install openssl',
  perl: 'apt-get install perl',
  python3: 'apt-get install python3 python3-requests',
  java: 'apt-get install default-jdk-headless',
  ip: 'apt-get install iproute2',
  chromium: 'apt-get install chromium',
  nc: 'apt-get install netcat-openbsd',
  'redis-cli': 'apt-get install redis-tools',
  psql: 'apt-get install postgresql-client',
  javac: 'apt-get install default-jdk-headless',
  unshare: 'apt-get install util-linux',
  go: 'https://go.dev/dl/ or apt-get install golang-go',
} as const;

export type Program = keyof typeof programs;

/** The absolute path of a program; null where it is missing. On CI a missing one is an error, never a skip. */
export function findProgram(name: Program): string | null {
  const usual = ['/usr/sbin', '/sbin', '/usr/local/go/bin', ...postgresFolders()];
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...usual];
  for (const folder of folders.filter(Boolean)) {
    const path = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  if (process.env.CI) throw new Error(`${name} is not installed, and on CI it must be: ${programs[name]}`);
  return null;
}

/** Debian keeps PostgreSQL's programs by version, outside of PATH. */
function postgresFolders(): string[] {
  try {
    return readdirSync('/usr/lib/postgresql').map((version) => join('/usr/lib/postgresql', version, 'bin'));
  } catch {
    return [];
  }
}

/** For `describe.skipIf(...)`: is one of these missing? */
export function missing(...names: Program[]): boolean {
  return names.some((name) => findProgram(name) === null);
}

export function missingPrograms(): { name: string; install: string }[] {
  return Object.entries(programs)
    .filter(([name]) => isMissing(name as Program))
    .map(([name, install]) => ({ name, install }));
}

function isMissing(name: Program): boolean {
  try {
    return findProgram(name) === null;
  } catch {
    return true;
  }
}
