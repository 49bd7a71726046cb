import { loadConfiguration } from '../config/configuration.js';
import { usageFailure } from '../errors.js';
import type { Host } from '../host/host.js';
import { type LogLevel, logLevels } from '../tunnel/observe/log-level.js';
import { checkPlan } from '../tunnel/run/check-plan.js';
import type { PlanSource, TunnelPlan } from '../tunnel/run/plan.js';
import { digestOf, type FileDigests } from '../tunnel/run/watch-files.js';
import { defaultLimits, defaultSettings, type Limits, type Strategy } from '../tunnel/settings.js';
import type { CommandContext } from './base-command.js';
import { wrongValue } from './site.js';
import { readAccess, readTls } from './tunnel-access.js';
import type { TunnelFlags } from './tunnel-flags.js';
import { readAdmin, readHealth, readPlaces } from './tunnel-places.js';
import { TunnelSettingReader } from './tunnel-settings.js';
import { readUpstreams } from './tunnel-upstreams.js';

const defaultDrainMs = 8_000;

type PlanContext = Pick<CommandContext, 'host' | 'secrets'>;

/** What flags, variables and files ask of a tunnel, read anew by each `load`; flags stay what they were. */
export class TunnelPlanSource implements PlanSource {
  readonly #flags: TunnelFlags;
  readonly #context: PlanContext;
  #files: FileDigests = new Map();
  /** The configuration files of the last load that went well. */
  #configurationFiles: readonly string[] = [];

  constructor(flags: TunnelFlags, context: PlanContext) {
    this.#flags = flags;
    this.#context = context;
  }

  get files(): FileDigests {
    return this.#files;
  }

  async load(): Promise<TunnelPlan> {
    const { secrets } = this.#context;
    const read = new Map<string, string | null>();
    const host = noting(this.#context.host, read);
    try {
      const configuration = await loadConfiguration(host, this.#flags.config);
      const configurationFiles = [...read].flatMap(([path, digest]) => (digest === null ? [] : [path]));
      await this.#mustStillBeThere(configurationFiles);
      const plan = await readPlan(new TunnelSettingReader(this.#flags, { configuration, host, secrets }));
      checkPlan(plan);
      this.#files = read;
      this.#configurationFiles = configurationFiles;
      return plan;
    } catch (error) {
      // What was not read this time may hold the mistake, too.
      this.#files = new Map([...this.#files, ...read]);
      throw error;
    }
  }

  /**
   * A file that is moved away, and be it for a moment, must not leave the tunnel without its rules. Another one nearer
   * by may take its place.
   */
  async #mustStillBeThere(found: readonly string[]): Promise<void> {
    const path = this.#configurationFiles.find((one) => !found.includes(one));
    if (path === undefined) return;
    const isReplaced = found.length >= this.#configurationFiles.length;
    if (isReplaced && (await this.#context.host.files.exists(path))) return;
    throw usageFailure('CONFIG_NOT_FOUND', { path });
  }
}

/** The same world; what is read in it is noted: so a change that comes a moment later is seen as one. */
function noting(host: Host, read: Map<string, string | null>): Host {
  const readText = async (path: string) => {
    read.set(path, null);
    const text = await host.files.readText(path);
    read.set(path, digestOf(text));
    return text;
  };
  return { ...host, files: { ...host.files, readText } };
}

async function readPlan(reader: TunnelSettingReader): Promise<TunnelPlan> {
  return {
    settings: {
      ...readPlaces(reader),
      upstreams: readUpstreams(reader),
      strategy: reader.get<Strategy>('strategy', 'tunnel.strategy', defaultSettings.strategy),
      health: readHealth(reader),
      upstreamCa: await reader.certificates('upstream-cacert', 'tunnel.upstreamCacert'),
      access: await readAccess(reader),
      tls: await readTls(reader),
      limits: readLimits(reader),
      logLevel: readLogLevel(reader),
    },
    drainMs: reader.duration('drain', 'tunnel.drain', { fallback: defaultDrainMs, shortestMs: 0 }),
    admin: readAdmin(reader),
    accessLog: readAccessLog(reader),
  };
}

function readLimits(reader: TunnelSettingReader): Limits {
  const limits = defaultLimits;
  const idleTimeoutMs = reader.duration('idle-timeout', 'tunnel.idleTimeout', { fallback: 0, shortestMs: 0 });
  return {
    connectTimeoutMs: reader.duration('connect-timeout', 'tunnel.connectTimeout', {
      fallback: limits.connectTimeoutMs,
    }),
    tunnelTimeoutMs: reader.duration('tunnel-timeout', 'tunnel.tunnelTimeout', {
      fallback: limits.tunnelTimeoutMs,
    }),
    headerTimeoutMs: reader.duration('header-timeout', 'tunnel.headerTimeout', {
      fallback: limits.headerTimeoutMs,
    }),
    lingerMs: reader.duration('linger', 'tunnel.linger', { fallback: limits.lingerMs }),
    idleTimeoutMs: idleTimeoutMs === 0 ? Number.POSITIVE_INFINITY : idleTimeoutMs,
    maxConnections: reader.get('max-connections', 'tunnel.maxConnections', limits.maxConnections),
    maxConnectionsPerClient: reader.get(
      'max-connections-per-client',
      'tunnel.maxConnectionsPerClient',
      limits.maxConnectionsPerClient,
    ),
  };
}

function readLogLevel(reader: TunnelSettingReader): LogLevel {
  const found = reader.find<string>('log-level', 'tunnel.logLevel', ['ALIPROXY_LOG_LEVEL']);
  if (found === undefined) return defaultSettings.logLevel;
  const level = logLevels.find((one) => one === found.value);
  if (level === undefined) throw wrongValue(found.site, found.value, logLevels.join(' | '));
  return level;
}

function readAccessLog(reader: TunnelSettingReader): string | null {
  const found = reader.find<string>('access-log', 'tunnel.accessLog');
  if (found === undefined) return null;
  return found.value === '-' ? '-' : (reader.path('access-log', 'tunnel.accessLog')?.value ?? null);
}
