import type { CheckId } from '../../../doctor/check.js';
import type { SystemFindings } from '../../../doctor/findings/system.js';
import type { ErrorTexts } from '../../text.js';

export const systemFindings: ErrorTexts<SystemFindings> = {
  OS_TOO_OLD: {
    message: ({ name }) => `${name} is too old: today's Go does not run on it`,
    hint: () => 'upgrade to Windows 10 or Windows Server 2016, or later.',
  },
  OS_OLD_BUILD: {
    message: ({ name }) => `${name} is an old build`,
    hint: () => 'install the newest feature update.',
  },
  OS_UNSUPPORTED: {
    message: ({ name, ended }) => `${name} is out of general support since ${ended}`,
    hint: ({ asOf }) => `plan the upgrade to Windows 11; everything here still works (as of ${asOf}).`,
  },
  OS_KERNEL_OLD: {
    message: ({ release }) => `version ${release} is older than what today's Go needs`,
    hint: () => 'upgrade the system.',
  },
  ARCH_32BIT: {
    message: ({ native }) => `this machine is 32-bit (${native})`,
    hint: () => 'use a 64-bit system.',
  },
  NODE_32BIT: {
    message: ({ native }) => `Node.js is a 32-bit build on a ${native} machine`,
    hint: ({ native }) => `install Node.js for ${native}.`,
  },
  NODE_EMULATED: {
    message: ({ node, native }) => `Node.js for ${node} is emulated on ${native}`,
    hint: ({ native }) => `install Node.js for ${native}.`,
  },
  LOCALE_LEGACY_CONSOLE: {
    message: ({ codePage }) => `an old console on code page ${codePage} shows UTF-8 text as garbage`,
    hint: () => 'use Windows Terminal, or switch this console to UTF-8 before you pipe or save output.',
  },
  LOCALE_NOT_UTF8: {
    message: ({ locale }) => `the locale ${locale} is not UTF-8, and programs here write UTF-8`,
    hint: () => '',
  },
  PATH_LONG: {
    message: ({ characters, repeated }) =>
      `PATH has ${characters} characters${repeatedEntries(repeated)}: more than the settings dialog takes, and setx cuts it off`,
    hint: () => 'remove entries that are repeated or lead nowhere, then open a new terminal.',
  },
  PATH_TOO_LONG: {
    message: ({ characters, limit, repeated }) =>
      `PATH has ${characters} characters${repeatedEntries(repeated)}: beyond ${limit}, cmd.exe has no PATH at all`,
    hint: () => 'remove entries that are repeated or lead nowhere, then open a new terminal.',
  },
  LONG_PATHS_OFF: {
    message: () => 'paths end at 260 characters for git and some build tools (not for Go)',
    hint: () => '',
  },
  WSL_NONE: { message: () => 'not in WSL', hint: () => '' },
  WSL_HERE: {
    message: ({ networkingMode, autoProxy }) =>
      [
        networkingMode === null ? 'in WSL' : `in WSL, network: ${networkingMode}`,
        networkingMode === 'nat' ? 'its 127.0.0.1 is not that of Windows' : null,
        autoProxy ? 'a changed proxy of Windows arrives after "wsl --shutdown"' : null,
      ]
        .filter(Boolean)
        .join('; '),
    hint: () => '',
  },
  WSL_LOOPBACK_PROXY: {
    message: ({ endpoint }) =>
      `nobody answers at ${endpoint}: in WSL with NAT this is not the 127.0.0.1 of Windows`,
    hint: () =>
      'if the proxy runs in Windows: put networkingMode=mirrored under [wsl2] in %UserProfile%\\.wslconfig and run "wsl --shutdown" there; or let the proxy accept the LAN and use the address "ip route show default" names.',
  },
  FIREWALL_OFF: {
    message: ({ profiles }) => `Windows Firewall is off (${profiles.join(', ')})`,
    hint: () => '',
  },
};

function repeatedEntries(count: number): string {
  return count === 0 ? '' : ` (${count} repeated ${count === 1 ? 'entry' : 'entries'})`;
}

export const systemTitles = {
  'os.version': 'Operating system',
  'os.arch': 'Architecture',
  'os.locale': 'Language and code page',
  'os.path-length': 'Length of PATH',
  'os.long-paths': 'Long paths',
  'os.wsl': 'WSL',
  'net.firewall': 'Firewall',
} satisfies Partial<Record<CheckId, string>>;
