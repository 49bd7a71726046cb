import type { SelfFindings } from '../../../doctor/findings/self.js';
import type { ErrorTexts } from '../../text.js';

export const selfFindings: ErrorTexts<SelfFindings> = {
  SELF_OUTDATED: {
    message: ({ latest }) => `aliproxy ${latest} is out`,
    hint: () => 'upgrade when it suits you.',
  },
  SELF_NODE_OLD: {
    message: ({ version, minimum }) => `Node.js ${version} is older than ${minimum}, which aliproxy needs`,
    hint: () => 'install a newer Node.js from https://nodejs.org.',
  },
};
