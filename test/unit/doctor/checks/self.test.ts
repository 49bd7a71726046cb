import { describe, expect, it } from 'vitest';
import type { SelfEvidence } from '../../../../src/lib/doctor/evidence/self.js';
import type { Evidence } from '../../../../src/lib/doctor/evidence.js';
import { judge } from '../../../../src/lib/doctor/judge.js';
import { fixture } from '../evidence-fixtures.js';

type Section = Evidence['sections']['self'];

function verdictOn(self: Section, { machine = 'windows-11', node = '20.20.2' } = {}) {
  const base = fixture(machine);
  const evidence = {
    ...base,
    platform: { ...base.platform, node },
    sections: { ...base.sections, self },
  };
  return judge(evidence).find(({ id }) => id === 'self.version');
}

const section = (changes: Partial<SelfEvidence>): Section => ({
  state: 'ok',
  source: 'network',
  durationMs: 3,
  value: { version: '0.10.0', latest: null, state: 'asked', ...changes },
});

describe('self.version', () => {
  it.each(['windows-11', 'linux', 'macos'])('passes on %s with the newest version', (machine) => {
    expect(verdictOn(section({ latest: '0.10.0' }), { machine })).toMatchObject({
      status: 'pass',
      found: 'aliproxy 0.10.0, Node.js 20.20.2',
      finding: null,
      fix: null,
    });
  });

  it.each([
    ['0.11.0', 'windows-11', 'powershell'],
    ['0.10.1', 'linux', 'bash'],
    ['1.0.0', 'macos', 'bash'],
  ])('tells of %s, on %s for %s', (latest, machine, shell) => {
    expect(verdictOn(section({ latest, state: 'cached' }), { machine })).toMatchObject({
      status: 'info',
      expected: `aliproxy ${latest}`,
      finding: { code: 'SELF_OUTDATED', facts: { version: '0.10.0', latest } },
      fix: { commands: [{ shell, command: 'npm install -g aliproxy@latest' }], changes: [] },
    });
  });

  it.each(['0.9.9', '0.10.0-rc.1', '1.0.0-beta.1', 'next', ''])('has nothing to say about %j', (latest) => {
    expect(verdictOn(section({ latest }))?.status).toBe('pass');
  });

  it('offers a prerelease to those who run one', () => {
    const verdict = verdictOn(section({ version: '1.0.0-beta.2', latest: '1.0.0-beta.10' }));
    expect(verdict?.status).toBe('info');
  });

  it.each(['offline', 'unpublished', 'unreachable', 'unknown'] as const)(
    'passes quietly when the answer is %s',
    (state) => {
      expect(verdictOn(section({ state }))).toMatchObject({ status: 'pass', finding: null });
    },
  );

  it.each<Section>([
    { state: 'absent', reason: 'not-selected' },
    { state: 'absent', reason: 'offline' },
    { state: 'failed', reason: 'timeout', detail: '', source: 'npm registry', durationMs: 8_000 },
    { state: 'failed', reason: 'crash', detail: 'x', source: 'npm registry', durationMs: 1 },
  ])('knows its Node without %j', (missing) => {
    expect(verdictOn(missing)).toMatchObject({ status: 'pass', found: 'Node.js 20.20.2' });
  });

  it.each([
    ['20.18.3', 'warn'],
    ['18.20.8', 'warn'],
    ['20.19.0', 'pass'],
    ['26.1.0', 'pass'],
  ])('judges Node.js %s: %s', (node, status) => {
    expect(verdictOn(section({}), { node })).toMatchObject({
      status,
      finding: status === 'warn' ? { code: 'SELF_NODE_OLD', facts: { minimum: '20.19' } } : null,
    });
  });
});
