import { flag, list, nullable, object, type Shaped, text, word } from '../shape.js';

const origin = word('environment', 'file', 'default');

/** What Go is told beyond GOPATH and GOPROXY, and which Gos and Go tools there are. */
export const goSettings = object({
  /** Every Go on PATH, in its order; null where it did not answer. */
  copies: list(object({ path: text, root: nullable(text), version: nullable(text) })),
  /** What the file VERSION says in the folder that GOROOT names. */
  gorootVersion: nullable(text),
  /** Settings that have a value, secrets masked; `file`: of `go env -w`. */
  settings: list(object({ name: text, value: text, origin })),
  /** Values of `go env -w` that a variable of the environment overrules. */
  shadowed: list(object({ name: text, stored: text, used: text })),
  /** GOFLAGS in parts. */
  flags: object({
    origin: nullable(origin),
    /** `refused`: well formed, but this Go does not take it. */
    problem: nullable(word('quote', 'not-a-flag', 'refused')),
    /** The word, or the name of the flag, that is the problem. */
    culprit: nullable(text),
    list: list(object({ name: text, value: nullable(text) })),
  }),
  /** The go.work or go.mod that counts in the current folder. */
  module: nullable(object({ path: text, go: nullable(text), toolchain: nullable(text) })),
  /** Other toolchains that are at hand: on PATH, or downloaded already. Only those that are asked for are looked for. */
  toolchains: list(text),
  /** SSL_CERT_FILE and SSL_CERT_DIR, where they are set. */
  certificates: list(object({ name: text, value: text, exists: flag })),
  /** GODEBUG has `x509sslcertoverrideplatform=0`. */
  certificatesIgnored: flag,
  /** gofmt, gopls and dlv; null where it is in none of Go's folders, and not on PATH. */
  tools: list(object({ name: text, path: nullable(text) })),
});

export type GoSettingsEvidence = Shaped<typeof goSettings>;
