import type { Origin } from '../config/configuration.js';
import type { ConfigurationKey } from '../config/schema.js';
import { exitCodes, Failure, systemCode, usageFailure } from '../errors.js';
import type { ProbeFailures } from '../probe/failures.js';
import { badProxy, type RoutingRequest } from '../probe/routing.js';
import { defaultSettings, type ProbeRequest } from '../probe/run.js';
import { parseStatusRanges, type StatusRange } from '../probe/status-ranges.js';
import { parseTarget, type Target, targetKinds } from '../probe/target.js';
import { maskProxyValue } from '../proxy/mask-proxy-value.js';
import { parseProxyUrl } from '../proxy/proxy-url.js';
import type { CommandContext, Parsed } from './base-command.js';
import { checkDuration } from './duration-setting.js';

const defaultConcurrency = 32;

/** Flags and configuration, checked, as one request. */
export async function readProbeRequest(input: Parsed, context: CommandContext): Promise<ProbeRequest> {
  const { flags } = input;
  const { configuration } = context;
  const targets = readTargets(input, context);
  const limit = (
    key: 'probe.connectTimeout' | 'probe.tunnelTimeout' | 'probe.timeout',
    name: string,
    fallback: number,
  ) => {
    const flag = { name: `--${name}`, value: flags[name] as number | undefined };
    return checkDuration(configuration.get(key, { flag }, fallback), { flag: flag.name, key });
  };
  return {
    targets,
    routing: readRouting(input, context),
    settings: {
      connectTimeoutMs: limit('probe.connectTimeout', 'connect-timeout', defaultSettings.connectTimeoutMs),
      tunnelTimeoutMs: limit('probe.tunnelTimeout', 'tunnel-timeout', defaultSettings.tunnelTimeoutMs),
      timeoutMs: limit('probe.timeout', 'timeout', defaultSettings.timeoutMs),
      expectStatus: readExpectStatus(flags['expect-status'] as string | undefined),
      insecure: flags.insecure === true,
      ca: await readAuthorities(flags.cacert as string | undefined, context),
      certDays: (flags['cert-days'] as number | undefined) ?? defaultSettings.certDays,
    },
    attempts: (flags.attempts as number | undefined) ?? 1,
    concurrency: (flags.concurrency as number | undefined) ?? defaultConcurrency,
    deadlineMs: readDeadline(flags.deadline as number | undefined),
    strict: flags.strict === true,
  };
}

function readTargets({ argv }: Parsed, { configuration }: CommandContext): Target[] {
  const configured = argv.length > 0 ? undefined : configuration.find<readonly string[]>('probe.targets');
  const texts = configured?.value ?? argv;
  if (texts.length === 0) throw new Failure('NO_TARGETS', {}, { exitCode: exitCodes.usage });
  return texts.map((text) => {
    const reading = parseTarget(text);
    if (!reading.ok) {
      const { problem, what } = reading;
      const facts: ProbeFailures['BAD_TARGET'] = {
        text: maskProxyValue(text),
        source: configured ? placeOf(configured.origin, 'probe.targets') : null,
        problem,
        what,
        supported: targetKinds,
      };
      throw new Failure('BAD_TARGET', facts, { exitCode: exitCodes.usage });
    }
    return reading.target;
  });
}

/** `-x` before the configuration's proxies; `--direct` alone switches those off. */
function readRouting({ flags }: Parsed, { configuration }: CommandContext): RoutingRequest {
  const given = (flags.proxy as string[] | undefined) ?? [];
  const direct = flags.direct === true;
  const configured =
    given.length > 0 || direct ? undefined : configuration.find<readonly string[]>('probe.proxy');
  const source = given.length > 0 ? 'flag' : 'config';
  const place = configured ? placeOf(configured.origin, 'probe.proxy') : '--proxy';
  const proxies = [...given, ...(configured?.value ?? [])].map((text) => {
    const reading = parseProxyUrl(text);
    if (!reading.ok) throw badProxy(text, place, reading);
    return { proxy: reading.proxy, source } as const;
  });
  return { proxies, direct, noProxy: (flags['no-proxy'] as string | undefined) ?? null };
}

function placeOf(origin: Origin, key: ConfigurationKey): string {
  return origin.kind === 'file' ? `${origin.path}:${origin.line}: ${key}` : key;
}

function readDeadline(ms: number | undefined): number | null {
  const flag = '--deadline';
  return ms === undefined
    ? null
    : checkDuration({ value: ms, origin: { kind: 'flag', name: flag } }, { flag });
}

function readExpectStatus(text: string | undefined): readonly StatusRange[] {
  if (text === undefined) return defaultSettings.expectStatus;
  const ranges = parseStatusRanges(text);
  if (ranges === null) {
    throw usageFailure('BAD_FLAG_VALUE', { flag: '--expect-status', value: text, expected: '200-399,401' });
  }
  return ranges;
}

async function readAuthorities(path: string | undefined, { host }: CommandContext): Promise<string | null> {
  if (path === undefined) return null;
  let pem: string;
  try {
    pem = await host.files.readText(path);
  } catch (error) {
    throw usageFailure('FILE_UNREADABLE', { path, reason: systemCode(error) ?? 'UNKNOWN' });
  }
  if (!(await isBundle(pem))) {
    throw usageFailure('BAD_FLAG_VALUE', { flag: '--cacert', value: path, expected: 'PEM' });
  }
  return pem;
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
