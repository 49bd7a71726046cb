import type { CheckId } from '../../../doctor/check.js';
import type { GoSettingsFindings } from '../../../doctor/findings/go-settings.js';
import type { ErrorTexts } from '../../text.js';

export const goSettingsFindings: ErrorTexts<GoSettingsFindings> = {
  GO_SHADOWED: {
    message: ({ version, path, newerVersion, newerPath }) =>
      `Go ${version} runs (${path}), though Go ${newerVersion} stands behind it on PATH (${newerPath})`,
    hint: () => 'move the folder of the newer Go to the front of PATH, or uninstall the older one.',
  },
  GO_SEVERAL: {
    message: ({ copies }) =>
      `several Gos, the first one runs: ${copies.map(({ path, version }) => (version === null ? path : `${path} (${version})`)).join(', ')}`,
    hint: () => 'editors may take another one: keep the one you need.',
  },
  SUMDB_OFF: {
    message: () => 'GOSUMDB=off: nobody notices a module that was tampered with',
    hint: () =>
      'turn it on again; for modules of your own that are not public, set GOPRIVATE instead (GOPRIVATE=*.corp.example.com).',
  },
  SUMDB_NONE_CHECKED: {
    message: ({ name }) => `${name} matches every module: none is checked`,
    hint: () => 'name only the hosts of your own modules, for example *.corp.example.com.',
  },
  SUMDB_MALFORMED: {
    message: ({ value }) => `GOSUMDB is not the name of a checksum database: ${value}`,
    hint: () => 'use sum.golang.org, sum.golang.google.cn (mainland China), or remove GOSUMDB.',
  },
  INSECURE_ALL: {
    message: () => 'GOINSECURE matches every module: downloads may go over plain http',
    hint: () => 'name only the hosts that have no valid certificate.',
  },
  INSECURE_SOME: {
    message: ({ value }) => `modules of ${value} may come over plain http`,
    hint: () => 'a certificate for that host would be better.',
  },
  SUMDB_UNKNOWN_SETTING: {
    message: ({ name }) => `${name} means nothing to Go`,
    hint: () => 'GONOSUMDB or GOPRIVATE is meant.',
  },
  PRIVATE_SET: {
    message: ({ value }) => `${value}: fetched directly, not checked`,
    hint: () => 'these modules come from their own host, past GOPROXY and the checksum database.',
  },
  PRIVATE_MISTAKES: {
    message: ({ name, entries }) => `${name} has entries that match no module: ${entries.join(', ')}`,
    hint: ({ expected }) =>
      `write patterns of module paths, separated by commas, without scheme, port or blanks: ${expected}`,
  },
  TOOLCHAIN_INVALID: {
    message: ({ setting }) => `GOTOOLCHAIN=${setting}: Go refuses every command`,
    hint: () => 'use auto, local, path, or a version such as go1.26.0+auto.',
  },
  TOOLCHAIN_REFUSED: {
    message: ({ file, needed, version, setting }) =>
      `${file} needs Go ${needed}; this is ${version}, and GOTOOLCHAIN=${setting} forbids another`,
    hint: ({ needed }) => `install Go ${needed} or later, or set GOTOOLCHAIN=auto.`,
  },
  TOOLCHAIN_NOT_ON_PATH: {
    message: ({ name, setting }) => `${name} is not on PATH, and GOTOOLCHAIN=${setting} allows no download`,
    hint: ({ name }) =>
      `run "go install golang.org/dl/${name}@latest" and "${name} download", or set GOTOOLCHAIN=auto.`,
  },
  TOOLCHAIN_UNCHECKED: {
    message: ({ name }) => `Go ${name} must be downloaded, which GOSUMDB=off forbids`,
    hint: ({ name }) => `turn the checksum database on, or install Go ${name} yourself.`,
  },
  TOOLCHAIN_NO_SOURCE: {
    message: ({ name }) => `Go ${name} must be downloaded, which GOPROXY=off forbids`,
    hint: ({ name }) => `install Go ${name} yourself, or set GOPROXY to a mirror.`,
  },
  TOOLCHAIN_DOWNLOAD: {
    message: ({ name, version, from }) =>
      `Go ${name} is asked for; this is ${version}: it will come from ${from}`,
    hint: ({ name }) => `the first build takes longer; or install Go ${name} yourself.`,
  },
  TOOLCHAIN_DOWNLOAD_FAR: {
    message: ({ name, version, from }) =>
      `Go ${name} is asked for; this is ${version}: it must be downloaded (${from})`,
    hint: ({ name, enough }) =>
      `that source can't be reached from mainland China: set a module mirror, or install Go ${name}${enough ? '; GOTOOLCHAIN=local works here, too' : ''}.`,
  },
  TOOLCHAIN_AT_HAND: {
    message: ({ name }) => `Go ${name} is asked for, and is there already`,
    hint: () => '',
  },
  FLAGS_QUOTE: {
    message: () => 'GOFLAGS has a quote that is not closed: no go command works',
    hint: () => "close it; quote the whole flag: '-ldflags=-s -w'.",
  },
  FLAGS_NOT_A_FLAG: {
    message: ({ word }) => `GOFLAGS has a word that is no flag (${word}): no go command works`,
    hint: () =>
      "each word must be a flag, -name=value; quote the whole flag where it has blanks: '-ldflags=-s -w'.",
  },
  FLAGS_REFUSED: {
    message: ({ flag }) =>
      flag === null || flag === '' ? 'Go refuses GOFLAGS' : `Go refuses GOFLAGS because of -${flag}`,
    hint: ({ flag }) =>
      flag === null || flag === ''
        ? 'run "go version" to see why, and correct GOFLAGS.'
        : 'remove that flag; "go version" shows what Go says about it.',
  },
  FLAGS_WITHOUT_VALUE: {
    message: ({ flag }) => `GOFLAGS has -${flag} without a value: no build works`,
    hint: ({ flag }) => `write -${flag}=VALUE, or remove it.`,
  },
  FLAGS_MOD: {
    message: ({ value }) =>
      value === 'mod'
        ? 'GOFLAGS has -mod=mod: every build may change go.mod, and vendor folders are ignored'
        : `GOFLAGS has -mod=${value}: it holds for every project`,
    hint: ({ value }) =>
      value === 'vendor'
        ? 'projects without a vendor folder do not build: pass the flag to single commands instead.'
        : 'pass the flag to single commands instead.',
  },
  FLAGS_INSECURE: {
    message: () => 'GOFLAGS has -insecure, which Go no longer supports: "go get" fails',
    hint: () => 'remove it, and name the hosts in GOINSECURE.',
  },
  FLAGS_CUT: {
    message: ({ flag, rest }) => `GOFLAGS: ${rest} is not part of -${flag}, and has no effect`,
    hint: ({ flag }) => `quote the whole flag: '-${flag}=-s -w'.`,
  },
  MODULES_OFF: {
    message: () => 'GO111MODULE=off: Go ignores go.mod',
    hint: () => 'remove GO111MODULE: modules have been the default since Go 1.16.',
  },
  GO_ENV_SHADOWED: {
    message: ({ settings }) =>
      settings
        .map(({ name, stored, used }) => `${name}: the variable (${used}) wins over go env -w (${stored})`)
        .join('\n'),
    hint: ({ settings }) => {
      const names = settings.map(({ name }) => name).join(', ');
      return `remove the variable ${names} if the value of go env -w is the right one; else remove that one.`;
    },
  },
  CERTIFICATES_OVERRIDE: {
    message: ({ variables }) =>
      variables
        .map(({ name, value, exists }) => `${name}=${value}${exists ? '' : ' (not there)'}`)
        .join('\n'),
    hint: () =>
      "Go 1.27 and later trust only these certificates, no longer the system's: add your company's to the file, remove the variable, or set GODEBUG=x509sslcertoverrideplatform=0.",
  },
  GO_TOOLS_MISSING: {
    message: ({ names }) => `not installed: ${names.join(', ')}`,
    hint: ({ names }) =>
      names.includes('gofmt')
        ? 'gofmt comes with Go: install Go again. Editors need gopls, debugging needs dlv.'
        : 'editors need gopls, debugging needs dlv.',
  },
};

export const goSettingsTitles = {
  'go.multiple': 'Gos on PATH',
  'go.sumdb': 'Checksum database',
  'go.private': 'Private modules',
  'go.toolchain': 'Go toolchain',
  'go.flags': 'GOFLAGS',
  'go.env-conflict': 'go env -w',
  'go.tls-override': 'Certificates for Go',
  'go.tools': 'Go tools',
} satisfies Partial<Record<CheckId, string>>;
