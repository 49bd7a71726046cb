import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { nodeProcesses } from '../../../src/lib/host/node/processes.js';

it('finds a program in a folder that stands on PATH in quotes, which Windows does not mind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'aliproxy-path-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const program = join(folder, 'tool.exe');
  await writeFile(program, '');
  const find = (Path: string) => nodeProcesses('win32', { Path }).find('tool');
  expect(await find(`${folder}-not-there${delimiter}"${folder}"`)).toBe(program);
  expect(await find(folder)).toBe(program);
  expect(await find('.')).toBeNull();
});
