import type { CheckId } from '../../../doctor/check.js';
import type { GoFindings } from '../../../doctor/findings/go.js';
import type { ErrorTexts } from '../../text.js';

export const goFindings: ErrorTexts<GoFindings> = {
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
      exitCode === 0 && detail === ''
        ? "Go's answer can't be read"
        : `Go does not run${exitCode === null ? '' : ` (exit ${exitCode})`}${detail === '' ? '' : `: ${detail}`}`,
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
    message: () => 'Go did not tell it',
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
};

export const goTitles = {
  'go.installed': 'Go',
  'go.version': 'Go version',
  'go.goroot': 'GOROOT',
  'go.gopath': 'GOPATH',
  'go.goproxy': 'Go module proxy',
} satisfies Partial<Record<CheckId, string>>;
