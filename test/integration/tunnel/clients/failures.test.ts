import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing } from '../../../helpers/programs.js';
import { closedPort, type RunningServer, startSquid } from '../../../helpers/servers.js';
import type { Answer, Client, Surroundings } from './client.js';
import { curl, netcat } from './command-line-clients.js';
import { everyClient, testEach } from './every-client.js';
import { git } from './git-client.js';
import { MatrixWorld, toldOf } from './matrix-world.js';
import { upstreamSetting, upstreamUser } from './upstream-proxies.js';
import { rules, thisMachineOnly, type WatchedTunnel, watchTunnel } from './watched-tunnel.js';
import { nodesWithFetch } from './written-clients.js';

interface Failing {
  readonly code: string;
  readonly status: number;
  readonly reason: string;
  /** The tunnel, and where to. */
  readonly via: 'direct' | 'wrong password';
  readonly place: () => string;
}

let refusing = '';

const failing: readonly Failing[] = [
  {
    ...{ code: 'TARGET_REFUSED', status: 502, reason: 'Bad Gateway' },
    ...{ via: 'direct', place: () => refusing },
  },
  {
    ...{ code: 'TARGET_DNS', status: 502, reason: 'Bad Gateway' },
    ...{ via: 'direct', place: () => 'nosuch.invalid:8443' },
  },
  {
    ...{ code: 'DENIED', status: 403, reason: 'Forbidden' },
    ...{ via: 'direct', place: () => 'server.test:8443' },
  },
  {
    ...{ code: 'PROXY_AUTH_FAILED', status: 502 },
    ...{ reason: 'Bad Gateway', via: 'wrong password', place: () => refusing },
  },
];

/** How each client tells its user of a CONNECT that was refused: by status, by reason, or with the header. */
const toldOfConnect: Readonly<Record<string, (failure: Failing) => RegExp>> = {
  curl: ({ status }) => new RegExp(`^curl: \\((?:7|22|56)\\) .*\\b${status}`),
  wget: ({ reason }) => new RegExp(`Proxy tunneling failed: ${reason}`),
  'Go net/http': ({ reason }) => new RegExp(`: ${reason}$`),
  'Python requests': ({ status, reason }) => new RegExp(`Tunnel connection failed: ${status} ${reason}`),
  'Java HttpClient': ({ status }) => new RegExp(`Tunnel failed, got: ${status}`),
  'Node.js http': ({ status }) => new RegExp(`the proxy answered ${status}`),
  'openssl s_client': ({ status, reason }) => new RegExp(`HTTP CONNECT failed, reason= ?${status} ${reason}`),
  nc: ({ status, reason }) => new RegExp(`Proxy error: "HTTP/1.[01] ${status} ${reason}"`),
};
/** undici's own sentence. */
const toldByFetch = ({ status }: Failing) => new RegExp(`Proxy response \\(${status}\\)`);

/** Those that show the headers of an answer to CONNECT. */
const showsHeadersOfConnect = new Set(['curl', 'Node.js http']);

describe.skipIf(process.platform !== 'linux' || missing('squid', 'openssl'))(
  'failures, as clients show them',
  () => {
    let world: MatrixWorld;
    let squid: RunningServer;
    let wrongPassword: WatchedTunnel;
    let direct: WatchedTunnel;

    beforeAll(async () => {
      refusing = `127.0.0.1:${await closedPort()}`;
      squid = await startSquid({ user: upstreamUser, tunnelPorts: 'any' });
      world = await MatrixWorld.open([]);
      direct = await watchTunnel({ access: { ...thisMachineOnly, deny: rules('server.test') } });
      const wrong = { ...upstreamUser, password: 'canary-4711-wrong' };
      wrongPassword = await watchTunnel({ upstreams: [upstreamSetting('squid', 'http', squid.port, wrong)] });
    });

    afterAll(async () => {
      await Promise.all([direct?.tunnel.close(), wrongPassword?.tunnel.close()]);
      await Promise.all([world?.close(), squid?.stop()]);
    });

    const surroundingsFor = (via: Failing['via']): Promise<Surroundings> =>
      world.surroundings(toldOf(via === 'direct' ? direct : wrongPassword));

    // One process a client for all that one tunnel refuses: some are slow to start.
    describe.each(['direct', 'wrong password'] as const)('%s', (via) => {
      const failures = failing.filter((failure) => failure.via === via);

      testEach(everyClient, 'says what failed', async (client) => {
        const schemes = ['http', 'https'].filter(
          (scheme) => client.can[scheme === 'http' ? 'plain' : 'secure'],
        );
        const cases = failures.flatMap((failure) => schemes.map((scheme) => ({ failure, scheme })));
        const wishes = cases.map(({ failure, scheme }) => {
          return { method: 'GET' as const, url: `${scheme}://${failure.place()}/` };
        });
        const answers = await client.ask(wishes, await surroundingsFor(via));
        for (const [index, { failure, scheme }] of cases.entries()) {
          const answer = answers[index] as Answer;
          if (isConnect(client, scheme, answer)) expectToldOfConnect(client, failure, answer);
          else expect(answer).toMatchObject({ status: failure.status, code: failure.code });
        }
      });

      it.skipIf(missing('git')).each(['http', 'https'])('git says what failed over %s', async (scheme) => {
        const surroundings = await surroundingsFor(via);
        for (const failure of failures) {
          const url = `${scheme}://${failure.place()}/git/source.git`;
          const { code, stderr } = await git(surroundings, 'clone', '-q', url, 'work');
          expect(code).toBe(128);
          expect(stderr).toMatch(new RegExp(`unable to access '${url}/': .*\\b${failure.status}`));
        }
      });
    });

    it.skipIf(missing('curl'))('a whole upload to a port that is closed gets its answer', async () => {
      const surroundings = await surroundingsFor('direct');
      const file = join(surroundings.folder, 'upload');
      await writeFile(file, Buffer.alloc(4_000_000));
      const [answer] = await curl.ask(
        [{ method: 'PUT', url: `http://${refusing}/upload`, file }],
        surroundings,
      );
      expect(answer).toMatchObject({ status: 502, code: 'TARGET_REFUSED' });
    });
  },
);

/** Before Node.js 26, fetch asks for a tunnel for plain HTTP, too. */
function isConnect(client: Client, scheme: string, { status }: Answer): boolean {
  return scheme === 'https' || client === netcat || (nodesWithFetch.includes(client) && status === null);
}

function expectToldOfConnect(client: Client, failure: Failing, answer: Answer): void {
  const told = (toldOfConnect[client.name] ?? toldByFetch)(failure);
  expect(answer.error).toMatch(told);
  if (showsHeadersOfConnect.has(client.name)) expect(answer.code).toBe(failure.code);
}
