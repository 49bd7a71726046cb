import type { CheckId, Status } from '../../doctor/check.js';
import type { Findings, FixKind, ProxyMistake, ProxyRemedy, Unreachable } from '../../doctor/findings.js';
import type { DoctorFailures } from '../../doctor/select.js';
import type { NoProxyFindingKind } from '../../proxy/no-proxy-lint.js';
import type { ProxyFindingKind } from '../../proxy/proxy-lint.js';
import type { ErrorTexts } from '../text.js';

const errors: ErrorTexts<DoctorFailures> = {
  UNKNOWN_CHECK: {
    message: ({ source, name }) => `${source}: there is no check or group "${name}"`,
    hint: ({ suggestion }) =>
      suggestion ? `did you mean "${suggestion}"?` : 'run "aliproxy doctor --list" for all of them.',
  },
  NO_CHECKS_LEFT: {
    message: () => 'with these --only and --skip no check is left',
    hint: () => 'run "aliproxy doctor --list" for all checks; doctor.skip of aliproxy.yaml counts, too.',
  },
  EVIDENCE_NOT_JSON: {
    message: ({ path }) => `${path} is not JSON`,
    hint: () => 'give a file that "aliproxy doctor --save-evidence FILE" wrote.',
  },
  EVIDENCE_FOREIGN: {
    message: ({ path }) => `${path} is no evidence of aliproxy doctor`,
    hint: () => 'give a file that "aliproxy doctor --save-evidence FILE" wrote.',
  },
  EVIDENCE_NEWER: {
    message: ({ path, version }) => `${path} has the unknown format version ${version}`,
    hint: () => 'judge it with the aliproxy that wrote it, or a newer one.',
  },
  EVIDENCE_MALFORMED: {
    message: ({ path, detail }) => `${path} is damaged at ${detail}`,
    hint: () => 'save the evidence again.',
  },
};

const proxyPhrases: Readonly<Record<ProxyFindingKind, string>> = {
  'leading-blank': 'begins with a blank',
  'trailing-blank': 'ends with a blank',
  quoted: 'has quotes in it',
  'windows-settings-form': 'is written as in the Windows settings',
  slashes: 'has wrong slashes',
  'full-width': 'has full-width characters',
  'unexpanded-variable': 'is a variable that was never expanded',
  'unescaped-password': 'has unescaped characters in its user part',
  'at-in-password': 'has an unescaped @ in its user part (curl refuses that)',
  'bad-port': 'has no valid port',
  'no-port': 'has no port (Go takes 80, curl 1080)',
  'https-scheme': 'begins with https:// (TLS to the proxy itself: rarely meant)',
  'socks-scheme': 'begins with socks:// (Go knows socks5://)',
  'unsupported-scheme': 'has a scheme that Go does not know',
  misread: 'can\'t be read as "http://host:port"',
};

function proxyMistakes(mistakes: readonly ProxyMistake[]): string {
  return mistakes
    .map((mistake) => `${mistake.variable} ${proxyPhrases[mistake.kind]}${effect(mistake)}`)
    .join('\n');
}

const proxyRemedies: Readonly<Record<ProxyRemedy, string>> = {
  'name-http': 'an HTTP proxy is named http:// also in HTTPS_PROXY, unless it really speaks TLS.',
  'own-credentials':
    'set the value shown, with your own credentials for ***, special characters as %XX; then open a new terminal.',
  'as-shown': 'set the value shown; then open a new terminal.',
  'right-form': 'set a value like http://host:port, without quotes and blanks; then open a new terminal.',
};

function effect({ effect: outcome, kind, host }: ProxyMistake): string {
  if (outcome === 'proxy') return '';
  if (outcome === 'direct') return ': Go silently goes direct';
  if (kind === 'socks-scheme' || kind === 'unsupported-scheme') return ': Go speaks HTTP to it';
  return host === null ? ': Go misreads it' : `: Go dials "${host}"`;
}

const exceptionPhrases: Readonly<Record<NoProxyFindingKind, string>> = {
  semicolon: 'entries are separated by commas',
  'full-width-comma': 'entries are separated by an ASCII comma',
  'blank-inside': 'entries are separated by commas',
  quoted: 'no quotes',
  local: 'Windows settings only',
  scheme: 'no scheme',
  path: 'no path',
  wildcard: 'no * but in front of a dot',
  'address-prefix': 'addresses need CIDR',
  'address-range': 'addresses need CIDR',
  'block-with-port': 'no port after a block',
  'bad-block': 'not a valid block',
  'bracketed-ipv6': 'no brackets without a port',
  'trailing-dot': 'no dot at the end',
  'unexpanded-variable': 'never expanded',
};

function unreachable({ endpoint, phase, code }: Unreachable): string {
  if (phase === 'dns') return `${endpoint}: the name does not resolve (${code})`;
  if (code === 'ECONNREFUSED') return `${endpoint} refuses connections`;
  return code === 'TIMEOUT' ? `${endpoint} does not answer` : `${endpoint} can't be reached (${code})`;
}

const seconds = (ms: number) => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);

const findings: ErrorTexts<Findings> = {
  NOT_HERE: {
    message: ({ platforms }) => (platforms.includes('win32') ? 'Windows only' : 'not on this system'),
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
  OS_TOO_OLD: {
    message: ({ name }) => `${name} is too old: today's Go does not run on it`,
    hint: () => 'upgrade to Windows 10 or later.',
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
  PS_MISSING: {
    message: () => 'PowerShell was not found',
    hint: () => 'facts were read from the registry and folders instead; nothing must be done.',
  },
  PS_DENIED: {
    message: () => 'PowerShell may not be started here',
    hint: () => 'facts were read from the registry and folders instead; ask your administrator.',
  },
  PS_TIMEOUT: {
    message: ({ durationMs }) => `PowerShell did not answer within ${seconds(durationMs)}`,
    hint: () => 'facts were read in other ways; look for a slow virus scanner or a hung WMI service.',
  },
  PS_FAILED: {
    message: ({ exitCode }) => `PowerShell failed${exitCode === null ? '' : ` with exit code ${exitCode}`}`,
    hint: () => 'facts were read from the registry and folders instead; a policy may forbid scripts.',
  },
  PS_UNREADABLE: {
    message: () => "PowerShell's answer can't be read",
    hint: () => 'facts were read from the registry and folders instead.',
  },
  PS_CONSTRAINED: {
    message: ({ mode }) => `PowerShell is locked down (${mode})`,
    hint: () => 'a policy of your company; what it did not tell was read in other ways.',
  },
  PS_PARTIAL: {
    message: ({ sections }) => `PowerShell could not tell everything (${sections.join(', ')})`,
    hint: () => 'what is missing was read in other ways.',
  },
  PS_SLOW: {
    message: ({ durationMs }) => `PowerShell took ${seconds(durationMs)}`,
    hint: () => 'look for a slow virus scanner or a hung WMI service.',
  },
  DOTNET_MISSING: {
    message: () => '.NET Framework 4.5 or later is not installed',
    hint: () => 'install .NET Framework 4.8: https://dotnet.microsoft.com/download/dotnet-framework/net48',
  },
  DOTNET_OLD: {
    message: ({ version, release }) => `${version} (${release}) is too old`,
    hint: () => 'install .NET Framework 4.8: https://dotnet.microsoft.com/download/dotnet-framework/net48',
  },
  DOTNET_UNKNOWN: {
    message: () => "a 4.x is there; which one can't be read (PowerShell and reg.exe are locked)",
    hint: () => '',
  },
  REGISTRY_UNREADABLE: {
    message: () => "the registry can't be read (PowerShell and reg.exe are locked)",
    hint: () => '',
  },
  VC_MISSING: {
    message: () => 'not installed (only programs with C code need it)',
    hint: () => '',
  },
  GO_MISSING: {
    message: () => 'Go was not found',
    hint: () =>
      'install Go from https://go.dev/dl/ (in mainland China https://golang.google.cn/dl/), then open a new terminal.',
  },
  GO_NOT_ON_PATH: {
    message: ({ path }) => `${path} is not on PATH`,
    hint: () =>
      'open a new terminal (and restart your editor); if that does not help, add its folder to PATH.',
  },
  GO_TIMEOUT: {
    message: () => 'Go did not answer within 5 s',
    hint: () => 'a virus scanner may hold it: try "go version" by hand.',
  },
  GO_BROKEN: {
    message: ({ exitCode, detail }) =>
      `Go does not run${exitCode === null ? '' : ` (exit ${exitCode})`}${detail === '' ? '' : `: ${detail}`}`,
    hint: () =>
      'try "go env" by hand: correct or unset a variable it complains about, else install Go again.',
  },
  GO_TOO_OLD: {
    message: ({ version }) => `Go ${version} is too old`,
    hint: ({ minimum }) => `install Go ${minimum} or later.`,
  },
  GO_UNSUPPORTED: {
    message: ({ version }) => `Go ${version} gets no more security fixes`,
    hint: ({ supported, asOf }) => `supported as of ${asOf}: ${supported}.`,
  },
  GO_DEVELOPMENT: { message: ({ version }) => `a development build (${version})`, hint: () => '' },
  GO_VERSION_UNKNOWN: {
    message: () => 'Go did not tell',
    hint: () => 'try "go version" and "go env" by hand.',
  },
  GOROOT_WRONG: {
    message: ({ value }) => `GOROOT is ${value}, which does not exist: no go command works`,
    hint: () => 'remove GOROOT: Go finds its own folder. Then open a new terminal.',
  },
  GOROOT_SET: {
    message: ({ value }) => `GOROOT is set by hand (${value})`,
    hint: () => 'remove GOROOT: it will be wrong after the next upgrade.',
  },
  GOROOT_OTHER: {
    message: ({ value, own }) => `GOROOT is ${value}, but the go on PATH belongs to ${own}`,
    hint: () => 'remove GOROOT: compiler and tools of two versions do not fit together.',
  },
  GOPATH_RELATIVE: {
    message: ({ value }) => `GOPATH is not absolute: ${value}`,
    hint: () => 'set an absolute path, or remove GOPATH.',
  },
  GOPATH_IS_GOROOT: {
    message: ({ value }) => `GOPATH and GOROOT are both ${value}`,
    hint: () => 'remove GOPATH: the default is a folder of its own.',
  },
  GOPATH_AWKWARD: {
    message: ({ value }) => `GOPATH has blanks or non-ASCII characters: ${value}`,
    hint: () => 'C compilers and some tools stumble over them: choose a plain path.',
  },
  GOBIN_NOT_ON_PATH: {
    message: ({ bin }) => `${bin} is not on PATH`,
    hint: () => 'programs from "go install" are not found: add that folder to PATH.',
  },
  GOPROXY_OFF: {
    message: () => 'GOPROXY=off: no module can be downloaded',
    hint: () => 'set a mirror, or "direct".',
  },
  GOPROXY_ENTRY: {
    message: ({ entry }) => `GOPROXY has an entry that is no URL: ${entry}`,
    hint: () => 'entries are URLs, "direct" or "off", separated by commas.',
  },
  GOPROXY_DEFAULT: {
    message: () => "Go's own module proxy, which can't be reached from mainland China",
    hint: () => 'set a mirror if downloads hang.',
  },
  PROXY_NONE: { message: () => 'no proxy variable is set', hint: () => '' },
  PROXY_MISTAKES: {
    message: ({ mistakes }) => proxyMistakes(mistakes),
    hint: ({ remedy }) => proxyRemedies[remedy],
  },
  PROXY_CONFLICT: {
    message: ({ variables }) => `${variables.join(', ')}: upper and lower case have different values`,
    hint: () => 'Go takes the upper-case one, curl the lower-case one: set both alike.',
  },
  PROXY_ALL_ONLY: {
    message: ({ variable }) => `only ${variable} is set, which Go ignores`,
    hint: () => 'set HTTP_PROXY and HTTPS_PROXY.',
  },
  PROXY_CGI: {
    message: () => 'REQUEST_METHOD is set: Go refuses to use HTTP_PROXY',
    hint: () => 'unset REQUEST_METHOD, which marks a CGI program.',
  },
  HTTPS_PROXY_MISSING: {
    message: ({ variable }) => `${variable} is set, HTTPS_PROXY is not: Go goes direct for https`,
    hint: () => 'set HTTPS_PROXY, too, usually to the same value.',
  },
  NO_PROXY_MISTAKES: {
    message: ({ mistakes }) =>
      mistakes
        .map(({ variable, entry, kind }) => `${variable}: Go ignores "${entry}" (${exceptionPhrases[kind]})`)
        .join('\n'),
    hint: () => 'set the list shown; then open a new terminal.',
  },
  PROXY_UNREACHABLE: {
    message: ({ endpoints }) => endpoints.map(unreachable).join('\n'),
    hint: ({ endpoints }) =>
      endpoints.some(({ local, code }) => local && code === 'ECONNREFUSED')
        ? 'start the proxy program on this machine, or unset the variables.'
        : 'check host and port of the proxy, and that your network (VPN?) leads to it.',
  },
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

const titles: Readonly<Record<CheckId, string>> = {
  'os.version': 'Operating system',
  'os.arch': 'Architecture',
  'ps.available': 'PowerShell',
  'dotnet.framework': '.NET Framework',
  'vcredist.v14': 'Visual C++ runtime v14',
  'go.installed': 'Go',
  'go.version': 'Go version',
  'go.goroot': 'GOROOT',
  'go.gopath': 'GOPATH',
  'go.goproxy': 'Go module proxy',
  'proxy.env': 'Proxy variables',
  'proxy.https-missing': 'HTTPS_PROXY',
  'proxy.no-proxy': 'NO_PROXY',
  'proxy.reachable': 'Proxy reachable',
  'net.excluded-ports': 'Port for the tunnel',
};

const fixes: Readonly<Record<FixKind, string>> = {
  installGo: 'Install Go',
  upgradeGo: 'Upgrade Go',
  addGoToPath: 'Add Go to PATH',
  unsetGoroot: 'Remove GOROOT',
  addGobinToPath: 'Add the folder of Go programs to PATH',
  setGoproxy: 'Use a module mirror',
  setProxyVariables: 'Set the variables',
  choosePort: 'Use a free port',
};

const statuses: Readonly<Record<Status, string>> = {
  pass: 'pass',
  info: 'info',
  warn: 'warn',
  fail: 'FAIL',
  skip: 'skip',
  error: 'ERROR',
};

const counted: Readonly<Record<Status, (n: number) => string>> = {
  pass: (n) => `${n} passed`,
  info: (n) => `${n} for information`,
  warn: (n) => `${n} ${n === 1 ? 'warning' : 'warnings'}`,
  fail: (n) => `${n} failed`,
  skip: (n) => `${n} skipped`,
  error: (n) => `${n} could not run`,
};

export const doctor = {
  columns: {
    status: 'STATUS',
    check: 'CHECK',
    found: 'FOUND',
    expected: 'EXPECTED',
    title: 'WHAT',
    group: 'GROUP',
  },
  statuses,
  titles,
  findings,
  fixes,
  howToFix: 'How to fix',
  docs: 'Docs',
  folded: (n: number) => (n === 1 ? '1 check' : `${n} checks`),
  summary: (counts: Readonly<Record<Status, number>>, durationMs: number) => {
    const order: readonly Status[] = ['fail', 'error', 'warn', 'info', 'pass', 'skip'];
    const parts = order
      .filter((status) => counts[status] > 0)
      .map((status) => counted[status](counts[status]));
    return `${parts.join(', ')}, in ${seconds(durationMs)}.`;
  },
  replayed: (collectedAt: string) => `evidence of ${collectedAt}`,
  saved: (path: string) => `evidence saved in ${path}`,
  waiting: (names: string) => `waiting: ${names}`,
};

export const doctorErrors = errors;
