import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pythonRules } from '../../../../src/lib/proxy/clients/python.js';
import { testPython } from '../../../helpers/python.js';
import { compare, report, type Told } from './differential.js';
import { eachNoProxyEntry, eachProxyValue, randomSituations, type Situation } from './situations.js';
import { askTogether } from './together.js';
import { withClientWorld, worldIsMissing } from './world.js';

const program = fileURLToPath(new URL('../../../fixtures/proxy-clients/requests_get.py', import.meta.url));

const schemes = ['http', 'https'];
const all: readonly Situation[] = [
  ...eachProxyValue(['all_proxy'], schemes),
  ...eachNoProxyEntry('no_proxy', ['http_proxy', 'https_proxy'], schemes),
  ...randomSituations(
    {
      proxies: ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'],
      lists: ['no_proxy', 'NO_PROXY'],
      others: { REQUEST_METHOD: ['', 'GET'], Http_Proxy: ['http://mixed.test:3128'] },
      schemes,
    },
    400,
  ),
];

/** Before 2.8 urllib3 took the port 0 for none, and left the escapes in a host as they were. */
function situationsFor(urllib3: string): readonly Situation[] {
  const [major = 0, minor = 0] = urllib3.split('.').map(Number);
  const isModelled = major > 2 || (major === 2 && minor >= 8);
  const isKnown = ({ env }: Situation) => !Object.values(env).some((value) => /:0$|%2e/.test(value));
  return isModelled ? all : all.filter(isKnown);
}

interface Found {
  readonly version: string;
  readonly urllib3: string;
}

/** Null where this Python has no requests; on CI that is an error, never a skip. */
function findRequests(): Found | null {
  const print = 'import requests, urllib3; print(requests.__version__, urllib3.__version__)';
  try {
    const text = execFileSync(testPython, ['-c', print], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [version = '', urllib3 = ''] = text.trim().split(' ');
    return { version, urllib3 };
  } catch (error) {
    if (process.env.CI) throw error;
    return null;
  }
}

const found = findRequests();

describe.skipIf(worldIsMissing('python3') || found === null)('our rules against requests', () => {
  it('agree in every situation, all put to one process, since requests reads the environment each time', async () => {
    const { version = '', urllib3 = '' } = found ?? {};
    const situations = situationsFor(urllib3);
    const besides = { versions: { python: version } };
    const told = await withClientWorld((world) =>
      askTogether(world, {
        program: testPython,
        args: [program],
        env: {},
        situations,
        line: ({ env, url }, mark) => JSON.stringify({ mark, url, env }),
      }),
    );
    expect(told.length).toBe(situations.length);
    const differences = situations.flatMap(
      (situation, index) => compare(pythonRules, situation, told[index] as Told, besides) ?? [],
    );
    report(pythonRules, besides, situations.length, differences.length);
    expect(differences).toEqual([]);
    expect(situations.length).toBeGreaterThan(800);
  }, 120_000);
});
