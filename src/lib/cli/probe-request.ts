import { exitCodes, Failure, systemCode, usageFailure } from '../errors.js';
import type { ProbeFailures } from '../probe/failures.js';
import { badProxy, type RoutingRequest } from '../probe/routing.js';
import { defaultSettings, type ProbeRequest } from '../probe/run.js';
import { parseStatusRanges, type StatusRange } from '../probe/status-ranges.js';
import { parseTarget, type Target, targetKinds } from '../probe/target.js';
import { maskProxyValue } from '../proxy/mask-proxy-value.js';
import { parseProxyUrl } from '../proxy/proxy-url.js';
import type { CommandContext, Parsed } from './base-command.js';

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
    return configuration.get(key, { flag }, fallback).value;
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
    deadlineMs: (flags.deadline as number | undefined) ?? null,
    strict: flags.strict === true,
  };
}

function readTargets({ argv }: Parsed, { configuration }: CommandContext): Target[] {
  const texts =
    argv.length > 0 ? argv : (configuration.find<readonly string[]>('probe.targets')?.value ?? []);
  if (texts.length === 0) throw new Failure('NO_TARGETS', {}, { exitCode: exitCodes.usage });
  return texts.map((text) => {
    const reading = parseTarget(text);
    if (!reading.ok) {
      const { problem, what } = reading;
      const facts: ProbeFailures['BAD_TARGET'] = {
        text: maskProxyValue(text),
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
    given.length > 0 || direct ? [] : (configuration.find<readonly string[]>('probe.proxy')?.value ?? []);
  const source = given.length > 0 ? 'flag' : 'config';
  const proxies = [...given, ...configured].map((text) => {
    const reading = parseProxyUrl(text);
    if (!reading.ok) throw badProxy(text, source === 'flag' ? '--proxy' : 'probe.proxy', reading);
    return { proxy: reading.proxy, source } as const;
  });
  return { proxies, direct, noProxy: (flags['no-proxy'] as string | undefined) ?? null };
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
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw usageFailure('BAD_FLAG_VALUE', { flag: '--cacert', value: path, expected: 'PEM' });
  }
  return pem;
}
