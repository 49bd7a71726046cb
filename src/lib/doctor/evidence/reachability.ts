import { flag, list, nullable, number, object, type Shaped, text, word } from '../shape.js';

export const reachability = list(
  object({
    variables: list(text),
    host: text,
    port: number,
    ok: flag,
    phase: nullable(word('dns', 'tcp')),
    code: nullable(text),
    durationMs: number,
  }),
);

export type ReachabilityEvidence = Shaped<typeof reachability>;
