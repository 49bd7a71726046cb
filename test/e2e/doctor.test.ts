import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/lib/output/width.js';
import { CliHome } from '../helpers/cli.js';

const home = new CliHome();
afterAll(() => home.remove());
const folder = resolve(import.meta.dirname, '../fixtures/evidence');

describe('aliproxy doctor', () => {
  it.each(readdirSync(folder))(
    'replays %s the same in table and JSON, in both languages, within 80 columns',
    async (file) => {
      const json = await home.run(['doctor', '--replay', join(folder, file), '--json']);
      const { ok, summary, checks } = JSON.parse(json.stdout);
      expect([json.code, json.stderr]).toEqual([ok ? 0 : 1, '']);
      expect(checks.length).toBe(
        Object.values(summary as Record<string, number>).reduce((sum, count) => sum + count, 0),
      );
      for (const lang of ['en', 'zh']) {
        const text = await home.run(['doctor', '--replay', join(folder, file), '--lang', lang]);
        expect(text.code).toBe(json.code);
        for (const line of text.stdout.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(80);
        for (const { id, status } of checks)
          if (status === 'fail' || status === 'warn') expect(text.stdout).toContain(id);
      }
    },
  );

  it('saves what it saw of this machine, without the password of a proxy, and judges it the same again', async () => {
    const saved = join(home.folder, 'evidence 证据.json');
    const env = { HTTPS_PROXY: 'http://li:canary-8842@127.0.0.1:9' };
    const live = await home.run(['doctor', '--json', '--offline', '--save-evidence', saved], { env });
    const replay = await home.run(['doctor', '--json', '--replay', saved]);
    const verdicts = (text: string) =>
      JSON.parse(text).checks.map(({ id, status }: { id: string; status: string }) => [id, status]);
    expect(verdicts(replay.stdout)).toEqual(verdicts(live.stdout));
    expect(live.stdout + replay.stdout).not.toContain('canary-8842');
  });
});
