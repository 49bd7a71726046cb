import type { Row, Verdicts } from './verdicts.js';

const nodeEnded: Row = ['info', 'NODE_UNSUPPORTED'];
const noCode: Row = ['skip', 'VSCODE_NONE'];

/** What each machine is told; `pass` where nothing is said. */
export const toolsVerdicts: Verdicts = {
  ids: ['python.version', 'node.version', 'ide.vscode-go'],
  machines: {
    linux: { 'node.version': nodeEnded },
    'linux-wsl': { 'ide.vscode-go': ['info', 'VSCODE_NOTES'] },
    macos: { 'python.version': ['info', 'PYTHON_UNSUPPORTED'] },
    'windows-10': {
      'python.version': ['info', 'PYTHON_UNSUPPORTED'],
      'node.version': nodeEnded,
      'ide.vscode-go': ['info', 'VSCODE_NO_GO'],
    },
    'windows-11': {},
    'windows-server-2022': { 'python.version': ['info', 'PYTHON_MISSING'], 'ide.vscode-go': noCode },
    'windows-11-chinese': {
      'python.version': ['info', 'PYTHON_STORE'],
      'node.version': nodeEnded,
      'ide.vscode-go': ['warn', 'VSCODE_MISTAKES'],
    },
    'windows-constrained': { 'node.version': nodeEnded, 'ide.vscode-go': ['warn', 'VSCODE_MISTAKES'] },
    'windows-powershell-denied': {
      'python.version': ['info', 'PYTHON_MISSING'],
      'node.version': nodeEnded,
      'ide.vscode-go': noCode,
    },
    'windows-everything-locked': {
      'python.version': ['warn', 'PYTHON_BROKEN'],
      'node.version': nodeEnded,
      'ide.vscode-go': ['info', 'VSCODE_NOTES'],
    },
    'windows-net-4.7.2': {
      'python.version': ['warn', 'PYTHON_OLD'],
      'node.version': ['warn', 'NODE_OLD'],
      'ide.vscode-go': noCode,
    },
    'windows-7': {
      'python.version': ['warn', 'PYTHON_OLD'],
      'node.version': ['warn', 'NODE_OLD'],
      'ide.vscode-go': ['info', 'VSCODE_NOTES'],
    },
    'windows-8.1': { 'node.version': ['info', 'NODE_MISSING'], 'ide.vscode-go': noCode },
    'windows-10-32-bit': {
      'python.version': ['info', 'PYTHON_UNSUPPORTED'],
      'node.version': ['warn', 'NODE_BROKEN'],
    },
  },
};
