import type { Host } from '../../host/host.js';
import { maskProxyValue } from '../../proxy/mask-proxy-value.js';
import { redactUrls } from '../../redact.js';
import { splitGoFlags } from '../go-flags.js';
import { withoutHome } from './paths.js';

/** Has a GOPROXY entry something that may be a secret: a user part, a query, a port that is no number? */
const mayHoldSecret = /[@＠?#]|%40|^\s*(?:[a-z]+:\/\/)?[^/:[]*:(?!\d*(?:\/|\s*$))/i;

/** GOPROXY, and other lists of URLs and patterns, without credentials. */
export function maskGoproxy(value: string): string {
  return value.replace(/[^,|;，；\s]+/g, (entry) =>
    mayHoldSecret.test(entry) ? maskProxyValue(entry) : entry,
  );
}

/** Patterns of module paths, and names of checksum databases; a `:` in them is no port. */
function maskPatterns(value: string): string {
  return value.replace(/[^,|;，；\s]+/g, (entry) =>
    /[@＠?#]|%40/.test(entry) ? maskProxyValue(entry) : redactUrls(entry),
  );
}

/** A flag whose value is worth showing and holds nothing private; `-ldflags=-X main.key=…` does. */
const openFlags = new Set([
  'a',
  'n',
  'mod',
  'modcacherw',
  'buildvcs',
  'trimpath',
  'insecure',
  'tags',
  'p',
  'v',
  'x',
  'race',
]);

export interface ShownFlag {
  readonly name: string;
  readonly value: string | null;
}

export function maskFlag({ name, value }: ShownFlag): ShownFlag {
  return value === null || openFlags.has(name) ? { name, value } : { name, value: '***' };
}

const lists = new Set(['GOPRIVATE', 'GONOPROXY', 'GONOSUMDB', 'GOINSECURE', 'GOSUMDB', 'GOVCS']);
const plain =
  /^(?:GO(?:OS|ARCH|BIN|PATH|ROOT|CACHE|MODCACHE|TMPDIR|ENV|WORK|TOOLCHAIN|EXPERIMENT|TELEMETRY|FIPS140|AMD64|ARM64|ARM|386|MIPS|CACHEPROG)|GO111MODULE|GONOSUMCHECK|CGO_ENABLED|CC|CXX|AR|FC|PKG_CONFIG)$/;

/** A setting of Go for showing. What is not known to be harmless (GOAUTH, CGO_LDFLAGS …) is `***`. */
export function maskGoSetting(name: string, value: string, host: Host): string {
  if (name === 'GOPROXY') return maskGoproxy(value);
  if (lists.has(name)) return maskPatterns(value);
  if (name === 'GOFLAGS') return maskGoFlags(value);
  return plain.test(name) ? redactUrls(withoutHome(value, host)) : '***';
}

function maskGoFlags(value: string): string {
  const words = splitGoFlags(value);
  if (words === null) return '***';
  return words
    .map((word) => {
      const [, name, text] = /^--?([\w.-]+)(?:=(.*))?$/s.exec(word) ?? [];
      if (name === undefined) return '***';
      const shown = maskFlag({ name, value: text ?? null });
      return shown.value === null ? `-${shown.name}` : `-${shown.name}=${shown.value}`;
    })
    .join(' ');
}
