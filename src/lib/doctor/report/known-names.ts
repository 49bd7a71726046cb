import { checkIds, groups } from '../check.js';
import { sectionNames } from '../evidence.js';

/** Hosts and domains that everybody has: they tell nothing about whose machine it is. */
const publicDomains = [
  'localhost',
  'host.docker.internal',
  'aliyun.com',
  'aliyuncs.com',
  'goproxy.cn',
  'goproxy.io',
  'golang.org',
  'golang.google.cn',
  'go.dev',
  'google.com',
  'github.com',
  'githubusercontent.com',
  'gitlab.com',
  'gitee.com',
  'bitbucket.org',
  'microsoft.com',
  'aka.ms',
  'visualstudio.com',
  'nodejs.org',
  'python.org',
  'example.com',
  'example.org',
];

/** What looks like a domain and is the name of a file, of a piece of software or of its setting. */
const fileEndings = new Set(
  'app bat cfg cjs cmd conf config crt css csv dll env exe fish go html ini jar js json jsonc key lock log lnk md mjs mod net node pac pem pfx ps1 psm1 py sh so sum tmp toml ts txt vbs vsix work wslconfig xml yaml yml zip'.split(
    ' ',
  ),
);
const software = new Set([
  'microsoft.netcore.app',
  'microsoft.aspnetcore.app',
  'microsoft.windowsdesktop.app',
  'microsoft.dotnet',
  'golang.go',
  'http.proxy',
  'https.proxy',
  'http.noproxy',
]);

/** What a misread proxy value makes of its scheme: no host at all. */
const schemes = new Set(['http', 'https', 'socks', 'socks4', 'socks5', 'socks5h', 'ftp', 'tcp', 'file']);

const ids = new Set<string>(checkIds);

/** May this host or domain be shown as it is? In lower case, without a dot at its end. */
export function isKnownHost(name: string): boolean {
  if (schemes.has(name) || ids.has(name) || software.has(name)) return true;
  if (publicDomains.some((domain) => name === domain || name.endsWith(`.${domain}`))) return true;
  return name.includes('.') && fileEndings.has(name.slice(name.lastIndexOf('.') + 1));
}

/**
 * Words of the report itself, and names that thousands of machines share. A user or a machine that is called so is
 * only recognised where a name must stand.
 */
const commonWords = new Set<string>(
  [
    ...ids,
    ...groups,
    ...sectionNames,
    ...[...ids].flatMap((id) => id.split(/[.-]/)),
    ...'absent admin administrator agent all api asked bash build cached client cloud code corp curl darwin debian default denied different direct directory dotnet error failed fail file firewall folder found git gnome group guest home host http https info internal intranet java linux local localdomain localhost machine mac macos missing name network none null offline pass path policy port process proxy public recorded registry root runner secure server service setting skip socks source staff system target test timeout tool ubuntu unknown user users value variable version warn wget windows word work'.split(
      ' ',
    ),
  ].map((word) => word.toLowerCase()),
);

/** Short names and common words would be found all over the text. */
export function isCommonWord(name: string): boolean {
  return commonWords.has(name.toLowerCase()) || (/^[\u0020-\u007e]*$/.test(name) && name.length < 4);
}
