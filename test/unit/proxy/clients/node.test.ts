import { describe, expect, it } from 'vitest';
import { nodeRules } from '../../../../src/lib/proxy/clients/node.js';
import { decideFor, decisionFor, type Where } from './decide-for.js';

type Row = readonly [name: string, env: Record<string, string>, url: string, expected: string];

const proxy = 'http://p.test:3128';
const through = 'proxy http://p.test:3128; named';

function on(version: string, env: Record<string, string>): Where {
  return { versions: { node: version }, env: { NODE_USE_ENV_PROXY: '1', ...env } };
}

/** Seen with Node.js 22.21, 22.23, 24.0, 24.15, 24.21, 25.7, 25.8, 26.0, 26.7 and 26.10 by the differential test. */
describe('whether Node.js looks at the environment at all', () => {
  it.each([
    ['20 never does', '20.20.2', { http_proxy: proxy, NODE_USE_ENV_PROXY: '1' }, 'since 22.21'],
    ['22 did not before 22.21', '22.20.0', { http_proxy: proxy, NODE_USE_ENV_PROXY: '1' }, 'since 22.21'],
    ['23 never did', '23.11.0', { http_proxy: proxy, NODE_USE_ENV_PROXY: '1' }, 'since 24.0'],
    ['22.21 is not told to', '22.21.0', { http_proxy: proxy }, ''],
    [
      '24 is told to with another word than 1',
      '24.21.0',
      { http_proxy: proxy, NODE_USE_ENV_PROXY: 'true' },
      '',
    ],
    ['26 is told not to', '26.10.0', { http_proxy: proxy, NODE_USE_ENV_PROXY: '0' }, ''],
    ['the option says no', '26.10.0', { NODE_OPTIONS: '--no-use-env-proxy', NODE_USE_ENV_PROXY: '1' }, ''],
    ['the last option says no', '24.21.0', { NODE_OPTIONS: '--use-env-proxy --no-use-env-proxy' }, ''],
  ])('%s', (_name, version, env, note) => {
    const said = `direct; opt-in NODE_USE_ENV_PROXY${note === '' ? '' : `; ${note}`}`;
    expect(decideFor(nodeRules, 'http://a.test/', { versions: { node: version }, env })).toBe(said);
  });

  it.each([
    ['22.21 with the variable', '22.21.0', { NODE_USE_ENV_PROXY: '1' }],
    ['24.0 with any value of the variable', '24.0.0', { NODE_USE_ENV_PROXY: 'no' }],
    ['the option', '24.5.0', { NODE_OPTIONS: '--max-old-space-size=99 --use-env-proxy' }],
    ['the option with underscores', '24.5.0', { NODE_OPTIONS: '--use_env_proxy' }],
    ['the option with a value, whatever it is', '24.21.0', { NODE_OPTIONS: '--use-env-proxy=false' }],
    ['the option in quotes', '26.10.0', { NODE_OPTIONS: '"--use-env-proxy"' }],
    ['a newer one than is known', '30.0.0', { NODE_USE_ENV_PROXY: '1' }],
  ])('is told to: %s', (_name, version, env) => {
    const world = { versions: { node: version }, env: { ...env, http_proxy: proxy } };
    expect(decideFor(nodeRules, 'http://a.test/', world)).toBe(`${through} http_proxy`);
  });

  it.each([
    ['20', '20.20.2', '22.21'],
    ['24.0', '24.0.0', '24.5'],
  ])('does not start with an option it does not know: %s', (_name, version, since) => {
    const world = { versions: { node: version }, env: { NODE_OPTIONS: '--use-env-proxy' } };
    const said = `error; malformed NODE_OPTIONS misread; will-not-start; since ${since}`;
    expect(decideFor(nodeRules, 'http://a.test/', world)).toBe(said);
  });

  it('models the newest where no version is known, and says so', () => {
    const world = { env: { NODE_USE_ENV_PROXY: '1', http_proxy: proxy } };
    expect(decideFor(nodeRules, 'http://a.test/', world)).toBe(`${through} http_proxy; modelled 26.10.0`);
  });
});

const rows: readonly Row[] = [
  [
    'lower case first',
    { http_proxy: proxy, HTTP_PROXY: 'http://q.test:1' },
    'http://a.test/',
    `${through} http_proxy`,
  ],
  ['upper case too', { HTTP_PROXY: proxy }, 'http://a.test/', `${through} HTTP_PROXY`],
  [
    'an empty lower-case one hides the other',
    { http_proxy: '', HTTP_PROXY: proxy },
    'http://a.test/',
    'direct; empty http_proxy',
  ],
  ['https falls back to HTTP_PROXY', { HTTP_PROXY: proxy }, 'https://a.test/', `${through} HTTP_PROXY`],
  [
    'https has its own',
    { HTTP_PROXY: 'http://q.test:1', HTTPS_PROXY: proxy },
    'https://a.test/',
    `${through} HTTPS_PROXY`,
  ],
  ['http has no other', { HTTPS_PROXY: proxy }, 'http://a.test/', 'direct; unset http_proxy HTTP_PROXY'],
  [
    'ALL_PROXY is not looked at',
    { ALL_PROXY: proxy },
    'http://a.test/',
    'direct; unset http_proxy HTTP_PROXY',
  ],
  ['a WebSocket goes the same way', { HTTP_PROXY: proxy }, 'ws://a.test/', `${through} HTTP_PROXY`],
  ['fetch does not speak redis', { HTTP_PROXY: proxy }, 'redis://a.test/', 'none; scheme redis'],
  [
    'a CGI program is none of its business',
    { http_proxy: proxy, REQUEST_METHOD: 'GET' },
    'http://a.test/',
    `${through} http_proxy`,
  ],
  ['localhost is no exception', { http_proxy: proxy }, 'http://localhost/', `${through} http_proxy`],
  ['blanks around are trimmed', { http_proxy: ` ${proxy} ` }, 'http://a.test/', `${through} http_proxy`],
  [
    'wrong slashes are turned round',
    { http_proxy: 'http:\\\\p.test:3128' },
    'http://a.test/',
    `${through} http_proxy`,
  ],
  [
    'an IPv6 proxy',
    { http_proxy: 'http://[fd99::1]' },
    'http://a.test/',
    'proxy http://[fd99::1]:80; named http_proxy',
  ],
  [
    '@ in the password',
    { http_proxy: 'http://u:p@ss@p.test:3128' },
    'http://a.test/',
    `${through} http_proxy`,
  ],
];

describe('which proxy Node.js takes', () => {
  it.each(rows)('%s', (_name, env, url, expected) => {
    expect(decideFor(nodeRules, url, on('24.21.0', env))).toBe(expected);
  });

  it('has one variable for both spellings on Windows', () => {
    const world: Where = { os: 'win32', ...on('24.21.0', { Http_Proxy: proxy, NO_proxy: 'b.test' }) };
    expect(decideFor(nodeRules, 'http://a.test/', world)).toBe(`${through} Http_Proxy`);
    expect(decideFor(nodeRules, 'http://b.test/', world)).toBe('direct; bypass NO_proxy b.test');
  });
});

describe('the values that stop Node.js from starting', () => {
  it.each([
    ['no scheme', '22.23.3', 'p.test:3128', 'malformed http_proxy no-scheme'],
    ['a name alone', '26.10.0', 'proxy', 'malformed http_proxy no-scheme'],
    ['# in the password', '24.21.0', 'http://u:p#ss@p.test:3128', 'malformed http_proxy unescaped-password'],
    [
      'a lone % in the password',
      '24.21.0',
      'http://u:p%ss@p.test:3128',
      'malformed http_proxy unescaped-password',
    ],
    ['quotes', '24.21.0', '"http://p.test:3128"', 'malformed http_proxy quoted'],
    ['a path', '26.10.0', 'http://p.test:3128/path', 'malformed http_proxy rest'],
    ['a port that is none', '26.10.0', 'http://p.test:99999', 'malformed http_proxy bad-port'],
    ['a line break at the end', '22.23.3', 'http://p.test:3128\r', 'malformed http_proxy trailing-blank'],
    ['a scheme it does not speak', '24.21.0', 'socks5h://p.test:1080', 'unsupported http_proxy socks5h'],
    ['SOCKS before 24.15', '24.14.0', 'socks5://p.test:1080', 'unsupported http_proxy socks5'],
    ['SOCKS with 22', '22.23.3', 'socks5://p.test:1080', 'unsupported http_proxy socks5'],
  ])('%s', (_name, version, value, rule) => {
    const said = `error; ${rule}; will-not-start`;
    expect(decideFor(nodeRules, 'https://a.test/', on(version, { http_proxy: value }))).toBe(said);
  });

  it('does not start because of the variable of the other scheme', () => {
    const env = { http_proxy: proxy, HTTPS_PROXY: 'p.test:3128' };
    const said = 'error; malformed HTTPS_PROXY no-scheme; will-not-start';
    expect(decideFor(nodeRules, 'http://a.test/', on('24.21.0', env))).toBe(said);
  });

  it('does not start because of a value that an empty one hides, which the agent of node:http reads all the same', () => {
    const env = { http_proxy: '', HTTP_PROXY: 'http://p.test:99999' };
    const said = 'error; malformed HTTP_PROXY bad-port; will-not-start';
    expect(decideFor(nodeRules, 'http://a.test/', on('22.23.3', env))).toBe(said);
    expect(decideFor(nodeRules, 'http://a.test/', on('24.0.0', env))).toBe('direct; empty http_proxy');
  });

  it('starts where nothing but ALL_PROXY is malformed', () => {
    const env = { ALL_PROXY: 'p.test', http_proxy: '' };
    expect(decideFor(nodeRules, 'http://a.test/', on('24.21.0', env))).toBe(
      'direct; unset http_proxy HTTP_PROXY',
    );
  });

  it('speaks SOCKS 5 since 24.15, also for socks://', () => {
    const said = 'proxy socks5://p.test:1080; named http_proxy';
    expect(decideFor(nodeRules, 'http://a.test/', on('24.15.0', { http_proxy: 'socks5://p.test' }))).toBe(
      said,
    );
  });
});

/** One line of Node.js each: 22 (and 24 up to 24.14), 24.15 to 26.7, 26.8 and newer. */
const lines = { '22.23.3': 'endings', '24.21.0': 'domains', '26.10.0': 'domains, IPv6' } as const;
type Line = keyof typeof lines;

const exceptions: readonly (readonly [entry: string, host: string, bypassing: readonly Line[]])[] = [
  ['a.test', 'a.test', ['22.23.3', '24.21.0', '26.10.0']],
  ['a.test', 'x.a.test', ['24.21.0', '26.10.0']],
  ['a.test', 'xa.test', []],
  ['.a.test', 'x.a.test', ['22.23.3', '24.21.0', '26.10.0']],
  ['.a.test', 'a.test', ['24.21.0', '26.10.0']],
  ['*.a.test', 'a.test', ['24.21.0', '26.10.0']],
  ['*a.test', 'xa.test', ['22.23.3']],
  ['A.TEST', 'a.test', ['22.23.3', '24.21.0', '26.10.0']],
  ['*', 'a.test', ['22.23.3', '24.21.0', '26.10.0']],
  ['b.test,*', 'a.test', ['22.23.3']],
  [' *', 'a.test', ['22.23.3']],
  ['b.test a.test', 'a.test', ['22.23.3', '24.21.0', '26.10.0']],
  ['b.test, a.test', 'a.test', ['22.23.3', '24.21.0', '26.10.0']],
  ['b.test;a.test', 'a.test', []],
  ['a.test:80', 'a.test', ['22.23.3', '24.21.0', '26.10.0']],
  ['a.test:8080', 'a.test', []],
  ['a.test.', 'a.test', ['26.10.0']],
  ['a.test', 'a.test.', ['26.10.0']],
  ['10.0.0.0/8', '10.1.2.3', []],
  ['10.*', '10.1.2.3', []],
  ['2.3', '10.1.2.3', ['24.21.0', '26.10.0']],
  ['fd00::1', '[fd00::1]', ['26.10.0']],
  ['[fd00::1]', '[fd00::1]', ['22.23.3', '24.21.0', '26.10.0']],
  ['[fd00::1]:80', '[FD00:0::1]', ['22.23.3', '24.21.0', '26.10.0']],
  ['localhost', 'LOCALHOST', ['22.23.3', '24.21.0', '26.10.0']],
];

describe('NO_PROXY', () => {
  const all = exceptions.flatMap(([entry, host, bypassing]) =>
    (Object.keys(lines) as Line[]).map((version) => ({
      entry,
      host,
      version,
      bypass: bypassing.includes(version),
    })),
  );

  it.each(all)('"$entry" and $host in $version: $bypass', ({ entry, host, version, bypass }) => {
    const { outcome, rule } = decisionFor(
      nodeRules,
      `http://${host}/`,
      on(version, { http_proxy: proxy, NO_PROXY: entry }),
    );
    expect(outcome).toBe(bypass ? 'direct' : 'proxy');
    if (bypass) expect(rule).toMatchObject({ kind: 'bypass', name: 'NO_PROXY' });
  });

  it.each([
    ['24.14.0', '.a.test', 'proxy'],
    ['24.15.0', '.a.test', 'direct'],
    ['25.7.0', '.a.test', 'proxy'],
    ['25.8.0', '.a.test', 'direct'],
    ['26.7.0', 'a.test.', 'proxy'],
    ['26.8.0', 'a.test.', 'direct'],
  ])('changed between releases: %s and "%s"', (version, entry, outcome) => {
    const world = on(version, { http_proxy: proxy, NO_PROXY: entry });
    expect(decisionFor(nodeRules, 'http://a.test/', world).outcome).toBe(outcome);
  });

  it('names the entry that decided', () => {
    const world = on('24.21.0', { http_proxy: proxy, no_proxy: 'b.test, .A.test:80', NO_PROXY: '*' });
    expect(decideFor(nodeRules, 'http://x.a.test/', world)).toBe('direct; bypass no_proxy .A.test:80');
  });

  it('is hidden by an empty no_proxy', () => {
    const world = on('24.21.0', { http_proxy: proxy, no_proxy: '', NO_PROXY: '*' });
    expect(decideFor(nodeRules, 'http://a.test/', world)).toBe(`${through} http_proxy`);
  });
});
