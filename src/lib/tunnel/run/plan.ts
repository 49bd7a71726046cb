import type { ListenAddress } from '../listeners/listen-address.js';
import type { TunnelSettings } from '../settings.js';
import type { FileDigests } from './watch-files.js';

/** All that flags, variables and files say of a run. */
export interface TunnelPlan {
  readonly settings: TunnelSettings;
  readonly drainMs: number;
  /** Null: there is no admin listener. */
  readonly admin: ListenAddress | null;
  /** A path, or `-` for what the command prints to. Null: there is no access log. */
  readonly accessLog: string | null;
}

/** Where plans come from; read anew for each reload. */
export interface PlanSource {
  /** Rejects with a usage failure where something is wrong. */
  load(): Promise<TunnelPlan>;
  /** The files as the last load read them; another value after each. */
  readonly files: FileDigests;
}

/** What may change while a tunnel runs, as it is told to people: the names of the configuration. */
const changeable: Readonly<Record<string, (plan: TunnelPlan) => unknown>> = {
  listen: ({ settings }) => settings.listen,
  forwards: ({ settings }) => settings.forwards,
  upstreams: ({ settings }) => settings.upstreams,
  strategy: ({ settings }) => settings.strategy,
  health: ({ settings }) => settings.health,
  upstreamCacert: ({ settings }) => settings.upstreamCa,
  allow: ({ settings }) => settings.access.allow,
  deny: ({ settings }) => settings.access.deny,
  allowFrom: ({ settings }) => settings.access.allowFrom,
  auth: ({ settings }) => settings.access.users,
  tls: ({ settings }) => settings.tls,
  limits: ({ settings }) => settings.limits,
  logLevel: ({ settings }) => settings.logLevel,
  drain: ({ drainMs }) => drainMs,
};

/** What needs a new start. */
const fixed: Readonly<Record<string, (plan: TunnelPlan) => unknown>> = {
  admin: ({ admin }) => admin,
  accessLog: ({ accessLog }) => accessLog,
};

/** What differs between two plans. */
export function changesBetween(
  before: TunnelPlan,
  after: TunnelPlan,
): { readonly changed: readonly string[]; readonly restart: readonly string[] } {
  const differing = (parts: typeof fixed) =>
    Object.entries(parts)
      .filter(([, part]) => JSON.stringify(part(before)) !== JSON.stringify(part(after)))
      .map(([name]) => name);
  return { changed: differing(changeable), restart: differing(fixed) };
}
