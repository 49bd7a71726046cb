import { spawnSync } from 'node:child_process';
import type { Messages } from '../../../src/lib/messages/en.js';
import { en } from '../../../src/lib/messages/en.js';
import { styleFor } from '../../../src/lib/output/style.js';
import { type ReportPresentation, renderProbe } from '../../../src/lib/output/views/probe/render.js';
import type { ReportFormat } from '../../../src/lib/probe/report-format.js';
import type { ProbeRun } from '../../../src/lib/probe/result.js';

export function presentation(more: Partial<ReportPresentation> = {}): ReportPresentation {
  return {
    ...{ text: en as Messages, language: 'en', version: '0.1.0', destination: 'stdout' },
    style: styleFor({ width: 120, colour: 0, unicode: true }),
    ...more,
  };
}

export function render(
  format: ReportFormat,
  run: ProbeRun,
  more: Partial<ReportPresentation> = {},
): Promise<string> {
  return renderProbe(format, run, presentation(more));
}

/** Gives a program a report on its standard input, as UTF-8, and reads the JSON that it prints about it. */
export function readWith(program: string, args: readonly string[], report: string): unknown {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    input: Buffer.from(report, 'utf8'),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 20_000,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} refused the report (${status}): ${stderr.slice(0, 2000)}`);
  return JSON.parse(stdout);
}
