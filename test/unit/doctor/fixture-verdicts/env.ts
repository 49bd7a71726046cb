import type { Verdicts } from './verdicts.js';

const elsewhere = { 'env.stale': ['skip', 'NOT_HERE'], 'env.scope': ['skip', 'NOT_HERE'] } as const;

/** What each machine is told; `pass` where nothing is said. */
export const envVerdicts: Verdicts = {
  ids: ['env.stale', 'env.scope'],
  machines: {
    linux: elsewhere,
    'linux-wsl': elsewhere,
    macos: elsewhere,
    'windows-10': {},
    'windows-10-32-bit': {},
    'windows-11': {},
    'windows-11-chinese': { 'env.stale': ['warn', 'ENV_STALE'] },
    'windows-7': {},
    'windows-8.1': {},
    'windows-constrained': { 'env.stale': ['info', 'ENV_SESSION_ONLY'] },
    'windows-everything-locked': {
      'env.stale': ['skip', 'REGISTRY_UNREADABLE'],
      'env.scope': ['skip', 'REGISTRY_UNREADABLE'],
    },
    'windows-net-4.7.2': { 'env.stale': ['warn', 'ENV_STALE'] },
    'windows-powershell-denied': { 'env.stale': ['warn', 'ENV_STALE'] },
    'windows-server-2022': { 'env.scope': ['warn', 'ENV_SCOPES_DIFFER'] },
  },
};
