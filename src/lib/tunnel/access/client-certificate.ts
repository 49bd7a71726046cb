import { type Glob, glob } from './glob.js';

/** The names in a certificate by which its owner may be known. */
export interface CertificateNames {
  readonly commonNames: readonly string[];
  readonly dns: readonly string[];
  /** Also those of workloads: `spiffe://…`. */
  readonly uris: readonly string[];
}

/** What Node tells of a peer's certificate, as far as it matters here. */
export interface PeerCertificate {
  readonly subject?: { readonly CN?: string | readonly string[] };
  readonly subjectaltname?: string;
}

export function namesOfCertificate({ subject, subjectaltname = '' }: PeerCertificate): CertificateNames {
  const commonNames = [subject?.CN ?? []].flat();
  const dns: string[] = [];
  const uris: string[] = [];
  // Node puts a value in quotes that could pass for more than one.
  for (const [, kind, quoted, plain] of subjectaltname.matchAll(
    /([^:,]+):(?:("(?:[^"\\]|\\.)*")|([^,]*))(?:, |$)/g,
  )) {
    const value = quoted === undefined ? (plain ?? '') : unquoted(quoted);
    if (kind === 'DNS') dns.push(value);
    if (kind === 'URI') uris.push(value);
  }
  return { commonNames, dns, uris };
}

/**
 * The name by which the owner of a certificate is known: the first that fits a pattern, or without patterns its first one;
 * null where none fits. A pattern with `://` is for URIs only and the others for the rest, so that nobody gets
 * a common name that passes for the identity of a workload.
 */
export type ClientNaming = (names: CertificateNames) => string | null;

export function clientNaming(patterns: readonly string[]): ClientNaming {
  if (patterns.length === 0) {
    return ({ commonNames, dns, uris }) => uris[0] ?? commonNames[0] ?? dns[0] ?? '';
  }
  const isUri = (pattern: string) => pattern.includes('://');
  const forUris = patterns.filter(isUri).map((pattern) => glob(pattern));
  const others = patterns.filter((pattern) => !isUri(pattern));
  const forNames = others.map((pattern) => glob(pattern));
  const forDns = others.map((pattern) => glob(pattern.toLowerCase()));
  return ({ commonNames, dns, uris }) =>
    uris.find((uri) => fitsAny(forUris, uri)) ??
    commonNames.find((name) => fitsAny(forNames, name)) ??
    dns.find((name) => fitsAny(forDns, name.toLowerCase())) ??
    null;
}

function fitsAny(globs: readonly Glob[], text: string): boolean {
  return globs.some((fits) => fits(text));
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return '';
  }
}
