import { describe, expect, it } from 'vitest';
import { en } from '../../../src/lib/messages/en.js';
import { zh } from '../../../src/lib/messages/zh.js';
import { configPath, configured, outcome } from './start.js';

describe('wrong flags', () => {
  it.each([
    [['-l', 'example.test:1'], 'BAD_FLAG_VALUE', '--listen'],
    [['-l', '127.0.0.1:99999'], 'BAD_FLAG_VALUE', '--listen'],
    [['-l', '0.0.0.0:3128'], 'LISTEN_BEYOND_LOOPBACK', '0.0.0.0:3128'],
    [['-l', '[::]:3128'], 'LISTEN_BEYOND_LOOPBACK', '[::]:3128'],
    [['-l', '3128', '-l', '127.0.0.1:3128'], 'LISTEN_TWICE', '127.0.0.1:3128'],
    [['-l', '3128', '--admin', '127.0.0.1:3128'], 'LISTEN_TWICE', '127.0.0.1:3128'],
    [['-L', '6379'], 'BAD_FLAG_VALUE', '--forward'],
    [['-L', '6379:redis.internal'], 'BAD_FLAG_VALUE', '--forward'],
    [['-L', '6379:127.1:6379'], 'BAD_FLAG_VALUE', '--forward'],
    [['-L', '=6379:redis.internal:6379'], 'BAD_FLAG_VALUE', '--forward'],
    [['-L', '0.0.0.0:6379:redis.internal:6379'], 'FORWARD_BEYOND_LOOPBACK', '0.0.0.0:6379'],
    [['-L', '0.0.0.0:6379:a.test:1', '--auth', 'li:pass'], 'FORWARD_BEYOND_LOOPBACK', '0.0.0.0:6379'],
    [['-L', '6379:100.100.100.200:80'], 'FORWARD_DENIED', '100.100.100.200:80'],
    [['-L', 'a-b=1:a.test:1', '-L', 'a_b=2:a.test:1'], 'FORWARD_NAME_TWICE', 'ALIPROXY_FWD_A_B'],
    [['-u', 'ftp://127.0.0.1:1'], 'BAD_UPSTREAM', '--upstream'],
    [['-u', 'http://127.0.0.1'], 'BAD_UPSTREAM', '--upstream'],
    [['-u', 'env'], 'NO_UPSTREAM_IN_ENVIRONMENT', 'HTTPS_PROXY'],
    [['-l', '3128', '-u', 'http://127.0.0.1:3128'], 'UPSTREAM_IS_TUNNEL', '127.0.0.1:3128'],
    [['-l', '3128', '-u', 'http://localhost:3128'], 'UPSTREAM_IS_TUNNEL', 'localhost:3128'],
    [['--strategy', 'random'], 'BAD_FLAG_VALUE', '--strategy'],
    [['--canary', '10.0.3.9'], 'BAD_FLAG_VALUE', '--canary'],
    [['--health-interval', '1ms'], 'BAD_FLAG_VALUE', '--health-interval'],
    [['--auth', 'nocolon'], 'BAD_FLAG_VALUE', '--auth'],
    [['--auth-file', ''], 'BAD_FLAG_VALUE', '--auth-file'],
    [['--access-log', ''], 'BAD_FLAG_VALUE', '--access-log'],
    [['--ready-file', ''], 'BAD_FLAG_VALUE', '--ready-file'],
    [['--strategy', 'first', '--strategy', 'ip-hash'], 'FLAG_TWICE', '--strategy'],
    [['--auth-file', '/nowhere/users'], 'FILE_UNREADABLE', '/nowhere/users'],
    [['--allow', 'http://a.test'], 'BAD_FLAG_VALUE', '--allow'],
    [['--deny', '10.0.0.0/33'], 'BAD_FLAG_VALUE', '--deny'],
    [['--allow-from', '*.internal'], 'BAD_FLAG_VALUE', '--allow-from'],
    [['--tls-cert', '/home/li/cert.pem'], 'MISSING_FLAG', '--tls-key'],
    [['--tls-key', '/home/li/cert.pem'], 'MISSING_FLAG', '--tls-cert'],
    [['--client-name', 'a.test'], 'MISSING_FLAG', '--client-ca'],
    [['--upstream-cacert', '/home/li/cert.pem'], 'BAD_FLAG_VALUE', '--upstream-cacert'],
    [['--linger', '0s'], 'BAD_FLAG_VALUE', '--linger'],
    [['--drain', '25h'], 'BAD_FLAG_VALUE', '--drain'],
    [['--tunnel-timeout', '0s'], 'BAD_FLAG_VALUE', '--tunnel-timeout'],
    [['--max-connections', '0'], 'BAD_FLAG_VALUE', '--max-connections'],
    [['--max-connections-per-client', '65537'], 'BAD_FLAG_VALUE', '--max-connections-per-client'],
    [['--connect-timeout', '5'], 'BAD_FLAG_VALUE', '--connect-timeout'],
    [['--admin', 'on'], 'BAD_FLAG_VALUE', '--admin'],
    [['--admin', '0.0.0.0:9000'], 'ADMIN_BEYOND_LOOPBACK', '0.0.0.0:9000'],
    [['--log-level', 'loud'], 'BAD_FLAG_VALUE', '--log-level'],
    [['--watch'], 'WATCH_NOTHING', '--watch'],
    [['--check', '-l', '0.0.0.0:3128'], 'LISTEN_BEYOND_LOOPBACK', '0.0.0.0:3128'],
    [['--check', '-L', '6379:100.100.100.200:80'], 'FORWARD_DENIED', '100.100.100.200:80'],
    [['--check', '--admin', '0.0.0.0:9000'], 'ADMIN_BEYOND_LOOPBACK', '0.0.0.0:9000'],
    [['--check', '--print-env', 'bash'], 'FLAG_CONFLICT', '--print-env'],
    [['--print-env', 'bash', '-L', '6379:a.test:1'], 'PRINT_ENV_NOTHING', '-L NAME=6379:'],
    [['--check', '--', 'ls'], 'FLAG_CONFLICT', '-- COMMAND'],
    [['--json', '--', 'ls'], 'FLAG_CONFLICT', '-- COMMAND'],
    [['--'], 'MISSING_ARGUMENT', 'COMMAND'],
    [['--', 'nosuchprogram'], 'COMMAND_NOT_FOUND', 'nosuchprogram'],
    [['--', './nosuchprogram'], 'COMMAND_NOT_FOUND', './nosuchprogram'],
    [['--upstrem', 'direct'], 'UNKNOWN_FLAG', '--upstream'],
    [['3128'], 'UNEXPECTED_ARGUMENT', '3128'],
  ])('refuses %j', async (argv, code, named) => {
    const { exitCode, out, err } = await outcome(argv, { files: { '/home/li/cert.pem': 'no PEM' } });
    const shown = argv.includes('--json') ? out : err;
    expect({ exitCode, shown }).toEqual({ exitCode: 2, shown: expect.stringContaining(code) });
    expect(shown.replace(/\s+/g, ' ')).toContain(named);
    expect(argv.includes('--json') ? err : out).toBe('');
  });

  it('takes a listener on all addresses with an allow list, users or client certificates', async () => {
    for (const protection of [
      ['--allow-from', '10.0.0.0/8'],
      ['--auth', 'li:pass'],
    ]) {
      const { exitCode, out } = await outcome(['--check', '-l', '0.0.0.0:3128', ...protection]);
      expect([exitCode, out]).toEqual([0, expect.stringContaining('http://0.0.0.0:3128')]);
    }
  });

  it('names a variable that is wrong', async () => {
    const level = await outcome([], { env: { ALIPROXY_LOG_LEVEL: 'loud' } });
    expect([level.exitCode, level.err]).toEqual([2, expect.stringContaining('ALIPROXY_LOG_LEVEL')]);
    const auth = await outcome([], { env: { ALIPROXY_TUNNEL_AUTH: 'canary-4711' } });
    expect([auth.exitCode, auth.err]).toEqual([2, expect.stringContaining('ALIPROXY_TUNNEL_AUTH')]);
    expect(auth.err).not.toContain('canary-4711');
  });

  it.each([['--json'], ['--lang', 'zh'], []])(
    'never shows a password of a wrong value (%s)',
    async (...shape) => {
      for (const argv of [
        ['-u', 'http://li:canary-4711@nowhere'],
        ['-u', 'ftp://li:canary-4711@127.0.0.1:1'],
        ['--auth', ':canary-4711'],
        ['--auth', 'canary-4711'],
      ]) {
        const { exitCode, out, err } = await outcome([...argv, ...shape]);
        expect(exitCode).toBe(2);
        expect(out + err).not.toContain('canary-4711');
      }
    },
  );
});

describe('a wrong configuration', () => {
  it.each([
    ['listen: [nonsense]', 'CONFIG_BAD_VALUE', 2, 'tunnel.listen[0]'],
    ['listen: []', 'CONFIG_BAD_VALUE', 2, 'tunnel.listen'],
    ['listen:\n  - 127.0.0.1:0\n  - a.test:1', 'CONFIG_BAD_VALUE', 4, 'tunnel.listen[1]'],
    ['connectTimeout: 0s', 'CONFIG_BAD_VALUE', 2, 'tunnel.connectTimeout'],
    ['connectTimeout: 30h', 'CONFIG_BAD_VALUE', 2, 'tunnel.connectTimeout'],
    ['maxConnections: 0', 'CONFIG_BAD_VALUE', 2, 'tunnel.maxConnections'],
    ['maxConection: 5', 'CONFIG_UNKNOWN_KEY', 2, 'tunnel.maxConnections'],
    ['helth: {interval: 1s}', 'CONFIG_UNKNOWN_KEY', 2, 'tunnel.health'],
    ['health:\n  intervall: 1s', 'CONFIG_UNKNOWN_KEY', 3, 'tunnel.health.interval'],
    ['health: {canary: nowhere}', 'CONFIG_BAD_VALUE', 2, 'tunnel.health.canary'],
    ['strategy: fastest', 'CONFIG_BAD_VALUE', 2, 'round-robin'],
    ['upstreams: []', 'CONFIG_BAD_VALUE', 2, 'tunnel.upstreams'],
    ['allow: []', 'CONFIG_BAD_VALUE', 2, 'tunnel.allow'],
    ['allowFrom: []', 'CONFIG_BAD_VALUE', 2, 'tunnel.allowFrom'],
    ['auth: []', 'CONFIG_BAD_VALUE', 2, 'tunnel.auth'],
    ['accessLog: ""', 'CONFIG_BAD_VALUE', 2, 'tunnel.accessLog'],
    ['upstreams:\n  - url: direct\n    wieght: 2', 'CONFIG_UNKNOWN_KEY', 4, 'tunnel.upstreams[0].weight'],
    ['upstreams:\n  - {url: direct, backup: sometimes}', 'CONFIG_BAD_VALUE', 3, 'true | false'],
    ['upstreams:\n  - {url: direct, weight: -1}', 'CONFIG_BAD_VALUE', 3, 'tunnel.upstreams[0].weight'],
    ['upstreams:\n  - {url: direct, name: "\\t"}', 'CONFIG_BAD_VALUE', 3, 'tunnel.upstreams[0].name'],
    ['upstreams: ["http://$\u007bNOT_SET}@a.test:1"]', 'CONFIG_MISSING_VARIABLE', 2, 'NOT_SET'],
    [
      'forwards: [{listen: "0", to: "a.test:1", name: "1"}]',
      'CONFIG_BAD_VALUE',
      2,
      'tunnel.forwards[0].name',
    ],
    ['forwards:\n  - listen: "0"\n    to: a.test', 'CONFIG_BAD_VALUE', 4, 'tunnel.forwards[0].to'],
    ['forwards:\n  - listen: a.test:1\n    to: a.test:1', 'CONFIG_BAD_VALUE', 3, 'tunnel.forwards[0].listen'],
    ['forwards: [{listen: "0"}]', 'CONFIG_BAD_VALUE', 2, 'tunnel.forwards[0].to'],
    ['deny: ["*.a.test", "10.*"]', 'CONFIG_BAD_VALUE', 2, 'tunnel.deny[1]'],
    ['allowFrom: everybody', 'CONFIG_BAD_VALUE', 2, 'tunnel.allowFrom'],
    ['tls: {cert: cert.pem}', 'FILE_UNREADABLE', null, '/home/li/project/cert.pem'],
  ])('is named by file, line and key: %s', async (yaml, code, line, named) => {
    const { exitCode, out, err } = await outcome([], configured(yaml));
    expect([exitCode, out]).toEqual([2, '']);
    const flat = err.replace(/\s+/g, ' ');
    expect(flat).toContain(`[${code}]`);
    if (line !== null) expect(flat).toContain(`${configPath}:${line}`);
    expect(flat).toContain(named);
  });

  it('is told where names of upstreams do not fit together', async () => {
    const twice = 'upstreams:\n  - {name: a, url: direct}\n  - {name: a, url: "http://a.test:1"}';
    expect((await outcome([], configured(twice))).err).toContain('[UPSTREAM_NAME_TWICE]');
    const unknown =
      'upstreams: [{name: a, url: direct}]\nforwards: [{listen: "0", to: "a.test:1", upstreams: [b]}]';
    const { exitCode, err } = await outcome([], configured(unknown));
    expect([exitCode, err]).toEqual([2, expect.stringContaining('there are: a.')]);
  });

  it('is told of a line of the file of users, relative to the configuration', async () => {
    const options = configured('authFile: users.txt', {
      files: { '/home/li/project/users.txt': '# us\nli\n' },
    });
    const { exitCode, err } = await outcome([], options);
    expect([exitCode, err]).toEqual([
      2,
      expect.stringMatching(/AUTH_FILE_INVALID.*\/home\/li\/project\/users\.txt, line 2/),
    ]);
  });
});

it('points to the excluded port ranges on Windows', () => {
  const facts = { listen: '127.0.0.1:3128', windows: true };
  expect(en.errors.LISTEN_FORBIDDEN.hint(facts)).toContain('excludedportrange');
  expect(zh.errors.LISTEN_FORBIDDEN.hint(facts)).toContain('excludedportrange');
  expect(en.errors.LISTEN_FORBIDDEN.hint({ ...facts, windows: false })).not.toContain('netsh');
});
