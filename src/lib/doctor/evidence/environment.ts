import { flag, list, nullable, object, type Shaped, text, word } from '../shape.js';

/**
 * The variables of this process against those the registry would give a new one (Windows). Values are not kept, but
 * for the proxies' masked ones.
 */
export const environment = object({
  /** Null: neither PowerShell nor reg.exe told the registry's variables. */
  source: nullable(word('powershell', 'registry')),
  /** Those of Go and of proxies that are set anywhere, in upper case. */
  variables: list(
    object({
      name: text,
      inProcess: flag,
      inUser: flag,
      inMachine: flag,
      /** Has this process what a new one would get? Null: that can't be told. */
      current: nullable(flag),
      /** Do user and machine say the same? Null: one of them says nothing, or it can't be told. */
      scopesAgree: nullable(flag),
      masked: object({ process: nullable(text), user: nullable(text), machine: nullable(text) }),
    }),
  ),
  /** Folders that exist, and that a new process would have on PATH; null: that can't be told. */
  missingFromPath: nullable(list(text)),
});

export type EnvironmentEvidence = Shaped<typeof environment>;
