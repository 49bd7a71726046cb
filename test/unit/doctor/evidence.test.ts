import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkIds } from '../../../src/lib/doctor/check.js';
import {
  type Evidence,
  formatEvidence,
  readEvidence,
  sectionNames,
} from '../../../src/lib/doctor/evidence.js';
import { judge } from '../../../src/lib/doctor/judge.js';
import { doctorDefaults, runDoctor } from '../../../src/lib/doctor/run.js';
import { en } from '../../../src/lib/messages/en.js';
import { zh } from '../../../src/lib/messages/zh.js';
import { wordsOf } from '../../../src/lib/output/views/doctor-words.js';
import { type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';
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
});

const someFixture = fc.constantFrom(...fixtureNames);
const someValue = fc.constantFrom<unknown>(
  null,
  '',
  'off',
  'http://[',
  0,
  -1,
  1e308,
  true,
  [],
  ['x'],
  {},
  { a: 1 },
);

/** Judged evidence says something about every check, and no check stumbles over it, in either language. */
function expectJudged(evidence: Evidence): void {
  const results = judge(evidence);
  expect(results.map(({ id }) => id)).toEqual(checkIds);
  for (const { finding } of results) {
    if (finding === null) continue;
    expect(finding.code).not.toBe('CHECK_CRASHED');
    for (const text of [en, zh]) expect(wordsOf(finding, text).message).not.toMatch(/undefined|\[object/);
  }
}

/** Every member of the sections and of the platform, by its path. */
function membersOf(
  value: unknown,
  path: readonly (string | number)[] = [],
): (readonly (string | number)[])[] {
  if (value === null || typeof value !== 'object') return path.length > 0 ? [path] : [];
  const inner = Object.entries(value).flatMap(([key, item]) =>
    membersOf(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path.length > 0 ? [path, ...inner] : inner;
}

function parentOf(file: object, path: readonly (string | number)[]): Record<string | number, unknown> {
  return path
    .slice(0, -1)
    .reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], file) as Record<
    string | number,
    unknown
  >;
}

const spelled = (path: readonly (string | number)[]) =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('');

describe('damaged evidence', () => {
  it('is refused or judged, whatever was cut out of it or put into it', () => {
    const damage = fc.record({
      name: someFixture,
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(30),
      by: fc.constantFrom('', 'null', '""', '0', '[]', '{}', 'true', '-1', '"off"', ','),
    });
    fc.assert(
      fc.property(damage, ({ name, at, length, by }) => {
        const text = fixtureText(name);
        const begin = Math.floor(at * text.length);
        const read = readEvidence(text.slice(0, begin) + by + text.slice(begin + length));
        if (read.ok) expectJudged(read.evidence);
        else expect(['not-json', 'foreign', 'newer', 'malformed']).toContain(read.problem);
      }),
      { numRuns: 500 },
    );
  });

  it('names the member that is missing', () => {
    fc.assert(
      fc.property(someFixture, fc.nat(), (name, choice) => {
        const file = JSON.parse(fixtureText(name));
        const paths = membersOf(file).filter(
          (path) =>
            typeof path.at(-1) === 'string' &&
            path.length !== 2 &&
            !['kind', 'version'].includes(spelled(path)),
        );
        const path = paths[choice % paths.length] ?? [];
        delete parentOf(file, path)[path.at(-1) ?? ''];
        const detail = `${spelled(path)} (to be there)`;
        expect(readEvidence(JSON.stringify(file))).toEqual({ ok: false, problem: 'malformed', detail });
      }),
      { numRuns: 300 },
    );
  });

  it('names the member that is wrong, or judges what may well be', () => {
    fc.assert(
      fc.property(someFixture, fc.nat(), someValue, (name, choice, value) => {
        const file = JSON.parse(fixtureText(name));
        const paths = membersOf(file);
        const path = paths[choice % paths.length] ?? [];
        parentOf(file, path)[path.at(-1) ?? ''] = value;
        const read = readEvidence(JSON.stringify(file));
        if (read.ok) expectJudged(read.evidence);
        else if (read.problem === 'malformed') expect(read.detail.startsWith(spelled(path))).toBe(true);
        else expect(path).toHaveLength(1);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('evidence of another version of the program', () => {
  it('is judged where it has fewer sections: what it lacks was not gathered', () => {
    fc.assert(
      fc.property(someFixture, fc.subarray([...sectionNames]), (name, left) => {
        const file = JSON.parse(fixtureText(name));
        for (const section of sectionNames) if (!left.includes(section)) delete file.sections[section];
        const read = readEvidence(JSON.stringify(file));
        expect(read.ok).toBe(true);
        if (read.ok) expectJudged(read.evidence);
      }),
      { numRuns: 200 },
    );
  });

  it.each(fixtureNames)('gets the same verdicts with more sections and members: %s', (name) => {
    const file = JSON.parse(fixtureText(name));
    for (const path of membersOf(file)) {
      const parent = parentOf(file, path);
      if (!Array.isArray(parent)) parent.later = { added: [path.length] };
    }
    const read = readEvidence(JSON.stringify(file));
    expect(read).toEqual({ ok: true, evidence: fixture(name) });
  });
});

describe('a replay', () => {
  it.each(fixtureNames)('says the same on every machine: %s', async (name) => {
    const files = { '/e.json': fixtureText(name) };
    const machines: FakeHostOptions[] = [
      {},
      {
        platform: { os: 'win32', home: 'C:\\Users\\li', nodeVersion: '24.21.0' },
        env: { Path: 'C:\\Go\\bin' },
      },
      { platform: { os: 'darwin', arch: 'arm64' }, env: { HTTPS_PROXY: 'http://[', GOROOT: '/x' } },
    ];
    const said = machines.map(async (machine) => {
      const nothingRuns = () => {
        throw new Error('a process was started');
      };
      const host = fakeHost({ ...machine, files, run: nothingRuns });
      const { durationMs, ...result } = await runDoctor({ ...doctorDefaults, replay: '/e.json' }, host);
      expect(durationMs).toBeGreaterThanOrEqual(0);
      return result;
    });
    const [first, ...others] = await Promise.all(said);
    for (const other of others) expect(other).toEqual(first);
  });
});
