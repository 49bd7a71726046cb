import { describe, expect, it } from 'vitest';
import { probeBench } from './world.js';

const { run, runJson, forbidding, pong } = probeBench();

describe('probe --trace and --explain', () => {
  it('writes the exchange to stderr, without secrets; stdout stays the result', async () => {
    const { port } = await forbidding();
    const { exitCode, document, err } = await runJson([
      ...['--trace', '-x', `http://li:Canary-trace@127.0.0.1:${port}`, 'a.test:443'],
    ]);
    expect(exitCode).toBe(1);
    expect(document.results[0].code).toBe('PROXY_FORBIDDEN');
    expect(err).toContain(`#1 127.0.0.1:${port} > CONNECT a.test:443 HTTP/1.1\n`);
    expect(err).toContain('> Proxy-Authorization: Basic ***\n');
    expect(err).toContain('< HTTP/1.1 403 Forbidden\n');
    expect(err).not.toMatch(/Canary|bGk6/);
  });

  it('speaks the language asked for', async () => {
    const { port } = await pong();
    const { err } = await run(['--trace', '--lang', 'zh', `redis://127.0.0.1:${port}`]);
    expect(err).toMatch(/#1 \S+ \* 已连接（/);
  });

  it('looks further into a failure on a terminal, and only where it is asked for elsewhere', async () => {
    const { port } = await forbidding();
    const argv = ['-x', `127.0.0.1:${port}`, '127.0.0.1:1'];
    const explained = async (more: readonly string[]) =>
      (await runJson([...argv, ...more])).document.results[0].explanation?.verdict ?? null;
    expect(await explained([])).toBeNull();
    expect(await explained(['--explain'])).toBe('proxy-refuses');
    const tty = { tty: true, columns: 80 };
    expect((await run(argv, tty)).out).toContain('Verdict: ');
    expect((await run([...argv, '--no-explain'], tty)).out).not.toContain('Verdict: ');
  });
});
