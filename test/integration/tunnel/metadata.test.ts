import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { missing } from '../../helpers/programs.js';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

/**
 * In a network namespace of its own the addresses are this machine's, on its loopback, and something listens on them:
 * a tunnel that dialled would connect. Nothing can leave the namespace, there is no other interface in it. Making one
 * takes root.
 */
describe.skipIf(!isRoot || process.platform !== 'linux' || missing('ip'))('the metadata addresses', () => {
  it('are never dialled, under whatever name, though they would answer', async () => {
    const name = `aliproxy-${process.pid}`;
    await run('ip', ['netns', 'add', name]);
    try {
      const inside = (...command: string[]) =>
        run('ip', ['netns', 'exec', name, ...command], { timeout: 15_000 });
      await inside('ip', 'link', 'set', 'lo', 'up');
      for (const address of ['100.100.100.200/32', '169.254.169.254/32', '10.0.0.1/32']) {
        await inside('ip', 'address', 'add', address, 'dev', 'lo');
      }
      const program = fileURLToPath(new URL('./metadata-program.ts', import.meta.url));
      const { stdout } = await inside(process.execPath, '--import', 'tsx', program);
      expect(JSON.parse(stdout)).toEqual({
        seen: { '100.100.100.200': 0, '169.254.169.254': 0, '10.0.0.1': 1 },
        answers: {
          '100.100.100.200': 'DENIED',
          '169.254.169.254': 'DENIED',
          '[::ffff:100.100.100.200]': 'DENIED',
          '[::ffff:a9fe:a9fe]': 'DENIED',
          'metadata.test': 'DENIED',
          '10.0.0.1': 'connected',
        },
      });
    } finally {
      await run('ip', ['netns', 'delete', name]);
    }
  });
});
