import { describe, expect, it } from 'vitest';
import { nodeProcesses } from '../../../src/lib/host/node/processes.js';

const { start } = nodeProcesses(process.platform, process.env);
const run = (script: string, env: Record<string, string> = {}) =>
  start({ file: process.execPath, args: ['-e', script], env });

describe('a program on our own standard streams', () => {
  it('ends with its own code, and has the variables', async () => {
    const program = await run('process.exit(Number(process.env.CODE_4711))', { CODE_4711: '7' });
    expect(await program.ended).toEqual({ kind: 'exit', code: 7 });
  });

  it.skipIf(process.platform === 'win32')('ends by a signal that is passed on, and tells which', async () => {
    const program = await run('setTimeout(() => {}, 60_000)');
    program.signal('SIGTERM');
    expect(await program.ended).toEqual({ kind: 'signal', number: 15 });
  });

  it('is told where it can not be started', async () => {
    const program = await start({ file: '/nowhere/program', args: [], env: {} });
    expect(await program.ended).toEqual({ kind: 'not-started', reason: 'ENOENT' });
  });
});
