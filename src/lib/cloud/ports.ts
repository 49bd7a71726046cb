/** Ports of a rule, both ends included; -1 to -1 is the service's way to say "all, or none at all". */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

export const allPorts: PortRange = { from: -1, to: -1 };

const highest = 65_535;

/** The ranges of `443`, `80,443,8000-8100`; or the part of the text that is wrong. */
export function parsePorts(
  text: string,
): { readonly ranges: readonly PortRange[] } | { readonly wrong: string } {
  const ranges: PortRange[] = [];
  for (const part of text.split(',')) {
    const range = parseRange(part.trim());
    if (!range) return { wrong: part.trim() };
    if (!ranges.some(({ from, to }) => from === range.from && to === range.to)) ranges.push(range);
  }
  return { ranges };
}

/** `443/443`, the form that rules are stored in. */
export function formatRange({ from, to }: PortRange): string {
  return `${from}/${to}`;
}

/** Does a range hold this port? "All" holds every one. */
export function holdsPort({ from, to }: PortRange, port: number): boolean {
  return from === -1 || (from <= port && port <= to);
}

/** Is every port meant, in either spelling? */
export function isEveryPort({ from, to }: PortRange): boolean {
  return from === -1 || (from === 1 && to === highest);
}

function parseRange(text: string): PortRange | null {
  const match = /^(\d{1,5})(?:[-/](\d{1,5}))?$/.exec(text);
  if (!match) return null;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  return from >= 1 && to <= highest && from <= to ? { from, to } : null;
}
