/** This program. */
export interface SelfFindings {
  SELF_OUTDATED: { version: string; latest: string };
  SELF_NODE_OLD: { version: string; minimum: string };
}
