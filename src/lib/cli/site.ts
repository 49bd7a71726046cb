import { dirname, isAbsolute, join } from 'node:path';
import { type FileOrigin, lineIn, type Origin } from '../config/configuration.js';
import { expandVariables } from '../config/expand-variables.js';
import type { ConfigurationKey } from '../config/schema.js';
import { type Failure, systemCode, usageFailure } from '../errors.js';
import type { CommandContext } from './base-command.js';
import { longestMs } from './duration-setting.js';

/** Where a value stands: an error names it. */
export type Site =
  | { readonly kind: 'flag'; readonly name: string }
  | { readonly kind: 'environment'; readonly variable: string }
  /** `key` may lead into the value of a setting: `probe.targets[2].url` */
  | { readonly kind: 'file'; readonly origin: FileOrigin; readonly key: string };

/** `key` may be null where no file can say it. */
export function siteOf(origin: Origin, flag: string, key: ConfigurationKey | null): Site {
  if (origin.kind === 'environment') return origin;
  return origin.kind === 'file' && key !== null
    ? { kind: 'file', origin, key }
    : { kind: 'flag', name: flag };
}

/** What stands inside, for example `[2]` or `.url`; of a value that stands alone instead of in a list, itself. */
export function inside(site: Site, step: string): Site {
  if (site.kind !== 'file') return site;
  const key = `${site.key}${step}`;
  return step.startsWith('[') && !site.origin.inside?.has(key) ? site : { ...site, key };
}

/** `--proxy`, or `/home/li/aliproxy.yaml:4: probe.proxy` */
export function describeSite(site: Site): string {
  if (site.kind === 'flag') return site.name;
  if (site.kind === 'environment') return site.variable;
  return `${site.origin.path}:${lineIn(site.origin, site.key)}: ${site.key}`;
}

export function wrongValue(site: Site, value: string, expected: string): Failure {
  if (site.kind === 'flag') return usageFailure('BAD_FLAG_VALUE', { flag: site.name, value, expected });
  if (site.kind === 'environment') {
    return usageFailure('BAD_VARIABLE', { variable: site.variable, value, expected });
  }
  const { origin, key } = site;
  return usageFailure('CONFIG_BAD_VALUE', { path: origin.path, line: lineIn(origin, key), key, expected });
}

/** Values of a file may name variables; what flags and variables say is taken as it is. */
export function expand(
  text: string,
  site: Site,
  { host, secrets }: Pick<CommandContext, 'host' | 'secrets'>,
  form: 'url' | 'text' = 'text',
): string {
  if (site.kind !== 'file') return text;
  const expansion = expandVariables(text, { env: host.env, os: host.platform.os, form });
  if (expansion.ok) {
    for (const secret of expansion.secrets) secrets.add(secret);
    return expansion.text;
  }
  const { origin, key } = site;
  const line = lineIn(origin, key);
  throw usageFailure('CONFIG_MISSING_VARIABLE', {
    ...{ path: origin.path, line, key, variable: expansion.missing },
  });
}

/** A time that can be waited for. */
export function checkLimit(ms: number, site: Site, shortestMs = 1): number {
  if (ms >= shortestMs && ms <= longestMs) return ms;
  throw wrongValue(site, `${ms}ms`, `${shortestMs}ms … 24h`);
}

/** A path in a configuration file is relative to that file. */
export function pathFrom(site: Site, path: string): string {
  return site.kind !== 'file' || isAbsolute(path) ? path : join(dirname(site.origin.path), path);
}

/** The certificates of a PEM file. Throws a usage failure where there are none that can be read. */
export async function readCertificates(
  path: string,
  site: Site,
  { host }: Pick<CommandContext, 'host'>,
): Promise<string> {
  const pem = await readRequired(path, { host });
  if (!(await isBundle(pem))) throw wrongValue(site, path, 'PEM');
  return pem;
}

/** The text of a file that must be there. Throws a usage failure. */
export async function readRequired(path: string, { host }: Pick<CommandContext, 'host'>): Promise<string> {
  try {
    return await host.files.readText(path);
  } catch (error) {
    throw usageFailure('FILE_UNREADABLE', { path, reason: systemCode(error) ?? 'UNKNOWN' });
  }
}

/** TLS itself passes over what it can't read, and then trusts nobody. */
async function isBundle(pem: string): Promise<boolean> {
  const { X509Certificate } = await import('node:crypto');
  const begin = '-----BEGIN CERTIFICATE-----';
  const [, ...certificates] = pem.split(begin);
  try {
    return certificates.map((text) => new X509Certificate(begin + text)).length > 0;
  } catch {
    return false;
  }
}
