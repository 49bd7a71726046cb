import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatEvidence, readEvidence } from '../../../src/lib/doctor/evidence.js';
import { judge } from '../../../src/lib/doctor/judge.js';
import { fixture, fixtureNames, fixtureText } from './evidence-fixtures.js';

describe('evidence as a file', () => {
  it.each(fixtureNames)('%s is the same after writing and reading', (name) => {
    const evidence = fixture(name);
    expect(readEvidence(formatEvidence(evidence))).toEqual({ ok: true, evidence });
  });

  it('may begin with a byte order mark, as PowerShell writes it', () => {
    expect(readEvidence(`\ufeff${fixtureText('windows-10')}`).ok).toBe(true);
  });

  it.each([
    ['', 'not-json', ''],
    ['{', 'not-json', ''],
    ['null', 'foreign', ''],
    ['[]', 'foreign', ''],
    ['"aliproxy-evidence"', 'foreign', ''],
    ['{"name":"package"}', 'foreign', ''],
    ['{"kind":"aliproxy-evidence","version":2}', 'newer', '2'],
    ['{"kind":"aliproxy-evidence","version":1}', 'malformed', 'origin (to be there)'],
    [fixtureText('windows-10').replace('"arch": "x64"', '"arch": 64'), 'malformed', 'platform.arch (a text)'],
    [
      fixtureText('windows-10').replace('"state": "ok"', '"state": "fine"'),
      'malformed',
      'sections.windows.state (ok | failed | absent)',
    ],
    [
      fixtureText('windows-11-chinese').replace('"kind": "trailing-blank"', '"kind": "other"'),
      'malformed',
      expect.stringMatching(/^sections\.proxy\.value\.variables\[1\]\.findings\[0\]\.kind /),
    ],
  ])('%.40j is %s', (content, problem, detail) => {
    expect(readEvidence(content)).toEqual({ ok: false, problem, detail });
  });

  it('cannot steer the terminal it is shown on', () => {
    const text = fixtureText('windows-11').replace('"origin"', '"more": 1, "origin"');
    const spiked = text.replace(
      /"productName": "[^"]*"/,
      '"productName": "\\u001b[2JWindows\\u009b31m\\r\\n"',
    );
    const read = readEvidence(spiked);
    const windows = read.ok ? read.evidence.sections.windows : null;
    const name = windows?.state === 'ok' ? windows.value.system.productName : null;
    expect(name).toBe('\ufffd[2JWindows\ufffd31m\ufffd\ufffd');
  });

  it('is refused or judged, and never crashes anything, whatever was done to it', () => {
    const text = fixtureText('windows-11-chinese');
    const damage = fc.record({
      at: fc.nat(text.length),
      length: fc.nat(30),
      by: fc.constantFrom('', 'null', '""', '0', '[]', '{}', 'true', '-1', '"off"', ','),
    });
    fc.assert(
      fc.property(damage, ({ at, length, by }) => {
        const read = readEvidence(text.slice(0, at) + by + text.slice(at + length));
        const statuses = read.ok ? judge(read.evidence).map(({ status }) => status) : [];
        expect(statuses).not.toContain('error');
        expect(statuses.length).toBe(read.ok ? 15 : 0);
      }),
      { numRuns: 2_000 },
    );
  });
});
