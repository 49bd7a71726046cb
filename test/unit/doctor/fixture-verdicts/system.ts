import type { Row, Verdicts } from './verdicts.js';

const here: Row = ['skip', 'NOT_HERE'];
const needs: Row = ['skip', 'NEEDS'];
const closed: Row = ['skip', 'REGISTRY_UNREADABLE'];
const longPathsOff = { 'os.long-paths': ['info', 'LONG_PATHS_OFF'] } as const;
const noRuntime = { 'dotnet.runtime': ['info', 'DOTNET_RUNTIME_NONE'] } as const;

/** Checks that make no sense on a machine. */
const onWindows = { 'os.wsl': here } as const;
const elsewhere = {
  'os.path-length': here,
  'os.long-paths': here,
  'ps.available': here,
  'dotnet.framework': here,
  'vcredist.v14': here,
  'net.firewall': here,
} as const;
/** What waits for a Windows of today, and for 64 bits. */
const dependent = { 'dotnet.framework': needs, 'dotnet.runtime': needs, 'vcredist.v14': needs } as const;

/** What each machine is told; `pass` where nothing is said. */
export const systemVerdicts: Verdicts = {
  ids: [
    'os.version',
    'os.arch',
    'os.locale',
    'os.path-length',
    'os.long-paths',
    'os.wsl',
    'ps.available',
    'dotnet.framework',
    'dotnet.runtime',
    'vcredist.v14',
    'net.firewall',
  ],
  machines: {
    'windows-10': {
      ...onWindows,
      ...longPathsOff,
      'os.version': ['warn', 'OS_UNSUPPORTED'],
      'dotnet.runtime': ['warn', 'DOTNET_RUNTIME_OLD'],
    },
    'windows-11': onWindows,
    'windows-server-2022': {
      ...onWindows,
      ...longPathsOff,
      'vcredist.v14': ['info', 'VC_MISSING'],
      'net.firewall': ['info', 'FIREWALL_OFF'],
    },
    'windows-11-chinese': { ...onWindows, ...longPathsOff, ...noRuntime },
    'windows-constrained': {
      ...onWindows,
      ...longPathsOff,
      'ps.available': ['info', 'PS_CONSTRAINED'],
      'dotnet.runtime': ['warn', 'DOTNET_RUNTIME_OLD'],
    },
    'windows-powershell-denied': {
      ...onWindows,
      ...longPathsOff,
      ...noRuntime,
      'os.locale': ['warn', 'LOCALE_LEGACY_CONSOLE'],
      'ps.available': ['info', 'PS_DENIED'],
    },
    'windows-everything-locked': {
      ...onWindows,
      'os.locale': closed,
      'os.long-paths': closed,
      'ps.available': ['info', 'PS_MISSING'],
      'dotnet.framework': ['skip', 'DOTNET_UNKNOWN'],
      'vcredist.v14': closed,
      'net.firewall': closed,
    },
    'windows-net-4.7.2': {
      ...onWindows,
      ...longPathsOff,
      ...noRuntime,
      'os.path-length': ['fail', 'PATH_TOO_LONG'],
      'dotnet.framework': ['fail', 'DOTNET_OLD'],
    },
    'windows-7': {
      ...onWindows,
      ...dependent,
      'os.version': ['fail', 'OS_TOO_OLD'],
      'os.long-paths': needs,
      'ps.available': ['warn', 'PS_FAILED'],
    },
    'windows-8.1': {
      ...onWindows,
      ...dependent,
      'os.version': ['fail', 'OS_TOO_OLD'],
      'os.long-paths': needs,
    },
    'windows-10-32-bit': {
      ...onWindows,
      ...longPathsOff,
      ...dependent,
      'os.version': ['warn', 'OS_UNSUPPORTED'],
      'os.arch': ['fail', 'ARCH_32BIT'],
    },
    linux: { ...elsewhere, ...noRuntime, 'os.wsl': ['skip', 'WSL_NONE'] },
    'linux-wsl': { ...elsewhere, 'os.wsl': ['warn', 'WSL_LOOPBACK_PROXY'] },
    macos: { ...elsewhere, ...noRuntime, 'os.wsl': here },
  },
};
