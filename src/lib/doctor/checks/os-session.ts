import { type Check, sectionOf, verdict } from '../check.js';
import type { SystemEvidence } from '../evidence/system.js';
import { pathLimits, windowsBuilds } from '../knowledge.js';
import { byHand } from './commands.js';
import { buildOf } from './os.js';

const codePageDocs = 'https://learn.microsoft.com/windows/terminal/install';
const pathDocs = 'https://support.microsoft.com/help/830473';
const longPathsDocs = 'https://learn.microsoft.com/windows/win32/fileio/naming-a-file';

/** Code pages of two bytes a character: Japanese, simplified Chinese, Korean, traditional Chinese. */
const wideCodePages = ['932', '936', '949', '950'];

/**
 * The language and the code page. Text of today's programs is UTF-8, which an old console on an East Asian code page
 * shows as garbage; Windows 11 starts every console in Windows Terminal, often without saying so in WT_SESSION.
 */
export const osLocale: Check = {
  id: 'os.locale',
  group: 'os',
  uses: ['system'],
  judge({ evidence }) {
    const { locale, terminal } = sectionOf(evidence, 'system');
    const shown = { found: describeLocale(locale) };
    if (evidence.platform.os !== 'win32') {
      const other = /\.(?!utf-?8\b)\w/i.test(locale.culture ?? '');
      if (!other) return verdict('pass', shown);
      const finding = { code: 'LOCALE_NOT_UTF8', facts: { locale: locale.culture ?? '' } } as const;
      return verdict('info', { ...shown, expected: 'UTF-8', finding });
    }
    const codePage = locale.oemCodePage;
    if (codePage === null) return verdict('skip', { finding: { code: 'REGISTRY_UNREADABLE', facts: {} } });
    const old = terminal === 'console' && buildOf(evidence.platform) < windowsBuilds.windows11;
    if (!wideCodePages.includes(codePage) || !old) return verdict('pass', shown);
    return verdict('warn', {
      ...shown,
      expected: 'Windows Terminal | 65001',
      finding: { code: 'LOCALE_LEGACY_CONSOLE', facts: { codePage } },
      docs: codePageDocs,
      fix: useUtf8,
    });
  },
};

const useUtf8 = byHand(
  'useUtf8',
  [
    { shell: 'powershell', command: '[Console]::OutputEncoding = [Text.Encoding]::UTF8' },
    { shell: 'cmd', command: 'chcp 65001' },
  ],
  true,
);

function describeLocale({ culture, ansiCodePage, oemCodePage }: SystemEvidence['locale']): string | null {
  const pages =
    ansiCodePage === oemCodePage
      ? [oemCodePage && `CP${oemCodePage}`]
      : [ansiCodePage && `ANSI ${ansiCodePage}`, oemCodePage && `OEM ${oemCodePage}`];
  return [culture, ...pages].filter(Boolean).join(', ') || null;
}

/** A PATH that is too long is cut off by some programs, and dropped by cmd.exe. */
export const osPathLength: Check = {
  id: 'os.path-length',
  group: 'os',
  platforms: ['win32'],
  uses: ['system'],
  judge({ evidence }) {
    const { characters, repeated } = sectionOf(evidence, 'system').path;
    const shown = { found: String(characters), expected: `<= ${pathLimits.dialogs}`, docs: pathDocs };
    if (characters > pathLimits.cmd) {
      const facts = { characters, limit: pathLimits.cmd, repeated };
      return verdict('fail', { ...shown, finding: { code: 'PATH_TOO_LONG', facts }, fix: editPath });
    }
    if (characters > pathLimits.dialogs) {
      const facts = { characters, repeated };
      return verdict('warn', { ...shown, finding: { code: 'PATH_LONG', facts }, fix: editPath });
    }
    return verdict('pass', shown);
  },
};

const editPath = byHand(
  'editPath',
  [{ shell: 'powershell', command: 'rundll32.exe sysdm.cpl,EditEnvironmentVariables' }],
  true,
);

/** Go copes with long paths by itself, git and some build tools do not. Off is how Windows comes: told, not demanded. */
export const osLongPaths: Check = {
  id: 'os.long-paths',
  group: 'os',
  platforms: ['win32'],
  needs: ['os.version'],
  uses: ['system'],
  judge({ evidence }) {
    const { longPaths } = sectionOf(evidence, 'system');
    const shown = { docs: longPathsDocs };
    if (longPaths === 'unknown') {
      return verdict('skip', { ...shown, finding: { code: 'REGISTRY_UNREADABLE', facts: {} } });
    }
    if (longPaths === 'enabled') return verdict('pass', { ...shown, found: 'LongPathsEnabled=1' });
    const known = buildOf(evidence.platform) >= windowsBuilds.version1607;
    return verdict('info', {
      ...shown,
      found: 'LongPathsEnabled=0',
      finding: { code: 'LONG_PATHS_OFF', facts: {} },
      fix: known ? enableLongPaths : null,
    });
  },
};

const enableLongPaths = byHand(
  'enableLongPaths',
  [
    { shell: 'powershell', command: 'git config --global core.longpaths true' },
    {
      shell: 'powershell',
      command:
        "Set-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\FileSystem' LongPathsEnabled 1 -Type DWord",
    },
  ],
  false,
);
