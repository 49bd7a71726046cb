import type { CheckId } from '../../../doctor/check.js';
import type { EditorNote, ToolsFindings } from '../../../doctor/findings/tools.js';
import type { ErrorTexts } from '../../text.js';

function noteText(note: EditorNote): string {
  switch (note.kind) {
    case 'go-missing':
      return `go.alternateTools: ${note.path} does not exist`;
    case 'variable': {
      const where = note.configuration === null ? note.file : `${note.file} (${note.configuration})`;
      const ending =
        note.environment === 'unset' ? 'not set in the environment' : 'the environment has another value';
      return `${where}: ${note.name}=${note.value}, ${ending}`;
    }
    case 'unreadable':
      return `${note.file} is no valid JSON`;
    case 'own-proxy':
      return `http.proxy is ${note.value}: VS Code uses it, Go does not`;
    case 'no-launch':
      return 'launch.json has no configuration for Go';
  }
}

const notes = ({ notes: list }: { readonly notes: readonly EditorNote[] }) => list.map(noteText).join('\n');

export const toolsFindings: ErrorTexts<ToolsFindings> = {
  PYTHON_MISSING: {
    message: () => 'not installed',
    hint: () => 'only needed for tools written in Python.',
  },
  PYTHON_STORE: {
    message: () => 'not installed: "python" opens the Microsoft Store',
    hint: () => 'install Python from https://www.python.org/downloads/ if you need it.',
  },
  PYTHON_BROKEN: {
    message: ({ path }) => `${path} does not tell its version`,
    hint: () => 'install Python again, or take its folder off PATH.',
  },
  PYTHON_OLD: {
    message: ({ version }) => `Python ${version} is too old`,
    hint: ({ minimum }) => `tools for Alibaba Cloud need Python ${minimum} or later.`,
  },
  PYTHON_UNSUPPORTED: {
    message: ({ version, asOf }) => `Python ${version} gets no more fixes (as of ${asOf})`,
    hint: ({ supported, asOf }) => `supported as of ${asOf}: ${supported}.`,
  },
  NODE_MISSING: {
    message: () => 'no node on PATH',
    hint: () => 'only needed for other tools written for Node.js.',
  },
  NODE_BROKEN: {
    message: ({ path }) => `${path} does not tell its version`,
    hint: () => 'install Node.js again, or take its folder off PATH.',
  },
  NODE_OLD: {
    message: ({ version }) => `Node.js ${version} is too old`,
    hint: ({ minimum }) => `tools need Node.js ${minimum} or later.`,
  },
  NODE_UNSUPPORTED: {
    message: ({ version, asOf }) => `Node.js ${version} gets no more fixes (as of ${asOf})`,
    hint: ({ supported, asOf }) => `supported as of ${asOf}: ${supported}.`,
  },
  VSCODE_NONE: { message: () => 'VS Code was not found', hint: () => '' },
  VSCODE_NO_GO: {
    message: () => 'VS Code has no Go extension',
    hint: () => 'install the extension golang.go to edit and debug Go.',
  },
  VSCODE_MISTAKES: {
    message: notes,
    hint: () => 'correct or remove these entries: Go then behaves in VS Code as it does in a terminal.',
  },
  VSCODE_NOTES: { message: notes, hint: () => '' },
};

export const toolsTitles = {
  'python.version': 'Python',
  'node.version': 'Node.js',
  'ide.vscode-go': 'VS Code for Go',
} satisfies Partial<Record<CheckId, string>>;
