import type { Verdicts } from './verdicts.js';

/** What each machine is told; `pass` where nothing is said. */
export const targetsVerdicts: Verdicts = {
  ids: ['proxy.targets', 'net.dns', 'net.fake-ip', 'net.hosts-file'],
  machines: {
    linux: { 'proxy.targets': ['skip', 'TARGETS_NONE'], 'net.dns': ['info', 'NAMES_LEFT_TO_PROXY'] },
    'linux-wsl': { 'proxy.targets': ['warn', 'TARGETS_DIFFER'] },
    macos: { 'proxy.targets': ['skip', 'TARGETS_NONE'] },
    'windows-10': {},
    'windows-10-32-bit': {
      'proxy.targets': ['skip', 'TARGETS_NONE'],
      'net.dns': ['skip', 'OFFLINE'],
      'net.fake-ip': ['skip', 'OFFLINE'],
    },
    'windows-11': { 'net.dns': ['info', 'NAMES_PRIVATE'] },
    'windows-11-chinese': {
      'proxy.targets': ['warn', 'TARGETS_DIFFER'],
      'net.fake-ip': ['warn', 'NAMES_FAKE'],
      'net.hosts-file': ['warn', 'HOSTS_ENTRIES'],
    },
    'windows-7': { 'proxy.targets': ['skip', 'TARGETS_NONE'], 'net.dns': ['info', 'NAMES_UNRESOLVED'] },
    'windows-8.1': { 'net.dns': ['fail', 'NAMES_UNRESOLVED'] },
    'windows-constrained': {
      'proxy.targets': ['skip', 'TARGETS_NONE'],
      'net.dns': ['info', 'NAMES_LEFT_TO_PROXY'],
    },
    'windows-everything-locked': {
      'proxy.targets': ['skip', 'TARGETS_NONE'],
      'net.hosts-file': ['skip', 'HOSTS_UNREADABLE'],
    },
    'windows-net-4.7.2': { 'net.dns': ['warn', 'NAMES_SLOW'] },
    'windows-powershell-denied': { 'proxy.targets': ['skip', 'TARGETS_NONE'] },
    'windows-server-2022': { 'net.dns': ['info', 'NAMES_PRIVATE'] },
  },
};
