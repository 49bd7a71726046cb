import type { Origin, Setting } from '../config/configuration.js';
import { type Failure, usageFailure } from '../errors.js';
import { type ListenAddress, parseListenAddress } from '../tunnel/listeners/listen-address.js';
import type { RunOptions } from '../tunnel/run.js';
import { defaultLimits, defaultSettings } from '../tunnel/settings.js';
import type { CommandContext, Parsed } from './base-command.js';
import { checkDuration } from './duration-setting.js';

const defaults = { listen: ['127.0.0.1:3128'], drainMs: 8_000 };
const listenForm = '127.0.0.1:3128, [::1]:3128, localhost:0';

/** What the flags and the configuration ask of a tunnel. Throws a usage failure for values that can't be. */
export function readTunnelRequest(
  { flags }: Parsed,
  { configuration }: CommandContext,
): Pick<RunOptions, 'settings' | 'drainMs' | 'readyFile'> {
  const listen = configuration.get<readonly string[]>(
    'tunnel.listen',
    { flag: { name: '--listen', value: flags.listen as string[] | undefined } },
    defaults.listen,
  );
  const connectTimeout = configuration.get<number>(
    'tunnel.connectTimeout',
    { flag: { name: '--connect-timeout', value: flags['connect-timeout'] as number | undefined } },
    defaultLimits.connectTimeoutMs,
  );
  const limit = (name: string, fallback: number, shortestMs = 1) => {
    const flag = `--${name}`;
    const value = flags[name] as number | undefined;
    return checkDuration(configuration.get(null, { flag: { name: flag, value } }, fallback), {
      flag,
      shortestMs,
    });
  };
  const idleTimeoutMs = limit('idle-timeout', 0, 0);
  return {
    settings: {
      ...defaultSettings,
      listen: readListens(listen),
      limits: {
        ...defaultLimits,
        maxConnections: (flags['max-connections'] as number | undefined) ?? defaultLimits.maxConnections,
        connectTimeoutMs: checkDuration(connectTimeout, {
          flag: '--connect-timeout',
          key: 'tunnel.connectTimeout',
        }),
        headerTimeoutMs: limit('header-timeout', defaultLimits.headerTimeoutMs),
        lingerMs: limit('linger', defaultLimits.lingerMs),
        idleTimeoutMs: idleTimeoutMs === 0 ? Number.POSITIVE_INFINITY : idleTimeoutMs,
      },
    },
    drainMs: limit('drain', defaults.drainMs, 0),
    readyFile: flags['ready-file'] as string | undefined,
  };
}

function readListens(listen: Setting<readonly string[]>): ListenAddress[] {
  if (listen.value.length === 0) throw badListen('[]', listen.origin);
  return listen.value.map((value) => readListen(value, listen));
}

function readListen(value: string, { origin }: Setting<unknown>): ListenAddress {
  const address = parseListenAddress(value);
  if (address === null) throw badListen(value, origin);
  return address;
}

function badListen(value: string, origin: Origin): Failure {
  if (origin.kind === 'file') {
    const { path, line } = origin;
    return usageFailure('CONFIG_BAD_VALUE', { path, line, key: 'tunnel.listen', expected: listenForm });
  }
  return usageFailure('BAD_FLAG_VALUE', { flag: '--listen', value, expected: listenForm });
}
