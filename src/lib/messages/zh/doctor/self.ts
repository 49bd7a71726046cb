import type { SelfFindings } from '../../../doctor/findings/self.js';
import type { ErrorTexts } from '../../text.js';

export const selfFindings: ErrorTexts<SelfFindings> = {
  SELF_OUTDATED: {
    message: ({ latest }) => `aliproxy ${latest} 已发布`,
    hint: () => '方便时升级即可。',
  },
  SELF_NODE_OLD: {
    message: ({ version, minimum }) => `Node.js ${version} 低于 aliproxy 所需的 ${minimum}`,
    hint: () => '请从 https://nodejs.org 安装更新的 Node.js。',
  },
};
