interface Parts {
  readonly major: string;
  readonly minor: string;
  /** Empty: a language version (`1.21`), which is older than its release candidates. */
  readonly patch: string;
  readonly kind: string;
  readonly pre: string;
}

/**
 * Negative, zero or positive, as Go orders its versions (internal/gover): `1.21` < `1.21rc1` < `1.21.0`, and before
 * 1.21 the version without a patch is the first release. With or without `go` in front; what follows a dash or a
 * blank (`go1.26.8-custom`, `go1.26.8 X:nocoverage`) does not count. Null where one is no version.
 */
export function compareGoVersions(a: string, b: string): number | null {
  const left = parse(a);
  const right = parse(b);
  if (!left || !right) return null;
  return (
    compareNumbers(left.major, right.major) ||
    compareNumbers(left.minor, right.minor) ||
    compareNumbers(left.patch, right.patch) ||
    compareTexts(left.kind, right.kind) ||
    compareNumbers(left.pre, right.pre)
  );
}

/** `1.21` and not `1.21.0` or `1.21rc1`. */
export function isLanguageVersion(text: string): boolean {
  return /^(?:go)?\d+(?:\.\d+)?$/.test(text);
}

function parse(text: string): Parts | null {
  const match = /^(?:go)?(\d+)(?:\.(\d+)(?:\.(\d+)|([a-z]+)(\d*))?)?(?:[-\s].*)?$/s.exec(text);
  if (!match) return null;
  const [, major = '', minor = '0', patch, kind = '', pre = ''] = match;
  const oldStyle = kind === '' && (major === '0' || (major === '1' && Number(minor) < 21));
  return { major, minor, patch: patch ?? (oldStyle ? '0' : ''), kind, pre };
}

/** An empty text is less than any number. */
function compareNumbers(a: string, b: string): number {
  return (a === '' ? -1 : Number(a)) - (b === '' ? -1 : Number(b));
}

function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
