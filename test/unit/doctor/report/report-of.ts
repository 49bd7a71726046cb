import { formatEvidence } from '../../../../src/lib/doctor/evidence.js';
import type { CheckResult } from '../../../../src/lib/doctor/judge.js';
import { anonymise } from '../../../../src/lib/doctor/report/anonymise.js';
import { doctorDefaults, runDoctor } from '../../../../src/lib/doctor/run.js';
import { type Language, loadMessages } from '../../../../src/lib/messages/locale.js';
import { type DoctorReport, plainStyle } from '../../../../src/lib/output/views/doctor-report.js';
import { explanationsText } from '../../../../src/lib/output/views/doctor-urls.js';
import { fakeHost } from '../../../helpers/fake-host.js';
import { fixtureText } from '../evidence-fixtures.js';

/** The report on a machine of the fixtures. */
export async function reportOf(name: string, language: Language): Promise<DoctorReport> {
  const host = fakeHost({ files: { '/e.json': fixtureText(name) } });
  const examined = await runDoctor({ ...doctorDefaults, replay: '/e.json' }, host);
  const result = anonymise(examined, host.platform);
  const presentation = { text: await loadMessages(language), style: plainStyle };
  return {
    result: { ...result, durationMs: 12 },
    version: '0.1.0',
    fixes: null,
    urls: explanationsText(result.explanations, presentation),
    evidence: formatEvidence(result.evidence),
  };
}

/** A report whose one check says, wherever it can, what nobody should. */
export async function reportSaying(text: string): Promise<DoctorReport> {
  const report = await reportOf('windows-10', 'en');
  const check: CheckResult = {
    id: 'go.gopath',
    group: 'go',
    status: 'warn',
    found: text,
    expected: text,
    finding: { code: 'GOPATH_AWKWARD', facts: { value: text } },
    docs: null,
    fix: {
      kind: 'setGoproxy',
      commands: [{ shell: 'bash', command: text }],
      safe: true,
      changes: [],
    },
    source: 'go',
    durationMs: 1,
  };
  return {
    ...report,
    result: { ...report.result, checks: [check] },
    urls: text,
    fixes: text,
    evidence: text,
  };
}
