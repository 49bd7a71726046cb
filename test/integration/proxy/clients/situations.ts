import fc from 'fast-check';
import type { ClientSetting } from '../../../../src/lib/proxy/clients/client.js';
import { allHosts, noProxyEntries, type Place, type ProxyValue, proxyValues } from './samples.js';

/** An environment and the URL that a client is asked for in it. */
export interface Situation {
  readonly env: Readonly<Record<string, string>>;
  readonly url: string;
  /** What stands in the client's own configuration. */
  readonly settings?: readonly ClientSetting[];
}

/** Proxies of their own for each variable, so that it is seen which one was taken. */
function placeOf(variable: string, index: number): Place {
  const spelling = variable === variable.toUpperCase() ? 'upper' : 'lower';
  const name = `${variable.toLowerCase().replace('_', '-')}-${spelling}.test`;
  return { name, ipv4: `172.20.0.${index + 1}`, ipv6: `fd99::${index + 1}` };
}

function valueAt(variable: string, index: number, value: ProxyValue): string {
  return value(placeOf(variable, index));
}

/** Each known value in each of these variables alone, with a URL of each scheme. */
export function eachProxyValue(variables: readonly string[], schemes: readonly string[]): Situation[] {
  return proxyValues.flatMap((value) =>
    variables.flatMap((variable, index) =>
      schemes.map((scheme) => ({
        env: { [variable]: valueAt(variable, index, value) },
        url: `${scheme}://a.test/`,
      })),
    ),
  );
}

/**
 * Each known entry alone, in a list variable of this name, with these variables naming a proxy, for each host that has
 * anything in common with the entry, and for one that has not.
 */
export function eachNoProxyEntry(
  list: string,
  variables: readonly string[],
  schemes: readonly string[],
): Situation[] {
  const proxies = Object.fromEntries(
    variables.map((variable, index) => [variable, `http://${placeOf(variable, index).name}:3128`]),
  );
  return noProxyEntries.flatMap((entry) =>
    allHosts
      .filter((host) => host === 'b.test' || related(entry, host))
      .map((host, index) => ({
        env: { ...proxies, [list]: entry },
        url: `${schemes[index % schemes.length]}://${host}/`,
      })),
  );
}

/** Do they share a word of two letters or more, or a number? `*` and the widest blocks concern everything. */
function related(entry: string, host: string): boolean {
  if (/^[\s,]*[.*]|,\*|\/0$|local|%/.test(entry)) return true;
  const words = (text: string) => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const ours = words(host).filter((word) => word !== 'test' || /^\.?test$/.test(entry));
  return words(entry).some((word) => ours.includes(word));
}

export interface Choice {
  /** Proxy variables, each of which may be absent, empty, or have any known value. */
  readonly proxies: readonly string[];
  /** Variables with a list of exceptions. */
  readonly lists: readonly string[];
  /** Other variables, each with the values it may have besides being absent. */
  readonly others?: Readonly<Record<string, readonly string[]>>;
  readonly schemes: readonly string[];
  /** Default: all kinds of hosts. */
  readonly hosts?: readonly string[];
}

/** The seed of every differential test: the same cases on every run. */
export const seed = 20_261_122;

/** Situations at random, the same for the same arguments. */
export function randomSituations(choice: Choice, count: number): Situation[] {
  return fc.sample(situation(choice), { numRuns: count, seed });
}

function situation({
  proxies,
  lists,
  others = {},
  schemes,
  hosts = allHosts,
}: Choice): fc.Arbitrary<Situation> {
  const absent = fc.constant(undefined);
  const proxyOf = (variable: string, index: number) => {
    const plain = fc.constantFrom(...proxyValues.slice(0, 4)).map((value) => valueAt(variable, index, value));
    const any = fc.constantFrom(...proxyValues).map((value) => valueAt(variable, index, value));
    return fc.oneof(
      { weight: 4, arbitrary: absent },
      { weight: 1, arbitrary: fc.constant('') },
      { weight: 5, arbitrary: plain },
      { weight: 2, arbitrary: any },
    );
  };
  const entries = fc
    .tuple(
      fc.array(fc.constantFrom(...noProxyEntries), { minLength: 1, maxLength: 4 }),
      fc.constantFrom(',', ',', ',', ', ', ' ', ';'),
    )
    .map(([parts, separator]) => parts.join(separator));
  const listOf = fc.oneof(
    { weight: 3, arbitrary: absent },
    { weight: 1, arbitrary: fc.constant('') },
    { weight: 5, arbitrary: entries },
  );
  const env = fc
    .record({
      ...Object.fromEntries(proxies.map((name, index) => [name, proxyOf(name, index)])),
      ...Object.fromEntries(lists.map((name) => [name, listOf])),
      ...Object.fromEntries(
        Object.entries(others).map(([name, values]) => [
          name,
          fc.oneof({ weight: 3, arbitrary: absent }, { weight: 1, arbitrary: fc.constantFrom(...values) }),
        ]),
      ),
    } as Record<string, fc.Arbitrary<string | undefined>>)
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));
  const url = fc
    .tuple(
      fc.constantFrom(...schemes),
      fc.constantFrom(...hosts),
      fc.constantFrom('', '', '', ':80', ':443', ':8080'),
    )
    // The observer greets the clients of FTP on its own port only.
    .map(([scheme, host, port]) => `${scheme}://${host}${scheme === 'ftp' ? '' : port}/`);
  return fc.record({ env, url }) as fc.Arbitrary<Situation>;
}

/** `count` of these, spread evenly: for clients that are slow to start. */
export function sampled(situations: readonly Situation[], count: number): Situation[] {
  const step = Math.max(1, situations.length / count);
  return Array.from({ length: Math.min(count, situations.length) }, (_, index) => {
    return situations[Math.floor(index * step)] as Situation;
  });
}

/** The situations, each with up to three of these settings, the same on every run. */
export function withSettings(
  situations: readonly Situation[],
  settings: readonly ClientSetting[],
): Situation[] {
  const some = fc.array(fc.constantFrom(...settings), { minLength: 1, maxLength: 3 });
  const drawn = fc.sample(some, { numRuns: situations.length, seed });
  return situations.map((situation, index) => ({ ...situation, settings: drawn[index] ?? [] }));
}
