import { describe, expect, it } from 'vitest';
import type { FixOutcome } from '../../../../src/lib/doctor/fixes/fix-outcome.js';
import type { FixTrouble } from '../../../../src/lib/doctor/fixes/troubles.js';
import { en } from '../../../../src/lib/messages/en.js';
import { zh } from '../../../../src/lib/messages/zh.js';
import { styleFor } from '../../../../src/lib/output/style.js';
import { fixesJson, fixesText } from '../../../../src/lib/output/views/doctor-fix.js';
import { columnsOf } from '../../../../src/lib/output/width.js';

const languages = { en, zh };
const at = (width: number, language: keyof typeof languages) => ({
  text: languages[language],
  style: styleFor({ width, colour: 0, unicode: true }),
});

function outcome(parts: Partial<FixOutcome>): FixOutcome {
  return {
    check: 'proxy.env',
    kind: 'setProxyVariables',
    change: null,
    before: null,
    after: null,
    state: 'applied',
    trouble: null,
    note: null,
    commands: [],
    lines: [],
    verdict: null,
    ...parts,
  };
}

const proxy = 'http://***@proxy.corp.invalid:3128';
const goproxy = { kind: 'go-env', name: 'GOPROXY', value: 'direct' } as const;
const variable = (name: string, value: string | null) => ({ kind: 'user-variable', name, value }) as const;
const profile: FixTrouble = { code: 'SHELL_PROFILE', facts: { file: '~/.bashrc' } };

const fixed: FixOutcome[] = [
  outcome({ change: variable('HTTPS_PROXY', proxy), before: `${proxy} `, after: proxy, verdict: 'pass' }),
  outcome({
    check: 'go.gopath',
    kind: 'addGobinToPath',
    change: { kind: 'user-path', folder: '~\\go\\bin' },
    after: '~\\go\\bin',
    verdict: 'warn',
  }),
  outcome({
    check: 'go.goroot',
    kind: 'unsetGoroot',
    change: variable('GOROOT', null),
    before: 'C:\\Go',
    state: 'by-hand',
    trouble: { code: 'MACHINE_VARIABLE', facts: { name: 'GOROOT' } },
  }),
  outcome({
    check: 'go.goproxy',
    kind: 'setGoproxy',
    change: goproxy,
    before: 'off',
    after: 'direct',
    state: 'declined',
  }),
  outcome({
    check: 'proxy.no-proxy',
    change: variable('NO_PROXY', 'a.com'),
    before: 'a.com;b.com',
    after: 'a.com,b.com',
    state: 'failed',
    trouble: { code: 'NOT_KEPT', facts: { name: 'NO_PROXY' } },
  }),
  outcome({
    check: 'go.installed',
    kind: 'installGo',
    state: 'by-hand',
    trouble: { code: 'BY_HAND', facts: {} },
  }),
];

describe('what --fix did', () => {
  it.each(['en', 'zh'] as const)('looks like this at 80 columns (%s)', async (language) => {
    const text = fixesText(fixed, at(80, language), 'fix');
    await expect(text).toMatchFileSnapshot(`golden/fixed.${language}.txt`);
    for (const line of text.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(80);
  });

  it('puts the lines of one profile together', () => {
    const lines = (check: FixOutcome['check'], line: string) =>
      outcome({ check, state: 'by-hand', trouble: profile, lines: [line], change: variable('X', 'y') });
    const text = fixesText(
      [lines('proxy.env', 'export A=1'), lines('proxy.no-proxy', 'export B=2')],
      at(80, 'en'),
      'fix',
    );
    expect(text).not.toContain('user variable');
    expect(text).toContain(
      'proxy.env, proxy.no-proxy: add to ~/.bashrc, then open a new terminal:\n  export A=1\n  export B=2\n',
    );
  });

  it('says what follows only where it does', () => {
    const text = (parts: Partial<FixOutcome>, kind: 'fix' | 'undo' = 'fix') =>
      fixesText([outcome(parts)], at(80, 'en'), kind);
    const { newTerminal, undoable } = en.doctorFix;
    expect(text({ change: variable('A', 'b') })).toMatch(new RegExp(`${newTerminal}[^]*${undoable}`));
    expect(text({ change: goproxy })).not.toContain(newTerminal);
    expect(text({ change: goproxy })).toContain(undoable);
    expect(text({ change: variable('A', 'b'), state: 'undone' }, 'undo')).toContain(newTerminal);
    expect(text({ change: variable('A', 'b'), state: 'undone' }, 'undo')).not.toContain(undoable);
    expect(text({ change: variable('A', 'b'), state: 'dry-run' })).not.toContain(newTerminal);
  });

  it('says where the difference is that *** hides', () => {
    const [before, after] = ['http://***@h:1', 'http://***@h:1'];
    const shown = (parts: Partial<FixOutcome>) =>
      fixesText([outcome({ change: variable('A', 'b'), before, after, ...parts })], at(80, 'en'), 'fix');
    expect(shown({})).toContain(en.doctorFix.hiddenDifference);
    expect(shown({ after: 'http://***@h:2' })).not.toContain(en.doctorFix.hiddenDifference);
  });

  it('lets no control character of a value through', () => {
    const text = fixesText(
      [outcome({ change: variable('A', 'b'), before: 'x\u001b[2Jy' })],
      at(80, 'en'),
      'fix',
    );
    expect(text).not.toContain('\u001b');
    expect(text).toContain('x\ufffd[2Jy');
  });
});

describe('the document', () => {
  it('has the words of the language, and codes that stay', () => {
    const [json] = fixesJson(fixed.slice(2, 3), zh);
    expect(json).toEqual({
      check: 'go.goroot',
      description: '删除 GOROOT',
      change: { kind: 'user-variable', name: 'GOROOT', value: null },
      before: 'C:\\Go',
      after: null,
      state: 'by-hand',
      error: {
        code: 'MACHINE_VARIABLE',
        message: 'GOROOT 是为本机所有用户设置的',
        hint: '请管理员从系统变量中删除 GOROOT。',
      },
    });
  });

  it('has null for no error', () => {
    expect(fixesJson(fixed.slice(0, 1), en)).toMatchObject([
      { state: 'applied', error: null, verdict: 'pass' },
    ]);
  });
});
