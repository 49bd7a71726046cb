import { describe, expect, it } from 'vitest';
import { checkIds } from '../../../src/lib/doctor/check.js';
import { judge } from '../../../src/lib/doctor/judge.js';
import { type DoctorResult, doctorDefaults, runDoctor } from '../../../src/lib/doctor/run.js';
import { type Language, loadMessages } from '../../../src/lib/messages/locale.js';
import { styleFor } from '../../../src/lib/output/style.js';
import { doctorText } from '../../../src/lib/output/views/doctor.js';
import { doctorJson } from '../../../src/lib/output/views/doctor-json.js';
import { columnsOf } from '../../../src/lib/output/width.js';
import { fakeHost } from '../../helpers/fake-host.js';
import { fixture, fixtureNames, fixtureText } from './evidence-fixtures.js';

async function replay(name: string): Promise<DoctorResult> {
  const host = fakeHost({ files: { '/e.json': fixtureText(name) } });
  return await runDoctor({ ...doctorDefaults, replay: '/e.json' }, host);
}

async function present(
  name: string,
  lang: Language,
  options: { verbose?: boolean; width?: number; unicode?: boolean },
) {
  const terminal = { width: options.width ?? 80, colour: 0, unicode: options.unicode ?? true } as const;
  const style = styleFor(terminal);
  const text = await loadMessages(lang);
  return doctorText(await replay(name), { text, style }, { verbose: options.verbose ?? false });
}

const widest = (text: string) => Math.max(...text.split('\n').map(columnsOf));

describe('the report on 80 columns', () => {
  it.each([
    ['windows-11-chinese', 'zh'],
    ['windows-11-chinese', 'en'],
    ['windows-powershell-denied', 'en'],
    ['windows-net-4.7.2', 'zh'],
  ] as const)('%s in %s', async (name, lang) => {
    await expect(await present(name, lang, {})).toMatchFileSnapshot(`golden/${name}.${lang}.txt`);
  });

  it('shows every check with --verbose', async () => {
    const text = await present('windows-11', 'en', { verbose: true });
    await expect(text).toMatchFileSnapshot('golden/windows-11.verbose.en.txt');
  });

  it.each(['en', 'zh'] as const)('a healthy Linux in %s', async (lang) => {
    await expect(await present('linux', lang, {})).toMatchFileSnapshot(`golden/linux.${lang}.txt`);
  });

  it.each(fixtureNames)('fits: %s', async (name) => {
    for (const lang of ['en', 'zh'] as const) {
      for (const verbose of [false, true])
        expect(widest(await present(name, lang, { verbose }))).toBeLessThanOrEqual(80);
    }
  });

  it('names a way without a proxy in the language of the report, and leaves the values of Go alone', async () => {
    const text = await present('windows-server-2022', 'zh', { verbose: true });
    expect(text).toMatch(/proxy\.wininet +直连$/m);
    expect(text).toMatch(/ 直连 -> 404$/m);
    expect(text).toMatch(/go\.goproxy +direct$/m);
    expect(await present('windows-10', 'zh', { verbose: true })).toMatch(/^ +-> 直连$/m);
  });

  it('tells when the evidence was gathered, to the minute', async () => {
    expect(await present('linux', 'en', {})).toContain('evidence of 2026-11-20 08:00 UTC');
  });

  it('has no sign beyond ASCII where the console can not show it, but for what was found', async () => {
    const text = await present('windows-11', 'en', { unicode: false, verbose: true });
    expect(text).toMatch(/^[\n\u0020-\u007e]+$/);
  });
});

describe('the short report', () => {
  it('has troubles first, then what is good to know, and nothing else in the table', async () => {
    const text = await present('windows-11-chinese', 'en', {});
    const words = [...text.matchAll(/^(?:✖|!|i) (FAIL|warn|info|ERROR) +\S+/gm)].map(([, word]) => word);
    expect(words.length).toBeGreaterThan(10);
    expect(words.slice(words.indexOf('info')).every((word) => word === 'info')).toBe(true);
  });

  it('folds what passed by group, what was skipped by reason, and counts what is for other systems', async () => {
    const text = await present('linux', 'en', { width: 120 });
    expect(text).toMatch(/^✔ pass {3}os {5}version, arch, locale$/m);
    expect(text).toMatch(/^- skip {3}no target was given \(--url, probe\.targets\): proxy\.targets$/m);
    expect(text).toMatch(/^- skip {3}\d+ checks are not for this system$/m);
    expect(text).not.toContain('env.stale');
  });

  it('names one reason once for all that wait for it', async () => {
    const text = await present('windows-powershell-denied', 'en', { width: 400 });
    expect(text.match(/needs go\.installed/g)).toHaveLength(1);
    expect(text).toMatch(/needs go\.installed: go\.version, .*go\.tools$/m);
  });

  it.each([
    ['win32', { kind: 'user-variable', name: 'X', value: 'y' }, true],
    ['linux', { kind: 'user-variable', name: 'X', value: 'y' }, false],
    ['linux', { kind: 'go-env', name: 'X', value: 'y' }, true],
  ] as const)('marks on %s what --fix can apply: %j', async (os, change, automatic) => {
    const result = await replay('windows-10');
    const [first, ...rest] = result.checks;
    if (!first) throw new Error('no checks');
    const fix = { kind: 'setGoproxy', commands: [], safe: true, changes: [change] } as const;
    const finding = { code: 'GOPROXY_OFF', facts: {} } as const;
    const changed: DoctorResult = {
      ...result,
      platform: { ...result.platform, os },
      checks: [{ ...first, status: 'fail', finding, fix }, ...rest],
    };
    const style = styleFor({ width: 120, colour: 0, unicode: true });
    const show = async (fixable: boolean) =>
      doctorText(changed, { text: await loadMessages('en'), style }, { verbose: false, fixable });
    expect((await show(true)).includes(`${first.id}: set a mirror, or "direct".  [auto: --fix]`)).toBe(
      automatic,
    );
    expect((await show(true)).includes('Next: aliproxy doctor --fix\n')).toBe(automatic);
    expect(await show(false)).not.toContain('--fix');
  });

  it('names the check where --fix changes it only on request', async () => {
    const result = await replay('linux');
    const fix = {
      kind: 'setGoproxy',
      commands: [{ shell: 'bash', command: 'go env -w GOPROXY=x' }],
      safe: true,
      changes: [{ kind: 'go-env', name: 'GOPROXY', value: 'x' }],
    } as const;
    const checks = result.checks.map((check) =>
      check.id === 'go.goproxy'
        ? ({ ...check, status: 'info', finding: { code: 'GOPROXY_DEFAULT', facts: {} }, fix } as const)
        : check,
    );
    const style = styleFor({ width: 120, colour: 0, unicode: true });
    const shown = doctorText(
      { ...result, checks },
      { text: await loadMessages('en'), style },
      { verbose: false, fixable: true },
    );
    expect(shown).toContain('[auto: --fix --only go.goproxy]');
    expect(shown).not.toContain('Next: aliproxy doctor --fix');
  });

  it('breaks a long command only where its shell goes on reading', async () => {
    const text = await present('windows-11-chinese', 'en', {});
    expect(text).toMatch(/PS> Set-ItemProperty '[^']+' `\n +LongPathsEnabled 1 -Type DWord\n/);
  });

  it('has no colour codes without colour, and a word beside each of them with it', async () => {
    const result = await replay('linux');
    const style = styleFor({ width: 80, colour: 1, unicode: true });
    const coloured = doctorText(result, { text: await loadMessages('en'), style }, { verbose: false });
    expect(coloured).toContain('\u001b[32m✔ pass\u001b[39m');
    const plain = await present('linux', 'en', {});
    const bare = coloured.replace(/\u001b\[\d+m/g, '');
    expect(bare.replace(/in \d+ ms/, '')).toBe(plain.replace(/in \d+ ms/, ''));
  });
});

describe('the JSON document', () => {
  it('is that of the contract', async () => {
    const document = doctorJson(await replay('windows-11'), await loadMessages('en')) as {
      checks: { id: string }[];
    };
    expect(document).toMatchObject({
      ok: true,
      platform: { os: 'win32', release: '10.0.22631', arch: 'x64', node: '20.20.2', wsl: false },
      summary: { pass: 45, info: 2, warn: 0, fail: 0, skip: 1, error: 0 },
      durationMs: expect.any(Number),
    });
    expect(document.checks.map(({ id }) => id)).toEqual(checkIds);
    expect(document.checks.find(({ id }) => id === 'dotnet.framework')).toEqual({
      id: 'dotnet.framework',
      group: 'windows',
      title: '.NET Framework',
      status: 'pass',
      found: '4.8.1 (533320)',
      expected: '>= 4.8 (528040)',
      message: null,
      hint: null,
      fix: null,
      docs: 'https://dotnet.microsoft.com/download/dotnet-framework/net48',
      source: 'powershell',
      durationMs: 655,
    });
  });

  it('has a description and commands where there is a fix, and one line in every text', async () => {
    const document = doctorJson(await replay('windows-powershell-denied'), await loadMessages('zh')) as {
      checks: { id: string; fix: unknown; message: string | null }[];
    };
    const check = document.checks.find(({ id }) => id === 'proxy.env');
    expect(check?.fix).toEqual({
      description: '设置变量',
      commands: ['HTTP_PROXY', 'HTTPS_PROXY'].map((name) => ({
        shell: 'powershell',
        command: `[Environment]::SetEnvironmentVariable('${name}', 'http://***@proxy.corp.test:8080', 'User')`,
      })),
      safe: true,
    });
    expect(JSON.stringify(document)).not.toContain('\\n');
  });
});

describe('what a check says', () => {
  const results = fixtureNames.flatMap((name) => judge(fixture(name)));

  it('is more than a status whenever something is wrong', async () => {
    for (const lang of ['en', 'zh'] as const) {
      const text = await loadMessages(lang);
      for (const result of results.filter(({ status }) => status === 'fail' || status === 'warn')) {
        const { checks } = doctorJson({ ...(await replay('windows-11')), checks: [result] }, text) as {
          checks: { message: string | null; hint: string | null }[];
        };
        expect(checks[0]?.message).toBeTruthy();
        expect(checks[0]?.hint).toBeTruthy();
        expect(JSON.stringify(checks)).not.toMatch(/undefined|\[object|NaN/);
      }
    }
  });

  it.each([
    ['https://h.test:1', 'rarely meant', 'unless it really speaks TLS'],
    ['https://li:p#w@h.test:1', 'Go dials "https"', 'set the value shown, with your own credentials'],
  ])('about %s begins with what matters most', async (HTTPS_PROXY, message, hint) => {
    const host = fakeHost({ env: { HTTPS_PROXY } });
    const result = await runDoctor({ ...doctorDefaults, offline: true, only: ['proxy.env'] }, host);
    const { checks } = doctorJson(result, await loadMessages('en')) as { checks: object[] };
    expect(checks[0]).toMatchObject({
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    });
  });

  it('links to pages whose addresses fit a line', () => {
    for (const { docs } of results) expect((docs ?? '').length).toBeLessThan(70);
  });
});
