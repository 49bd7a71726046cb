import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { execute, type Finished, proxyUrl, type Surroundings, type ToldProxy } from './client.js';
import { gitEnvironment } from './git-repository.js';
import { type Column, type MatrixWorld, toldOf } from './matrix-world.js';

/** Clones and pushes through a tunnel, told by `http.proxy`, and checks both. */
export async function checkGit(
  world: MatrixWorld,
  column: Column,
  scheme: 'http' | 'https',
  proxy: ToldProxy = toldOf(column),
  isAsked = false,
): Promise<void> {
  const mark = world.nextMark();
  const base = scheme === 'http' ? world.plain('') : world.secure('');
  const { folder, ...surroundings } = await world.surroundings(proxy);
  const work = join(folder, 'work');
  const branch = `by-${mark}`;
  const cloned = await git(
    { ...surroundings, folder },
    'clone',
    '-q',
    `${base}/git/${mark}/source.git`,
    work,
  );
  expect(cloned).toMatchObject({ code: 0, stderr: '' });
  const inWork = (...args: string[]) => git({ ...surroundings, folder: work }, ...args);
  expect((await inWork('rev-parse', 'HEAD')).stdout.toString().trim()).toBe(world.repository.head);
  expect(await inWork('fsck', '--full', '--strict')).toMatchObject({ code: 0 });
  await writeFile(join(work, 'note'), mark);
  await inWork('add', 'note');
  await inWork('commit', '-q', '-m', mark);
  const commit = (await inWork('rev-parse', 'HEAD')).stdout.toString().trim();
  expect(await inWork('push', '-q', 'origin', `HEAD:${branch}`)).toMatchObject({ code: 0 });
  expect(await world.repository.commitOf(branch)).toBe(commit);
  await world.checkWay(column, world.seenWith(mark), isAsked);
}

export function git({ proxy, caFile, folder }: Surroundings, ...args: string[]): Promise<Finished> {
  const told = [`http.proxy=${proxyUrl(proxy)}`, `http.sslCAInfo=${caFile}`, `http.proxySSLCAInfo=${caFile}`];
  const options = told.flatMap((option) => ['-c', option]);
  return execute('git', [...options, ...args], { env: gitEnvironment, cwd: folder });
}
