import type { Verdicts } from './verdicts.js';

/** What each machine is told; `pass` where nothing is said. */
export const selfVerdicts: Verdicts = {
  ids: ['self.version'],
  machines: {
    linux: {},
    'linux-wsl': {},
    macos: {},
    'windows-10': {},
    'windows-10-32-bit': {},
    'windows-11': {},
    'windows-11-chinese': { 'self.version': ['info', 'SELF_OUTDATED'] },
    'windows-7': {},
    'windows-8.1': {},
    'windows-constrained': {},
    'windows-everything-locked': {},
    'windows-net-4.7.2': {},
    'windows-powershell-denied': {},
    'windows-server-2022': {},
  },
};
