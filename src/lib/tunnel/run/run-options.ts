import type { Host } from '../../host/host.js';
import type { Credentials } from '../../proxy/proxy-url.js';
import type { AdminViews, ReloadOutcome } from '../admin/resources.js';
import type { LogTrouble } from '../observe/line-writer.js';
import type { UpstreamChange } from '../upstreams/upstream-state.js';
import type { ChildCommand, ChildRun } from './child.js';
import type { PlanSource, TunnelPlan } from './plan.js';
import type { TunnelReady } from './ready.js';
import type { Reload } from './reloader.js';

export interface RunOptions {
  readonly plan: TunnelPlan;
  /** For reloads. */
  readonly source: PlanSource;
  /** Reload by itself when a file of the source changes. */
  readonly watch: boolean;
  /** Gets the ready event as soon as connections are accepted; taken away at the end. */
  readonly readyFile: string | undefined;
  /** Of this program. */
  readonly version: string;
  /** Its abort is the normal end. */
  readonly signal: AbortSignal;
  /** A program that is run as long as it goes. */
  readonly child: RunningChild | null;
  readonly views: RunViews;
  readonly reports: RunReports;
}

export interface RunningChild extends Pick<ChildRun, 'command' | 'divertInterrupts'> {
  readonly command: ChildCommand;
  /** What it shows to a tunnel that asks for it; null: nothing. */
  readonly credentials: Credentials | null;
}

/** Texts made elsewhere. */
export interface RunViews {
  readonly admin: AdminViews;
  /** What came of a reload, as JSON tells it. */
  reload(reload: Reload, ready: TunnelReady): ReloadOutcome;
}

/** Hears what happens, at once. Must not throw. */
export interface RunReports {
  /** An access log that goes to where the events go; else it goes to stderr. */
  readonly accessEvents: ((event: object) => void) | null;
  readonly redact: <T>(value: T) => T;
  ready(ready: TunnelReady, plan: TunnelPlan): void;
  upstream(change: UpstreamChange): void;
  /** `ready`: as it is from now on. */
  reload(reload: Reload, ready: TunnelReady): void;
  logTrouble(path: string, trouble: LogTrouble): void;
  draining(active: number): void;
}

export type RunPorts = Pick<
  Host,
  'network' | 'clock' | 'random' | 'platform' | 'files' | 'processes' | 'output' | 'usage' | 'env'
>;
