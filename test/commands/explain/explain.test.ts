import { Config } from '@oclif/core/config';
import { beforeAll, describe, expect, it } from 'vitest';
import Explain from '../../../src/commands/explain.js';
import { columnsOf } from '../../../src/lib/output/width.js';
import { clientIds } from '../../../src/lib/proxy/clients/client.js';
import { type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';

let config: Config;
beforeAll(async () => {
  Explain.id = 'explain';
  config = await Config.load({ root: process.cwd(), ignoreManifest: true });
});

async function run(argv: readonly string[], options: FakeHostOptions = {}) {
  const host = fakeHost({ ...options, env: { COLUMNS: '80', ...options.env } });
  const exitCode = await new Explain([...argv], config).runWith(host);
  return { exitCode, ...host.written };
}

async function runJson(argv: readonly string[], options?: FakeHostOptions) {
  const { exitCode, out, err } = await run([...argv, '--json'], options);
  return { exitCode, err, document: JSON.parse(out) };
}

const p = 'http://10.0.0.10:8080';

describe('aliproxy explain', () => {
  it('exits 0 where clients agree and where they do not', async () => {
    expect((await run(['https://api.test'])).exitCode).toBe(0);
    expect((await run(['https://api.test'], { env: { HTTPS_PROXY: p } })).exitCode).toBe(0);
  });

  it('prints the document of the contract', async () => {
    const env = { HTTPS_PROXY: 'http://li:canary-8842@10.0.0.10:8080', NO_PROXY: '.a.test' };
    const { exitCode, document } = await runJson(['https://li:pw@a.test/x', '--client', 'go,curl'], { env });
    expect(exitCode).toBe(0);
    expect(document).toEqual({
      schemaVersion: 1,
      command: 'explain',
      ok: true,
      url: 'https://a.test/x',
      platform: 'linux',
      agree: false,
      reference: 'go',
      clients: [
        {
          client: 'go',
          proxy: p,
          direct: false,
          rule: 'HTTPS_PROXY',
          note: null,
          outcome: 'proxy',
          differs: false,
          decidedBy: { kind: 'named', name: 'HTTPS_PROXY' },
        },
        {
          client: 'curl',
          proxy: null,
          direct: true,
          rule: 'NO_PROXY: .a.test',
          note: expect.stringMatching(/^modelled as version \d/),
          outcome: 'direct',
          differs: true,
          decidedBy: { kind: 'bypass', name: 'NO_PROXY', entry: '.a.test' },
        },
      ],
      difference: {
        code: 'bypass',
        variable: 'NO_PROXY',
        entry: '.a.test',
        clients: ['curl'],
        message: 'the entry ".a.test" of NO_PROXY covers this host for curl only.',
      },
      overlooked: null,
      advice: {
        aim: { kind: 'direct' },
        changes: [{ name: 'NO_PROXY', value: '.a.test,a.test' }],
        assumesPlainProxy: false,
        remaining: [],
        commands: [
          { shell: 'powershell', command: "$env:NO_PROXY = '.a.test,a.test'" },
          { shell: 'cmd', command: 'set "NO_PROXY=.a.test,a.test"' },
          { shell: 'bash', command: "export NO_PROXY='.a.test,a.test'" },
        ],
      },
    });
  });

  it('shows a value that Go drops as the contract has it', async () => {
    const { document } = await runJson(['https://api.test', '--client', 'go'], {
      env: { HTTPS_PROXY: ` ${p}` },
    });
    expect(document.clients).toEqual([
      expect.objectContaining({
        client: 'go',
        proxy: null,
        direct: true,
        rule: 'HTTPS_PROXY is malformed: begins with a blank',
      }),
    ]);
  });

  it('keeps names, codes and ids in Chinese, and translates the words', async () => {
    const env = { HTTPS_PROXY: p };
    const english = (await runJson(['https://a.test', '--client', 'go,node'], { env })).document;
    const chinese = (await runJson(['https://a.test', '--client', 'go,node', '--lang', 'zh'], { env }))
      .document;
    const structure = (document: typeof english) => [
      document.clients.map(({ client, outcome, decidedBy }: Record<string, unknown>) => [
        client,
        outcome,
        decidedBy,
      ]),
      document.difference.code,
      document.advice,
    ];
    expect(structure(chinese)).toEqual(structure(english));
    expect(chinese.clients[0].rule).toBe('HTTPS_PROXY');
    expect(chinese.difference.message).toMatch(/[\u4e00-\u9fff]/);
  });

  it('has a row for Windows on Windows', async () => {
    const stdout = '    ProxyEnable    REG_DWORD    0x1\r\n    ProxyServer    REG_SZ    10.0.0.9:8080\r\n';
    const options: FakeHostOptions = {
      platform: { os: 'win32' },
      run: ({ args }) => (args[0] === 'query' ? { stdout } : undefined),
    };
    const { document } = await runJson(['https://a.test'], options);
    expect(document.clients.at(-1)).toMatchObject({
      client: 'windows',
      proxy: 'http://10.0.0.9:8080',
      rule: 'ProxyServer',
      differs: true,
    });
    expect(document.difference.code).toBe('windows-settings');
    expect(document.advice.changes).toContainEqual({ name: 'HTTPS_PROXY', value: 'http://10.0.0.9:8080' });
  });

  it('says of a Windows whose registry can not be read that it does not know', async () => {
    const options: FakeHostOptions = { platform: { os: 'win32' }, run: () => ({ exitCode: 1 }) };
    const { document } = await runJson(['https://a.test'], options);
    expect(document.clients.at(-1)).toMatchObject({
      client: 'windows',
      outcome: 'unknown',
      rule: 'ProxyServer: not read here',
    });
  });

  it.each([
    [
      'en',
      'NO_PROXY is meant to cover this host, but is written in a way that these programs do not understand.',
    ],
    ['zh', 'NO_PROXY 本意是排除这个主机，但这些程序看不懂它的写法。'],
  ])('says in %s that NO_PROXY is meant to except the host', async (lang, sentence) => {
    const env = { HTTPS_PROXY: p, NO_PROXY: 'localhost;*.internal' };
    const { out } = await run(['https://api.internal', '--lang', lang], { env });
    expect(out.replaceAll('\n', lang === 'en' ? ' ' : '')).toContain(sentence);
    const understood = await run(['https://api.internal', '--lang', lang], {
      env: { HTTPS_PROXY: p, NO_PROXY: 'api.internal' },
    });
    expect(understood.out).not.toContain(sentence.slice(0, 20));
  });

  it('asks for credentials of a proxy, and for secrets of Java to be kept', async () => {
    const credentials = 'Fill in your own credentials for ***, special characters as %XX.';
    const kept = 'For *** in JAVA_TOOL_OPTIONS put what stands there now.';
    const outputOf = async (env: Record<string, string>) =>
      (await run(['https://a.test', '--client', 'go,curl,java'], { env })).out.replaceAll('\n', ' ');
    const java = await outputOf({
      HTTPS_PROXY: p,
      JAVA_TOOL_OPTIONS: '-Djavax.net.ssl.trustStorePassword=x1',
    });
    expect(java).toContain(kept);
    expect(java).not.toContain(credentials);
    const proxy = await outputOf({ HTTPS_PROXY: 'http://li:p#ss@10.0.0.10:8080' });
    expect(proxy).toContain(credentials);
    expect(proxy).not.toContain(kept);
  });

  it('has no row for Windows elsewhere', async () => {
    const { document } = await runJson(['https://a.test']);
    const shown = document.clients.map(({ client }: { client: string }) => client);
    expect(shown).toEqual(clientIds.filter((id) => id !== 'windows'));
  });

  it.each([
    ['--https-proxy', 'https://a.test', { http_proxy: 'http://other.test:1' }, 'HTTPS_PROXY'],
    ['--http-proxy', 'http://a.test', { https_proxy: 'http://other.test:1' }, 'HTTP_PROXY'],
  ])('judges as if %s were set, in both spellings', async (flag, url, env, name) => {
    const { document } = await runJson([url, flag, p, '--client', 'go,curl'], { env });
    expect(document.clients.map((client: Record<string, unknown>) => [client.proxy, client.rule])).toEqual([
      [p, name],
      [p, name.toLowerCase()],
    ]);
  });

  it('judges as if --no-proxy were set, in both spellings', async () => {
    const env = { HTTPS_PROXY: p, no_proxy: 'b.test', NO_PROXY: 'c.test' };
    const { document } = await runJson(['https://a.test', '--no-proxy', 'a.test', '--client', 'go,curl'], {
      env,
    });
    expect(document.clients.map(({ rule }: { rule: string }) => rule)).toEqual([
      'NO_PROXY: a.test',
      'no_proxy: a.test',
    ]);
  });

  it('takes an empty override for a variable that is not set, which hides no other', async () => {
    const env = { https_proxy: 'http://other.test:1', ALL_PROXY: p };
    const { document } = await runJson(['https://a.test', '--https-proxy', '', '--client', 'git'], { env });
    expect([document.clients[0].proxy, document.clients[0].rule]).toEqual([p, 'ALL_PROXY']);
  });

  it('repeats no password of a URL that it refuses', async () => {
    const { exitCode, err } = await run(['https://li:canary 8842@a.test']);
    expect(exitCode).toBe(2);
    expect(err).toContain('"https://***@a.test"');
    expect(err).not.toMatch(/canary|8842/);
  });

  it('says what a URL without a scheme is taken for', async () => {
    const { out } = await run(['10.0.3.8:6379']);
    expect(out).toContain('redis://10.0.3.8:6379');
    expect(out).toContain('No scheme was given: taken for redis://.');
  });

  describe('with --environment', () => {
    const files = {
      'windows.txt': `SystemRoot=C:\\Windows\r\nHTTPS_PROXY=${p} \r\n`,
      'linux.txt': `HOME=/home/li\nhttps_proxy=${p}\n`,
      'bare.txt': `HTTPS_PROXY=${p}\n`,
      'broken.txt': 'A=1\ncanary-8842\n',
    };

    it('judges the saved variables, and asks this machine nothing', async () => {
      const asked: string[] = [];
      const { document } = await runJson(['https://a.test', '--environment', 'windows.txt'], {
        env: { HTTPS_PROXY: 'http://mine.test:1' },
        files: { ...files, '/home/li/.curlrc': 'proxy = mine.test:1' },
        run: ({ file }) => void asked.push(file),
      });
      expect(asked).toEqual([]);
      expect(document.platform).toBe('win32');
      expect(document.clients[0].decidedBy).toEqual({
        kind: 'malformed',
        name: 'HTTPS_PROXY',
        problem: 'trailing-blank',
      });
      expect(JSON.stringify(document)).not.toContain('mine.test');
    });

    it.each([
      ['windows.txt', [], 'win32'],
      ['linux.txt', [], 'linux'],
      ['bare.txt', [], 'linux'],
      ['bare.txt', ['--platform', 'macos'], 'darwin'],
      ['linux.txt', ['--platform', 'windows'], 'win32'],
    ])('takes %s with %j for %s', async (file, flags, platform) => {
      const argv = ['https://a.test', '--environment', file, ...flags];
      expect((await runJson(argv, { files })).document.platform).toBe(platform);
    });

    it('reads what Windows PowerShell writes', async () => {
      const bytes = Buffer.from(`\ufeffWINDIR=C:\\Windows\r\nHTTPS_PROXY=${p}\r\n`, 'utf16le');
      const host = fakeHost();
      const command = new Explain(
        ['https://a.test', '--environment', 'x', '--json', '--client', 'go'],
        config,
      );
      const exitCode = await command.runWith({
        ...host,
        files: { ...host.files, readBytes: async () => bytes },
      });
      expect([exitCode, JSON.parse(host.written.out).clients[0].proxy]).toEqual([0, p]);
    });

    it('names file and line of what it can not read, and not what stands there', async () => {
      const { exitCode, out, err } = await run(['https://a.test', '--environment', 'broken.txt'], { files });
      expect([exitCode, out]).toEqual([2, '']);
      expect(err).toContain('Error [ENVIRONMENT_LINE]: broken.txt:2');
      expect(err).not.toContain('canary');
    });

    it('says that there is no such file', async () => {
      const { exitCode, document } = await runJson(['https://a.test', '--environment', 'none.txt']);
      expect([exitCode, document.error.code]).toEqual([2, 'FILE_UNREADABLE']);
    });
  });

  it.each([
    [[], 'MISSING_ARGUMENT'],
    [['https://a.test', 'b'], 'UNEXPECTED_ARGUMENT'],
    [['https://'], 'EXPLAIN_TARGET'],
    [['https://a.test:0'], 'EXPLAIN_TARGET'],
    [['https://a.test', '--client', 'crul'], 'UNKNOWN_CLIENT'],
    [['https://a.test', '--client', 'go,'], 'UNKNOWN_CLIENT'],
    [['https://a.test', '--client', 'windows'], 'CLIENT_NOT_HERE'],
    [
      ['https://a.test', '--client', 'windows', '--environment', 'e', '--platform', 'windows'],
      'CLIENT_NOT_HERE',
    ],
    [['https://a.test', '--platform', 'linux'], 'PLATFORM_ALONE'],
    [['https://a.test', '--shell', 'fish'], 'BAD_FLAG_VALUE'],
    [['https://a.test', '--env-file', 'x'], 'UNKNOWN_FLAG'],
  ])('refuses %j', async (argv, code) => {
    const { exitCode, document } = await runJson(argv, { files: { e: 'A=1' } });
    expect([exitCode, document.ok, document.error.code]).toEqual([2, false, code]);
    expect(document.error.hint).not.toBe('');
  });

  it('suggests the client that was meant', async () => {
    const { document } = await runJson(['https://a.test', '--client', 'crul']);
    expect(document.error.hint).toBe('did you mean "curl"?');
  });

  it.each([
    ['powershell', ["PS> $env:HTTPS_PROXY = 'http://10.0.0.10:8080'"]],
    ['cmd', ['> set "HTTPS_PROXY=http://10.0.0.10:8080"']],
    ['bash', ["$ export HTTPS_PROXY='http://10.0.0.10:8080'"]],
    ['all', ['PS> $env:HTTPS_PROXY', '> set "HTTPS_PROXY', '$ export HTTPS_PROXY']],
  ])('writes the advice for %s', async (shell, lines) => {
    const argv = ['https://a.test', '--client', 'go,python', '--shell', shell];
    const { out } = await run(argv, { env: { ALL_PROXY: p } });
    for (const line of lines) expect(out).toContain(`\n  ${line}`);
    expect(out.split('\n').filter((line) => line.includes('HTTPS_PROXY='))).toHaveLength(
      shell === 'powershell' ? 0 : shell === 'all' ? 2 : 1,
    );
  });

  it.each([
    ['linux', '  $ '],
    ['windows', '  PS> '],
  ])('writes the advice for the shell of %s', async (platform, prompt) => {
    const argv = [
      'https://a.test',
      '--environment',
      'env.txt',
      '--platform',
      platform,
      '--client',
      'go,python',
    ];
    const { out } = await run(argv, { files: { 'env.txt': `ALL_PROXY=${p}\n` } });
    expect(
      out.split('\n').filter((line) => line.includes('HTTPS_PROXY') && line.startsWith(prompt)),
    ).toHaveLength(1);
  });

  it('breaks a long line only where the shell reads on', async () => {
    const env = { HTTPS_PROXY: 'http://proxy.of.the.company.example.test:8080' };
    const { out } = await run(['https://a.test', '--client', 'go,java', '--shell', 'all'], { env });
    const options = '-Dhttps.proxyHost=proxy.of.the.company.example.test -Dhttps.proxyPort=8080';
    expect(out).toContain(`\n  PS> $env:JAVA_TOOL_OPTIONS =\n      '${options}'\n`);
    expect(out).toContain(`\n  > set ^\n      "JAVA_TOOL_OPTIONS=${options}"\n`);
    expect(out).toContain(`\n  $ export \\\n      JAVA_TOOL_OPTIONS='${options}'\n`);
  });

  it.each(['en', 'zh'])('fits 80 columns in %s, whatever the environment', async (lang) => {
    const values = [p, `${p} `, 'https://proxy.internal.test:8443', 'socks5://s.test:1080', '"x"'];
    for (const value of values) {
      for (const url of ['https://api.internal.test/x', 'http://localhost:3000', 'redis://10.0.3.8']) {
        for (const exceptions of ['', '.internal.test,localhost']) {
          const env = { HTTPS_PROXY: value, ALL_PROXY: value, NO_PROXY: exceptions };
          const { out } = await run([url, '--lang', lang, '--shell', 'all'], { env });
          // What stands behind a line break of a shell can't be broken again: it is there to be copied.
          const lines = out.split('\n').filter((line) => !line.startsWith('      '));
          for (const line of lines) expect(columnsOf(line), line).toBeLessThanOrEqual(80);
        }
      }
    }
  });

  it.each(['en', 'zh'])('looks as it should at 80 columns in %s', async (lang) => {
    const env = { HTTPS_PROXY: `http://li:pw@10.0.0.10:8080 `, NO_PROXY: '.internal' };
    const windows = await run(
      ['https://api.test', '--environment', 'env.txt', '--lang', lang, '--shell', 'all'],
      {
        files: { 'env.txt': `windir=C:\\Windows\r\nHTTPS_PROXY=${p}\r\nNO_PROXY=*.test,<local>\r\n` },
      },
    );
    const linux = await run(['https://api.test', '--lang', lang], { env });
    expect(`${linux.out}\n\n${windows.out}`).toMatchSnapshot();
  });

  it('shows no secret, wherever it stands', async () => {
    const secret = 'canary-8842';
    const values = [
      `http://li:${secret}@10.0.0.10:8080`,
      `li:${secret}@10.0.0.10`,
      `http://li:${secret}/x@h:1 `,
      `http://${secret}@h:1`,
    ];
    const names = [
      'HTTP_PROXY',
      'HTTPS_PROXY',
      'ALL_PROXY',
      'http_proxy',
      'https_proxy',
      'all_proxy',
      'NO_PROXY',
    ];
    for (const value of values) {
      const options: FakeHostOptions = {
        env: {
          ...Object.fromEntries(names.map((name) => [name, value])),
          NODE_USE_ENV_PROXY: '1',
          JAVA_TOOL_OPTIONS: `-Dhttp.proxyPassword=${secret} -Djavax.net.ssl.trustStorePassword=${secret} -Dhttps.proxyHost=${value}`,
        },
        files: {
          '/home/li/.curlrc': `proxy = ${value}`,
          '/home/li/.wgetrc': `https_proxy = ${value}`,
          'saved.txt': `HTTPS_PROXY=${value}\n`,
        },
        run: ({ args }) => (args[0] === 'config' ? { stdout: `http.proxy\n${value}\0` } : undefined),
      };
      for (const url of [`https://li:${secret}@a.test/?${secret}`, 'http://a.test']) {
        for (const flags of [
          [],
          ['--json'],
          ['--lang', 'zh', '--shell', 'all'],
          ['--environment', 'saved.txt'],
          ['--https-proxy', value],
        ]) {
          const { exitCode, out, err } = await run([url, ...flags], options);
          expect(exitCode).toBe(0);
          expect(out + err).not.toContain(secret);
        }
      }
    }
  });
});
