import { usageFailure } from '../errors.js';
import { mask } from '../redact.js';
import { accessFailure } from '../tunnel/access/access-failures.js';
import type { AccessSettings, User } from '../tunnel/access/access-settings.js';
import { destinationRuleForm, parseDestinationRule } from '../tunnel/access/destination-rule.js';
import { parseSubnet, subnetForm } from '../tunnel/access/subnet.js';
import { authForm, parseUser, readAuthFile } from '../tunnel/access/users.js';
import type { TlsSettings } from '../tunnel/settings.js';
import { inside, wrongValue } from './site.js';
import type { TunnelFlags } from './tunnel-flags.js';
import type { TunnelSettingReader } from './tunnel-settings.js';

/** Who may use the tunnel, and for what. Throws usage failures. */
export async function readAccess(reader: TunnelSettingReader): Promise<AccessSettings> {
  return {
    allow: readEach(reader, 'allow', 'tunnel.allow', parseDestinationRule, destinationRuleForm),
    deny: readEach(reader, 'deny', 'tunnel.deny', parseDestinationRule, destinationRuleForm),
    allowFrom: readEach(reader, 'allow-from', 'tunnel.allowFrom', parseSubnet, subnetForm),
    users: await readUsers(reader),
  };
}

/** Null: clients are served in the clear. Throws usage failures. */
export async function readTls(reader: TunnelSettingReader): Promise<TlsSettings | null> {
  const certificate = await reader.text('tls-cert', 'tunnel.tls.cert');
  const key = await reader.text('tls-key', 'tunnel.tls.key');
  const clientCa = await reader.certificates('client-ca', 'tunnel.tls.clientCa');
  const names = reader.find<readonly string[]>('client-name', 'tunnel.tls.clientNames');
  const missing = (flag: string) => usageFailure('MISSING_FLAG', { flag, command: 'tunnel' });
  if (names !== undefined && clientCa === null) throw missing('--client-ca');
  if (names?.value.length === 0) throw wrongValue(names.site, '[]', 'build.test, spiffe://corp/build/*');
  if (certificate === null) {
    if (key !== null || clientCa !== null) throw missing('--tls-cert');
    return null;
  }
  if (key === null) throw missing('--tls-key');
  reader.secrets.add(key.value);
  return { certificate: certificate.value, key: key.value, clientCa, clientNames: names?.value ?? [] };
}

function readEach<T>(
  reader: TunnelSettingReader,
  flag: keyof TunnelFlags,
  key: 'tunnel.allow' | 'tunnel.deny' | 'tunnel.allowFrom',
  parse: (text: string) => T | null,
  form: string,
): readonly T[] {
  const found = reader.find<readonly string[]>(flag, key);
  if (found === undefined) return [];
  // An empty list of those that are allowed may be meant as "nobody"; it must not mean "everybody".
  if (found.value.length === 0 && key !== 'tunnel.deny') throw wrongValue(found.site, '[]', form);
  return found.value.map((text, index) => {
    const value = parse(text);
    if (value === null) throw wrongValue(inside(found.site, `[${index}]`), text, form);
    return value;
  });
}

/** Those given in plain and those of the file; where a name is in both, the file's. */
async function readUsers(reader: TunnelSettingReader): Promise<readonly User[]> {
  const listed = await readUserFile(reader);
  const names = new Set(listed.map(({ name }) => name));
  return [...readPlainUsers(reader).filter(({ name }) => !names.has(name)), ...listed];
}

function readPlainUsers(reader: TunnelSettingReader): readonly User[] {
  const found = reader.find<string | readonly string[]>('auth', 'tunnel.auth', ['ALIPROXY_TUNNEL_AUTH']);
  if (found === undefined) return [];
  const texts = typeof found.value === 'string' ? [found.value] : found.value;
  if (texts.length === 0) throw wrongValue(found.site, '[]', authForm);
  return texts.map((written, index) => {
    const site = inside(found.site, `[${index}]`);
    const text = reader.expand(written, site);
    const user = parseUser(text);
    reader.secrets.add(text.slice(text.indexOf(':') + 1));
    if (user === null) throw wrongValue(site, mask, authForm);
    return user;
  });
}

async function readUserFile(reader: TunnelSettingReader): Promise<readonly User[]> {
  const found = await reader.text('auth-file', 'tunnel.authFile');
  if (found === null) return [];
  const path = reader.path('auth-file', 'tunnel.authFile')?.value ?? '';
  const file = readAuthFile(found.value);
  if (file.ok) {
    if (file.users.length === 0) throw accessFailure('AUTH_FILE_EMPTY', { path });
    return file.users;
  }
  const [first] = file.problems;
  throw accessFailure('AUTH_FILE_INVALID', {
    path,
    line: first?.line ?? 0,
    problem: first?.problem ?? 'form',
  });
}
