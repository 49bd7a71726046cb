import { type Check, type Fix, sectionOf, verdict } from '../check.js';
import type { ToolsEvidence } from '../evidence/tools.js';
import type { EditorNote } from '../findings/tools.js';
import { nodeNeeds, nodeSupport, pythonNeeds, pythonSupport } from '../knowledge.js';
import { compareVersions, parseVersion } from '../versions.js';
import { byHand, ownShell } from './commands.js';

const pythonDocs = 'https://www.python.org/downloads/';
const nodeDocs = 'https://nodejs.org/en/download';
const vscodeDocs = 'https://code.visualstudio.com/docs/languages/go';

export const pythonVersion: Check = {
  id: 'python.version',
  group: 'tools',
  uses: ['tools'],
  judge({ evidence }) {
    const { state, path, version } = sectionOf(evidence, 'tools').python;
    const minimum = pythonNeeds.minimum.join('.');
    const shown = { found: version ?? path, expected: `>= ${minimum}`, docs: pythonDocs };
    if (state === 'missing') {
      return verdict('info', { ...shown, finding: { code: 'PYTHON_MISSING', facts: {} } });
    }
    if (state === 'store') return verdict('info', { ...shown, finding: { code: 'PYTHON_STORE', facts: {} } });
    const parts = version === null ? null : parseVersion(version);
    if (state !== 'ok' || version === null || parts === null) {
      return verdict('warn', { ...shown, finding: { code: 'PYTHON_BROKEN', facts: { path: path ?? '' } } });
    }
    if (compareVersions(parts, pythonNeeds.minimum) < 0) {
      return verdict('warn', { ...shown, finding: { code: 'PYTHON_OLD', facts: { version, minimum } } });
    }
    if (compareVersions(parts, pythonSupport.oldest) < 0) {
      const { supported, asOf } = pythonSupport;
      const finding = { code: 'PYTHON_UNSUPPORTED', facts: { version, supported, asOf } } as const;
      return verdict('info', { ...shown, expected: supported, finding });
    }
    return verdict('pass', shown);
  },
};

/** The Node.js that other programs here would run; ours is the business of `self.version`. */
export const nodeVersion: Check = {
  id: 'node.version',
  group: 'tools',
  uses: ['tools'],
  judge({ evidence }) {
    const { state, path, version } = sectionOf(evidence, 'tools').node;
    const minimum = nodeNeeds.minimum.join('.');
    const shown = { found: version ?? path, expected: `>= ${minimum}`, docs: nodeDocs };
    if (state === 'missing')
      return verdict('info', { ...shown, finding: { code: 'NODE_MISSING', facts: {} } });
    const parts = version === null ? null : parseVersion(version);
    if (state !== 'ok' || version === null || parts === null) {
      return verdict('warn', { ...shown, finding: { code: 'NODE_BROKEN', facts: { path: path ?? '' } } });
    }
    if (compareVersions(parts, nodeNeeds.minimum) < 0) {
      return verdict('warn', { ...shown, finding: { code: 'NODE_OLD', facts: { version, minimum } } });
    }
    const ended: readonly number[] = nodeSupport.ended;
    if (compareVersions(parts, nodeSupport.oldest) < 0 || ended.includes(parts[0] ?? 0)) {
      const { supported, asOf } = nodeSupport;
      const finding = { code: 'NODE_UNSUPPORTED', facts: { version, supported, asOf } } as const;
      return verdict('info', { ...shown, expected: supported, finding });
    }
    return verdict('pass', shown);
  },
};

type Vscode = ToolsEvidence['vscode'];

export const vscodeGo: Check = {
  id: 'ide.vscode-go',
  group: 'tools',
  uses: ['tools'],
  judge({ evidence }) {
    const { vscode } = sectionOf(evidence, 'tools');
    const shown = { found: describe(vscode), docs: vscodeDocs };
    if (vscode.goExtension === null) {
      const none = vscode.editions.length === 0;
      return none
        ? verdict('skip', { ...shown, finding: { code: 'VSCODE_NONE', facts: {} } })
        : verdict('info', {
            ...shown,
            finding: { code: 'VSCODE_NO_GO', facts: {} },
            fix: installExtension(evidence.platform.os),
          });
    }
    const mistakes = findMistakes(vscode);
    if (mistakes.length > 0) {
      return verdict('warn', { ...shown, finding: { code: 'VSCODE_MISTAKES', facts: { notes: mistakes } } });
    }
    const notes = findNotes(vscode);
    return notes.length > 0
      ? verdict('info', { ...shown, finding: { code: 'VSCODE_NOTES', facts: { notes } } })
      : verdict('pass', shown);
  },
};

function describe({ editions, goExtension }: Vscode): string | null {
  const names = editions.map(({ name, version }) => (version === null ? name : `${name} ${version}`));
  const extension = goExtension === null ? [] : [`golang.go ${goExtension}`];
  return [...names, ...extension].join(', ') || null;
}

function installExtension(os: string): Fix {
  return byHand('installGoExtension', [ownShell('code --install-extension golang.go', os)], true);
}

/** What makes Go in the editor another than in the terminal. */
function findMistakes({ alternateGo, variables }: Vscode): EditorNote[] {
  return [
    ...(alternateGo && !alternateGo.exists ? [{ kind: 'go-missing', path: alternateGo.path } as const] : []),
    ...variables
      .filter(({ environment }) => environment === 'differs')
      .map((variable) => ({ kind: 'variable', ...variable }) as const),
  ];
}

/** What is good to know, and may well be meant. */
function findNotes({ unreadable, variables, httpProxy, launchConfigurations }: Vscode): EditorNote[] {
  return [
    ...unreadable.map((file) => ({ kind: 'unreadable', file }) as const),
    ...variables
      .filter(({ environment }) => environment === 'unset')
      .map((variable) => ({ kind: 'variable', ...variable }) as const),
    ...(httpProxy && httpProxy.environment !== 'same'
      ? [{ kind: 'own-proxy', value: httpProxy.value } as const]
      : []),
    ...(launchConfigurations === 0 ? [{ kind: 'no-launch' } as const] : []),
  ];
}
