import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/lib/output/width.js';
import { CliHome } from '../helpers/cli.js';
import { missing } from '../helpers/programs.js';

const home = new CliHome();
afterAll(() => home.remove());

const canary = 'canary-8842';
const proxy = 'http://10.0.0.10:8080';

interface Row {
  client: string;
  proxy: string | null;
  direct: boolean;
  rule: string | null;
}

async function rows(args: readonly string[], env: Record<string, string> = {}): Promise<Row[]> {
  const { code, stdout, stderr } = await home.run(['explain', ...args, '--json'], { env });
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout).clients;
}

describe('aliproxy explain', () => {
  it('tells for each client the proxy and what decides', async () => {
    const env = { HTTPS_PROXY: `http://li:${canary}@10.0.0.10:8080`, NO_PROXY: '.internal' };
    const { code, stdout } = await home.run(['explain', 'https://api.test', '--json'], { env });
    const { schemaVersion, command, ok, url, agree, clients } = JSON.parse(stdout);
    expect([code, schemaVersion, command, ok, url, agree]).toEqual([
      0,
      1,
      'explain',
      true,
      'https://api.test',
      false,
    ]);
    expect(clients[0]).toMatchObject({ client: 'go', proxy, direct: false, rule: 'HTTPS_PROXY', note: null });
    expect(stdout).not.toContain(canary);
  });

  it.each(['en', 'zh'])('prints within 80 columns in %s, without a password', async (lang) => {
    const env = { HTTPS_PROXY: `http://li:${canary}@10.0.0.10:8080 `, NO_PROXY: '*.internal;10.*' };
    const args = ['explain', 'https://api.internal/health', '--shell', 'all', '--lang', lang];
    const { code, stdout, stderr } = await home.run(args, { env });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('HTTPS_PROXY');
    expect(stdout).not.toContain(canary);
    for (const line of stdout.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(80);
  });

  it('contacts nobody', async () => {
    let connections = 0;
    const listener = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
    const { port } = listener.address() as { port: number };
    const local = `http://127.0.0.1:${port}`;
    const env = {
      HTTP_PROXY: local,
      HTTPS_PROXY: local,
      ALL_PROXY: local,
      http_proxy: local,
      https_proxy: local,
    };
    await rows([`${local}/x`], env);
    listener.close();
    expect(connections).toBe(0);
  });

  it('judges a saved environment of Windows, in the encoding of Windows PowerShell', async () => {
    const file = join(home.folder, '环境.txt');
    const text = `\ufeffSystemRoot=C:\\Windows\r\nhttps_proxy=${proxy}\r\n`;
    writeFileSync(file, Buffer.from(text, 'utf16le'));
    const found = await rows(['https://api.test', '--environment', file], {
      HTTPS_PROXY: 'http://mine.test:1',
    });
    expect(found[0]).toMatchObject({ client: 'go', proxy, rule: 'https_proxy' });
  });

  it.skipIf(missing('curl', 'git'))('reads the settings that curl and git have of their own', async () => {
    const project = join(home.folder, 'project');
    mkdirSync(project);
    writeFileSync(join(home.folder, '.curlrc'), `proxy = "http://li:${canary}@127.0.0.1:1"\n`);
    writeFileSync(join(home.folder, '.gitconfig'), `[http]\n\tproxy = http://li:${canary}@127.0.0.1:2\n`);
    const found = await rows(['https://api.test', '--client', 'git', '--client', 'curl']);
    expect(found.map(({ proxy: used, rule }) => [used, rule])).toEqual([
      ['http://127.0.0.1:1', 'proxy'],
      ['http://127.0.0.1:2', 'http.proxy'],
    ]);
  });

  it('refuses a wrong call with one error and exit code 2', async () => {
    const { code, stdout, stderr } = await home.run(['explain', `https://li:${canary}@a.test:0`]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Error \[EXPLAIN_TARGET\]: /);
    expect(stderr).not.toContain(canary);
  });
});
