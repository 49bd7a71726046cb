import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing } from '../../../helpers/programs.js';
import { until } from '../world.js';
import { curl } from './command-line-clients.js';
import { everyClient, oneOfEachKind, testEach } from './every-client.js';
import { checkGit } from './git-client.js';
import { MatrixWorld, toldOf } from './matrix-world.js';
import { blobSha256 } from './target.js';
import { upstreamKinds, upstreamPrograms } from './upstream-proxies.js';

describe.skipIf(process.platform !== 'linux' || missing(...upstreamPrograms))(
  'clients through the tunnel',
  () => {
    let world: MatrixWorld;

    beforeAll(async () => {
      world = await MatrixWorld.open(upstreamKinds);
    });

    afterAll(() => world?.close());

    describe.each(upstreamKinds)('%s', (kind) => {
      testEach(kind === 'direct' ? everyClient : oneOfEachKind, 'loads and stores', async (client) => {
        await world.checkCell(client, world.column(kind), 100_000);
      });

      it.skipIf(missing('git')).each(['http', 'https'] as const)(
        'git clones and pushes over %s',
        async (scheme) => {
          await checkGit(world, world.column(kind), scheme);
        },
      );

      it.skipIf(missing('curl'))('curl names a target, which the last on the way looks up', async () => {
        const column = world.column(kind);
        const before = column.sessions.length;
        const url = world.secure('/blob/1000', 'localhost');
        const [answer] = await curl.ask([{ method: 'GET', url }], await world.surroundings(toldOf(column)));
        expect(answer).toMatchObject({ status: 200, sha256: blobSha256(1_000) });
        await until(() => column.sessions.length > before);
        expect(column.sessions.at(-1)).toMatchObject({
          destination: { host: 'localhost' },
          destinationIp: kind === 'direct' ? '127.0.0.1' : null,
        });
      });
    });
  },
);
