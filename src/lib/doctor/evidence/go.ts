import { flag, nullable, number, object, type Shaped, text, word } from '../shape.js';

export const go = object({
  /** Where it was found; null: nowhere. */
  path: nullable(text),
  onPath: flag,
  state: word('ok', 'missing', 'timeout', 'failed'),
  exitCode: nullable(number),
  detail: nullable(text),
  /** `go1.26.8`; null where it could not be asked. */
  version: nullable(text),
  toolchain: nullable(text),
  goroot: object({
    /** The environment variable GOROOT, null where it is not set. */
    variable: nullable(text),
    exists: flag,
    effective: nullable(text),
    /** Is the variable's folder the one Go would find by itself? */
    same: flag,
  }),
  gopath: object({
    value: nullable(text),
    fromVariable: flag,
    absolute: flag,
    isGoroot: flag,
    awkward: flag,
    bin: nullable(text),
    binExists: flag,
    binOnPath: flag,
  }),
  goproxy: object({
    /** Credentials masked. */
    value: nullable(text),
    origin: word('environment', 'file', 'default'),
  }),
});

export type GoEvidence = Shaped<typeof go>;
