import { type Check, type Facts, type Fix, sectionOf, type Verdict, verdict } from '../check.js';
import type { GoSettingsEvidence } from '../evidence/go-settings.js';
import type { Evidence } from '../evidence.js';
import { selectToolchain } from '../go-toolchain.js';
import { compareGoVersions } from '../go-version.js';
import { byHand, ownShell } from './commands.js';
import { changeSetting, type Setting, settingOf } from './go-settings.js';

const multipleDocs = 'https://go.dev/doc/manage-install';
const toolchainDocs = 'https://go.dev/doc/toolchain';
const toolsDocs = 'https://go.dev/gopls/';

type Copy = GoSettingsEvidence['copies'][number];

/** Links and wrappers of one Go are one Go; of several it matters only that the newest is the one that runs. */
export const goMultiple: Check = {
  id: 'go.multiple',
  group: 'go',
  needs: ['go.installed'],
  uses: ['goSettings'],
  judge({ evidence }) {
    const fold = (text: string) => (evidence.platform.os === 'win32' ? text.toLowerCase() : text);
    const copies: Copy[] = [];
    for (const copy of sectionOf(evidence, 'goSettings').copies) {
      const known = copies.some(({ root }) => root !== null && fold(root) === fold(copy.root ?? ''));
      if (copy.root !== null && !known) copies.push(copy);
    }
    const [first, ...others] = copies;
    const shown = { found: copies.map(describe).join('\n') || null, docs: multipleDocs };
    if (!first || others.length === 0) return verdict('pass', shown);
    const newer = others
      .filter(({ version }) => isNewer(version, first.version))
      .sort((a, b) => compareGoVersions(b.version ?? '', a.version ?? '') ?? 0)[0];
    if (newer?.version && first.version) {
      const facts = {
        path: first.path,
        version: plain(first.version),
        newerPath: newer.path,
        newerVersion: plain(newer.version),
      };
      return verdict('warn', { ...shown, finding: { code: 'GO_SHADOWED', facts } });
    }
    const facts = {
      copies: copies.map(({ path, version }) => ({ path, version: version && plain(version) })),
    };
    return verdict('info', { ...shown, finding: { code: 'GO_SEVERAL', facts } });
  },
};

function describe({ path, version }: Copy): string {
  return version === null ? path : `${path} (${plain(version)})`;
}

function isNewer(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && (compareGoVersions(a, b) ?? 0) > 0;
}

/** `go1.26.8 X:nocoverage` as people write it. */
function plain(version: string): string {
  return version.replace(/^go/, '').replace(/\s.*$/, '');
}

export const goToolchain: Check = {
  id: 'go.toolchain',
  group: 'go',
  needs: ['go.installed', 'go.version'],
  uses: ['go', 'goSettings'],
  judge(facts) {
    const { evidence } = facts;
    const { version, toolchain: setting } = sectionOf(evidence, 'go');
    const { module } = sectionOf(evidence, 'goSettings');
    const shown = { found: setting, docs: toolchainDocs };
    if (version === null || setting === null) {
      return verdict('skip', { ...shown, finding: { code: 'GO_VERSION_UNKNOWN', facts: {} } });
    }
    // Without modules Go reads no go.mod, and switches never.
    if (settingOf(evidence, 'GO111MODULE')?.value === 'off') return verdict('pass', shown);
    const local = version.replace(/\s.*$/, '');
    const answer = selectToolchain({ setting, local, module });
    switch (answer.kind) {
      case 'local':
        return verdict('pass', shown);
      case 'invalid':
        return verdict('fail', {
          ...shown,
          finding: { code: 'TOOLCHAIN_INVALID', facts: { setting } },
          fix: allowSwitching(facts),
        });
      case 'refused': {
        const { needed } = answer;
        const finding = {
          code: 'TOOLCHAIN_REFUSED',
          facts: { needed, version: plain(version), file: module?.path ?? '', setting },
        } as const;
        const fix = allowSwitching(facts);
        return verdict('fail', { ...shown, expected: `>= ${needed}`, finding, fix });
      }
      case 'switch':
        return judgeSwitch(answer, { facts, setting, local });
    }
  },
};

function allowSwitching({ evidence }: Facts): Fix | null {
  return changeSetting('allowToolchain', toolchainSetting(evidence), 'auto', evidence.platform.os);
}

function toolchainSetting(evidence: Evidence): Setting {
  return settingOf(evidence, 'GOTOOLCHAIN') ?? { name: 'GOTOOLCHAIN', value: '', origin: 'default' };
}

interface Switch {
  readonly facts: Facts;
  readonly setting: string;
  readonly local: string;
}

/** Whether the download would succeed is not known here; where it would come from, and what certainly stops it, is. */
function judgeSwitch(
  { name, pathOnly }: { readonly name: string; readonly pathOnly: boolean },
  { facts: { evidence }, setting, local }: Switch,
): Verdict {
  const { os } = evidence.platform;
  const shown = { found: setting, expected: plain(name), docs: toolchainDocs };
  if (sectionOf(evidence, 'goSettings').toolchains.includes(name)) {
    return verdict('info', {
      ...shown,
      finding: { code: 'TOOLCHAIN_AT_HAND', facts: { name: plain(name) } },
    });
  }
  if (pathOnly) {
    const finding = { code: 'TOOLCHAIN_NOT_ON_PATH', facts: { name, setting } } as const;
    return verdict('fail', { ...shown, finding });
  }
  const sumdb = settingOf(evidence, 'GOSUMDB');
  const { value, origin } = sectionOf(evidence, 'go').goproxy;
  const [from = ''] = (value ?? '').split(/[,|]/);
  if (sumdb?.value === 'off' && !from.startsWith('file:')) {
    const finding = { code: 'TOOLCHAIN_UNCHECKED', facts: { name: plain(name) } } as const;
    const fix = changeSetting('enableSumdb', sumdb, 'sum.golang.google.cn', os);
    return verdict('fail', { ...shown, finding, fix });
  }
  if (from === 'off') {
    return verdict('fail', {
      ...shown,
      finding: { code: 'TOOLCHAIN_NO_SOURCE', facts: { name: plain(name) } },
    });
  }
  const download = { name: plain(name), version: plain(local), from };
  if (origin !== 'default' && from !== 'direct') {
    return verdict('info', { ...shown, finding: { code: 'TOOLCHAIN_DOWNLOAD', facts: download } });
  }
  const needed = sectionOf(evidence, 'goSettings').module?.go ?? null;
  const enough = needed === null || !isNewer(needed, local);
  return verdict('warn', {
    ...shown,
    finding: { code: 'TOOLCHAIN_DOWNLOAD_FAR', facts: { ...download, enough } },
    fix: enough ? changeSetting('keepToolchain', toolchainSetting(evidence), 'local', os) : null,
  });
}

const packages: Readonly<Record<string, string>> = {
  gopls: 'golang.org/x/tools/gopls@latest',
  dlv: 'github.com/go-delve/delve/cmd/dlv@latest',
};

/** Editors want them; Go itself does not. */
export const goTools: Check = {
  id: 'go.tools',
  group: 'go',
  needs: ['go.installed'],
  uses: ['goSettings'],
  judge({ evidence }) {
    const { tools } = sectionOf(evidence, 'goSettings');
    const there = tools.filter(({ path }) => path !== null).map(({ name }) => name);
    const names = tools.filter(({ path }) => path === null).map(({ name }) => name);
    const shown = { found: there.join(', ') || null, docs: toolsDocs };
    if (names.length === 0) return verdict('pass', shown);
    const commands = names.flatMap((name) => {
      const source = packages[name];
      return source === undefined ? [] : [ownShell(`go install ${source}`, evidence.platform.os)];
    });
    const fix = commands.length === 0 ? null : byHand('installGoTools', commands, true);
    return verdict('info', { ...shown, finding: { code: 'GO_TOOLS_MISSING', facts: { names } }, fix });
  },
};
