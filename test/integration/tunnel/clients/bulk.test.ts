import { afterAll, beforeAll, describe } from 'vitest';
import { missing } from '../../../helpers/programs.js';
import { curl } from './command-line-clients.js';
import { testEach } from './every-client.js';
import { MatrixWorld } from './matrix-world.js';
import { largestBlobBytes } from './target.js';
import { upstreamKinds, upstreamPrograms } from './upstream-proxies.js';
import { go } from './written-clients.js';

describe.skipIf(process.platform !== 'linux' || missing(...upstreamPrograms))(
  '64 MiB and their checksums, both ways',
  () => {
    let world: MatrixWorld;

    beforeAll(async () => {
      world = await MatrixWorld.open(upstreamKinds);
    });

    afterAll(() => world?.close());

    describe.each(upstreamKinds)('%s', (kind) => {
      // Each of the two ways of HTTP through each kind.
      testEach([curl], 'by https', async (client) => {
        await world.checkCell(client, world.column(kind), largestBlobBytes, { only: 'secure' });
      });

      testEach([go], 'by plain HTTP', async (client) => {
        await world.checkCell(client, world.column(kind), largestBlobBytes, { only: 'plain' });
      });
    });
  },
);
