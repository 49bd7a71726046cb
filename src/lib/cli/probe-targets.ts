import type { Setting } from '../config/configuration.js';
import { usageFailure } from '../errors.js';
import { badTarget, probeFailure } from '../probe/failures.js';
import { environmentProxies, type RoutingRequest } from '../probe/routing/routing.js';
import { mergeSlos } from '../probe/target/slo.js';
import { parseTarget, type Target } from '../probe/target/target.js';
import type { TargetOptions } from '../probe/target/target-options.js';
import type { CommandContext } from './base-command.js';
import type { ProbeFlags } from './probe-flags.js';
import { readHeaders, readPattern, readRoutes, readSlos, readStatuses } from './probe-values.js';
import { checkLimit, describeSite, expand, inside, type Site, siteOf } from './site.js';

/** A target of the file as the schema lets it pass. */
interface TargetEntry {
  readonly url: string;
  readonly name?: string;
  readonly tags?: readonly string[];
  readonly proxy?: readonly string[];
  readonly expectStatus?: readonly (string | number)[];
  readonly expectBody?: string;
  readonly headers?: Readonly<Record<string, string>> | readonly string[];
  /** Milliseconds. */
  readonly timeout?: number;
  /** Milliseconds where it names phases. */
  readonly slo?: Readonly<Record<string, number>> | readonly string[];
}

/** The arguments, else the file's targets, else the proxies that are known. Throws NO_TARGETS where there is nothing. */
export function readTargets(
  argv: readonly string[],
  flags: ProbeFlags,
  routing: RoutingRequest,
  context: CommandContext,
): readonly Target[] {
  const { configuration, host } = context;
  const tags = flags.tag ?? [];
  if (argv.length > 0) {
    if (tags.length > 0) throw usageFailure('FLAG_CONFLICT', { flags: ['--tag', 'TARGET'] });
    return argv.map((text) => requireTarget(text, null));
  }
  const configured = configuration.find<readonly (string | TargetEntry)[]>('probe.targets');
  if (configured !== undefined && configured.value.length > 0) {
    return withTags(readConfigured(configured, flags, context), tags);
  }
  if (tags.length > 0) throw probeFailure('NO_SUCH_TAG', { tags, known: [] });
  const named = routing.routes.some(({ proxies }) => proxies.length > 0);
  if (named || (!routing.direct && environmentProxies(routing, host.env, host.platform.os).length > 0)) {
    return [requireTarget('proxy://', null)];
  }
  const allProxy = Boolean(host.env.ALL_PROXY || host.env.all_proxy);
  throw probeFailure('NO_TARGETS', { allProxy: allProxy && !routing.direct && routing.envRules !== 'curl' });
}

function readConfigured(
  { value, origin }: Setting<readonly (string | TargetEntry)[]>,
  flags: ProbeFlags,
  context: CommandContext,
): readonly Target[] {
  const list = siteOf(origin, 'TARGET', 'probe.targets');
  return value.map((entry, index) => {
    const site = inside(list, `[${index}]`);
    const target =
      typeof entry === 'string'
        ? requireTarget(expand(entry, site, context, 'url'), site)
        : readEntry(entry, site, context);
    return { ...target, options: withoutOverridden(target.options, flags) };
  });
}

/** What the entry says beside its URL counts before the URL's fragment; tags and time limits add up. */
function readEntry(entry: TargetEntry, site: Site, context: CommandContext): Target {
  const at = (name: keyof TargetEntry) => inside(site, `.${name}`);
  const { proxy, expectStatus, expectBody, headers, timeout, slo } = entry;
  const target = requireTarget(expand(entry.url, at('url'), context, 'url'), at('url'));
  const options: Partial<TargetOptions> = {
    ...(proxy === undefined ? {} : { routes: readRoutes(proxy, at('proxy'), context) }),
    ...(expectStatus === undefined ? {} : { expectStatus: readStatuses(expectStatus, at('expectStatus')) }),
    ...(expectBody === undefined ? {} : { expectBody: readPattern(expectBody, at('expectBody')) }),
    ...(headers === undefined ? {} : { headers: readHeaders(headers, at('headers'), context) }),
    ...(timeout === undefined ? {} : { timeoutMs: checkLimit(timeout, at('timeout')) }),
    ...(slo === undefined ? {} : { slo: mergeSlos(target.options.slo, readSlos(slo, at('slo'))) }),
  };
  return {
    ...target,
    name: entry.name ?? target.name,
    tags: [...new Set([...target.tags, ...(entry.tags ?? [])])],
    options: { ...target.options, ...options },
  };
}

/** Flags count before everything in the file, also before what stands there for one target alone. */
function withoutOverridden(options: TargetOptions, flags: ProbeFlags): TargetOptions {
  const headers = new Set((flags.header ?? []).map((text) => text.split(':', 1)[0]?.toLowerCase()));
  const phases = new Set((flags.slo ?? []).map((text) => text.split('=', 1)[0]?.trim()));
  const isRouted = (flags.proxy ?? []).length > 0 || flags.direct === true;
  return {
    expectStatus: flags['expect-status'] === undefined ? options.expectStatus : null,
    expectBody: flags['expect-body'] === undefined ? options.expectBody : null,
    headers: options.headers.filter(({ name }) => !headers.has(name.toLowerCase())),
    timeoutMs: flags.timeout === undefined ? options.timeoutMs : null,
    slo: options.slo.filter(({ phase }) => !phases.has(phase)),
    routes: isRouted ? null : options.routes,
  };
}

function withTags(targets: readonly Target[], tags: readonly string[]): readonly Target[] {
  if (tags.length === 0) return targets;
  const chosen = targets.filter((target) => target.tags.some((tag) => tags.includes(tag)));
  const known = [...new Set(targets.flatMap((target) => target.tags))];
  if (chosen.length === 0) throw probeFailure('NO_SUCH_TAG', { tags, known });
  return chosen;
}

function requireTarget(text: string, site: Site | null): Target {
  const reading = parseTarget(text);
  if (!reading.ok) throw badTarget(text, site && describeSite(site), reading);
  return reading.target;
}
