/** HTTP statuses that count as a success, both ends included. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

/** `200-399`, `200,204`, `204`; null for anything else. */
export function parseStatusRanges(text: string): StatusRange[] | null {
  const ranges = text.split(',').map((part) => {
    const [, from, to] = /^\s*([1-5]\d\d)(?:-([1-5]\d\d))?\s*$/.exec(part) ?? [];
    return from === undefined ? null : { from: Number(from), to: Number(to ?? from) };
  });
  const valid = ranges.filter((range) => range !== null && range.from <= range.to);
  return valid.length === ranges.length ? (valid as StatusRange[]) : null;
}

export function isExpectedStatus(status: number, ranges: readonly StatusRange[]): boolean {
  return ranges.some(({ from, to }) => status >= from && status <= to);
}

export function formatStatusRanges(ranges: readonly StatusRange[]): string {
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}
