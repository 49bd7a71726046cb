import { parseGoUrl } from '../../proxy/go-url.js';
import { type Check, type Fix, optionalSectionOf, sectionOf, verdict } from '../check.js';
import type { GoEvidence } from '../evidence/go.js';
import type { Evidence } from '../evidence.js';
import { compareGoVersions } from '../go-version.js';
import { goSupport } from '../knowledge.js';
import { compareVersions, parseVersion } from '../versions.js';
import { appendToPath, byHand, ownShell, setGoEnvironment, setVariables, unsetVariable } from './commands.js';

const installDocs = 'https://go.dev/doc/install';
const releaseDocs = 'https://go.dev/doc/devel/release';
const gorootDocs = 'https://go.dev/doc/manage-install';
const gopathDocs = 'https://go.dev/wiki/SettingGOPATH';
const goproxyDocs = 'https://go.dev/ref/mod#environment-variables';

/** A mirror that also serves Go's checksum database, which is out of reach in mainland China as well. */
const mirror = 'https://goproxy.cn,direct';

export const goInstalled: Check = {
  id: 'go.installed',
  group: 'go',
  uses: ['go'],
  judge({ evidence }) {
    const go = sectionOf(evidence, 'go');
    const shown = { found: go.path, docs: installDocs };
    const { os } = evidence.platform;
    if (go.path === null) {
      const fix = installFix('installGo', os);
      return verdict('fail', { ...shown, finding: { code: 'GO_MISSING', facts: {} }, fix });
    }
    // A wrong GOROOT makes every go command fail: that is a finding of go.goroot, and Go is there all the same.
    if (go.state === 'timeout')
      return verdict('fail', { ...shown, finding: { code: 'GO_TIMEOUT', facts: {} } });
    if (go.state === 'failed') {
      const facts = { exitCode: go.exitCode, detail: go.detail ?? '' };
      return verdict('fail', { ...shown, finding: { code: 'GO_BROKEN', facts } });
    }
    if (!go.onPath) {
      const fix = appendToPath('addGoToPath', go.path.replace(/[\\/][^\\/]*$/, ''), os);
      return verdict('warn', {
        ...shown,
        finding: { code: 'GO_NOT_ON_PATH', facts: { path: go.path } },
        fix,
      });
    }
    return verdict('pass', shown);
  },
};

export const goVersion: Check = {
  id: 'go.version',
  group: 'go',
  needs: ['go.installed'],
  uses: ['go'],
  judge({ evidence, requirements }) {
    const text = sectionOf(evidence, 'go').version;
    const minimum = requirements.go.join('.');
    const shown = { found: text?.replace(/^go/, '') ?? null, expected: `>= ${minimum}`, docs: releaseDocs };
    if (text?.startsWith('devel')) {
      return verdict('info', { ...shown, finding: { code: 'GO_DEVELOPMENT', facts: { version: text } } });
    }
    const version = text === null ? null : parseVersion(text);
    if (text === null || version === null) {
      return verdict('warn', { ...shown, finding: { code: 'GO_VERSION_UNKNOWN', facts: {} } });
    }
    const facts = { version: text.replace(/^go/, ''), minimum };
    const fix = installFix('upgradeGo', evidence.platform.os);
    if (compareVersions(version, requirements.go) < 0) {
      return verdict('fail', { ...shown, finding: { code: 'GO_TOO_OLD', facts }, fix });
    }
    if (compareVersions(version, goSupport.oldest) < 0) {
      const { supported, asOf } = goSupport;
      const finding = { code: 'GO_UNSUPPORTED', facts: { version: facts.version, supported, asOf } } as const;
      const expected = `>= ${goSupport.oldest.join('.')}`;
      return verdict('warn', { ...shown, expected, finding, fix });
    }
    return verdict('pass', shown);
  },
};

/** Go finds its own folder; a GOROOT set by hand outlives the next upgrade and then breaks the build. */
export const goRoot: Check = {
  id: 'go.goroot',
  group: 'go',
  uses: ['go'],
  optional: ['goSettings'],
  judge({ evidence }) {
    const { goroot, path, version } = sectionOf(evidence, 'go');
    const value = goroot.variable;
    if (path === null)
      return verdict('skip', { finding: { code: 'NEEDS', facts: { check: 'go.installed' } } });
    if (value === null) return verdict('pass', { found: goroot.effective, docs: gorootDocs });
    const shown = {
      found: value,
      docs: gorootDocs,
      fix: unsetVariable('unsetGoroot', 'GOROOT', evidence.platform.os),
    };
    if (!goroot.exists)
      return verdict('fail', { ...shown, finding: { code: 'GOROOT_WRONG', facts: { value } } });
    if (!goroot.same && goroot.effective !== null) {
      const facts = { value, own: goroot.effective };
      // The compiler there refuses to work for a go command of another version.
      const there = optionalSectionOf(evidence, 'goSettings')?.gorootVersion ?? null;
      const differ = there !== null && version !== null && compareGoVersions(there, version) !== 0;
      return verdict(differ ? 'fail' : 'warn', {
        ...shown,
        expected: goroot.effective,
        finding: { code: 'GOROOT_OTHER', facts },
      });
    }
    return verdict('warn', { ...shown, finding: { code: 'GOROOT_SET', facts: { value } } });
  },
};

export const goPath: Check = {
  id: 'go.gopath',
  group: 'go',
  needs: ['go.installed'],
  uses: ['go'],
  judge({ evidence }) {
    const { gopath } = sectionOf(evidence, 'go');
    const { value, bin } = gopath;
    const shown = { found: value, docs: gopathDocs };
    if (value === null)
      return verdict('skip', { ...shown, finding: { code: 'GO_VERSION_UNKNOWN', facts: {} } });
    const facts = { value };
    if (!gopath.absolute) return verdict('fail', { ...shown, finding: { code: 'GOPATH_RELATIVE', facts } });
    if (gopath.isGoroot) return verdict('warn', { ...shown, finding: { code: 'GOPATH_IS_GOROOT', facts } });
    // Below a home folder of that kind it is nobody's choice, and Go itself does not mind.
    if (gopath.awkward && gopath.fromVariable)
      return verdict('warn', { ...shown, finding: { code: 'GOPATH_AWKWARD', facts } });
    if (gopath.binExists && !gopath.binOnPath && bin !== null) {
      const fix = appendToPath('addGobinToPath', bin, evidence.platform.os);
      return verdict('warn', { ...shown, finding: { code: 'GOBIN_NOT_ON_PATH', facts: { bin } }, fix });
    }
    return verdict('pass', shown);
  },
};

/** A mirror is as good as the default; what counts is that the value means what its author thinks. */
export const goProxy: Check = {
  id: 'go.goproxy',
  group: 'go',
  needs: ['go.installed'],
  uses: ['go'],
  judge({ evidence }) {
    const { value, origin } = sectionOf(evidence, 'go').goproxy;
    const shown = { found: value, docs: goproxyDocs };
    const fix = goproxyFix(evidence, origin);
    if (value === null)
      return verdict('skip', { ...shown, finding: { code: 'GO_VERSION_UNKNOWN', facts: {} } });
    const entries = goproxyEntries(value);
    if (entries[0] === 'off')
      return verdict('fail', { ...shown, finding: { code: 'GOPROXY_OFF', facts: {} }, fix });
    const wrong = entries.find((entry) => !isGoproxyEntry(entry));
    if (wrong !== undefined || entries.length === 0) {
      const finding = { code: 'GOPROXY_ENTRY', facts: { entry: wrong ?? value } } as const;
      return verdict('fail', { ...shown, finding, fix });
    }
    // Some distributions ship a go.env in which the default is `direct`.
    if (origin === 'default' && entries[0] !== 'direct') {
      return verdict('info', { ...shown, finding: { code: 'GOPROXY_DEFAULT', facts: {} }, fix });
    }
    return verdict('pass', shown);
  },
};

/** As Go walks the list: empty entries do not count, and behind `direct` or `off` it reads no more. */
function goproxyEntries(value: string): string[] {
  const entries = value
    .split(/[,|]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const last = entries.findIndex((entry) => entry === 'direct' || entry === 'off');
  return last < 0 ? entries : entries.slice(0, last + 1);
}

/** A URL of http, https or file, `direct`, `off`, or a host without a scheme (Go then puts `https://` in front). */
function isGoproxyEntry(entry: string): boolean {
  if (entry === 'direct' || entry === 'off') return true;
  if (/[\s;"'，；\\]/.test(entry)) return false;
  const bare = /[.:/]/.test(entry) && !entry.includes(':/') && !entry.startsWith('/');
  const parsed = parseGoUrl(bare ? `https://${entry}` : entry);
  if (!parsed.ok) return false;
  const { scheme, host, userinfo } = parsed.url;
  if (scheme === 'file') return host === '' && userinfo === null;
  return (scheme === 'https' || scheme === 'http') && host !== '';
}

/** Where it is a variable, `go env -w` changes nothing: the variable wins. */
function goproxyFix({ platform }: Evidence, origin: GoEvidence['goproxy']['origin']): Fix {
  if (origin === 'environment') {
    return setVariables('setGoproxy', [{ name: 'GOPROXY', value: mirror }], platform.os);
  }
  return setGoEnvironment('setGoproxy', 'GOPROXY', mirror, platform.os);
}

function installFix(kind: 'installGo' | 'upgradeGo', os: string): Fix | null {
  const verb = kind === 'installGo' ? 'install' : 'upgrade';
  const commands: Readonly<Record<string, string>> = {
    win32: `winget ${verb} --id GoLang.Go`,
    darwin: `brew ${verb} go`,
  };
  const command = commands[os];
  return command === undefined ? null : byHand(kind, [ownShell(command, os)], false);
}
