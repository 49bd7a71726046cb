import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goProxyFor, readGoProxy } from '../../../src/lib/proxy/go-rules.js';
import { findProgram, missing } from '../../helpers/programs.js';
import { allCases } from '../../unit/proxy/go-rules-cases.js';
import { targetOf } from '../../unit/proxy/go-rules-target.js';

const run = promisify(execFile);
const source = fileURLToPath(new URL('../../fixtures/go-proxy-oracle/main.go', import.meta.url));

interface Answer {
  readonly error: boolean;
  readonly direct: boolean;
  readonly scheme: string;
  readonly host: string;
}

/** What our rules say, in the oracle's form. */
function ours(url: string, env: Readonly<Record<string, string>>): Answer {
  const decision = goProxyFor(targetOf(url), env, 'linux');
  const nothing = { scheme: '', host: '' };
  if (decision.rule === 'cgi') return { error: true, direct: false, ...nothing };
  if (decision.rule !== 'variable' || decision.variable === null)
    return { error: false, direct: true, ...nothing };
  const reading = readGoProxy(env[decision.variable] ?? '');
  const { scheme, host } = reading.kind === 'proxy' ? reading.url : nothing;
  return { error: false, direct: false, scheme, host };
}

describe.skipIf(missing('go'))('our rules against the Go that is installed', () => {
  let folder = '';
  let program = '';
  let minor = 0;

  beforeAll(async () => {
    const go = findProgram('go') ?? 'go';
    folder = await mkdtemp(join(tmpdir(), 'go-proxy-oracle-'));
    program = join(folder, 'oracle');
    const env = { ...process.env, GOTOOLCHAIN: 'local', GO111MODULE: 'off', GOFLAGS: '', GOWORK: 'off' };
    const { stdout } = await run(go, ['env', 'GOVERSION'], { env, cwd: folder });
    minor = Number(/^go1\.(\d+)/.exec(stdout)?.[1]);
    await run(go, ['build', '-o', program, source], { env, cwd: folder });
  }, 240_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function ask(env: Readonly<Record<string, string>>, urls: readonly string[]): Promise<Answer[]> {
    // A program without a go.mod is given the rules of old versions; this one shall have today's.
    const { stdout } = await run(program, [...urls], { env: { ...env, GODEBUG: 'urlstrictcolons=1' } });
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer);
  }

  it('agree on every row of the tables', async () => {
    expect(minor).toBeGreaterThan(0);
    const rows = allCases.filter(({ since = 0 }) => minor >= since);
    const differences: object[] = [];
    for (const { name, env, url } of rows) {
      const [theirs] = await ask(env, [url]);
      const mine = ours(url, env);
      if (JSON.stringify(theirs) !== JSON.stringify(mine)) differences.push({ name, theirs, mine });
    }
    expect(differences).toEqual([]);
    expect(rows.length).toBeGreaterThan(80);
  }, 60_000);

  it('agree on generated values and lists', async () => {
    if (minor < 26) return;
    const piece = (...words: string[]) => fc.constantFrom(...words);
    const proxy = fc
      .tuple(
        piece('', 'http://', 'https://', 'socks5://', 'HTTP:', '//', ' ', '"', 'h:', ':', 'http:/', '*'),
        piece('', 'u@', 'u:p@', 'u:p%41@', 'u:p%@', 'u:p#@', 'u:p?@', 'u:p/@', 'u:@p@', 'ü:p@', 'u p@', '[@'),
        piece(
          'h',
          '10.0.0.9',
          '[fd00::1]',
          '[fd00::1%25eth0]',
          '[10.0.0.9]',
          'a%41',
          'a%e4',
          'a\\b',
          'a b',
          '',
          'ä',
          'fd00::1',
          '[',
          'a|b',
          '<h>',
        ),
        piece('', ':', ':1', ':x', ':1:2', ':１', ':99999'),
        piece('', '/', '/a%', '/a b', '?', '?a%', '#', '#%', '#a b', ' ', ';'),
      )
      .map((parts) => parts.join(''));
    const list = fc
      .array(
        fc
          .tuple(
            piece('', ' ', '.', '*.', '[', 'http://', '*'),
            piece(
              'a.test',
              'A.TEST',
              '10.0.0.0',
              '10.1.2.3',
              'fd00::1',
              '::',
              '::ffff:10.0.0.0',
              '010.1.2.3',
              'ä.test',
              '',
            ),
            piece(
              '',
              '/8',
              '/33',
              '/104',
              '/08',
              '/',
              ']',
              ':80',
              ']:80',
              ':443',
              ':',
              '.',
              '%eth0',
              '-10.9.9.9',
            ),
          )
          .map((parts) => parts.join('')),
        { maxLength: 3 },
      )
      .map((entries) => entries.join(','));
    const urls = [
      'http://a.test/',
      'http://x.a.test:443/',
      'https://xn--4ca.test/',
      'http://10.1.2.3/',
      'https://10.1.2.3/',
      'http://[fd00::1]/',
      'https://[::ffff:10.1.2.3]:80/',
    ];
    const samples = fc.sample(fc.tuple(proxy, proxy, list), { numRuns: 300, seed: 20_261_122 });
    const differences: object[] = [];
    for (const [http, https, noProxy] of samples) {
      const env = { HTTP_PROXY: http, HTTPS_PROXY: https, NO_PROXY: noProxy };
      const theirs = await ask(env, urls);
      const mine = urls.map((url) => ours(url, env));
      theirs.forEach((answer, index) => {
        if (JSON.stringify(answer) !== JSON.stringify(mine[index]))
          differences.push({ env, url: urls[index], theirs: answer, mine: mine[index] });
      });
    }
    expect(differences).toEqual([]);
  }, 120_000);
});
