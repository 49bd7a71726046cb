import { describe, expect, it } from 'vitest';
import type { CheckId } from '../../../../src/lib/doctor/check.js';
import type { EnvironmentEvidence } from '../../../../src/lib/doctor/evidence/environment.js';
import type { Evidence } from '../../../../src/lib/doctor/evidence.js';
import { judge } from '../../../../src/lib/doctor/judge.js';
import { fixture } from '../evidence-fixtures.js';

type Variable = EnvironmentEvidence['variables'][number];

const none = { process: null, user: null, machine: null };
const variable = (name: string, changes: Partial<Variable>): Variable => ({
  name,
  inProcess: true,
  inUser: true,
  inMachine: false,
  current: true,
  scopesAgree: null,
  masked: none,
  ...changes,
});

type Section = Evidence['sections']['environment'];

function withSection(environment: Section, os?: string): Evidence {
  const base = fixture(os === undefined ? 'windows-11' : os);
  return { ...base, sections: { ...base.sections, environment } };
}

function result(id: CheckId, evidence: Evidence) {
  const found = judge(evidence).find((check) => check.id === id);
  if (!found) throw new Error(`there is no check ${id}`);
  return found;
}

function given(id: CheckId, changes: Partial<EnvironmentEvidence>) {
  const value: EnvironmentEvidence = {
    source: 'powershell',
    variables: [],
    missingFromPath: [],
    ...changes,
  };
  return result(id, withSection({ state: 'ok', source: 'powershell', durationMs: 5, value }));
}

describe('env.stale', () => {
  it('passes where nothing is set, and where this process has what a new one would get', () => {
    expect(given('env.stale', {})).toMatchObject({ status: 'pass', finding: null, fix: null });
    expect(given('env.stale', { variables: [variable('GOPATH', {})] }).status).toBe('pass');
  });

  it('warns of a variable that a new terminal has and this one has not, or has otherwise', () => {
    const variables = [
      variable('NO_PROXY', {
        inProcess: false,
        current: false,
        masked: { ...none, user: 'localhost' },
      }),
      variable('HTTPS_PROXY', {
        inUser: false,
        inMachine: true,
        current: false,
        masked: { ...none, process: 'http://***@a.test:1', machine: 'http://***@b.test:1' },
      }),
      variable('GOPROXY', { current: false }),
    ];
    expect(given('env.stale', { variables })).toMatchObject({
      status: 'warn',
      found: 'HTTPS_PROXY=http://***@a.test:1',
      expected: 'NO_PROXY=localhost\nHTTPS_PROXY=http://***@b.test:1',
      fix: null,
      finding: {
        code: 'ENV_STALE',
        facts: {
          variables: [
            { name: 'NO_PROXY', kind: 'missing', here: null, given: 'localhost' },
            { name: 'HTTPS_PROXY', kind: 'different', here: 'http://***@a.test:1' },
            { name: 'GOPROXY', kind: 'different', here: null, given: null },
          ],
          folders: [],
        },
      },
    });
  });

  it('warns of folders that are missing from PATH', () => {
    expect(given('env.stale', { missingFromPath: ['~\\go\\bin'] })).toMatchObject({
      status: 'warn',
      found: null,
      expected: null,
      finding: { code: 'ENV_STALE', facts: { variables: [], folders: ['~\\go\\bin'] } },
    });
  });

  it('says nothing of what can not be told', () => {
    const variables = [variable('GOPATH', { current: null })];
    expect(given('env.stale', { variables, missingFromPath: null }).status).toBe('pass');
  });

  it('tells, and does not warn, of what is set in this terminal only', () => {
    const variables = [variable('HTTP_PROXY', { inUser: false, current: false })];
    expect(given('env.stale', { variables })).toMatchObject({
      status: 'info',
      found: 'HTTP_PROXY',
      finding: { code: 'ENV_SESSION_ONLY', facts: { names: ['HTTP_PROXY'] } },
    });
  });
});

describe('env.scope', () => {
  it('passes where user and machine agree, or one of them says nothing', () => {
    const variables = [
      variable('GOPATH', { inMachine: true, scopesAgree: true }),
      variable('GOBIN', { scopesAgree: null }),
    ];
    expect(given('env.scope', { variables })).toMatchObject({ status: 'pass', finding: null });
  });

  it('warns where they differ, shows how to remove the own value, and leaves that to the user', () => {
    const variables = [
      variable('HTTP_PROXY', {
        inMachine: true,
        scopesAgree: false,
        masked: { process: 'http://a.test:1', user: 'http://a.test:1', machine: 'http://b.test:1' },
      }),
      variable('GOPRIVATE', { inMachine: true, scopesAgree: false }),
    ];
    expect(given('env.scope', { variables })).toMatchObject({
      status: 'warn',
      found: 'HTTP_PROXY=http://a.test:1',
      expected: 'HTTP_PROXY=http://b.test:1',
      finding: { code: 'ENV_SCOPES_DIFFER', facts: { names: ['HTTP_PROXY', 'GOPRIVATE'] } },
      fix: {
        kind: 'unsetUserVariable',
        safe: true,
        changes: [],
        commands: [
          {
            shell: 'powershell',
            command: "[Environment]::SetEnvironmentVariable('HTTP_PROXY', [NullString]::Value, 'User')",
          },
          {
            shell: 'powershell',
            command: "[Environment]::SetEnvironmentVariable('GOPRIVATE', [NullString]::Value, 'User')",
          },
        ],
      },
    });
  });
});

describe.each(['env.stale', 'env.scope'] as const)('%s', (id) => {
  it('skips where the registry can not be read', () => {
    expect(given(id, { source: null, missingFromPath: null })).toMatchObject({
      status: 'skip',
      finding: { code: 'REGISTRY_UNREADABLE' },
    });
  });
});
