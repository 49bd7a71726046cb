import type { CheckId } from '../../../doctor/check.js';
import type { NetFindings } from '../../../doctor/findings/net.js';
import type { ErrorTexts } from '../../text.js';

export const netFindings: ErrorTexts<NetFindings> = {
  PORT_EXCLUDED: {
    message: ({ port, start, end }) => `Windows reserves port ${port} (range ${start}-${end})`,
    hint: () => 'choose another port; "net stop winnat" as administrator may free the range.',
  },
  PORT_DENIED: {
    message: ({ port, code }) => `port ${port} can't be opened (${code})`,
    hint: () => 'choose another port.',
  },
  PORT_BUSY: {
    message: ({ port }) => `another program listens on port ${port}`,
    hint: () => 'choose another port for the tunnel.',
  },
  PORT_IS_PROXY: {
    message: ({ port }) => `in use by the proxy your variables name (${port})`,
    hint: () => '',
  },
};

export const netTitles = {
  'net.excluded-ports': 'Port for the tunnel',
} satisfies Partial<Record<CheckId, string>>;
