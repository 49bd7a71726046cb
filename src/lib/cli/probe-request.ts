import type { ConfigurationKey } from '../config/schema.js';
import { usageFailure } from '../errors.js';
import type { ProbeSettings } from '../probe/attempt.js';
import { probeFailure } from '../probe/failures.js';
import { envRules } from '../probe/routing/env-rules.js';
import type { RoutingRequest } from '../probe/routing/routing.js';
import { defaultSettings, type ProbeRequest } from '../probe/run.js';
import { mergeHeaders } from '../probe/target/request-header.js';
import { mergeSlos } from '../probe/target/slo.js';
import { parseAuthority } from '../proxy/authority.js';
import type { CommandContext } from './base-command.js';
import type { ProbeFlags } from './probe-flags.js';
import { readTargets } from './probe-targets.js';
import { readHeaders, readPattern, readRoutes, readSlos, readStatuses } from './probe-values.js';
import { checkLimit, expand, pathFrom, readCertificates, type Site, siteOf, wrongValue } from './site.js';

const defaults = { attempts: 1, concurrency: 32, intervalMs: 1_000 };
/** More often is no measurement but a load. */
const shortestIntervalMs = 10;

/** Flags and configuration, checked, as one request; what depends on the output comes with that. Throws usage failures; nothing is contacted. */
export async function readProbeRequest(
  argv: readonly string[],
  flags: ProbeFlags,
  context: CommandContext,
): Promise<Omit<ProbeRequest, 'explain'>> {
  const setting = settingReader(flags, context);
  const routing = readRouting(flags, context);
  return {
    targets: readTargets(argv, flags, routing, context),
    routing,
    settings: await readSettings(flags, context),
    attempts: setting('attempts', 'probe.attempts', defaults.attempts).value,
    waitMs: flagLimit(flags.wait, '--wait'),
    repeat: readRepeat(flags),
    concurrency: setting('concurrency', 'probe.concurrency', defaults.concurrency).value,
    deadlineMs: flagLimit(flags.deadline, '--deadline'),
    strict: flags.strict === true,
  };
}

type NumberFlag = 'connect-timeout' | 'tunnel-timeout' | 'timeout' | 'attempts' | 'concurrency' | 'cert-days';

/** Reads a number from the flag or the file. */
function settingReader(flags: ProbeFlags, { configuration }: CommandContext) {
  return (name: NumberFlag, key: ConfigurationKey, fallback: number) => {
    const flag = { name: `--${name}`, value: flags[name] };
    const { value, origin } = configuration.get<number>(key, { flag }, fallback);
    return { value, site: siteOf(origin, flag.name, key) };
  };
}

async function readSettings(flags: ProbeFlags, context: CommandContext): Promise<ProbeSettings> {
  const setting = settingReader(flags, context);
  const limit = (name: NumberFlag, key: ConfigurationKey, fallback: number) => {
    const { value, site } = setting(name, key, fallback);
    return checkLimit(value, site);
  };
  const { connectTimeoutMs, tunnelTimeoutMs, timeoutMs, certDays } = defaultSettings;
  return {
    connectTimeoutMs: limit('connect-timeout', 'probe.connectTimeout', connectTimeoutMs),
    tunnelTimeoutMs: limit('tunnel-timeout', 'probe.tunnelTimeout', tunnelTimeoutMs),
    timeoutMs: limit('timeout', 'probe.timeout', timeoutMs),
    certDays: setting('cert-days', 'probe.certDays', certDays).value,
    expectStatus: readExpectStatus(flags, context),
    expectBody:
      flags['expect-body'] === undefined
        ? null
        : readPattern(flags['expect-body'], flagSite('--expect-body')),
    method: readMethod(flags.method),
    headers: readAllHeaders(flags, context),
    slo: readAllSlos(flags, context),
    insecure: flags.insecure === true,
    ca: await readAuthorities('cacert', 'probe.cacert', flags, context),
    proxyCa: await readAuthorities('proxy-cacert', 'probe.proxyCacert', flags, context),
    canary: readCanary(flags, context),
  };
}

/** `-x` before the configuration's proxies; `--direct` alone switches those off. */
function readRouting(flags: ProbeFlags, context: CommandContext): RoutingRequest {
  const { configuration, host } = context;
  const given = flags.proxy ?? [];
  const direct = flags.direct === true;
  const configured =
    given.length > 0 || direct ? undefined : configuration.find<readonly string[]>('probe.proxy');
  const routes = configured
    ? readRoutes(configured.value, siteOf(configured.origin, '--proxy', 'probe.proxy'), context)
    : readRoutes(given, flagSite('--proxy'), context);
  const rules = { name: '--env-rules', value: flags['env-rules'] };
  const isDirect = routes.some(({ proxies }) => proxies.length === 0);
  return {
    routes: routes.filter(({ proxies }) => proxies.length > 0),
    direct: direct || isDirect,
    noProxy: flags['no-proxy'] ?? null,
    envRules: configuration.get('probe.envRules', { flag: rules }, envRules[0]).value,
    nodeVersion: host.platform.nodeVersion,
  };
}

function readRepeat({ count, watch, interval }: ProbeFlags): ProbeRequest['repeat'] {
  const isRepeated = count !== undefined || watch === true;
  if (!isRepeated && interval !== undefined) throw probeFailure('INTERVAL_ALONE', {});
  if (!isRepeated) return null;
  const intervalMs = checkLimit(interval ?? defaults.intervalMs, flagSite('--interval'), shortestIntervalMs);
  return { count: count ?? null, intervalMs };
}

function readExpectStatus(flags: ProbeFlags, { configuration }: CommandContext) {
  const text = flags['expect-status'];
  const flag = { name: '--expect-status', value: text === undefined ? undefined : [text] };
  const found = configuration.find<readonly (string | number)[]>('probe.expectStatus', { flag });
  return found === undefined
    ? defaultSettings.expectStatus
    : readStatuses(found.value, siteOf(found.origin, flag.name, 'probe.expectStatus'));
}

/** The file's, and in place of those of the same name the flags'. */
function readAllHeaders(flags: ProbeFlags, context: CommandContext) {
  const found = context.configuration.find<readonly string[]>('probe.headers');
  const key = 'probe.headers';
  const before = found === undefined ? [] : readHeaders(found.value, siteOf(found.origin, '', key), context);
  return mergeHeaders(before, readHeaders(flags.header ?? [], flagSite('--header'), context));
}

/** The file's, and in place of those of the same phase the flags'. */
function readAllSlos(flags: ProbeFlags, { configuration }: CommandContext) {
  const found = configuration.find<readonly string[]>('probe.slo');
  const before = found === undefined ? [] : readSlos(found.value, siteOf(found.origin, '', 'probe.slo'));
  return mergeSlos(before, readSlos(flags.slo ?? [], flagSite('--slo')));
}

/** A token (RFC 9110 section 9.1); a CONNECT is the proxy's business. */
function readMethod(text: string | undefined): string {
  if (text === undefined) return defaultSettings.method;
  if (/^[!#$%&'*+.^_`|~\w-]+$/.test(text) && text.toUpperCase() !== 'CONNECT') return text;
  throw usageFailure('BAD_FLAG_VALUE', {
    flag: '--method',
    value: text,
    expected: 'GET, HEAD, POST, OPTIONS …',
  });
}

function readCanary(flags: ProbeFlags, context: CommandContext): ProbeSettings['canary'] {
  const flag = { name: '--canary', value: flags.canary };
  const found = context.configuration.find<string>('probe.canary', { flag });
  if (found === undefined) return null;
  const site = siteOf(found.origin, flag.name, 'probe.canary');
  const text = expand(found.value, site, context);
  const canary = parseAuthority(text);
  if (canary === null) throw wrongValue(site, text, 'HOST:PORT');
  return canary;
}

/** The certificates of a PEM file; a path in a configuration file is relative to that file. */
async function readAuthorities(
  name: 'cacert' | 'proxy-cacert',
  key: 'probe.cacert' | 'probe.proxyCacert',
  flags: ProbeFlags,
  context: CommandContext,
): Promise<string | null> {
  const flag = { name: `--${name}`, value: flags[name] };
  const found = context.configuration.find<string>(key, { flag });
  if (found === undefined) return null;
  const site = siteOf(found.origin, flag.name, key);
  const path = pathFrom(site, expand(found.value, site, context));
  return await readCertificates(path, site, context);
}

function flagSite(name: string): Site {
  return { kind: 'flag', name };
}

function flagLimit(ms: number | undefined, flag: string): number | null {
  return ms === undefined ? null : checkLimit(ms, flagSite(flag));
}
