import { readFile } from 'node:fs/promises';
import { Config } from '@oclif/core/config';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import Probe from '../../../src/commands/probe.js';
import type { Network } from '../../../src/lib/host/network.js';
import { fakeHost } from '../../helpers/fake-host.js';
import { loopbackNetwork } from '../../helpers/loopback-network.js';
import { configPath } from './world.js';

const page = await readFile('docs/ci.md', 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)]
    .filter(([, found]) => found === language)
    .map(([, , block = '']) => block);
const [configuration = '', ...workflows] = blocks('yaml');

/** What the shell would hand over of each `aliproxy probe …`, in snippets and in the text. */
const commands = [
  ...new Set([...page.matchAll(/aliproxy (probe\b[^|>`\n]*)/g)].map(([, words = '']) => words.trim())),
].map((line) => line.split(/ +/).slice(1));

const env = {
  ...{ PROXY_ADDRESS: 'proxy.invalid:3128', PROXY_USER: 'ci', PROXY_PASSWORD: 'Canary/4@7' },
  ...{ REDIS_PASSWORD: 'Canary-redis', API_TOKEN: 'Canary-token' },
};

/** No name means anything, so that each probe ends at once. */
const network: Network = {
  ...loopbackNetwork,
  resolve: () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })),
};

describe('docs/ci.md', () => {
  let config: Config;
  beforeAll(async () => {
    Probe.id = 'probe';
    config = await Config.load({ root: process.cwd(), ignoreManifest: true });
  });

  async function run(argv: readonly string[], variables: Record<string, string> = env) {
    const host = { ...fakeHost({ env: variables, files: { [configPath]: configuration } }), network };
    return {
      exitCode: await new Probe([...argv], config).runWith(host),
      ...host.written,
      files: host.contents,
    };
  }

  it('has commands, a file and two workflows', () => {
    expect(commands.length).toBeGreaterThan(6);
    expect(Object.keys(parse(configuration))).toEqual(['probe']);
    expect(workflows).toHaveLength(2);
    expect(parse(workflows[0] ?? '').jobs.probe.steps.length).toBeGreaterThan(3);
    expect(parse(workflows[1] ?? '').probe.artifacts.reports).toEqual({ junit: 'probe.xml' });
    for (const workflow of [...workflows, ...blocks('groovy')]) expect(workflow).toContain('aliproxy probe ');
  });

  it.each(commands.map((argv) => [argv.join(' '), argv] as const))('aliproxy probe %s', async (_, argv) => {
    const { exitCode, out, err } = await run(argv);
    expect({ exitCode, err: err.replace(/^[#*].*$/gm, '').trim() }).toEqual({ exitCode: 1, err: '' });
    expect(out + err).not.toMatch(/Canary/);
  });

  it('reads the file as it is meant', async () => {
    const { out } = await run(['--json']);
    const { results } = JSON.parse(out);
    expect(results.map(({ name, code }: { name: string; code: string }) => [name, code])).toEqual([
      ['the proxy itself', 'PROXY_DNS'],
      ['cache', 'PROXY_DNS'],
      ['orders database', 'PROXY_DNS'],
      ['api', 'PROXY_DNS'],
    ]);
    expect(results[1].via).toEqual([{ proxy: 'http://proxy.invalid:3128', source: 'config' }]);
  });

  it('a variable that is not set is exit 2, before anything is probed', async () => {
    const { API_TOKEN: _, ...rest } = env;
    const { exitCode, err } = await run([], rest);
    expect(exitCode).toBe(2);
    expect(err).toContain('API_TOKEN');
  });

  it('has every exit code of the command', () => {
    for (const code of Probe.description.match(/\b(?:[012]|124|130)\b(?= [a-z-])/g) ?? []) {
      expect(page).toMatch(new RegExp(`^\\| ${code}[ ,]`, 'm'));
    }
  });

  it('writes the reports that the jobs pick up', async () => {
    const { files } = await run(['--report', 'junit=probe.xml', '--report', 'html=probe.html']);
    const paths = [...files.keys()].map((path) => path.replace(/^.*\//, ''));
    expect(paths).toEqual(expect.arrayContaining(['probe.xml', 'probe.html']));
  });
});
