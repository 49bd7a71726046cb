import { execFileSync } from 'node:child_process';
import { lstat, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { nodeFiles } from '../../../src/lib/host/node/files.js';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'aliproxy-files-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

it('replaces a file as a whole, and leaves nothing beside it', async () => {
  const path = join(await folder(), 'new', 'report.md');
  await nodeFiles.writeText(path, 'first');
  await nodeFiles.writeText(path, 'second');
  expect(await readFile(path, 'utf8')).toBe('second');
  expect(await readdir(join(path, '..'))).toEqual(['report.md']);
});

it.runIf(process.platform === 'linux')(
  'writes into a pipe instead of putting a file in its place',
  async () => {
    const path = join(await folder(), 'pipe');
    execFileSync('mkfifo', [path]);
    const [read] = await Promise.all([readFile(path, 'utf8'), nodeFiles.writeText(path, 'through')]);
    expect(read).toBe('through');
    expect((await lstat(path)).isFIFO()).toBe(true);
  },
);
