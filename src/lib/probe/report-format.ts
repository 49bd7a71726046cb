/** How a run can be told: `table` and `wide` for terminals, `html` and `md` for readers, the others for programs. */
export const reportFormats = [
  'table',
  'wide',
  'json',
  'ndjson',
  'junit',
  'github',
  'tap',
  'prom',
  'csv',
  'md',
  'html',
] as const;

export type ReportFormat = (typeof reportFormats)[number];

/** Those that are printed; a page is written to a file. */
export const screenFormats = reportFormats.filter((format) => format !== 'html');
