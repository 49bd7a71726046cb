import { regionOf } from './catalogue.js';
import type { Parameters } from './parameters.js';
import { dryRunPassed, ServiceError } from './service-error.js';
import { letters, type SandboxState } from './state.js';

/** One call of an action: what it was asked, and the world it changes. */
export interface Call {
  readonly parameters: Parameters;
  /** A draft: kept if the action returns, forgotten if it throws. */
  readonly state: SandboxState;
  /** The sandbox's wall clock, milliseconds since the epoch. */
  readonly now: number;
  readonly random: (bytes: number) => Buffer;
  /** Zones that have nothing to sell just now. */
  readonly soldOutZones: ReadonlySet<string>;
}

/** Answers with the response body but for its RequestId, or throws a ServiceError. Its last look at the parameters comes before its first change. */
export type Action = (call: Call) => object;

export function newId(call: Call, prefix: string): string {
  return `${prefix}-sbx${letters(call.random, 17)}`;
}

/** The region a call names; it must exist. */
export function requiredRegion({ parameters }: Call): string {
  const region = parameters.required('RegionId');
  checkRegion(region);
  return region;
}

/** The region a call may name: null means wherever the id is found. */
export function optionalRegion({ parameters }: Call): string | null {
  const region = parameters.text('RegionId');
  if (region !== null) checkRegion(region);
  return region;
}

function checkRegion(region: string): void {
  if (!regionOf(region)) {
    throw new ServiceError('InvalidRegionId.NotFound', 404, 'The specified RegionId does not exist.');
  }
}

/** Ends a call that was only a question: everything before was checked, nothing was changed. */
export function endDryRun({ parameters }: Call): void {
  if (!parameters.flag('DryRun')) return;
  parameters.refuseUnread();
  throw dryRunPassed();
}

/** `2026-11-22T08:00:00Z` */
export function utcSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** `2026-11-22T08:00Z`: instances are dated to the minute. */
export function utcMinutes(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`;
}
