import { nullable, object, type Shaped, text, word } from '../shape.js';

/** This program: the newest version there is. */
export const self = object({
  /** The version that runs. */
  version: text,
  /** The newest one published; null where it is not known. */
  latest: nullable(text),
  /** `cached`: asked less than a day ago. `unknown`: no registry is set, or what it said makes no sense. */
  state: word('asked', 'cached', 'offline', 'unpublished', 'unreachable', 'unknown'),
});

export type SelfEvidence = Shaped<typeof self>;
