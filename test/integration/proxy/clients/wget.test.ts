import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { wgetRules } from '../../../../src/lib/proxy/clients/wget.js';
import { findProgram } from '../../../helpers/programs.js';
import { compareAll } from './differential.js';
import { eachNoProxyEntry, eachProxyValue, randomSituations, sampled, withSettings } from './situations.js';
import { worldIsMissing } from './world.js';

const setting = (name: string, value: string) => ({ name, value });
const settings = [
  setting('http_proxy', 'http://config.test:3128'),
  setting('http_proxy', ''),
  setting('https_proxy', 'config-secure.test:3128'),
  setting('https_proxy', 'https://config-tls.test:3128'),
  setting('ftp_proxy', 'http://config-ftp.test:3128'),
  setting('no_proxy', 'a.test,10.1.2.3'),
  setting('no_proxy', 'b.test'),
  setting('no_proxy', ''),
  setting('use_proxy', 'off'),
  setting('use_proxy', 'No'),
  setting('use_proxy', 'on'),
];

describe.skipIf(worldIsMissing('wget'))('what wget does', () => {
  it('is what the rules say', async () => {
    const program = findProgram('wget') ?? 'wget';
    const { stdout } = await promisify(execFile)(program, ['--version']);
    const version = /^GNU Wget (\S+)/.exec(stdout)?.[1] ?? '';
    const choice = {
      proxies: ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'ftp_proxy', 'all_proxy'],
      lists: ['no_proxy', 'NO_PROXY'],
      others: { REQUEST_METHOD: ['GET'] },
      schemes: ['http', 'https', 'http', 'https', 'ftp'],
    };
    const situations = [
      ...eachProxyValue(['http_proxy'], ['http']),
      ...eachProxyValue(['https_proxy'], ['https']),
      ...sampled(eachNoProxyEntry('no_proxy', ['http_proxy', 'https_proxy'], ['http', 'https']), 250),
      ...randomSituations(choice, 220),
      ...withSettings(randomSituations(choice, 90), settings),
    ];
    const args = ['-nv', '-O', '/dev/null', '--tries=1', '-T', '5', '--no-hsts'];
    const differences = await compareAll(
      wgetRules,
      situations,
      async (world, { env, url, settings: lines = [] }) => {
        const file = lines.map(({ name, value }) => `${name} = ${value}\n`).join('');
        await writeFile(join(world.home, '.wgetrc'), file);
        const { observed, exitCode, stderr } = await world.run({ program, args: [...args, url], env });
        return { observed, failed: exitCode !== 0, says: stderr };
      },
      { versions: { wget: version } },
    );
    expect(differences).toEqual([]);
    expect(situations.length).toBeGreaterThan(500);
  }, 120_000);
});
