import type { DifferenceCode } from '../../proxy/explain/difference.js';

/** A target that clients reach in different ways. */
export interface DifferingTarget {
  readonly url: string;
  readonly cause: DifferenceCode;
  /** The variable, or the entry of a list, that is read in different ways. */
  readonly word: string | null;
  /** Installed clients that do something else than Go. */
  readonly clients: readonly string[];
}

export interface UnresolvedName {
  readonly host: string;
  readonly code: string;
}

/** What becomes of the URLs that were asked about. */
export interface TargetsFindings {
  TARGETS_NONE: object;
  TARGETS_DIFFER: { targets: readonly DifferingTarget[] };
  NAMES_NONE: object;
  NAMES_UNRESOLVED: { names: readonly UnresolvedName[] };
  NAMES_LEFT_TO_PROXY: { names: readonly UnresolvedName[] };
  NAMES_SLOW: { names: readonly { readonly host: string; readonly durationMs: number }[] };
  NAMES_PRIVATE: { names: readonly { readonly host: string; readonly address: string }[] };
  NAMES_FAKE: { names: readonly { readonly host: string; readonly address: string }[] };
  HOSTS_ENTRIES: {
    path: string;
    entries: readonly { readonly host: string; readonly address: string; readonly line: number }[];
  };
  HOSTS_UNREADABLE: { path: string };
}
