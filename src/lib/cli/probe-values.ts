import { badProxy, probeFailure } from '../probe/failures.js';
import { parseProxyChain, splitChain } from '../probe/routing/proxy-chain.js';
import type { RouteChoice } from '../probe/routing/routing.js';
import { parsePattern } from '../probe/target/pattern.js';
import {
  parseRequestHeader,
  type RequestHeader,
  reservedHeaders,
  secretsInHeader,
} from '../probe/target/request-header.js';
import { mergeSlos, parseSlo, type Slo } from '../probe/target/slo.js';
import { sloNames } from '../probe/target/slo-names.js';
import { parseStatusRanges, type StatusRange } from '../probe/target/status-ranges.js';
import { secretsInProxyValue } from '../proxy/proxy-secrets.js';
import type { CommandContext } from './base-command.js';
import { describeSite, expand, inside, type Site, wrongValue } from './site.js';

export function readStatuses(values: readonly (string | number)[], site: Site): readonly StatusRange[] {
  const text = values.join(',');
  const ranges = parseStatusRanges(text);
  if (ranges === null) throw wrongValue(site, text, '200-399,401');
  return ranges;
}

export function readPattern(text: string, site: Site): RegExp {
  const reading = parsePattern(text);
  if (!reading.ok) throw wrongValue(site, text, `RegExp (${reading.detail})`);
  return reading.pattern;
}

/** Names and texts, or a list of `Name: value`. The Redactor learns what nobody shall read of them. */
export function readHeaders(
  value: Readonly<Record<string, string>> | readonly string[],
  site: Site,
  context: Pick<CommandContext, 'host' | 'secrets'>,
): readonly RequestHeader[] {
  const texts = isList(value)
    ? value.map((text, index) => ({ text, step: `[${index}]` }))
    : Object.entries(value).map(([name, text]) => ({ text: `${name}: ${text}`, step: `.${name}` }));
  return texts.map(({ text, step }) => {
    const place = inside(site, step);
    const header = parseRequestHeader(expand(text, place, context));
    if (header === null) throw probeFailure('BAD_HEADER', { source: describeSite(place), reserved: null });
    const name = header.name.toLowerCase();
    if (reservedHeaders.includes(name)) {
      throw probeFailure('BAD_HEADER', { source: describeSite(place), reserved: name });
    }
    for (const secret of secretsInHeader(header)) context.secrets.add(secret);
    return header;
  });
}

/** Phases and milliseconds, or a list of `phase=duration`. */
export function readSlos(
  value: Readonly<Record<string, number>> | readonly string[],
  site: Site,
): readonly Slo[] {
  const limits = isList(value)
    ? value.map((text, index) => requireSlo(text, parseSlo(text), inside(site, `[${index}]`)))
    : Object.entries(value).map(([name, limitMs]) => {
        const phase = sloNames.find((known) => known === name);
        const slo = phase === undefined || limitMs === 0 ? null : { phase, limitMs };
        return requireSlo(`${name}=${limitMs}ms`, slo, inside(site, `.${name}`));
      });
  return mergeSlos(limits);
}

function requireSlo(text: string, slo: Slo | null, site: Site): Slo {
  if (slo === null) throw wrongValue(site, text, `tunnel=200ms; ${sloNames.join(' | ')}`);
  return slo;
}

/** Each text a proxy, or a chain of them; in a file `direct` is none. */
export function readRoutes(
  values: readonly string[],
  site: Site,
  context: Pick<CommandContext, 'host' | 'secrets'>,
): readonly RouteChoice[] {
  const source = site.kind === 'flag' ? 'flag' : 'config';
  return values.map((written, index) => {
    if (site.kind === 'file' && written === 'direct') return { proxies: [], source };
    const place = inside(site, `[${index}]`);
    // One by one, so that a variable may hold a password with a comma.
    const text = splitChain(written)
      .map((part) => expand(part, place, context, 'url'))
      .join(',');
    for (const secret of secretsInProxyValue(text)) context.secrets.add(secret);
    const reading = parseProxyChain(text);
    if (!reading.ok) throw badProxy(text, describeSite(place), reading);
    return { proxies: reading.proxies, source };
  });
}

function isList(value: object): value is readonly string[] {
  return Array.isArray(value);
}
