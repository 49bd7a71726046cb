import { describe, expect, it } from 'vitest';
import type { CheckId } from '../../../../src/lib/doctor/check.js';
import type { GoEvidence } from '../../../../src/lib/doctor/evidence/go.js';
import type { GoSettingsEvidence } from '../../../../src/lib/doctor/evidence/go-settings.js';
import type { Evidence } from '../../../../src/lib/doctor/evidence.js';
import type { Deep } from '../evidence-fixtures.js';
import { resultOn, sentencesFor } from './check-results.js';

function on(machine: string, id: CheckId, goSettings: Deep<GoSettingsEvidence>, go: Deep<GoEvidence> = {}) {
  const changes = { sections: { goSettings: { value: goSettings }, go: { value: go } } } as Deep<Evidence>;
  const result = resultOn(machine, id, changes);
  for (const { message } of sentencesFor(result)) expect(message).not.toMatch(/undefined|null|\[object|^$/);
  return result;
}

const codeOf = ({ status, finding }: ReturnType<typeof on>) => [status, finding?.code ?? null];

describe.each(['go.multiple', 'go.toolchain', 'go.tools'] as const)('%s', (id) => {
  it('needs a Go that runs', () => {
    expect(codeOf(on('linux', id, {}, { path: null, state: 'missing' }))).toEqual(['skip', 'NEEDS']);
  });
});

describe('go.multiple', () => {
  const copy = (path: string, root: string | null, version: string | null) => ({ path, root, version });
  const first = copy('/usr/local/go/bin/go', '/usr/local/go', 'go1.26.8');
  const multiple = (copies: GoSettingsEvidence['copies'], machine = 'linux') =>
    on(machine, 'go.multiple', { copies });

  it('passes for one Go, also behind links, and beside something that is no Go', () => {
    const link = copy('/usr/bin/go', '/usr/local/go', 'go1.26.8');
    const broken = copy('/opt/go', null, null);
    expect(multiple([first])).toMatchObject({ status: 'pass', found: '/usr/local/go/bin/go (1.26.8)' });
    expect(codeOf(multiple([first, link, broken]))).toEqual(['pass', null]);
    expect(codeOf(multiple([]))).toEqual(['pass', null]);
  });

  it('takes the case of a folder for nothing on Windows only', () => {
    const two = [
      copy('C:\\Go\\bin\\go.exe', 'C:\\Go', 'go1.26.8'),
      copy('c:\\go\\bin\\go.exe', 'c:\\go', 'go1.26.8'),
    ];
    expect(codeOf(multiple(two, 'windows-11'))).toEqual(['pass', null]);
    expect(codeOf(multiple(two))).toEqual(['info', 'GO_SEVERAL']);
  });

  it('tells of an older one behind, and of one that says no version', () => {
    const older = copy('/usr/bin/go', '/usr/lib/go-1.22', 'go1.22.2');
    const silent = copy('/x/go', '/x', null);
    const result = multiple([first, older, silent]);
    expect(result).toMatchObject({ status: 'info', finding: { code: 'GO_SEVERAL' } });
    expect(result.found).toBe('/usr/local/go/bin/go (1.26.8)\n/usr/bin/go (1.22.2)\n/x/go');
  });

  it('warns where the newest does not run, compared as numbers', () => {
    const nine = copy('/usr/bin/go', '/usr/lib/go-1.9', 'go1.9');
    const newest = copy('/opt/go/bin/go', '/opt/go', 'go1.27.1');
    expect(multiple([nine, first, newest])).toMatchObject({
      status: 'warn',
      finding: {
        code: 'GO_SHADOWED',
        facts: { path: '/usr/bin/go', version: '1.9', newerPath: '/opt/go/bin/go', newerVersion: '1.27.1' },
      },
    });
  });
});

describe('go.toolchain', () => {
  type Settings = GoSettingsEvidence['settings'];
  const toolchain = (
    wanted: { go?: string; toolchain?: string } | null,
    {
      setting = 'auto',
      proxy = 'https://goproxy.cn,direct',
      origin = 'file',
      settings = [],
      at = [],
      machine = 'linux',
    }: {
      setting?: string;
      proxy?: string;
      origin?: 'file' | 'default' | 'environment';
      settings?: Settings;
      at?: readonly string[];
      machine?: string;
    } = {},
  ) =>
    on(
      machine,
      'go.toolchain',
      {
        module: wanted && { path: '~/go.mod', go: wanted.go ?? null, toolchain: wanted.toolchain ?? null },
        settings,
        toolchains: at,
      },
      { version: 'go1.26.8', toolchain: setting, goproxy: { value: proxy, origin } },
    );
  const off = [{ name: 'GOSUMDB', value: 'off', origin: 'file' }] as const;

  it.each([
    ['no module', null, 'auto'],
    ['an older module', { go: '1.21' }, 'local'],
    ['the same version', { go: '1.26.8' }, 'auto'],
  ] as const)('passes for %s', (_name, wanted, setting) => {
    expect(toolchain(wanted, { setting })).toMatchObject({ status: 'pass', found: setting });
  });

  it('passes where modules are off: nothing is read then', () => {
    const settings = [{ name: 'GO111MODULE', value: 'off', origin: 'file' }] as const;
    expect(toolchain({ go: '1.99' }, { setting: 'local', settings }).status).toBe('pass');
  });

  it.each([
    [
      'a module that needs more, with switching forbidden',
      { go: '1.27' },
      { setting: 'local' },
      'TOOLCHAIN_REFUSED',
    ],
    ['a setting that Go does not know', null, { setting: 'bash' }, 'TOOLCHAIN_INVALID'],
    [
      'a toolchain that may only come from PATH',
      { go: '1.27' },
      { setting: 'path' },
      'TOOLCHAIN_NOT_ON_PATH',
    ],
    ['a download that can not be checked', { go: '1.27' }, { settings: off }, 'TOOLCHAIN_UNCHECKED'],
    ['a download from nowhere', { go: '1.27' }, { proxy: 'off' }, 'TOOLCHAIN_NO_SOURCE'],
  ] as const)('fails for %s', (_name, wanted, changes, code) => {
    expect(codeOf(toolchain(wanted, changes))).toEqual(['fail', code]);
  });

  it('allows switching where the setting stands', () => {
    const settings = [{ name: 'GOTOOLCHAIN', value: 'local', origin: 'environment' }] as const;
    const inEnvironment = toolchain({ go: '1.27' }, { setting: 'local', settings });
    expect(inEnvironment.fix?.commands[0]?.command).toBe("export GOTOOLCHAIN='auto'");
    expect(inEnvironment.expected).toBe('>= 1.27');
    const byDefault = toolchain({ go: '1.27' }, { setting: 'local', machine: 'windows-11' });
    expect(byDefault.fix?.commands).toEqual([
      { shell: 'powershell', command: "go env -w 'GOTOOLCHAIN=auto'" },
    ]);
  });

  it.each([
    ['from a mirror', {}, 'info', 'TOOLCHAIN_DOWNLOAD'],
    [
      'from the default',
      { origin: 'default', proxy: 'https://proxy.test,direct' },
      'warn',
      'TOOLCHAIN_DOWNLOAD_FAR',
    ],
    ['directly', { proxy: 'direct' }, 'warn', 'TOOLCHAIN_DOWNLOAD_FAR'],
    ['from a folder, unchecked', { proxy: 'file:///x', settings: off }, 'info', 'TOOLCHAIN_DOWNLOAD'],
    ['not at all: it is there', { at: ['go1.27.0'], proxy: 'off' }, 'info', 'TOOLCHAIN_AT_HAND'],
  ] as const)('tells that another Go will be fetched %s', (_name, changes, status, code) => {
    const result = toolchain({ go: '1.27' }, changes);
    expect(codeOf(result)).toEqual([status, code]);
    expect(result.expected).toBe('1.27.0');
  });

  it('proposes the Go that is there only where it would do', () => {
    const far = { origin: 'default' } as const;
    const suggested = toolchain({ go: '1.26', toolchain: 'go1.27.1' }, far);
    expect(suggested.fix?.commands[0]?.command).toBe('go env -w GOTOOLCHAIN=local');
    expect(sentencesFor(suggested)[0]?.hint).toContain('GOTOOLCHAIN=local');
    const required = toolchain({ go: '1.27' }, far);
    expect(required.fix).toBeNull();
    expect(sentencesFor(required)[0]?.hint).not.toContain('GOTOOLCHAIN');
  });

  it('does not guess where Go did not tell, nor for a Go that is too old anyway', () => {
    expect(codeOf(on('linux', 'go.toolchain', {}, { toolchain: null }))).toEqual([
      'skip',
      'GO_VERSION_UNKNOWN',
    ]);
    expect(codeOf(on('linux', 'go.toolchain', {}, { version: 'go1.20.14' }))).toEqual(['skip', 'NEEDS']);
  });
});

describe('go.tools', () => {
  const tools = (missing: readonly string[], machine = 'linux') =>
    on(machine, 'go.tools', {
      tools: ['gofmt', 'gopls', 'dlv'].map((name) => ({
        name,
        path: missing.includes(name) ? null : `/x/${name}`,
      })),
    });

  it('passes where all are there', () => {
    expect(tools([])).toMatchObject({ status: 'pass', found: 'gofmt, gopls, dlv', fix: null });
  });

  it('prints how to install those that are not, and installs nothing itself', () => {
    const result = tools(['gopls', 'dlv'], 'windows-11');
    expect(result).toMatchObject({ status: 'info', found: 'gofmt', fix: { changes: [] } });
    expect(result.fix?.commands).toEqual([
      { shell: 'powershell', command: 'go install golang.org/x/tools/gopls@latest' },
      { shell: 'powershell', command: 'go install github.com/go-delve/delve/cmd/dlv@latest' },
    ]);
    expect(tools(['gofmt'])).toMatchObject({ status: 'info', fix: null });
  });

  it('sends whoever lacks gofmt to Go, with which it comes', () => {
    const hints = (missing: readonly string[]) => sentencesFor(tools(missing)).map(({ hint }) => hint);
    expect(hints(['gofmt'])).toEqual([
      expect.stringMatching(/gofmt.*install Go again/),
      expect.stringMatching(/gofmt.*重新安装 Go/),
    ]);
    for (const hint of hints(['dlv'])) expect(hint).not.toContain('gofmt');
  });
});
