interface Counts {
  readonly total: number;
  readonly pass: number;
  readonly warn: number;
  readonly fail: number;
}

/** What machine reports say besides codes, messages and hints. */
export const reports = {
  counts: ({ total, pass, warn, fail }: Counts) =>
    `${total} probed: ${pass} passed, ${warn} with a warning, ${fail} failed.`,
  /** Stands for findings that GitHub would not show one by one. */
  andMore: (count: number, named: string) => `${count} more: ${named}`,
  andOthers: (count: number) => `and ${count} others`,
  cutShort: (setting: string) => `the run was cut short: ${setting} ran out`,
  interrupted: 'the run was interrupted; targets that were not finished are missing',
  leftOut: (count: number) => `${count} results are left out here: the page would be too long.`,
};
