import type { Verdicts } from './verdicts.js';

/** What each machine is told; `pass` where nothing is said. */
export const goVerdicts: Verdicts = {
  ids: ['go.installed', 'go.version', 'go.goroot', 'go.gopath', 'go.goproxy'],
  machines: {
    linux: {},
    'linux-wsl': { 'go.gopath': ['warn', 'GOBIN_NOT_ON_PATH'] },
    macos: {},
    'windows-10': { 'go.version': ['warn', 'GO_UNSUPPORTED'] },
    'windows-11': {},
    'windows-server-2022': {},
    'windows-11-chinese': { 'go.gopath': ['warn', 'GOPATH_AWKWARD'] },
    'windows-constrained': { 'go.goroot': ['fail', 'GOROOT_OTHER'] },
    'windows-powershell-denied': {
      'go.installed': ['fail', 'GO_MISSING'],
      'go.version': ['skip', 'NEEDS'],
      'go.goroot': ['skip', 'NEEDS'],
      'go.gopath': ['skip', 'NEEDS'],
      'go.goproxy': ['skip', 'NEEDS'],
    },
    'windows-everything-locked': { 'go.goproxy': ['fail', 'GOPROXY_OFF'] },
    'windows-net-4.7.2': {
      'go.installed': ['warn', 'GO_NOT_ON_PATH'],
      'go.version': ['fail', 'GO_TOO_OLD'],
      'go.goproxy': ['fail', 'GOPROXY_ENTRY'],
    },
    'windows-7': { 'go.version': ['fail', 'GO_TOO_OLD'] },
    'windows-8.1': { 'go.version': ['fail', 'GO_TOO_OLD'] },
    'windows-10-32-bit': {},
  },
};
