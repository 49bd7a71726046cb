import type { LockFailures } from '../../doctor/fixes/fix-lock.js';
import type { FixState } from '../../doctor/fixes/fix-outcome.js';
import type { JournalFailures } from '../../doctor/fixes/journal.js';
import type { FixNote, FixTroubles } from '../../doctor/fixes/troubles.js';
import type { doctorFix as english } from '../en/doctor-fix.js';
import type { ErrorTexts } from '../text.js';

const errors: ErrorTexts<JournalFailures & LockFailures> = {
  JOURNAL_BROKEN: {
    message: ({ path, detail }) => `无法读取修复记录 ${path}：${detail}`,
    hint: () => '未做任何更改。请移走该文件；其中记录的更改将无法再自动撤销。',
  },
  FIX_RUNNING: {
    message: () => '另一个“aliproxy doctor --fix”或“--undo”正在运行',
    hint: ({ path }) => `请先结束它。如果它已被强行终止，请等一分钟，或删除 ${path}。未做任何更改。`,
  },
};

const powershellStates = {
  ok: '可用',
  missing: '找不到',
  denied: '被禁止运行',
  timeout: '没有响应',
  failed: '运行出错',
  unreadable: '的输出无法解析',
};

const inSettings = '请在 Windows 设置中修改（“编辑账户的环境变量”）。';

const troubles: ErrorTexts<FixTroubles> = {
  BY_HAND: {
    message: () => '需要安装软件、管理员权限或自行决定，请手动处理',
    hint: () => '见“如何解决”。',
  },
  SHELL_PROFILE: {
    message: ({ file }) => `应写入 ${file}`,
    hint: ({ file }) => `在 ${file} 中加入以下内容，然后打开新终端：`,
  },
  POWERSHELL_UNUSABLE: {
    message: ({ state }) => `只能通过 PowerShell 修改，而 PowerShell ${powershellStates[state]}`,
    hint: () => inSettings,
  },
  POWERSHELL_CONSTRAINED: {
    message: ({ mode }) => `PowerShell 在此受限（${mode}）`,
    hint: () => inSettings,
  },
  SECRET_UNKNOWN: {
    message: ({ name }) => `无法得知 ${name} 中 *** 的真实内容`,
    hint: ({ name }) => `请自行设置 ${name}，把 *** 换成自己的用户名和密码。`,
  },
  VALUE_UNUSABLE: {
    message: ({ name }) => `无法得知 ${name} 应有的值`,
    hint: ({ name }) => `请把 ${name} 设为 http://主机:端口 形式的值。`,
  },
  TERMINAL_OUTDATED: {
    message: ({ name }) => `新终端中的 ${name} 与当前终端不同`,
    hint: () => '请打开新终端，在其中重新运行诊断；若结果相同，则由配置文件或脚本设置。',
  },
  MACHINE_VARIABLE: {
    message: ({ name }) => `${name} 是为本机所有用户设置的`,
    hint: ({ name }) => `请管理员从系统变量中删除 ${name}。`,
  },
  TERMINAL_VARIABLE: {
    message: ({ name }) => `${name} 只在当前终端中设置`,
    hint: ({ name }) => `请在设置 ${name} 的地方将其删除：PowerShell 配置文件、脚本或编辑器设置。`,
  },
  SHADOWED: {
    message: ({ name }) => `环境变量 ${name} 优先于“go env -w”`,
    hint: ({ name }) => `请先删除环境变量 ${name}。`,
  },
  SECRET_IN_ARGUMENTS: {
    message: ({ name }) => `“go env”保存的 ${name} 中含有用户名和密码`,
    hint: () => '请自行修改：密码不应出现在我们运行的命令行中。',
  },
  FOREIGN_KIND: {
    message: ({ name, kind }) => `${name} 的类型是 ${kind}，不是文本`,
    hint: () => inSettings,
  },
  PATH_TOO_LONG: {
    message: ({ characters }) => `PATH 将达到 ${characters} 个字符，超过 8191 个时 cmd.exe 会将其丢弃`,
    hint: () => '请删除已不存在或重复的文件夹。',
  },
  GO_MISSING: {
    message: () => '找不到 go',
    hint: () => '请安装 Go，或把它加入 PATH。',
  },
  GO_SETTINGS_OFF: {
    message: () => 'GOENV 为 off，“go env -w”不会保存任何值',
    hint: () => '请删除环境变量 GOENV，或改用环境变量设置该值。',
  },
  GO_REFUSED: {
    message: ({ exitCode, detail }) =>
      `go 拒绝执行（退出码 ${exitCode ?? '-'}）${detail ? `：${detail}` : ''}`,
    hint: () => '请查看 go 的说明。',
  },
  VALUE_CHANGED: {
    message: ({ name }) => `${name} 之后已被其他程序修改，未作改动`,
    hint: () => '请查看其当前值，然后重新运行命令。',
  },
  NOT_KEPT: {
    message: ({ name }) => `没有报错，但 ${name} 并未改变`,
    hint: () => '可能被策略或安全软件禁止。',
  },
  OUTCOME_UNKNOWN: {
    message: ({ name }) => `无法确定 ${name} 是否已修改`,
    hint: () => '请查看其当前值；如已修改，可用“aliproxy doctor --undo”撤销。',
  },
  JOURNAL_UNWRITABLE: {
    message: ({ path, reason }) => `无法写入修复记录 ${path}（${reason}），因此未修改`,
    hint: () => '请确保该位置可写，然后重新运行命令。',
  },
};

const states: Readonly<Record<FixState, string>> = {
  applied: '已修复',
  undone: '已撤销',
  declined: '未执行',
  failed: '失败',
  'by-hand': '需手动',
  'dry-run': '将执行',
};

const notes: Readonly<Record<FixNote, string>> = {
  'overrides-machine': '所有用户共用一个值；自己的值优先。',
  'machine-value-returns': '之后将使用所有用户共用的值；该值只有管理员能删除。',
  'not-stored-yet': '它来自脚本或当前终端；如果那里再次设置，则以那里为准。',
};

export const doctorFix: typeof english = {
  columns: { state: '结果', check: '检查项', change: '更改' },
  title: '修复',
  undoTitle: '撤销',
  places: {
    'user-variable': (name) => `${name}（用户变量）`,
    'user-path': (name) => `${name}（用户变量）`,
    'go-env': (name) => `${name}（go env -w）`,
  },
  notSet: '（未设置）',
  hiddenDifference: '（差异在 *** 所隐藏的部分）',
  states,
  notes,
  troubles,
  apply: '是否执行？',
  undo: (when) => `是否撤销 ${when} 的这项更改？`,
  newTerminal: '当前终端仍使用旧值：请打开新终端，并重启编辑器。',
  undoable: '撤销命令：aliproxy doctor --undo',
  seenAfter: '以上报告反映新终端中的情况。',
  nothingToFix: '没有可以在此修复的项目。',
  nothingToUndo: '没有可撤销的更改。',
  stopped: '已停止，其余项目未处理。',
};

export const doctorFixErrors = errors;
