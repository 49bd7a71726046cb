import { it } from 'vitest';
import type { Client } from './client.js';
import { curl, netcat, openssl, wget } from './command-line-clients.js';
import { go, java, node, nodesWithFetch, python } from './written-clients.js';

/** All that load and store by HTTP. */
export const everyClient: readonly Client[] = [
  ...[curl, wget, go, python, java, node, ...nodesWithFetch, openssl, netcat],
];

/** Without the older Nodes: they differ in nothing that an upstream could see. */
export const oneOfEachKind = everyClient.filter(
  (client) => !nodesWithFetch.includes(client) || client === nodesWithFetch.at(-1),
);

/** A test for each of some clients; one that is not installed is skipped, which CI does not allow. */
export function testEach(
  clients: readonly Client[],
  what: string,
  test: (client: Client) => Promise<void>,
): void {
  for (const client of clients) it.skipIf(client.isMissing())(`${client.name} ${what}`, () => test(client));
}
