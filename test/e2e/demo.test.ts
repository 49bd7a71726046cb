import { afterAll, describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/lib/output/width.js';
import { CliHome } from '../helpers/cli.js';

const home = new CliHome();
afterAll(() => home.remove());

describe('aliproxy demo', () => {
  it.each(['en', 'zh'])('shows the whole on embedded parts, within 80 columns (%s)', async (lang) => {
    const { code, stdout } = await home.run(['demo', '--lang', lang]);
    expect(code).toBe(0);
    for (const shown of ['TARGET_REFUSED', 'PONG', 'vpc-', 'vsw-', 'sg-', '443/443', 'Running'])
      expect(stdout).toContain(shown);
    for (const line of stdout.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(80);
  });

  it('is one JSON document with --json', async () => {
    const { code, stdout } = await home.run(['demo', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      command: 'demo',
      ok: true,
      doctor: { checks: expect.any(Array) },
      probe: {
        results: [
          { kind: 'http', status: 'pass' },
          { kind: 'redis', status: 'pass' },
          { kind: 'tcp', status: 'fail', code: 'TARGET_REFUSED' },
        ],
      },
      cloud: { resources: expect.any(Array) },
    });
  });
});
