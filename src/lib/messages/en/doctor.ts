import type { CheckId, Status } from '../../doctor/check.js';
import type { Findings, FixKind } from '../../doctor/findings.js';
import type { DoctorFailures } from '../../doctor/select.js';
import type { ErrorTexts } from '../text.js';
import { cloudFindings, cloudTitles } from './doctor/cloud.js';
import { envFindings, envTitles } from './doctor/env.js';
import { frameFindings } from './doctor/frame.js';
import { goFindings, goTitles } from './doctor/go.js';
import { goSettingsFindings, goSettingsTitles } from './doctor/go-settings.js';
import { netFindings, netTitles } from './doctor/net.js';
import { proxyFindings, proxyTitles } from './doctor/proxy.js';
import { selfFindings } from './doctor/self.js';
import { systemFindings, systemTitles } from './doctor/system.js';
import { systemProxyFindings, systemProxyTitles } from './doctor/system-proxy.js';
import { targetsFindings, targetsTitles } from './doctor/targets.js';
import { toolsFindings, toolsTitles } from './doctor/tools.js';
import { windowsFindings, windowsTitles } from './doctor/windows.js';
import { seconds } from './seconds.js';

const errors: ErrorTexts<DoctorFailures> = {
  UNKNOWN_CHECK: {
    message: ({ source, name }) => `${source}: there is no check or group "${name}"`,
    hint: ({ suggestion }) =>
      suggestion ? `did you mean "${suggestion}"?` : 'run "aliproxy doctor --list" for all of them.',
  },
  NO_CHECKS_LEFT: {
    message: () => 'with these --only and --skip no check is left',
    hint: () => 'run "aliproxy doctor --list" for all checks; doctor.skip of aliproxy.yaml counts, too.',
  },
  EVIDENCE_NOT_JSON: {
    message: ({ path }) => `${path} is not JSON`,
    hint: () => 'give a file that "aliproxy doctor --save-evidence FILE" wrote.',
  },
  EVIDENCE_FOREIGN: {
    message: ({ path }) => `${path} is no evidence of aliproxy doctor`,
    hint: () => 'give a file that "aliproxy doctor --save-evidence FILE" wrote.',
  },
  EVIDENCE_NEWER: {
    message: ({ path, version }) => `${path} has the unknown format version ${version}`,
    hint: () => 'judge it with the aliproxy that wrote it, or a newer one.',
  },
  EVIDENCE_MALFORMED: {
    message: ({ path, detail }) => `${path} is damaged at ${detail}`,
    hint: () => 'save the evidence again.',
  },
};

const findings: ErrorTexts<Findings> = {
  ...frameFindings,
  ...systemFindings,
  ...windowsFindings,
  ...goFindings,
  ...proxyFindings,
  ...netFindings,
  ...envFindings,
  ...systemProxyFindings,
  ...goSettingsFindings,
  ...toolsFindings,
  ...targetsFindings,
  ...cloudFindings,
  ...selfFindings,
};

const titles: Readonly<Record<CheckId, string>> = {
  ...systemTitles,
  ...windowsTitles,
  ...goTitles,
  ...proxyTitles,
  ...netTitles,
  ...envTitles,
  ...systemProxyTitles,
  ...goSettingsTitles,
  ...toolsTitles,
  ...targetsTitles,
  ...cloudTitles,
};

const fixes: Readonly<Record<FixKind, string>> = {
  installGo: 'Install Go',
  upgradeGo: 'Upgrade Go',
  addGoToPath: 'Add Go to PATH',
  unsetGoroot: 'Remove GOROOT',
  addGobinToPath: 'Add the folder of Go programs to PATH',
  setGoproxy: 'Use a module mirror',
  enableSumdb: 'Turn the checksum database on',
  correctPrivate: 'Correct the patterns',
  allowToolchain: 'Allow Go to switch its toolchain',
  keepToolchain: 'Use the Go that is there',
  clearGoSetting: 'Forget the value of go env -w',
  clearFlag: 'Take the flag out of GOFLAGS',
  useModules: 'Use modules',
  installGoTools: 'Install the Go tools',
  installGoExtension: 'Install the Go extension',
  setProxyVariables: 'Set the variables',
  unsetRequestMethod: 'Remove REQUEST_METHOD',
  setClock: 'Set the clock (as administrator)',
  closeFile: 'Close the file to others',
  choosePort: 'Use a free port',
  useUtf8: 'Use UTF-8 in this console',
  editPath: 'Edit PATH',
  enableLongPaths: 'Allow long paths (the second line as administrator)',
  unsetUserVariable: 'Remove your own value',
  upgradeSelf: 'Upgrade aliproxy',
};

const statuses: Readonly<Record<Status, string>> = {
  pass: 'pass',
  info: 'info',
  warn: 'warn',
  fail: 'FAIL',
  skip: 'skip',
  error: 'ERROR',
};

const counted: Readonly<Record<Status, (n: number) => string>> = {
  pass: (n) => `${n} passed`,
  info: (n) => `${n} for information`,
  warn: (n) => `${n} ${n === 1 ? 'warning' : 'warnings'}`,
  fail: (n) => `${n} failed`,
  skip: (n) => `${n} skipped`,
  error: (n) => `${n} could not run`,
};

/** By what people know it by; all others ask somebody on the network. */
const slowReasons: Readonly<Record<string, string>> = {
  powershell: 'PowerShell starts slowly on some machines',
  go: 'a virus scanner may be looking at it',
  'python, node': 'a virus scanner may be looking at them',
};

export const doctor = {
  columns: {
    status: 'STATUS',
    check: 'CHECK',
    found: 'FOUND',
    expected: 'EXPECTED',
    title: 'WHAT',
    group: 'GROUP',
  },
  statuses,
  titles,
  findings,
  fixes,
  howToFix: 'How to fix',
  optional: 'If you like',
  docs: 'Docs: ',
  advice: (id: string, hint: string) => `${id}: ${hint}`,
  elsewhere: (n: number) =>
    n === 1 ? '1 check is not for this system' : `${n} checks are not for this system`,
  skipped: (reason: string, ids: string) => `${reason}: ${ids}`,
  /** What is only for information is changed where its check is named. */
  automatic: (only: string | null) => `[auto: --fix${only === null ? '' : ` --only ${only}`}]`,
  nextFix: 'Next: aliproxy doctor --fix',
  nextReport: 'To share: aliproxy doctor --report doctor.md (or .html, .json)',
  summary: (counts: Readonly<Record<Status, number>>, durationMs: number) => {
    const order: readonly Status[] = ['fail', 'error', 'warn', 'info', 'pass', 'skip'];
    const parts = order
      .filter((status) => counts[status] > 0)
      .map((status) => counted[status](counts[status]));
    return `${parts.join(', ')}, in ${seconds(durationMs)}.`;
  },
  replayed: (collectedAt: string) => `evidence of ${collectedAt}`,
  saved: (path: string) => `evidence saved in ${path}`,
  reported: (path: string) => `report written to ${path}; read it before you share it`,
  waiting: (names: string) => `waiting: ${names}`,
  slow: (name: string) => slowReasons[name] ?? 'no answer so far',
};

export const doctorErrors = errors;
