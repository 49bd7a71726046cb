import { describe, expect, it } from 'vitest';
import type { CheckId } from '../../../../src/lib/doctor/check.js';
import type { GoEvidence } from '../../../../src/lib/doctor/evidence/go.js';
import type { Evidence } from '../../../../src/lib/doctor/evidence.js';
import { loadMessages } from '../../../../src/lib/messages/locale.js';
import type { Deep } from '../evidence-fixtures.js';
import { resultOf, resultOn, without } from './check-results.js';

const codeOf = ({ status, finding }: ReturnType<typeof resultOf>) => [status, finding?.code ?? null];

function go(id: CheckId, value: Deep<GoEvidence>, goSettings: object = {}, machine = 'linux') {
  const changes = { sections: { go: { value }, goSettings: { value: goSettings } } };
  return resultOn(machine, id, changes as Deep<Evidence>);
}

const ids = ['go.installed', 'go.version', 'go.goroot', 'go.gopath', 'go.goproxy'] as const;

describe.each(ids)('%s', (id) => {
  it.each(['linux', 'macos', 'windows-11'])('passes on %s', (machine) => {
    expect(codeOf(resultOn(machine, id))).toEqual(['pass', null]);
  });
});

describe('go.installed', () => {
  it.each([
    [{ path: null, state: 'missing' }, 'fail', 'GO_MISSING'],
    [{ state: 'timeout' }, 'fail', 'GO_TIMEOUT'],
    [{ state: 'failed', exitCode: 2, detail: 'go: bad' }, 'fail', 'GO_BROKEN'],
    [{ onPath: false }, 'warn', 'GO_NOT_ON_PATH'],
  ] as const)('%j: %s', (value, status, code) => {
    expect(codeOf(go('go.installed', value))).toEqual([status, code]);
  });

  it.each([
    ['windows-11', 'winget install --id GoLang.Go'],
    ['macos', 'brew install go'],
    ['linux', undefined],
  ])('prints how to install Go on %s, and does not do it', (machine, command) => {
    const { fix } = go('go.installed', { path: null, state: 'missing' }, {}, machine);
    expect(fix?.commands[0]?.command).toBe(command);
    expect(fix?.changes ?? []).toEqual([]);
  });
});

describe('go.goroot', () => {
  const wrong = {
    goroot: { variable: '/opt/go1.20', effective: '/usr/local/go', exists: true, same: false },
  };

  it('fails where the folder is of another version: its compiler refuses', () => {
    const result = go('go.goroot', wrong, { gorootVersion: 'go1.20.14' });
    expect(codeOf(result)).toEqual(['fail', 'GOROOT_OTHER']);
    expect(result.fix?.commands[0]?.command).toBe('unset GOROOT');
  });

  it('warns where it is another folder of the same version, or of one that is not known', () => {
    expect(codeOf(go('go.goroot', wrong, { gorootVersion: 'go1.26.8' }))).toEqual(['warn', 'GOROOT_OTHER']);
    expect(codeOf(go('go.goroot', wrong, { gorootVersion: null }))).toEqual(['warn', 'GOROOT_OTHER']);
  });

  it('can do without the other settings', () => {
    const evidence = without('windows-constrained', 'goSettings', 'crash');
    expect(codeOf(resultOf('go.goroot', evidence))).toEqual(['warn', 'GOROOT_OTHER']);
  });

  it('waits for a Go', () => {
    expect(codeOf(go('go.goroot', { path: null }))).toEqual(['skip', 'NEEDS']);
  });
});

describe('go.gopath', () => {
  it('minds blanks and foreign letters only where somebody chose them', () => {
    expect(codeOf(go('go.gopath', { gopath: { awkward: true } }))).toEqual(['pass', null]);
    const chosen = { gopath: { awkward: true, fromVariable: true } };
    expect(codeOf(go('go.gopath', chosen))).toEqual(['warn', 'GOPATH_AWKWARD']);
  });

  it('is not guessed where Go did not tell', () => {
    expect(codeOf(go('go.gopath', { gopath: { value: null } }))).toEqual(['skip', 'GO_VERSION_UNKNOWN']);
  });
});

describe('go.goproxy', () => {
  it('is not guessed where Go did not tell', () => {
    expect(codeOf(go('go.goproxy', { goproxy: { value: null } }))).toEqual(['skip', 'GO_VERSION_UNKNOWN']);
  });
});

describe('the words for a go that does not do its work', () => {
  it.each([
    ['en', 0, "Go's answer can't be read"],
    ['en', 2, 'Go does not run (exit 2)'],
    ['zh', 0, '无法解读 Go 的输出'],
  ] as const)('in %s, after exit code %i', async (language, exitCode, words) => {
    const { findings } = (await loadMessages(language)).doctor;
    expect(findings.GO_BROKEN.message({ exitCode, detail: '' })).toBe(words);
  });
});
