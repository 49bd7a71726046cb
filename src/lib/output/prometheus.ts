export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number | null;
  /** What the name of this sample ends with besides: `_bucket`, `_sum`, `_count` of a histogram. */
  readonly suffix?: string;
}

export interface Metric {
  readonly name: string;
  readonly help: string;
  /** `gauge` where there is none. */
  readonly type?: 'counter' | 'gauge' | 'histogram';
  readonly samples: readonly Sample[];
}

/** In the text format of Prometheus, version 0.0.4; nothing for a metric that has no value. */
export function metricText({ name, help, type = 'gauge', samples }: Metric): string {
  const known = samples.filter(({ value }) => value !== null && Number.isFinite(value));
  if (known.length === 0) return '';
  const lines = known.map(
    ({ labels, value, suffix = '' }) => `${name}${suffix}${labelText(labels)} ${value}`,
  );
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n');
}

/** A label without a value is the same as none. */
function labelText(labels: Labels): string {
  const written = Object.entries(labels)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return written.length === 0 ? '' : `{${written.join(',')}}`;
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
