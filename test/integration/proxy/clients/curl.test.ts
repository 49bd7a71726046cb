import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { curlRules } from '../../../../src/lib/proxy/clients/curl.js';
import { findProgram } from '../../../helpers/programs.js';
import { compareAll } from './differential.js';
import { eachNoProxyEntry, eachProxyValue, randomSituations, sampled, withSettings } from './situations.js';
import { worldIsMissing } from './world.js';

const setting = (name: string, value: string) => ({ name, value });
const settings = [
  setting('proxy', 'http://config.test:3128'),
  setting('proxy', 'config-bare.test:3128'),
  setting('proxy', ''),
  setting('proxy', 'socks5h://config-socks.test'),
  setting('proxy1.0', 'config-one.test:3128'),
  setting('socks4', 'config-socks4.test:1080'),
  setting('socks4a', 'config-socks4a.test'),
  setting('socks5', 'config-socks5.test:1080'),
  setting('socks5-hostname', 'config-socks5h.test:1080'),
  setting('preproxy', 'socks5://config-pre.test:1080'),
  setting('preproxy', ''),
  setting('noproxy', 'a.test,10.0.0.0/8'),
  setting('noproxy', ''),
  setting('noproxy', '*'),
];

describe.skipIf(worldIsMissing('curl'))('what curl does', () => {
  it('is what the rules say', async () => {
    const program = findProgram('curl') ?? 'curl';
    const { stdout } = await promisify(execFile)(program, ['--version']);
    const version = /^curl (\S+)/.exec(stdout)?.[1] ?? '';
    const ws = /^Protocols:.* ws( |$)/m.test(stdout) ? ['ws', 'wss'] : [];
    const variables = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];
    const choice = {
      proxies: [...variables, 'ftp_proxy', ...ws.map((scheme) => `${scheme}_proxy`)],
      lists: ['no_proxy', 'NO_PROXY'],
      others: { REQUEST_METHOD: ['GET'] },
      schemes: ['http', 'https', 'http', 'https', 'ftp', ...ws],
    };
    const situations = [
      ...eachProxyValue(['http_proxy'], ['http']),
      ...eachProxyValue(['HTTPS_PROXY'], ['https']),
      ...sampled(eachNoProxyEntry('no_proxy', ['http_proxy', 'https_proxy'], ['http', 'https']), 250),
      ...randomSituations(choice, 220),
      ...withSettings(randomSituations(choice, 90), settings),
    ];
    const differences = await compareAll(
      curlRules,
      situations,
      async (world, { env, url, settings: lines = [] }) => {
        const file = lines.map(({ name, value }) => `${name} = "${value}"\n`).join('');
        await writeFile(join(world.home, '.curlrc'), file);
        // `-g`: brackets in a URL are no pattern. Without certificates to check it starts in a third of the time.
        const insecure = ['-k', '--proxy-insecure'];
        const args = ['-sS', '-g', ...insecure, '-m', '5', '-o', '/dev/null', url];
        const { observed, exitCode, stderr } = await world.run({ program, args, env });
        return { observed, failed: exitCode !== 0, says: stderr };
      },
      { versions: { curl: version } },
    );
    expect(differences).toEqual([]);
    expect(situations.length).toBeGreaterThan(500);
  }, 120_000);
});
