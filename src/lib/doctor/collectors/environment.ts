import { win32 } from 'node:path';
import type { Host } from '../../host/host.js';
import type { ReadRegistry, RegistryAnswer } from '../../host/registry.js';
import { variable } from '../../host/variables.js';
import { maskProxyValue } from '../../proxy/mask-proxy-value.js';
import { lintNoProxy } from '../../proxy/no-proxy-lint.js';
import type { EnvironmentEvidence } from '../evidence/environment.js';
import { samePath, withoutHome } from './paths.js';
import type { PowershellAnswer } from './powershell.js';
import type { Gathered, Sources } from './sources.js';

const keys = {
  user: 'HKCU\\Environment',
  machine: 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment',
};

const proxyNames = new Set(['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY']);

/** What `go help environment` names and people set; not every name that begins with GO is Go's. */
const goNames = new Set(
  'GO111MODULE GOARCH GOAUTH GOBIN GOCACHE GODEBUG GOENV GOEXPERIMENT GOFLAGS GOINSECURE GOMODCACHE GONOPROXY GONOSUMDB GOOS GOPATH GOPRIVATE GOPROXY GOROOT GOSUMDB GOTMPDIR GOTOOLCHAIN GOVCS GOWORK'.split(
    ' ',
  ),
);

/** Values by name in upper case, unexpanded. */
type Variables = ReadonlyMap<string, string>;

interface Scopes {
  readonly source: 'powershell' | 'registry';
  readonly user: Variables;
  readonly machine: Variables;
}

/** Compares the variables of this process with those in the registry: a process keeps what it was started with. */
export async function collectEnvironment({
  host,
  powershell,
  readRegistry,
}: Sources): Promise<Gathered<EnvironmentEvidence>> {
  const { answer } = await powershell();
  const scopes = fromPowershell(answer) ?? (await fromRegistry(readRegistry));
  if (scopes === null) {
    return { source: 'registry', value: { source: null, variables: [], missingFromPath: null } };
  }
  const names = [...goNames, ...proxyNames].sort();
  const variables = names.flatMap((name) => describe(name, scopes, host) ?? []);
  const missingFromPath = await findMissing(scopes, host);
  return { source: scopes.source, value: { source: scopes.source, variables, missingFromPath } };
}

function fromPowershell(answer: PowershellAnswer): Scopes | null {
  const told = answer.get('env') as { HKCU?: unknown; HKLM?: unknown } | null | undefined;
  const [user, machine] = [told?.HKCU, told?.HKLM].map(variablesOf);
  return user && machine ? { source: 'powershell', user, machine } : null;
}

async function fromRegistry(read: ReadRegistry): Promise<Scopes | null> {
  const [user, machine] = (await Promise.all([read(keys.user), read(keys.machine)])).map(valuesOf);
  return user && machine ? { source: 'registry', user, machine } : null;
}

/** A user may have no variables at all. */
function valuesOf(answer: RegistryAnswer): Variables | null {
  if (answer.state === 'unreadable') return null;
  return variablesOf(answer.state === 'ok' ? Object.fromEntries(answer.values) : {});
}

/** Windows gives nobody a variable that is empty. */
function variablesOf(value: unknown): Variables | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  const texts = Object.entries(value).filter(([, text]) => typeof text === 'string' && text !== '');
  return new Map(texts.map(([name, text]) => [name.toUpperCase(), text as string]));
}

function describe(
  name: string,
  scopes: Scopes,
  host: Host,
): EnvironmentEvidence['variables'][number] | undefined {
  const here = variable(name, host) ?? null;
  const user = scopes.user.get(name) ?? null;
  const machine = scopes.machine.get(name) ?? null;
  if (here === null && user === null && machine === null) return undefined;
  const shown = (value: string | null) => {
    if (value === null || !proxyNames.has(name)) return null;
    return name === 'NO_PROXY' ? lintNoProxy(value).masked : maskProxyValue(value);
  };
  const given = user ?? machine;
  return {
    name,
    inProcess: here !== null,
    inUser: user !== null,
    inMachine: machine !== null,
    current: given === null ? here === null : agree(given, here, scopes, host),
    scopesAgree: user === null || machine === null ? null : agree(user, machine, scopes, host),
    masked: { process: shown(here), user: shown(user), machine: shown(machine) },
  };
}

/**
 * Is the second value what becomes of the first, a registry value? Both forms count, as it stands and expanded:
 * reg.exe's listing is read without its types. Null where that can't be told.
 */
function agree(value: string, other: string | null, scopes: Scopes, host: Host): boolean | null {
  if (other === null) return false;
  const expanded = expand(value, scopes, host);
  const forms = (text: string, whole: string | null) => (whole === null ? [text] : [text, whole]);
  const others = forms(other, expand(other, scopes, host));
  const alike = forms(value, expanded).some((form) =>
    others.some((text) => form === text || isSameFolder(form, text, host)),
  );
  if (alike) return true;
  return expanded === null || isGarbled(value, scopes) || isGarbled(other, scopes) ? null : false;
}

function isSameFolder(a: string, b: string, host: Host): boolean {
  return win32.isAbsolute(a) && win32.isAbsolute(b) && samePath(a, b, host);
}

/** reg.exe writes in the console's code page: beyond ASCII a value can't be compared. */
function isGarbled(value: string, { source }: Scopes): boolean {
  return source === 'registry' && /[^\u0020-\u007e]|\?/.test(value);
}

/** With `%NAME%` replaced, as a new process would have it; null where a name is not known. */
function expand(value: string, { user, machine }: Scopes, host: Host): string | null {
  let known = true;
  const text = value.replace(/%([^%]+)%/g, (whole, name: string) => {
    const key = name.toUpperCase();
    const found = user.get(key) ?? machine.get(key) ?? variable(name, host);
    known &&= found !== undefined;
    return found ?? whole;
  });
  return known && !/%[^%]+%/.test(text) ? text : null;
}

/**
 * Entries of the registry's PATH (the machine's and the user's) that this process lacks. What has been added here is
 * nobody's concern. A folder that does not exist is missed by nobody; one on a server is not asked for, that may hang.
 */
async function findMissing(scopes: Scopes, host: Host): Promise<string[]> {
  const entries = (path: string) =>
    path
      .split(';')
      .map((entry) => entry.trim().replace(/^"(.*)"$/, '$1'))
      .filter((entry) => entry !== '');
  const here = entries(variable('PATH', host) ?? '');
  const given = [scopes.machine, scopes.user].flatMap((scope) => entries(scope.get('PATH') ?? ''));
  const missing: string[] = [];
  for (const entry of given) {
    const folder = expand(entry, scopes, host);
    if (folder === null || isGarbled(entry, scopes) || !/^[a-z]:[\\/]/i.test(folder)) continue;
    // One that is kept as plain text is not expanded here, either.
    const isKnown = (known: string) => samePath(known, folder, host) || samePath(known, entry, host);
    if ([...here, ...missing].some(isKnown)) continue;
    if (await host.files.exists(folder)) missing.push(folder);
  }
  return missing.map((folder) => withoutHome(folder, host));
}
