import { type Check, type Fix, sectionOf, type Verdict, verdict } from '../check.js';
import type { GoSettingsEvidence } from '../evidence/go-settings.js';
import { changeSetting, clearSetting, settingOf } from './go-settings.js';

const flagsDocs = 'https://go.dev/ref/mod#build-commands';

/** Flags of the build commands that mean nothing without a value. */
const needValue = new Set([
  'mod',
  'modfile',
  'overlay',
  'ldflags',
  'gcflags',
  'asmflags',
  'gccgoflags',
  'tags',
  'p',
  'pkgdir',
  'toolexec',
  'compiler',
  'installsuffix',
  'buildmode',
]);

/** Flags of the build commands that are on or off; `go version` has few of them, and does not mind their values. */
const switches = new Set(['a', 'n', 'v', 'x', 'race', 'trimpath', 'modcacherw']);
/** What strconv.ParseBool takes. */
const onOrOff = /^(?:1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/;

export const goFlags: Check = {
  id: 'go.flags',
  group: 'go',
  needs: ['go.installed'],
  uses: ['goSettings'],
  judge({ evidence }) {
    const { flags } = sectionOf(evidence, 'goSettings');
    const shown = { found: shownFlags(flags), docs: flagsDocs };
    const { os } = evidence.platform;
    const problem = flagProblem(flags);
    if (problem) return verdict('fail', { ...shown, finding: problem, fix: withoutFlag(flags, problem, os) });
    const warning = flagWarning(flags);
    if (warning) return verdict('warn', { ...shown, finding: warning, fix: withoutFlag(flags, warning, os) });
    const modules = settingOf(evidence, 'GO111MODULE');
    if (modules?.value === 'off') {
      return verdict('warn', {
        ...shown,
        found: 'GO111MODULE=off',
        finding: { code: 'MODULES_OFF', facts: {} },
        fix: clearSetting('useModules', modules, os),
      });
    }
    return verdict('pass', shown);
  },
};

type Flags = GoSettingsEvidence['flags'];

function shownFlags({ list }: Flags): string | null {
  if (list.length === 0) return null;
  return list.map(({ name, value }) => (value === null ? `-${name}` : `-${name}=${value}`)).join(' ');
}

type FlagFinding = Extract<
  NonNullable<Verdict['finding']>,
  {
    readonly code:
      | 'FLAGS_QUOTE'
      | 'FLAGS_NOT_A_FLAG'
      | 'FLAGS_REFUSED'
      | 'FLAGS_WITHOUT_VALUE'
      | 'FLAGS_MOD'
      | 'FLAGS_INSECURE'
      | 'FLAGS_CUT';
  }
>;

function flagProblem({ problem, culprit, list }: Flags): FlagFinding | null {
  if (problem === 'quote') return { code: 'FLAGS_QUOTE', facts: {} };
  if (problem === 'not-a-flag') return { code: 'FLAGS_NOT_A_FLAG', facts: { word: culprit ?? '' } };
  if (problem === 'refused') return { code: 'FLAGS_REFUSED', facts: { flag: culprit } };
  const empty = list.find(({ name, value }) => value === null && needValue.has(name));
  if (empty) return { code: 'FLAGS_WITHOUT_VALUE', facts: { flag: empty.name } };
  const odd = list.find(({ name, value }) => switches.has(name) && value !== null && !onOrOff.test(value));
  return odd ? { code: 'FLAGS_REFUSED', facts: { flag: odd.name } } : null;
}

function flagWarning({ list }: Flags): FlagFinding | null {
  const mod = list.find(({ name, value }) => name === 'mod' && value !== 'readonly');
  if (mod) return { code: 'FLAGS_MOD', facts: { value: mod.value ?? '' } };
  // Still known, and refused by the one command that had it (since Go 1.17).
  if (list.some(({ name, value }) => name === 'insecure' && value !== 'false')) {
    return { code: 'FLAGS_INSECURE', facts: {} };
  }
  // `-ldflags=-s -w` are two flags: Go knows a -w elsewhere, and passes over it without a word.
  const cut = list.findIndex(
    ({ name, value }, index) =>
      value === null && (name === 'w' || name === 's') && /flags$/.test(list[index - 1]?.name ?? ''),
  );
  const [before, rest] = [list[cut - 1], list[cut]];
  return before && rest ? { code: 'FLAGS_CUT', facts: { flag: before.name, rest: `-${rest.name}` } } : null;
}

/** GOFLAGS without the flag that is to blame, where all the others can be written down again. */
function withoutFlag({ list, origin }: Flags, finding: FlagFinding, os: string): Fix | null {
  const blamed = blamedFlag(finding);
  if (blamed === null || origin === null) return null;
  const left = list.filter(({ name }) => name !== blamed);
  const words = left.map(({ name, value }) => (value === null ? `-${name}` : `-${name}=${value}`));
  const setting = { name: 'GOFLAGS', value: '', origin };
  if (left.length === list.length || words.some((word) => /[*'"\s]/.test(word))) return null;
  return words.length === 0
    ? clearSetting('clearFlag', setting, os)
    : changeSetting('clearFlag', setting, words.join(' '), os);
}

function blamedFlag({ code, facts }: FlagFinding): string | null {
  if (code === 'FLAGS_MOD') return 'mod';
  if (code === 'FLAGS_INSECURE') return 'insecure';
  return code === 'FLAGS_REFUSED' || code === 'FLAGS_WITHOUT_VALUE' ? facts.flag : null;
}
