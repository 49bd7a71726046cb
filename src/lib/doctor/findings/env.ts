/** A variable that is not what a new process would get. Values are those of proxies, masked. */
export interface StaleVariable {
  readonly name: string;
  readonly kind: 'missing' | 'different';
  readonly here: string | null;
  readonly given: string | null;
}

/** Variables that differ between this process, the user and the machine. */
export interface EnvFindings {
  ENV_STALE: { variables: readonly StaleVariable[]; folders: readonly string[] };
  ENV_SESSION_ONLY: { names: readonly string[] };
  ENV_SCOPES_DIFFER: { names: readonly string[] };
}
