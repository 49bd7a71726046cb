import type { Row, Verdicts } from './verdicts.js';

const needsGo: Row = ['skip', 'NEEDS'];
const notHere: Row = ['skip', 'NOT_HERE'];
const toolsMissing: Row = ['info', 'GO_TOOLS_MISSING'];

/** What each machine is told; `pass` where nothing is said. */
export const goSettingsVerdicts: Verdicts = {
  ids: [
    'go.multiple',
    'go.sumdb',
    'go.private',
    'go.toolchain',
    'go.flags',
    'go.env-conflict',
    'go.tls-override',
    'go.tools',
  ],
  machines: {
    linux: { 'go.tls-override': notHere },
    'linux-wsl': {
      'go.multiple': ['info', 'GO_SEVERAL'],
      'go.toolchain': ['info', 'TOOLCHAIN_AT_HAND'],
      'go.tls-override': notHere,
      'go.tools': toolsMissing,
    },
    macos: {
      'go.sumdb': ['warn', 'SUMDB_NONE_CHECKED'],
      'go.private': ['info', 'PRIVATE_SET'],
      'go.toolchain': ['warn', 'TOOLCHAIN_DOWNLOAD_FAR'],
      'go.tls-override': ['warn', 'CERTIFICATES_OVERRIDE'],
      'go.tools': toolsMissing,
    },
    'windows-10': { 'go.private': ['info', 'PRIVATE_SET'], 'go.tools': toolsMissing },
    'windows-11': {},
    'windows-server-2022': { 'go.env-conflict': ['warn', 'GO_ENV_SHADOWED'], 'go.tools': toolsMissing },
    'windows-11-chinese': {
      'go.multiple': ['info', 'GO_SEVERAL'],
      'go.flags': ['warn', 'FLAGS_MOD'],
      'go.tls-override': ['warn', 'CERTIFICATES_OVERRIDE'],
      'go.tools': toolsMissing,
    },
    'windows-constrained': {
      'go.sumdb': ['warn', 'SUMDB_OFF'],
      'go.private': ['warn', 'PRIVATE_MISTAKES'],
    },
    'windows-powershell-denied': {
      'go.multiple': needsGo,
      'go.sumdb': needsGo,
      'go.private': needsGo,
      'go.toolchain': needsGo,
      'go.flags': needsGo,
      'go.env-conflict': needsGo,
      'go.tls-override': needsGo,
      'go.tools': needsGo,
    },
    'windows-everything-locked': { 'go.toolchain': ['fail', 'TOOLCHAIN_NO_SOURCE'] },
    'windows-net-4.7.2': {
      'go.sumdb': ['warn', 'SUMDB_OFF'],
      'go.toolchain': needsGo,
      'go.tools': toolsMissing,
    },
    'windows-7': { 'go.toolchain': needsGo, 'go.tools': toolsMissing },
    'windows-8.1': {
      'go.multiple': ['warn', 'GO_SHADOWED'],
      'go.sumdb': ['info', 'SUMDB_UNKNOWN_SETTING'],
      'go.toolchain': needsGo,
      'go.flags': ['fail', 'FLAGS_QUOTE'],
    },
    'windows-10-32-bit': {
      'go.sumdb': ['fail', 'SUMDB_MALFORMED'],
      'go.toolchain': ['info', 'TOOLCHAIN_DOWNLOAD'],
      'go.flags': ['fail', 'FLAGS_REFUSED'],
    },
  },
};
