import { Config } from '@oclif/core/config';
import { describe, expect, it } from 'vitest';
import Demo from '../../src/commands/demo.js';
import type { Network } from '../../src/lib/host/network.js';
import { nodeClock } from '../../src/lib/host/node/clock.js';
import { fakeHost } from '../helpers/fake-host.js';
import { loopbackNetwork } from '../helpers/loopback-network.js';

Demo.id = 'demo';

async function run(files: Record<string, string>, network: Network = loopbackNetwork) {
  const host = { ...fakeHost({ files }), clock: nodeClock, network };
  const config = await Config.load({ root: process.cwd() });
  const exitCode = await new Demo(['--json'], config).runWith(host);
  return { exitCode, document: JSON.parse(host.written.out) };
}

describe('aliproxy demo', () => {
  it('looks at no configuration, also not one that somebody left in the folder for temporary files', async () => {
    const { exitCode, document } = await run({ '/tmp/aliproxy.yaml': 'nonsense: 1\n' });
    expect([exitCode, document.error]).toEqual([0, undefined]);
  });

  it('hands over the words of a command that went wrong', async () => {
    const { exitCode, document } = await run(
      {},
      { ...loopbackNetwork, connect: () => loopbackNetwork.connect({ host: '127.0.0.1', port: 1 }) },
    );
    expect(exitCode).toBe(1);
    expect(document.error).toMatchObject({
      code: 'DEMO_STEP',
      document: { command: 'vpc create', error: { code: 'CLOUD_UNREACHABLE' } },
    });
  });
});
