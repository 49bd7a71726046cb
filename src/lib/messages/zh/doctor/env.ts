import type { CheckId } from '../../../doctor/check.js';
import type { EnvFindings, StaleVariable } from '../../../doctor/findings/env.js';
import type { ErrorTexts } from '../../text.js';

const stale: Readonly<Record<StaleVariable['kind'], (name: string) => string>> = {
  missing: (name) => `当前终端没有 ${name}，新终端才有`,
  different: (name) => `${name} 的值与新终端不同`,
};

export const envFindings: ErrorTexts<EnvFindings> = {
  ENV_STALE: {
    message: ({ variables, folders }) =>
      [
        ...variables.map(({ name, kind }) => stale[kind](name)),
        ...(folders.length === 0 ? [] : [`当前终端的 PATH 缺少：${folders.join('、')}`]),
      ].join('\n'),
    hint: () => '请关闭当前终端和 VS Code 的所有窗口，再重新打开：它们一直沿用启动时的变量。',
  },
  ENV_SESSION_ONLY: {
    message: ({ names }) => `仅在当前终端设置：${names.join('、')}`,
    hint: () => '',
  },
  ENV_SCOPES_DIFFER: {
    message: ({ names }) => `用户变量与系统变量不一致：${names.join('、')}`,
    hint: () => '对自己而言用户变量优先，服务和其他用户使用系统变量。若系统变量正确，请删除用户变量。',
  },
};

export const envTitles = {
  'env.stale': '当前终端的变量',
  'env.scope': '用户与系统变量',
} satisfies Partial<Record<CheckId, string>>;
