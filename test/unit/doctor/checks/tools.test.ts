import { describe, expect, it } from 'vitest';
import type { CheckId } from '../../../../src/lib/doctor/check.js';
import type { ToolsEvidence } from '../../../../src/lib/doctor/evidence/tools.js';
import type { Evidence } from '../../../../src/lib/doctor/evidence.js';
import type { Deep } from '../evidence-fixtures.js';
import { resultOn, sentencesFor } from './check-results.js';

function on(machine: string, id: CheckId, value: Deep<ToolsEvidence>) {
  const result = resultOn(machine, id, { sections: { tools: { value } } } as Deep<Evidence>);
  for (const { message } of sentencesFor(result)) expect(message).not.toMatch(/undefined|null|\[object|^$/);
  return result;
}

const codeOf = ({ status, finding }: ReturnType<typeof on>) => [status, finding?.code ?? null];

describe.each(['linux', 'macos', 'windows-11'])('on %s', (machine) => {
  const python = (state: ToolsEvidence['python']['state'], version: string | null) =>
    on(machine, 'python.version', { python: { state, path: '/x/python3', version } });

  it.each([
    ['ok', '3.13.7', 'pass', null],
    ['ok', '3.11', 'pass', null],
    ['ok', '3.10.13', 'info', 'PYTHON_UNSUPPORTED'],
    ['ok', '3.9', 'info', 'PYTHON_UNSUPPORTED'],
    ['ok', '3.8.18', 'warn', 'PYTHON_OLD'],
    ['ok', '2.7.18', 'warn', 'PYTHON_OLD'],
    ['missing', null, 'info', 'PYTHON_MISSING'],
    ['store', null, 'info', 'PYTHON_STORE'],
    ['failed', null, 'warn', 'PYTHON_BROKEN'],
    ['timeout', null, 'warn', 'PYTHON_BROKEN'],
  ] as const)('python.version of %s %s: %s', (state, version, status, code) => {
    expect(codeOf(python(state, version))).toEqual([status, code]);
  });

  const node = (state: ToolsEvidence['node']['state'], version: string | null) =>
    on(machine, 'node.version', { node: { state, path: '/x/node', version } });

  it.each([
    ['ok', '24.21.0', 'pass', null],
    ['ok', '22.0.0', 'pass', null],
    ['ok', '100.0.0', 'pass', null],
    ['ok', '25.1.0', 'info', 'NODE_UNSUPPORTED'],
    ['ok', '16.20.2', 'info', 'NODE_UNSUPPORTED'],
    ['ok', '15.14.0', 'warn', 'NODE_OLD'],
    ['ok', '9.11.2', 'warn', 'NODE_OLD'],
    ['missing', null, 'info', 'NODE_MISSING'],
    ['failed', null, 'warn', 'NODE_BROKEN'],
    ['timeout', null, 'warn', 'NODE_BROKEN'],
  ] as const)('node.version of %s %s: %s', (state, version, status, code) => {
    expect(codeOf(node(state, version))).toEqual([status, code]);
  });

  it('says what is asked for, and as of when a fact with a date in it holds', () => {
    expect(python('ok', '3.8.18').expected).toBe('>= 3.9');
    expect(node('ok', '14.0.0').expected).toBe('>= 16');
    for (const result of [python('ok', '3.9.6'), node('ok', '20.20.2')]) {
      for (const { message, hint } of sentencesFor(result)) expect(message + hint).toContain('2026-11');
    }
  });
});

describe('ide.vscode-go', () => {
  type Vscode = ToolsEvidence['vscode'];
  const none: Vscode = {
    editions: [{ name: 'VS Code', version: '1.106.3' }],
    goExtension: '0.50.0',
    unreadable: [],
    alternateGo: null,
    httpProxy: null,
    variables: [],
    launchConfigurations: null,
  };
  const vscode = (changes: Partial<Vscode>, machine = 'linux') =>
    on(machine, 'ide.vscode-go', { vscode: { ...none, ...changes } });
  const variable = (environment: Vscode['variables'][number]['environment']) => ({
    file: '.vscode/launch.json',
    configuration: 'Run',
    name: 'HTTP_PROXY',
    value: 'http://***@h.test:1',
    environment,
  });

  it('passes with the extension, also in a remote half or an editor that was not found', () => {
    expect(vscode({})).toMatchObject({ status: 'pass', found: 'VS Code 1.106.3, golang.go 0.50.0' });
    expect(vscode({ editions: [] })).toMatchObject({ status: 'pass', found: 'golang.go 0.50.0' });
    expect(vscode({ editions: [{ name: 'VS Code Server', version: null }] }).found).toContain(
      'VS Code Server,',
    );
    const same = {
      variables: [variable('same')],
      launchConfigurations: 2,
      alternateGo: { path: '/x', exists: true },
    };
    const httpProxy = { value: 'http://h.test:1', environment: 'same' } as const;
    expect(codeOf(vscode({ ...same, httpProxy }))).toEqual(['pass', null]);
  });

  it('has nothing to say without VS Code', () => {
    expect(codeOf(vscode({ editions: [], goExtension: null }))).toEqual(['skip', 'VSCODE_NONE']);
  });

  it('prints how to install the extension', () => {
    const result = vscode({ goExtension: null }, 'windows-11');
    expect(codeOf(result)).toEqual(['info', 'VSCODE_NO_GO']);
    expect(result.fix).toMatchObject({
      commands: [{ shell: 'powershell', command: 'code --install-extension golang.go' }],
      changes: [],
    });
  });

  it.each([
    ['another proxy than the environment', { variables: [variable('differs')] }],
    ['a Go that is not there', { alternateGo: { path: '/gone/go', exists: false } }],
  ])('warns of %s', (_name, changes) => {
    expect(codeOf(vscode(changes))).toEqual(['warn', 'VSCODE_MISTAKES']);
  });

  it.each([
    ['a proxy of its own', { httpProxy: { value: 'http://h.test:1', environment: 'unset' } }, 'http.proxy'],
    [
      'a variable the environment has not',
      { variables: [variable('unset')] },
      '.vscode/launch.json (Run): HTTP_PROXY',
    ],
    ['settings that are no JSON', { unreadable: ['settings.json'] }, 'settings.json'],
    ['a launch.json without Go', { launchConfigurations: 0 }, 'launch.json'],
  ] as const)('tells of %s', (_name, changes, words) => {
    const result = vscode(changes);
    expect(codeOf(result)).toEqual(['info', 'VSCODE_NOTES']);
    expect(sentencesFor(result)[0]?.message).toContain(words);
  });
});
