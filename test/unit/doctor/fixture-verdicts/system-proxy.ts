import type { Row, Verdicts } from './verdicts.js';

const windowsOnly: Row = ['skip', 'NOT_HERE'];

/** What each machine is told; `pass` where nothing is said. */
export const systemProxyVerdicts: Verdicts = {
  ids: ['proxy.wininet', 'proxy.winhttp'],
  machines: {
    'windows-10': { 'proxy.wininet': ['warn', 'SYSTEM_PROXY_ONLY'] },
    'windows-11': {},
    'windows-server-2022': { 'proxy.winhttp': ['info', 'WINHTTP_OTHER'] },
    'windows-11-chinese': { 'proxy.wininet': ['warn', 'SYSTEM_PROXY_DEAD'] },
    'windows-constrained': { 'proxy.winhttp': ['info', 'WINHTTP_AUTOMATIC'] },
    'windows-powershell-denied': { 'proxy.wininet': ['info', 'SYSTEM_PROXY_OTHER'] },
    'windows-everything-locked': {
      'proxy.wininet': ['skip', 'SYSTEM_PROXY_UNREADABLE'],
      'proxy.winhttp': ['skip', 'REGISTRY_UNREADABLE'],
    },
    'windows-net-4.7.2': {
      'proxy.wininet': ['info', 'SYSTEM_PROXY_LEFTOVER'],
      'proxy.winhttp': ['info', 'WINHTTP_UNKNOWN'],
    },
    'windows-7': { 'proxy.wininet': ['warn', 'SYSTEM_PROXY_SCRIPT'] },
    'windows-8.1': {},
    'windows-10-32-bit': {},
    linux: { 'proxy.wininet': ['skip', 'SYSTEM_PROXY_NONE'], 'proxy.winhttp': windowsOnly },
    'linux-wsl': { 'proxy.wininet': ['skip', 'SYSTEM_PROXY_NONE'], 'proxy.winhttp': windowsOnly },
    macos: { 'proxy.wininet': ['warn', 'SYSTEM_PROXY_ONLY'], 'proxy.winhttp': windowsOnly },
  },
};
