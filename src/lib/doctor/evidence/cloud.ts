import { flag, list, nullable, number, object, type Shaped, text, word } from '../shape.js';

/** One way to the API, tried to an answer of whatever status. */
const way = object({
  /** `host:port` of the proxy, null for direct. */
  proxy: nullable(text),
  /** The step at which it ended; null: there was an answer, and the certificate is good. */
  failed: nullable(
    object({
      step: word('dns', 'tcp', 'connect', 'tls', 'certificate', 'http'),
      code: text,
      /** Was the proxy meant, and not what is behind it? */
      atProxy: flag,
    }),
  ),
  status: nullable(number),
  /** The API's clock minus this machine's; null without a `Date`. */
  skewMs: nullable(number),
  durationMs: number,
});

/** Credentials that are there (never their values), the API and its clock. */
export const cloud = object({
  credentials: object({
    state: word('none', 'found', 'half', 'profile-missing', 'incomplete', 'mode', 'malformed', 'unreadable'),
    /** `environment`, or the file's path with the home folder as `~`. */
    place: text,
    profile: nullable(text),
    /** Shortened. */
    keyId: nullable(text),
    /** The state's own: the variable or field that is missing, the mode, the system's code. */
    detail: nullable(text),
    warnings: list(word('ENVIRONMENT_BEFORE_PROFILE', 'OPEN_TO_OTHERS')),
  }),
  /** Null where nobody was asked: `--offline`. */
  api: nullable(
    object({
      /** Its base URL. */
      url: text,
      /** As Go would go; direct is tried as well where that is through a proxy. */
      ways: list(way),
    }),
  ),
});

export type CloudEvidence = Shaped<typeof cloud>;
export type ApiWay = Shaped<typeof way>;
