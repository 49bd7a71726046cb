/** One challenge of `Proxy-Authenticate` (RFC 9110 section 11.6.1). Each character is a byte, as headers are read. */
export interface Challenge {
  /** In the proxy's spelling. */
  readonly scheme: string;
  /** Names in lower case, values without their quotes. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Reads challenges from several lines or one comma-joined line, in which a comma may also part the parameters of one
 * challenge or stand in a quoted string. Never throws; what is no challenge is passed over.
 */
export function readChallenges(values: readonly string[]): Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  for (const part of splitOutsideQuotes(values.join(','), ',')) {
    if (isParameter(part)) {
      addParameter(challenges.at(-1)?.parameters, part);
      continue;
    }
    const [, scheme, rest = ''] = /^([^\s=,]+)\s*(.*)$/s.exec(part) ?? [];
    if (scheme === undefined) continue;
    const parameters = new Map<string, string>();
    addParameter(parameters, rest);
    challenges.push({ scheme, parameters });
  }
  return challenges;
}

/** `name=value`; a token68 (`TlRMTVNTUAACAAAA==`) ends in its equals signs. */
function isParameter(part: string): boolean {
  return /^[^\s=]+\s*=(?!=*$)/.test(part);
}

function addParameter(parameters: Map<string, string> | undefined, text: string): void {
  if (parameters === undefined || !isParameter(text)) return;
  const equals = text.indexOf('=');
  const name = text.slice(0, equals).trim().toLowerCase();
  const value = text.slice(equals + 1).trim();
  const quoted = /^"(.*)"$/s.exec(value)?.[1];
  // The first one counts: a challenge has each name once.
  if (!parameters.has(name)) parameters.set(name, quoted?.replace(/\\(.)/gs, '$1') ?? value);
}

/** Parts a header's list, leaving what stands in quotes alone. */
export function splitOutsideQuotes(text: string, separator: ',' | ';'): string[] {
  const piece = separator === ',' ? /(?:"(?:\\.|[^"\\])*"|[^",]|")+/g : /(?:"(?:\\.|[^"\\])*"|[^";]|")+/g;
  return (text.match(piece) ?? []).map((part) => part.trim()).filter(Boolean);
}
