import { flag, list, nullable, number, object, type Shaped, text } from '../shape.js';

export const ports = object({
  /** The port the tunnel would listen on. */
  port: number,
  bound: flag,
  code: nullable(text),
  /** Null where the system has no such list, or it could not be read. */
  excluded: nullable(list(object({ start: number, end: number, administered: flag }))),
});

export type PortsEvidence = Shaped<typeof ports>;
