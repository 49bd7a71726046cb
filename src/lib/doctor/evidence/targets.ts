import { clientIds } from '../../proxy/clients/client.js';
import { flag, list, nullable, number, object, type Shaped, text, word } from '../shape.js';
import { difference, explanation } from './explanation.js';

const name = object({
  host: text,
  /** Asked for by the user, or the host of the cloud's API. */
  role: word('target', 'api'),
  /** Would Go connect to it without a proxy? */
  direct: flag,
  /** Null where nobody was asked: `--offline`. */
  lookup: nullable(
    object({
      addresses: list(text),
      /** Node's code, or `TIMEOUT`; null where there are addresses. */
      code: nullable(text),
      durationMs: number,
    }),
  ),
  /** Lines of the hosts file that name it. */
  entries: list(object({ address: text, line: number })),
});

/** What becomes of the URLs that programs here shall reach: who uses which proxy, and what their names lead to. */
export const targets = object({
  /** Clients that are installed, as far as that is known. */
  installed: list(word(...clientIds)),
  urls: list(
    object({
      explanation,
      /** Why those that are installed differ; null where they agree. */
      ofInstalled: nullable(difference),
    }),
  ),
  /** No address literals. */
  names: list(name),
  hostsFile: object({ path: text, state: word('read', 'missing', 'unreadable') }),
  /** Node.js itself. */
  node: object({
    /** Does this one use a proxy for https URLs? */
    uses: flag,
    /** Are programs told to use the proxy variables (NODE_USE_ENV_PROXY, `--use-env-proxy`)? */
    told: flag,
    /** Variables whose value stops a Node that is told to from starting. */
    stopping: list(text),
  }),
});

export type TargetsEvidence = Shaped<typeof targets>;
export type TargetName = Shaped<typeof name>;
