import { flag, nullable, object, type Shaped, text } from '../shape.js';

export const platform = object({
  os: text,
  release: text,
  version: text,
  /** What Node was built for. */
  arch: text,
  /** What the machine is, as far as Node knows. */
  machine: text,
  node: text,
  wsl: flag,
  /** The system's own name for itself, where it has one (`PRETTY_NAME` of os-release). */
  name: nullable(text),
});

export type Platform = Shaped<typeof platform>;
