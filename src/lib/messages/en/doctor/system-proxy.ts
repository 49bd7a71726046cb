import type { CheckId } from '../../../doctor/check.js';
import type { SystemProxyFindings } from '../../../doctor/findings/system-proxy.js';
import type { ErrorTexts } from '../../text.js';

export const systemProxyFindings: ErrorTexts<SystemProxyFindings> = {
  SYSTEM_PROXY_NONE: { message: () => 'this system has no such settings', hint: () => '' },
  SYSTEM_PROXY_UNREADABLE: { message: () => "the settings of the system can't be read", hint: () => '' },
  SYSTEM_PROXY_ONLY: {
    message: ({ server }) =>
      `the system uses the proxy ${server}, but no proxy variable is set: the browser works, Go goes direct`,
    hint: ({ dropped }) =>
      `set the variables, then open a new terminal and restart your editor.${dropped.length === 0 ? '' : ` NO_PROXY can't express: ${dropped.join(', ')}.`}`,
  },
  SYSTEM_PROXY_SCRIPT: {
    message: ({ pac }) =>
      `a script chooses the proxy (${pac}), but no proxy variable is set: the browser works, Go goes direct`,
    hint: () =>
      'look for "PROXY host:port" in the script, or ask your administrator, and set HTTP_PROXY and HTTPS_PROXY to http://host:port.',
  },
  SYSTEM_PROXY_DEAD: {
    message: ({ endpoint }) => `the system uses the proxy ${endpoint}, where nobody listens`,
    hint: () => "start the proxy program, or switch the proxy off in the system's settings.",
  },
  SYSTEM_PROXY_OTHER: {
    message: ({ server }) => `the system uses another proxy than the variables: ${server}`,
    hint: () => '',
  },
  SYSTEM_PROXY_LEFTOVER: {
    message: ({ server }) => `switched off; ${server} is left over from before`,
    hint: () => '',
  },
  WINHTTP_OTHER: {
    message: ({ server }) => `services of Windows use a proxy of their own: ${server}`,
    hint: () => '',
  },
  WINHTTP_AUTOMATIC: {
    message: () => 'services of Windows find their proxy by a script or by detection',
    hint: () => '',
  },
  WINHTTP_UNKNOWN: {
    message: () => 'the setting can\'t be read; "netsh winhttp show advproxy" shows it',
    hint: () => '',
  },
};

export const systemProxyTitles = {
  'proxy.wininet': 'Proxy of the system',
  'proxy.winhttp': 'Proxy of Windows services',
} satisfies Partial<Record<CheckId, string>>;
