import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { gitRules } from '../../../../src/lib/proxy/clients/git.js';
import { findProgram } from '../../../helpers/programs.js';
import { compareAll } from './differential.js';
import { eachNoProxyEntry, eachProxyValue, randomSituations, sampled, withSettings } from './situations.js';
import { worldIsMissing } from './world.js';

/** A user name without a password makes git ask for one. */
const quiet = { GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '/bin/echo', LC_ALL: 'C' };

const setting = (name: string, value: string) => ({ name, value });
const settings = [
  setting('http.proxy', 'http://config.test:3128'),
  setting('http.proxy', 'config-bare.test:3128'),
  setting('http.proxy', ''),
  setting('http.proxy', 'socks5://config-socks.test'),
  setting('http.https://a.test.proxy', 'http://config-host.test:3128'),
  setting('http.https://a.test/.proxy', 'http://config-slash.test:3128'),
  setting('http.https://a.test:443.proxy', 'http://config-port.test:3128'),
  setting('http.https://a.test:8080.proxy', 'http://config-8080.test:3128'),
  setting('http.http://A.TEST.proxy', 'http://config-upper.test:3128'),
  setting('http.https://*.test.proxy', 'http://config-star.test:3128'),
  setting('http.http://*.a.test.proxy', 'http://config-below.test:3128'),
  setting('http.https://a.test/x.proxy', 'http://config-path.test:3128'),
  setting('http.https://user@a.test.proxy', 'http://config-user.test:3128'),
  setting('http.http://10.1.2.3.proxy', ''),
  setting('http.http://[fd00::1].proxy', 'http://config-ipv6.test:3128'),
  setting('http.a.test.proxy', 'http://config-no-scheme.test:3128'),
];

/** Settings as git takes them from its environment. */
function asEnvironment(list: readonly { name: string; value: string }[]): Record<string, string> {
  const pairs = list.flatMap(({ name, value }, at) => [
    [`GIT_CONFIG_KEY_${at}`, name],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ]);
  return { ...Object.fromEntries(pairs), GIT_CONFIG_COUNT: String(list.length) };
}

describe.skipIf(worldIsMissing('git', 'curl'))('what git does', () => {
  it('is what the rules say', async () => {
    const git = findProgram('git') ?? 'git';
    const ask = async (program: string) => (await promisify(execFile)(program, ['--version'])).stdout;
    const versions = {
      git: /^git version (\S+)/.exec(await ask(git))?.[1] ?? '',
      curl: /^curl (\S+)/.exec(await ask(findProgram('curl') ?? 'curl'))?.[1] ?? '',
    };
    const choice = {
      proxies: ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'],
      lists: ['no_proxy', 'NO_PROXY'],
      others: { REQUEST_METHOD: ['GET'] },
      schemes: ['http', 'https'],
    };
    const situations = [
      ...eachProxyValue(['https_proxy'], ['https']),
      ...sampled(eachNoProxyEntry('no_proxy', ['http_proxy', 'https_proxy'], ['http', 'https']), 100),
      ...randomSituations(choice, 120),
      ...withSettings(
        randomSituations({ ...choice, proxies: ['https_proxy'], hosts: ['a.test'] }, 60),
        settings,
      ),
      ...withSettings(randomSituations({ ...choice, proxies: ['https_proxy'] }, 40), settings),
    ];
    const differences = await compareAll(
      gitRules,
      situations,
      async (world, { env, url, settings: list = [] }) => {
        const args = ['ls-remote', url];
        const { observed, exitCode, stderr } = await world.run({
          program: git,
          args,
          env: { ...env, ...quiet, ...asEnvironment(list) },
        });
        return { observed, failed: exitCode !== 0, says: stderr };
      },
      { versions },
    );
    expect(differences).toEqual([]);
    expect(situations.length).toBeGreaterThan(300);
  }, 120_000);
});
