import { flag, list, nullable, number, object, type Shaped, text, word } from '../shape.js';

const settings = object({
  /** `policy`: set for the whole machine by a policy. */
  origin: word('user', 'policy', 'macos', 'gnome'),
  enabled: flag,
  /** As it was entered, also one that is switched off; credentials masked. */
  server: nullable(text),
  /** The address of a script that decides; without its query. */
  pac: nullable(text),
  /** The proxy as values of HTTP_PROXY, HTTPS_PROXY and NO_PROXY that Go reads well; credentials masked. */
  httpProxy: nullable(text),
  httpsProxy: nullable(text),
  noProxy: nullable(text),
  /** Exceptions that NO_PROXY can't express. */
  dropped: list(text),
  endpoints: list(object({ host: text, port: number })),
});

/** The proxy settings of the system: WinINET, WinHTTP, macOS, GNOME. */
export const systemProxy = object({
  /** `none`: this system has no such settings. */
  state: word('ok', 'none', 'unreadable'),
  settings: nullable(settings),
  /** What services use; null: not Windows, or could not be read. */
  winhttp: nullable(
    object({
      /** `automatic`: by a script or by detection. */
      state: word('direct', 'proxy', 'automatic', 'unknown'),
      server: nullable(text),
      endpoints: list(object({ host: text, port: number })),
    }),
  ),
  /** Whether somebody listens at those endpoints that are on this machine; null: not tried. */
  loopback: nullable(list(object({ host: text, port: number, ok: flag, code: nullable(text) }))),
});

export type SystemProxyEvidence = Shaped<typeof systemProxy>;
export type SystemProxySettings = NonNullable<SystemProxyEvidence['settings']>;
export type WinhttpSettings = NonNullable<SystemProxyEvidence['winhttp']>;
