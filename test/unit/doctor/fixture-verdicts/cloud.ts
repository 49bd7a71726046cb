import type { Verdicts } from './verdicts.js';

/** What each machine is told; `pass` where nothing is said. */
export const cloudVerdicts: Verdicts = {
  ids: ['time.skew', 'aliyun.credentials', 'aliyun.endpoint'],
  machines: {
    linux: {
      'aliyun.credentials': ['info', 'CREDENTIALS_NONE'],
      'aliyun.endpoint': ['info', 'API_ONLY_PROXY'],
    },
    'linux-wsl': {
      'aliyun.credentials': ['warn', 'CREDENTIALS_OPEN'],
      'aliyun.endpoint': ['warn', 'API_ONLY_DIRECT'],
    },
    macos: { 'time.skew': ['warn', 'CLOCK_OFF'], 'aliyun.credentials': ['warn', 'CREDENTIALS_UNUSABLE'] },
    'windows-10': { 'aliyun.credentials': ['info', 'CREDENTIALS_NONE'] },
    'windows-10-32-bit': {
      'time.skew': ['error', 'COLLECTOR_TIMEOUT'],
      'aliyun.credentials': ['error', 'COLLECTOR_TIMEOUT'],
      'aliyun.endpoint': ['error', 'COLLECTOR_TIMEOUT'],
    },
    'windows-11': {},
    'windows-11-chinese': {
      'time.skew': ['fail', 'CLOCK_OFF'],
      'aliyun.credentials': ['warn', 'CREDENTIALS_UNUSABLE'],
      'aliyun.endpoint': ['warn', 'API_ONLY_DIRECT'],
    },
    'windows-7': {
      'time.skew': ['skip', 'CLOCK_UNKNOWN'],
      'aliyun.credentials': ['info', 'CREDENTIALS_NONE'],
      'aliyun.endpoint': ['warn', 'API_UNREACHABLE'],
    },
    'windows-8.1': { 'aliyun.credentials': ['info', 'CREDENTIALS_NONE'] },
    'windows-constrained': {
      'time.skew': ['skip', 'CLOCK_UNKNOWN'],
      'aliyun.credentials': ['info', 'CREDENTIALS_NONE'],
      'aliyun.endpoint': ['warn', 'API_UNREACHABLE'],
    },
    'windows-everything-locked': {
      'aliyun.credentials': ['warn', 'CREDENTIALS_UNUSABLE'],
      'aliyun.endpoint': ['warn', 'API_CERTIFICATE'],
    },
    'windows-net-4.7.2': {
      'time.skew': ['warn', 'CLOCK_OFF'],
      'aliyun.credentials': ['warn', 'CREDENTIALS_RIVAL'],
    },
    'windows-powershell-denied': {
      'time.skew': ['skip', 'CLOCK_UNKNOWN'],
      'aliyun.endpoint': ['fail', 'API_UNREACHABLE'],
    },
    'windows-server-2022': { 'aliyun.credentials': ['info', 'CREDENTIALS_MODE'] },
  },
};
