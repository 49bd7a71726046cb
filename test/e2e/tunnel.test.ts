import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliHome, type RunningCli } from '../helpers/cli.js';
import { findProgram, missing } from '../helpers/programs.js';
import { closedPort } from '../helpers/servers.js';

const execute = promisify(execFile);

/** What `-- COMMAND` runs here: a client that knows proxies from their variables alone. */
const client = `
  const { HTTP_PROXY, ALIPROXY_FWD_WEB } = process.env;
  const { hostname, port, username, password } = new URL(HTTP_PROXY);
  const authorization = 'Basic ' + Buffer.from(username + ':' + decodeURIComponent(password)).toString('base64');
  const headers = username ? { 'proxy-authorization': authorization } : {};
  const get = (options) => new Promise((done, failed) => {
    require('node:http').get({ ...options, agent: false }, (answer) => {
      let body = '';
      answer.on('data', (text) => (body += text)).on('end', () => done(body));
    }).on('error', failed);
  });
  (async () => {
    const proxied = await get({ hostname, port, headers, path: process.argv[1] + 'through' });
    const [host, forwarded] = ALIPROXY_FWD_WEB.split(':');
    const direct = await get({ hostname: host, port: forwarded, path: '/forwarded' });
    console.log(proxied, direct);
    process.exit(7);
  })();
`;

describe('tunnel, as a user runs it', () => {
  const home = new CliHome();
  let web: Server;
  let url: string;

  beforeAll(async () => {
    web = createServer((request, response) => response.end(`${request.url}`));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(web.address() as { port: number }).port}/`;
  });

  afterAll(() => {
    home.remove();
    web.close();
  });

  const ready = async (tunnel: RunningCli) => JSON.parse(await tunnel.line(0));

  it('runs a command through the proxy and a forward, prints nothing itself, and ends with its code', async () => {
    const forward = `web=0:${new URL(url).host}`;
    const { code, stdout, stderr } = await home.run(
      ['tunnel', '-l', '0', '-L', forward, '--', process.execPath, '-e', client, url],
      { env: { ALIPROXY_TUNNEL_AUTH: 'li:canary-4711/@' } },
    );
    expect([code, stderr, stdout]).toEqual([7, '', '/through /forwarded\n']);
  });

  it.skipIf(process.platform === 'win32')('ends as the signal that ended its command', async () => {
    const kill = "process.kill(process.pid, 'SIGKILL')";
    expect((await home.run(['tunnel', '-l', '0', '--', process.execPath, '-e', kill])).code).toBe(137);
  });

  it('refuses a command that there is not, and opens nothing', async () => {
    const { code, stdout, stderr } = await home.run(['tunnel', '--', 'no-such-program-4711']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Error \[COMMAND_NOT_FOUND\]: .*no-such-program-4711\nHint: /);
  });

  it('takes over a changed file while it runs, tells its status to others, and is stopped by them', async () => {
    const folder = join(home.folder, 'project');
    await mkdir(folder, { recursive: true });
    const write = (more: string) =>
      writeFile(join(folder, 'aliproxy.yaml'), `tunnel:\n  listen: 127.0.0.1:0\n${more}`);
    await write('');
    const tunnel = home.start(['tunnel', '--watch', '--json'], { cwd: folder });
    const { pid, listen } = await ready(tunnel);
    await write('  upstreams: [{name: office, url: "http://li:canary-4711@127.0.0.1:1"}]\n');
    expect(await lineWith(tunnel, '"ok":true')).toMatchObject({ event: 'reload', changed: ['upstreams'] });
    await write('  upstreams: []\n');
    const refused = await lineWith(tunnel, '"ok":false');
    expect(refused.error).toMatchObject({ code: 'CONFIG_BAD_VALUE' });

    const status = await home.run(['tunnel', 'status', '--json']);
    expect(status.code).toBe(0);
    expect(status.stdout).toContain(`"127.0.0.1:${listen[0].port}"`);
    expect(status.stdout).toContain('"office"');
    const stop = await home.run(['tunnel', 'stop', '--pid', String(pid)]);
    expect(stop.code).toBe(0);
    const { code, stdout, stderr } = await tunnel.finished;
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').at(-1)).toContain('"event":"end"');
    expect(stdout + stderr + status.stdout).not.toContain('canary-4711');
    expect((await home.run(['tunnel', 'status'])).code).toBe(1);
  }, 40_000);

  it('checks without opening anything', async () => {
    const busy = ['-l', new URL(url).host, '-u', `http://127.0.0.1:${await closedPort()}`];
    const good = await home.run(['tunnel', '--check', ...busy]);
    expect([good.code, good.stderr]).toEqual([0, '']);
    expect(good.stdout).toContain(url.slice(0, -1));
    const bad = await home.run(['tunnel', '--check', '-L', '6379:100.100.100.200:80', '--json']);
    expect([bad.code, JSON.parse(bad.stdout).error.code]).toEqual([2, 'FORWARD_DENIED']);
  });

  it.skipIf(missing('curl'))('goes on through the other upstream where one is gone', async () => {
    const [first, second] = [home, home].map((one) => one.start(['tunnel', '-l', '0', '--json']));
    const upstreams = await Promise.all([first, second].map((one) => ready(one as RunningCli)));
    const flags = upstreams.flatMap(({ listen }) => ['-u', `http://127.0.0.1:${listen[0].port}`]);
    const tunnel = home.start(['tunnel', '-l', '0', '--strategy', 'first', '--json', ...flags]);
    const { listen } = await ready(tunnel);
    const get = async (path: string) => {
      const proxy = `http://127.0.0.1:${listen[0].port}`;
      const argv = ['-sS', '--max-time', '10', '-x', proxy, '--noproxy', '', '-p', `${url}${path}`];
      return (await execute(findProgram('curl') ?? 'curl', argv)).stdout;
    };
    expect(await get('both')).toBe('/both');
    expect((await first?.end())?.code).toBe(0);
    expect(await get('one')).toBe('/one');
    const { stdout } = await tunnel.end();
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      failures: {},
      connections: 2,
    });
    const counts = JSON.parse((await second?.end())?.stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(counts.connections).toBeGreaterThan(0);
  });

  /** The first event that has this in it; upstream changes may come before it. */
  async function lineWith(tunnel: RunningCli, text: string) {
    for (let index = 1; index < 20; index++) {
      const line = await tunnel.line(index);
      if (line.includes(text)) return JSON.parse(line);
    }
    throw new Error(`no line with ${text}`);
  }
});
