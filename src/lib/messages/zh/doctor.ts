import type { CheckId, Status } from '../../doctor/check.js';
import type { Findings, FixKind } from '../../doctor/findings.js';
import type { DoctorFailures } from '../../doctor/select.js';
import type { doctor as english } from '../en/doctor.js';
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
    message: ({ source, name }) => `${source}：没有名为“${name}”的检查项或分组`,
    hint: ({ suggestion }) =>
      suggestion ? `是不是想写“${suggestion}”？` : '运行“aliproxy doctor --list”查看全部检查项。',
  },
  NO_CHECKS_LEFT: {
    message: () => '按照 --only 和 --skip，没有剩下任何检查项',
    hint: () => '运行“aliproxy doctor --list”查看全部检查项；aliproxy.yaml 中的 doctor.skip 也会生效。',
  },
  EVIDENCE_NOT_JSON: {
    message: ({ path }) => `${path} 不是 JSON`,
    hint: () => '请使用“aliproxy doctor --save-evidence FILE”生成的文件。',
  },
  EVIDENCE_FOREIGN: {
    message: ({ path }) => `${path} 不是 aliproxy doctor 的诊断数据`,
    hint: () => '请使用“aliproxy doctor --save-evidence FILE”生成的文件。',
  },
  EVIDENCE_NEWER: {
    message: ({ path, version }) => `无法识别 ${path} 的格式版本 ${version}`,
    hint: () => '请使用生成该文件的 aliproxy 版本或更新的版本。',
  },
  EVIDENCE_MALFORMED: {
    message: ({ path, detail }) => `${path} 已损坏，位置：${detail}`,
    hint: () => '请重新保存诊断数据。',
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
  installGo: '安装 Go',
  upgradeGo: '升级 Go',
  addGoToPath: '把 Go 加入 PATH',
  unsetGoroot: '删除 GOROOT',
  addGobinToPath: '把 Go 程序所在的文件夹加入 PATH',
  setGoproxy: '使用模块镜像',
  enableSumdb: '启用校验数据库',
  correctPrivate: '改正匹配模式',
  allowToolchain: '允许 Go 切换工具链',
  keepToolchain: '使用本机已有的 Go',
  clearGoSetting: '删除 go env -w 的值',
  clearFlag: '从 GOFLAGS 中去掉该参数',
  useModules: '启用模块',
  installGoTools: '安装 Go 工具',
  installGoExtension: '安装 Go 扩展',
  setProxyVariables: '设置变量',
  unsetRequestMethod: '删除 REQUEST_METHOD',
  setClock: '校准时钟（需要管理员权限）',
  closeFile: '禁止他人读取该文件',
  useUtf8: '让当前控制台使用 UTF-8',
  editPath: '编辑 PATH',
  enableLongPaths: '启用长路径（第二行需要管理员权限）',
  choosePort: '使用空闲端口',
  unsetUserVariable: '删除自己的用户变量',
  upgradeSelf: '升级 aliproxy',
};

const statuses: Readonly<Record<Status, string>> = {
  pass: '通过',
  info: '提示',
  warn: '警告',
  fail: '失败',
  skip: '跳过',
  error: '出错',
};

/** By what people know it by; all others ask somebody on the network. */
const slowReasons: Readonly<Record<string, string>> = {
  powershell: '有的机器上 PowerShell 启动较慢',
  go: '可能正被杀毒软件扫描',
  'python, node': '可能正被杀毒软件扫描',
};

export const doctor: typeof english = {
  columns: {
    status: '状态',
    check: '检查项',
    found: '实际',
    expected: '应为',
    title: '内容',
    group: '分组',
  },
  statuses,
  titles,
  findings,
  fixes,
  howToFix: '如何解决',
  optional: '可选',
  docs: '文档：',
  advice: (id, hint) => `${id}：${hint}`,
  elsewhere: (n) => `${n} 项不适用于本系统`,
  skipped: (reason, ids) => `${reason}：${ids}`,
  automatic: (only) => `[可自动：--fix${only === null ? '' : ` --only ${only}`}]`,
  nextFix: '下一步：aliproxy doctor --fix',
  nextReport: '分享：aliproxy doctor --report doctor.md（或 .html、.json）',
  summary: (counts, durationMs) => {
    const order: readonly Status[] = ['fail', 'error', 'warn', 'info', 'pass', 'skip'];
    const parts = order
      .filter((status) => counts[status] > 0)
      .map((status) => `${statuses[status]} ${counts[status]} 项`);
    return `${parts.join('，')}，用时 ${seconds(durationMs)}。`;
  },
  replayed: (collectedAt) => `诊断数据采集于 ${collectedAt}`,
  saved: (path) => `诊断数据已保存到 ${path}`,
  reported: (path) => `报告已写入 ${path}，分享前请先过目`,
  waiting: (names) => `等待：${names}`,
  slow: (name) => slowReasons[name] ?? '尚未响应',
};

export const doctorErrors = errors;
