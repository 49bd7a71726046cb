import type { FrameFindings } from '../../../doctor/findings/frame.js';
import type { ErrorTexts } from '../../text.js';
import { seconds } from '../seconds.js';

export const frameFindings: ErrorTexts<FrameFindings> = {
  NOT_HERE: {
    message: ({ platforms }) => {
      if (!platforms.includes('win32')) return 'not on this system';
      return platforms.includes('darwin') ? 'Windows and macOS only' : 'Windows only';
    },
    hint: () => '',
  },
  NEEDS: { message: ({ check }) => `needs ${check}`, hint: ({ check }) => `mend ${check} first.` },
  OFFLINE: { message: () => 'left out by --offline', hint: () => '' },
  NOT_COLLECTED: { message: () => 'not in this evidence', hint: () => '' },
  COLLECTOR_TIMEOUT: {
    message: ({ source, durationMs }) => `${source} did not answer within ${seconds(durationMs)}`,
    hint: () => 'try again with a longer --timeout.',
  },
  COLLECTOR_CRASHED: {
    message: ({ source, detail }) => `asking ${source} failed: ${detail}`,
    hint: () => 'please report it, with a file from --save-evidence.',
  },
  CHECK_CRASHED: {
    message: ({ detail }) => `the check itself failed: ${detail}`,
    hint: () => 'please report it, with a file from --save-evidence.',
  },
};
