import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { javaRules } from '../../../../src/lib/proxy/clients/java.js';
import { compare, report } from './differential.js';
import { type Situation, seed } from './situations.js';
import { askTogether, type Together } from './together.js';
import { withClientWorld, withClientWorlds, worldIsMissing } from './world.js';

const source = fileURLToPath(new URL('../../../fixtures/proxy-clients/Open.java', import.meta.url));
const call = promisify(execFile);

type Properties = Readonly<Record<string, string>>;

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

/** The properties as an option variable would set them: each value in quotes. */
function inOptions(properties: Properties): string {
  return Object.entries(properties)
    .map(([name, value]) => (value.includes('"') ? `-D${name}='${value}'` : `-D${name}="${value}"`))
    .join(' ');
}

const piece = (...words: string[]) => fc.constantFrom(...words);
const hosts = piece(
  'a.test',
  'x.a.test',
  'xa.test',
  'A.TEST',
  'b.test',
  'a.test.',
  'localhost',
  'intranet',
  '127.0.0.1',
  '127.1.2.3',
  '10.1.2.3',
  '[::1]',
  '[fd00::1]',
  '[FD00::1]',
);
const urls = fc
  .tuple(piece('http', 'https', 'https', 'ftp', 'redis'), hosts, piece('', '', ':8080', ':443', ':6379'))
  // An FTP client waits to be greeted, which the observer does at FTP's own port only.
  .map(([scheme, host, port]) => `${scheme}://${host}${scheme === 'ftp' ? '' : port}/`);
const ports = piece(
  '3128',
  '3128',
  '8080',
  '0x50',
  '#1BB',
  '00120',
  '0',
  '',
  'x',
  '80x',
  '-1',
  '99999',
  '+3129',
  '08',
);
const exceptions = fc
  .array(
    piece(
      'a.test',
      '*.a.test',
      '*a.test',
      'x.*',
      '*.a.*',
      'x*test',
      'A.Test',
      '*',
      '10.*',
      '10.0.0.0/8',
      '[fd00::1]',
      'fd00::1',
      ' a.test',
      '.a.test',
      'localhost',
      '',
      'b.test,a.test',
    ),
    { maxLength: 3 },
  )
  .map((entries) => entries.join('|'));

function proxyHost(name: string) {
  return piece(
    `${name}.test`,
    `${name}.test`,
    `${name}.test`,
    '172.20.0.9',
    'fd99::9',
    '[fd99::9]',
    '',
    `http://${name}.test`,
    `${name}.test:3128`,
  );
}

function maybe<T>(value: fc.Arbitrary<T>, weight: number): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 10 - weight, arbitrary: fc.constant(undefined) }, { weight, arbitrary: value });
}

/** What a user may set, each property with a proxy of its own. */
const properties = fc
  .record({
    'http.proxyHost': maybe(proxyHost('http'), 5),
    'http.proxyPort': maybe(ports, 5),
    'https.proxyHost': maybe(proxyHost('https'), 5),
    'https.proxyPort': maybe(ports, 5),
    'ftp.proxyHost': maybe(proxyHost('ftp'), 3),
    'ftp.proxyPort': maybe(ports, 4),
    ftpProxyHost: maybe(proxyHost('ftp-old'), 2),
    proxyHost: maybe(proxyHost('any'), 2),
    proxyPort: maybe(ports, 2),
    socksProxyHost: maybe(proxyHost('socks'), 3),
    socksProxyPort: maybe(piece('1080', '3128', 'x', '0'), 3),
    socksProxyVersion: maybe(piece('4', '5', 'x', '6'), 2),
    'http.nonProxyHosts': maybe(exceptions, 4),
    'ftp.nonProxyHosts': maybe(exceptions, 2),
    socksNonProxyHosts: maybe(exceptions, 3),
  })
  .map((all) =>
    Object.fromEntries(Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined)),
  );

interface JavaCase {
  readonly properties: Properties;
  readonly url: string;
}

const cases: readonly JavaCase[] = fc.sample(fc.record({ properties, url: urls }), {
  numRuns: 900,
  seed,
});

/** How the option variables are read, each environment put to a virtual machine of its own. */
const optionSituations: readonly Situation[] = [
  {},
  {
    http_proxy: 'http://env.test:3128',
    HTTP_PROXY: 'http://env.test:3128',
    ALL_PROXY: 'http://env.test:3128',
  },
  { JAVA_TOOL_OPTIONS: '-Dhttp.proxyHost=tool.test -Dhttp.proxyPort=3128' },
  { JDK_JAVA_OPTIONS: '-Dhttp.proxyHost=jdk.test -Dhttp.proxyPort=3128' },
  { _JAVA_OPTIONS: '-Dhttp.proxyHost=last.test' },
  { JAVA_TOOL_OPTIONS: '-Dhttp.proxyHost=tool.test', JDK_JAVA_OPTIONS: '-Dhttp.proxyHost=jdk.test' },
  { JDK_JAVA_OPTIONS: '-Dhttp.proxyHost=jdk.test', _JAVA_OPTIONS: '-Dhttp.proxyHost=last.test' },
  { JAVA_TOOL_OPTIONS: '-Dhttp.proxyHost=one.test -Dhttp.proxyHost=two.test' },
  { JAVA_TOOL_OPTIONS: `"-Dhttp.proxyHost=tool.test" '-Dhttp.nonProxyHosts=b.test|a.test'` },
  { JAVA_TOOL_OPTIONS: `-Dhttp.proxyHost="tool.test" -Dhttp.proxyPort='31'"28"` },
  { JDK_JAVA_OPTIONS: `-Dhttp.proxyHost="jdk.test" -Dhttp.proxyPort='31'"28"` },
  { JAVA_TOOL_OPTIONS: '-Dhttp.proxyHost= -DproxyHost=any.test -Dhttp.proxyPort' },
  { JAVA_TOOL_OPTIONS: '-Dhttp.proxyHost=tool.test\t-Dhttp.proxyPort=8080\n-Dhttp.nonProxyHosts=*.a.test' },
].map((env) => ({ env, url: 'http://a.test/' }));

describe.skipIf(worldIsMissing('java'))('our rules against java.net', () => {
  let classes = '';
  let version = '';

  beforeAll(async () => {
    classes = await mkdtemp(join(tmpdir(), 'aliproxy-java-'));
    await call('javac', ['-d', classes, source]);
    version = /"([\d.]+)/.exec((await call('java', ['-version'])).stderr)?.[1] ?? '';
  }, 120_000);

  afterAll(() => rm(classes, { recursive: true, force: true }));

  function java(
    situations: readonly Situation[],
    env: Properties,
    set: (index: number) => Properties,
  ): Together {
    const quick = ['-Xshare:auto', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
    return {
      program: 'java',
      args: [...quick, '-cp', classes, 'Open'],
      env,
      situations,
      line: ({ url }, mark) => {
        const pairs = Object.entries(set(Number(mark))).map(([name, value]) => base64(`${name}=${value}`));
        return [mark, base64(url), ...pairs].join('\t');
      },
    };
  }

  it('agree on the properties, all cases put to one virtual machine that sets them in between', async () => {
    const situations = cases.map(({ properties: set, url }) => ({
      env: { JAVA_TOOL_OPTIONS: inOptions(set) },
      url,
    }));
    const differences = await withClientWorld(async (world) => {
      const told = await askTogether(
        world,
        java(situations, {}, (index) => cases[index]?.properties ?? {}),
      );
      return situations.flatMap((situation, index) => {
        const answer = told[index];
        return answer ? (compare(javaRules, situation, answer) ?? []) : [];
      });
    });
    report(javaRules, { versions: { java: version } }, situations.length, differences.length);
    expect(differences).toEqual([]);
  }, 120_000);

  it('agree on the option variables', async () => {
    const differences = await withClientWorlds(2, optionSituations, async (world, situation) => {
      const [told] = await askTogether(
        world,
        java([situation], situation.env, () => ({})),
      );
      return told ? compare(javaRules, situation, told) : null;
    });
    expect(differences.filter((difference) => difference !== null)).toEqual([]);
  }, 120_000);
});
