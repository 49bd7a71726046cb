import type { Configuration } from '../config/configuration.js';
import type { ConfigurationKey } from '../config/schema.js';
import type { Host } from '../host/host.js';
import type { Redactor } from '../redact.js';
import {
  checkLimit,
  expand,
  pathFrom,
  readCertificates,
  readRequired,
  type Site,
  siteOf,
  wrongValue,
} from './site.js';
import type { TunnelFlags } from './tunnel-flags.js';

export interface Found<T> {
  readonly value: T;
  /** Where it stands, for errors. */
  readonly site: Site;
}

/** Finds what is asked of a tunnel: flag before variable before file. Made anew for each reload. */
export class TunnelSettingReader {
  readonly flags: TunnelFlags;
  readonly host: Host;
  readonly secrets: Redactor;
  readonly #configuration: Configuration;

  constructor(
    flags: TunnelFlags,
    { configuration, host, secrets }: { configuration: Configuration; host: Host; secrets: Redactor },
  ) {
    this.flags = flags;
    this.host = host;
    this.secrets = secrets;
    this.#configuration = configuration;
  }

  /** `flag` without its dashes; null where there is none. */
  find<T>(
    flag: keyof TunnelFlags | null,
    key: ConfigurationKey,
    variables: readonly string[] = [],
  ): Found<T> | undefined {
    const candidate =
      flag === null ? {} : { flag: { name: `--${flag}`, value: this.flags[flag] as T | undefined } };
    const found = this.#configuration.find<T>(key, { ...candidate, variables });
    return found && { value: found.value, site: siteOf(found.origin, `--${flag ?? ''}`, key) };
  }

  get<T>(flag: keyof TunnelFlags | null, key: ConfigurationKey, fallback: T): T {
    return this.find<T>(flag, key)?.value ?? fallback;
  }

  /** Milliseconds that can be waited for. */
  duration(
    flag: keyof TunnelFlags | null,
    key: ConfigurationKey,
    { fallback, shortestMs = 1 }: { readonly fallback: number; readonly shortestMs?: number },
  ): number {
    const found = this.find<number>(flag, key);
    return found === undefined ? fallback : checkLimit(found.value, found.site, shortestMs);
  }

  /** A text of a file with the values of its variables; `url`: as `expandVariables` does it for URLs. */
  expand(text: string, site: Site, form: 'url' | 'text' = 'text'): string {
    return expand(text, site, this, form);
  }

  /** The path that a setting names, as it can be opened. */
  path(flag: keyof TunnelFlags | null, key: ConfigurationKey): Found<string> | null {
    const found = this.find<string>(flag, key);
    if (found === undefined) return null;
    if (found.value === '') throw wrongValue(found.site, '', 'FILE');
    const path = pathFrom(found.site, this.expand(found.value, found.site));
    return { value: path, site: found.site };
  }

  /** The text of a file that a setting names. */
  async text(flag: keyof TunnelFlags | null, key: ConfigurationKey): Promise<Found<string> | null> {
    const path = this.path(flag, key);
    if (path === null) return null;
    return { value: await readRequired(path.value, this), site: path.site };
  }

  /** The certificates of a file that a setting names. */
  async certificates(flag: keyof TunnelFlags | null, key: ConfigurationKey): Promise<string | null> {
    const path = this.path(flag, key);
    if (path === null) return null;
    return await readCertificates(path.value, path.site, this);
  }
}
