import { flag, nullable, number, object, type Shaped, text, word } from '../shape.js';

/** What the session is like: language, code pages, terminal, PATH, long paths, WSL, firewall. */
export const system = object({
  locale: object({
    /** `zh-CN` on Windows, `zh_CN.UTF-8` elsewhere; null: not set, or could not be read. */
    culture: nullable(text),
    /** Of Windows' own windows; the culture is that of dates and numbers. */
    uiLanguage: nullable(text),
    /** `936`, `65001`: what old programs write to files. */
    ansiCodePage: nullable(text),
    /** What a console starts with. */
    oemCodePage: nullable(text),
  }),
  /** `windows-terminal`, `vscode`, `conemu`, `mintty`, `console` (none of these); elsewhere what it calls itself. */
  terminal: nullable(text),
  path: object({ characters: number, entries: number, repeated: number }),
  longPaths: word('enabled', 'disabled', 'unknown'),
  /** Null: this is no WSL. */
  wsl: nullable(
    object({
      version: number,
      /** `nat`, `mirrored`, `virtioproxy`, `none`, `wsl1`; null: could not be told. */
      networkingMode: nullable(text),
      /** Does Windows hand its proxy on to new sessions? Null: could not be read. */
      autoProxy: nullable(flag),
      /** Can programs of Windows be started from here? */
      interop: flag,
    }),
  ),
  /** Null: not Windows, or could not be read. */
  firewall: nullable(object({ domain: nullable(flag), private: nullable(flag), public: nullable(flag) })),
});

export type SystemEvidence = Shaped<typeof system>;
