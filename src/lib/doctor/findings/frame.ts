/** Why a check could not be judged. */
export interface FrameFindings {
  NOT_HERE: { platforms: readonly string[] };
  NEEDS: { check: string };
  OFFLINE: object;
  NOT_COLLECTED: object;
  COLLECTOR_TIMEOUT: { source: string; durationMs: number };
  COLLECTOR_CRASHED: { source: string; detail: string };
  CHECK_CRASHED: { detail: string };
}
