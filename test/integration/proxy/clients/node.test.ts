import { execFileSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { nodeRules } from '../../../../src/lib/proxy/clients/node.js';
import { compare, type Difference, report, type Told } from './differential.js';
import { eachNoProxyEntry, eachProxyValue, randomSituations, type Situation } from './situations.js';
import { askTogether } from './together.js';
import { type ClientWorld, withClientWorlds, worldIsMissing } from './world.js';

const program = fileURLToPath(new URL('../../../fixtures/proxy-clients/fetch.mjs', import.meta.url));
const schemes = ['http', 'https'];
const optIn = { NODE_USE_ENV_PROXY: '1' };

/** This Node.js, and those whose paths stand in NODES_TO_COMPARE (`.ci/run` has 22, 24 and 26). */
const nodes = [
  process.execPath,
  ...(process.env.NODES_TO_COMPARE ?? '').split(delimiter).filter((path) => path !== ''),
].map((path) => ({
  path,
  version: execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim(),
}));

/** Situations that one process can be asked about: they differ in NO_PROXY and in the URL only. */
interface Process {
  readonly env: Readonly<Record<string, string>>;
  readonly situations: readonly Situation[];
}

const lists = ['no_proxy', 'NO_PROXY'];

/** All with the same variables, but for the lists, go to one process. A proxy that hangs up leaves attempts behind. */
function processesFor(situations: readonly Situation[]): Process[] {
  const processes = new Map<string, Situation[]>();
  for (const situation of situations) {
    const fixed = Object.entries(situation.env).filter(([name]) => !lists.includes(name));
    const hangsUp = fixed.some(([, value]) => /^\s*(?:https|socks)/i.test(value));
    const key = JSON.stringify(hangsUp ? [fixed, situation] : fixed);
    processes.set(key, [...(processes.get(key) ?? []), situation]);
  }
  return [...processes.values()].map((members) => {
    const { no_proxy: _lower, NO_PROXY: _upper, ...env } = members[0]?.env ?? {};
    return { env, situations: members };
  });
}

async function ask(world: ClientWorld, path: string, { env, situations }: Process): Promise<Told[]> {
  return askTogether(world, {
    program: path,
    args: [program],
    env,
    situations,
    line: ({ env: { no_proxy = null, NO_PROXY = null }, url }, mark) =>
      JSON.stringify({ mark, url, env: { no_proxy, NO_PROXY } }),
  });
}

async function differencesOf(
  { path, version }: (typeof nodes)[number],
  situations: readonly Situation[],
): Promise<Difference[]> {
  const besides = { versions: { node: version } };
  const all = await withClientWorlds(2, processesFor(situations), async (world, started) => {
    const told = await ask(world, path, started);
    return started.situations.flatMap((situation, index) => {
      const answer = told[index];
      if (answer === undefined) throw new Error('a situation without an answer');
      return compare(nodeRules, situation, answer, besides) ?? [];
    });
  });
  const differences = all.flat();
  report(nodeRules, besides, situations.length, differences.length);
  return differences;
}

function withOptIn(situations: readonly Situation[]): Situation[] {
  return situations.map(({ env, url }) => ({ env: { ...env, ...optIn }, url }));
}

const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];

/** A Node.js that knows no proxy variables is asked about a few; its answer is always the same. */
function situationsFor(version: string): Situation[] {
  const random = (count: number) =>
    randomSituations(
      {
        proxies: [...names, 'ALL_PROXY'],
        lists,
        others: { NODE_USE_ENV_PROXY: ['1', '', '0', 'true'] },
        schemes,
      },
      count,
    );
  if (/^(?:20|22\.1?\d|22\.20|23)\./.test(version)) return random(30);
  return [
    ...withOptIn(eachProxyValue(['http_proxy'], ['https'])),
    ...withOptIn(eachNoProxyEntry('no_proxy', ['http_proxy', 'https_proxy'], [...schemes, 'ws', 'wss'])),
    ...random(10),
    ...withOptIn(random(30)),
  ];
}

describe.skipIf(worldIsMissing()).each(nodes)('our rules against the fetch of Node.js $version', (node) => {
  it('agree in every situation, each environment put to a process of its own', async () => {
    const situations = situationsFor(node.version);
    expect(await differencesOf(node, situations)).toEqual([]);
    expect(situations.length).toBeGreaterThan(25);
  }, 240_000);
});
