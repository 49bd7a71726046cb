import { type Check, type Fix, sectionOf, type Verdict, verdict } from '../check.js';
import type { GoSettingsEvidence } from '../evidence/go-settings.js';
import type { Evidence } from '../evidence.js';
import { goReadsCertificateVariables } from '../knowledge.js';
import { compareVersions, parseVersion } from '../versions.js';
import { byHand, setGoEnvironment, setVariables, unsetVariable } from './commands.js';

const sumdbDocs = 'https://go.dev/ref/mod#checksum-database';
const privateDocs = 'https://go.dev/ref/mod#private-modules';
const envDocs = 'https://pkg.go.dev/cmd/go#hdr-Print_Go_environment_information';
const certificateDocs = 'https://pkg.go.dev/crypto/x509#SystemCertPool';

export type Setting = GoSettingsEvidence['settings'][number];

export function settingOf(evidence: Evidence, name: string): Setting | undefined {
  return sectionOf(evidence, 'goSettings').settings.find((setting) => setting.name === name);
}

/** Takes a value away where it stands; none where Go itself brings it along. */
export function clearSetting(kind: Fix['kind'], { name, origin }: Setting, os: string): Fix | null {
  if (origin === 'default') return null;
  return origin === 'environment' ? unsetVariable(kind, name, os) : setGoEnvironment(kind, name, null, os);
}

/** Sets a value where it counts: a variable of the environment wins over `go env -w`. */
export function changeSetting(kind: Fix['kind'], setting: Setting, value: string, os: string): Fix {
  return setting.origin === 'environment'
    ? setVariables(kind, [{ name: setting.name, value }], os)
    : setGoEnvironment(kind, setting.name, value, os);
}

export const goSumdb: Check = {
  id: 'go.sumdb',
  group: 'go',
  needs: ['go.installed'],
  uses: ['goSettings'],
  judge({ evidence }) {
    const { os } = evidence.platform;
    const sumdb = settingOf(evidence, 'GOSUMDB');
    const shown = { found: sumdb?.value ?? null, docs: sumdbDocs };
    if (sumdb?.value === 'off') {
      const fix = clearSetting('enableSumdb', sumdb, os);
      return verdict('warn', { ...shown, finding: { code: 'SUMDB_OFF', facts: {} }, fix });
    }
    if (sumdb && !isSumdb(sumdb.value)) {
      const finding = { code: 'SUMDB_MALFORMED', facts: { value: sumdb.value } } as const;
      return verdict('fail', { ...shown, finding, fix: clearSetting('enableSumdb', sumdb, os) });
    }
    const unchecked = ['GOPRIVATE', 'GONOSUMDB']
      .map((name) => settingOf(evidence, name))
      .find((setting) => setting && matchesAll(setting.value));
    if (unchecked) {
      const finding = { code: 'SUMDB_NONE_CHECKED', facts: { name: unchecked.name } } as const;
      const found = `${unchecked.name}=${unchecked.value}`;
      return verdict('warn', { ...shown, found, finding });
    }
    return judgeInsecure(evidence, shown);
  },
};

function judgeInsecure(evidence: Evidence, shown: Pick<Verdict, 'found' | 'docs'>): Verdict {
  const insecure = settingOf(evidence, 'GOINSECURE');
  if (insecure) {
    const found = `GOINSECURE=${insecure.value}`;
    if (matchesAll(insecure.value)) {
      return verdict('warn', { ...shown, found, finding: { code: 'INSECURE_ALL', facts: {} } });
    }
    const finding = { code: 'INSECURE_SOME', facts: { value: insecure.value } } as const;
    return verdict('info', { ...shown, found, finding });
  }
  const unknown = settingOf(evidence, 'GONOSUMCHECK');
  if (unknown) {
    const finding = { code: 'SUMDB_UNKNOWN_SETTING', facts: { name: unknown.name } } as const;
    return verdict('info', { ...shown, found: `${unknown.name}=${unknown.value}`, finding });
  }
  return verdict('pass', shown);
}

/**
 * `NAME [URL]`: a database that Go knows by name, or the key of one (`name+hash+key`).
 * cmd/go/internal/modfetch/sumdb.go, golang.org/x/mod/sumdb/note.NewVerifier
 */
function isSumdb(value: string): boolean {
  const [name = '', url, ...more] = value.split(/\s+/).filter(Boolean);
  if (more.length > 0) return false;
  if (value === 'sum.golang.google.cn') return true;
  const known = name === 'sum.golang.org' || /^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*$/.test(name);
  return known && (url === undefined || !/[\s"']/.test(url));
}

/** A pattern of one element is held against the first element of a path: its host. */
function matchesAll(patterns: string): boolean {
  return patterns.split(',').some((pattern) => /^\*+\/?$/.test(pattern));
}

/** The lists of patterns, all of one grammar. */
const patternLists = ['GOPRIVATE', 'GONOPROXY', 'GONOSUMDB', 'GOINSECURE'] as const;

export const goPrivate: Check = {
  id: 'go.private',
  group: 'go',
  needs: ['go.installed'],
  uses: ['goSettings'],
  judge({ evidence }) {
    const own = settingOf(evidence, 'GOPRIVATE');
    const shown = { found: own?.value ?? null, docs: privateDocs };
    for (const name of patternLists) {
      const setting = settingOf(evidence, name);
      const wrong = setting ? entriesOf(setting.value).filter((entry) => correctEntry(entry) !== entry) : [];
      if (!setting || wrong.length === 0) continue;
      const expected = [...new Set(entriesOf(setting.value).map(correctEntry).filter(Boolean))].join(',');
      const secret = expected.includes('***');
      return verdict('warn', {
        ...shown,
        found: setting.value,
        expected: secret ? null : expected,
        finding: { code: 'PRIVATE_MISTAKES', facts: { name, entries: wrong, expected } },
        fix: secret ? null : changeSetting('correctPrivate', setting, expected, evidence.platform.os),
      });
    }
    if (!own) return verdict('pass', shown);
    return verdict('info', { ...shown, finding: { code: 'PRIVATE_SET', facts: { value: own.value } } });
  },
};

/** As Go splits it: at commas only. */
function entriesOf(value: string): string[] {
  return value.split(',').filter((entry) => entry !== '');
}

/**
 * What was meant by an entry: Go compares patterns with the beginning of a module path, as they are. A scheme, a port,
 * a user, a blank, a semicolon or a full-width comma is in no module path; `.corp.test` is `*.corp.test` elsewhere.
 */
function correctEntry(entry: string): string {
  return entry
    .split(/[;；，\s]+/)
    .filter((part) => part !== '')
    .map((part) =>
      part
        .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
        .replace(/^[^/@]*@/, '')
        .replace(/^([^/:]+):(?=[a-z])/i, '$1/')
        .replace(/^([^/:]+):\d+(?=\/|$)/, '$1')
        .replace(/^\.(?=\w)/, '*.'),
    )
    .join(',');
}

export const goEnvConflict: Check = {
  id: 'go.env-conflict',
  group: 'go',
  needs: ['go.installed'],
  uses: ['goSettings'],
  judge({ evidence }) {
    const { shadowed } = sectionOf(evidence, 'goSettings');
    if (shadowed.length === 0) return verdict('pass', { docs: envDocs });
    const { os } = evidence.platform;
    const commands = shadowed.flatMap(
      ({ name }) => setGoEnvironment('clearGoSetting', name, null, os).commands,
    );
    return verdict('warn', {
      found: shadowed.map(({ name }) => name).join(', '),
      docs: envDocs,
      finding: { code: 'GO_ENV_SHADOWED', facts: { settings: shadowed } },
      // Which of the two is meant, nobody but the user knows: nothing is changed without them.
      fix: byHand('clearGoSetting', commands, true),
    });
  },
};

/** Set for Python or Node.js, they take the system's own certificates away from Go. */
export const goTlsOverride: Check = {
  id: 'go.tls-override',
  group: 'go',
  platforms: ['win32', 'darwin'],
  needs: ['go.installed'],
  uses: ['go', 'goSettings'],
  judge({ evidence }) {
    const { certificates, certificatesIgnored } = sectionOf(evidence, 'goSettings');
    if (certificates.length === 0) return verdict('pass', { docs: certificateDocs });
    const shown = {
      found: certificates.map(({ name, value }) => `${name}=${value}`).join('\n'),
      docs: certificateDocs,
    };
    const { version } = sectionOf(evidence, 'go');
    const parts = version === null ? null : parseVersion(version);
    const reads = parts !== null && compareVersions(parts, goReadsCertificateVariables) >= 0;
    if (!reads || certificatesIgnored) return verdict('pass', shown);
    return verdict('warn', {
      ...shown,
      finding: { code: 'CERTIFICATES_OVERRIDE', facts: { variables: certificates } },
    });
  },
};
