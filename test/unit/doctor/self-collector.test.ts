import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { collectSelf } from '../../../src/lib/doctor/collectors/self.js';
import type { Host } from '../../../src/lib/host/host.js';
import { nodeClock } from '../../../src/lib/host/node/clock.js';
import { type FakeHost, type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';
import { listening } from '../../helpers/listening.js';
import { listenSilently } from '../../helpers/silent-listener.js';
import { sourcesFor } from './test-sources.js';

interface Registry {
  readonly url: string;
  readonly asked: { path: string | undefined; headers: IncomingMessage['headers'] }[];
}

async function serve(
  status: number,
  body: string,
  prepare: (server: Server) => void = () => {},
): Promise<Registry> {
  const asked: Registry['asked'] = [];
  const server = createHttpServer((request, response) => {
    asked.push({ path: request.url, headers: request.headers });
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  prepare(server);
  return { url: `http://127.0.0.1:${await listening(server)}`, asked };
}

const manifest = (version: string) => JSON.stringify({ name: 'aliproxy', version, dist: {} });
const cache = '/home/li/.local/share/aliproxy/latest-version.json';

async function collect(host: Host, offline = false) {
  return (await collectSelf(sourcesFor(host, { offline }))).value;
}

function machine(options: FakeHostOptions): FakeHost {
  return fakeHost({ now: 1_800_000_000_000, ...options });
}

describe('the newest version', () => {
  it('is asked of the registry of npm_config_registry, and kept for a day', async () => {
    const { url, asked } = await serve(200, manifest('0.2.0'));
    const host = machine({ env: { NPM_CONFIG_REGISTRY: `${url}/npm` } });
    expect(await collect(host)).toEqual({ version: '0.1.0', latest: '0.2.0', state: 'asked' });
    expect(asked).toMatchObject([{ path: '/npm/aliproxy/latest' }]);
    await host.clock.sleep(24 * 3_600_000 - 1);
    expect(await collect(host)).toEqual({ version: '0.1.0', latest: '0.2.0', state: 'cached' });
    await host.clock.sleep(1);
    expect((await collect(host)).state).toBe('asked');
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['the plain form', (url: string) => `registry=${url}/\n`],
    [
      'blanks, quotes and another registry before',
      (url: string) => `registry=x\n; c\n registry = "${url}" \r\n`,
    ],
    [
      'a variable in it',
      (url: string) => `registry=\${HERE_${''}URL}\n@me:registry=http://127.0.0.1:1\n#${url}`,
    ],
  ])('is asked of the registry of ~/.npmrc: %s', async (_name, npmrc) => {
    const { url, asked } = await serve(200, manifest('0.2.0'));
    const host = machine({ env: { HERE_URL: url }, files: { '/home/li/.npmrc': npmrc(url) } });
    expect((await collect(host)).state).toBe('asked');
    expect(asked).toHaveLength(1);
  });

  it('is asked of the registry npm names, with no folder of anybody as the current one', async () => {
    const { url, asked } = await serve(200, manifest('0.2.0'));
    const runs: unknown[] = [];
    const host = machine({
      programs: { npm: '/usr/bin/npm' },
      run: ({ file, args, cwd }) => {
        runs.push([file, args, cwd]);
        return { stdout: `npm warn something\n${url}/\n` };
      },
    });
    expect((await collect(host)).latest).toBe('0.2.0');
    expect(runs).toEqual([['/usr/bin/npm', ['config', 'get', 'registry'], '/']]);
    expect(asked).toHaveLength(1);
  });

  it('goes through the proxy of the variables, with its credentials; a NO_PROXY goes past it', async () => {
    const proxy = await serve(200, manifest('0.3.0'));
    const registry = await serve(200, manifest('0.2.0'));
    const name = 'http://registry.test';
    const env = { npm_config_registry: name, HTTP_PROXY: proxy.url.replace('//', '//li:pw@') };
    expect((await collect(machine({ env }))).latest).toBe('0.3.0');
    expect(proxy.asked).toMatchObject([
      {
        path: `${name}/aliproxy/latest`,
        headers: { 'proxy-authorization': 'Basic bGk6cHc=', host: 'registry.test' },
      },
    ]);
    const past = { ...env, npm_config_registry: registry.url, NO_PROXY: '127.0.0.1' };
    expect((await collect(machine({ env: past }))).latest).toBe('0.2.0');
    expect(proxy.asked).toHaveLength(1);
  });

  it('asks a proxy for a tunnel to an https registry', async () => {
    const asked: (string | undefined)[] = [];
    const { url } = await serve(500, '', (server) => {
      server.on('connect', (request: IncomingMessage, socket: Socket) => {
        asked.push(request.url);
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      });
    });
    const env = { npm_config_registry: 'https://registry.test', HTTPS_PROXY: url };
    expect((await collect(machine({ env }))).state).toBe('unreachable');
    expect(asked).toEqual(['registry.test:443']);
  });

  it('sends no credentials of the registry, and lets none of them out', async () => {
    const { url, asked } = await serve(200, manifest('0.2.0'));
    // A proxy is told the whole URL.
    const host = machine({
      env: { HTTP_PROXY: url },
      files: {
        '/home/li/.npmrc':
          'registry=http://canary-1:canary-2@registry.test\n//registry.test/:_authToken=canary-3\n',
      },
    });
    const value = await collect(host);
    expect(value.state).toBe('asked');
    expect(asked[0]?.path).toBe('http://registry.test/aliproxy/latest');
    expect(JSON.stringify([asked, value, host.contents.get(cache)])).not.toContain('canary');
    expect(asked[0]?.headers.authorization).toBeUndefined();
  });
});

describe('no answer', () => {
  it.each([
    [404, '{"error":"Not found"}', 'unpublished'],
    [401, '', 'unreachable'],
    [502, '<html>', 'unreachable'],
    [200, '<html>login</html>', 'unknown'],
    [200, '{"version":"latest"}', 'unknown'],
    [200, '{"version":{}}', 'unknown'],
    [200, 'null', 'unknown'],
    [200, `"${'x'.repeat(300_000)}"`, 'unreachable'],
  ])('of status %i with %.30j is %s', async (status, body, state) => {
    const { url } = await serve(status, body);
    expect(await collect(machine({ env: { npm_config_registry: url } }))).toEqual({
      version: '0.1.0',
      latest: null,
      state,
    });
  });

  it('comes from a registry that does not exist, or that npm does not name', async () => {
    const state = async (options: FakeHostOptions) => (await collect(machine(options))).state;
    expect(await state({ env: { npm_config_registry: 'http://registry.invalid' } })).toBe('unreachable');
    expect(await state({ env: { npm_config_registry: 'nonsense' } })).toBe('unknown');
    expect(await state({ env: { npm_config_registry: 'file:///etc' } })).toBe('unknown');
    expect(await state({})).toBe('unknown');
    expect(await state({ programs: { npm: '/bin/npm' }, run: () => ({ stdout: 'undefined\n' }) })).toBe(
      'unknown',
    );
  });

  it('is waited for no longer than 1.5 s', async () => {
    const silent = await listenSilently('127.0.0.1');
    onTestFinished(() => silent.close());
    const host = {
      ...machine({ env: { npm_config_registry: `http://127.0.0.1:${silent.port}` } }),
      clock: nodeClock,
    };
    const started = performance.now();
    expect((await collect(host)).state).toBe('unreachable');
    expect(performance.now() - started).toBeLessThan(2_500);
  });

  it('is asked for again after an hour, an unpublished package after a day', async () => {
    const missing = await serve(404, '');
    const broken = await serve(500, '');
    for (const [{ url, asked }, afterMs] of [
      [missing, 24 * 3_600_000],
      [broken, 3_600_000],
    ] as const) {
      const host = machine({ env: { npm_config_registry: url } });
      await collect(host);
      await host.clock.sleep(afterMs - 1);
      await collect(host);
      expect(asked).toHaveLength(1);
      await host.clock.sleep(1);
      await collect(host);
      expect(asked).toHaveLength(2);
    }
  });

  it('ends at once with the run', async () => {
    const silent = await listenSilently('127.0.0.1');
    onTestFinished(() => silent.close());
    const host = machine({ env: { npm_config_registry: `http://127.0.0.1:${silent.port}` } });
    const run = new AbortController();
    setTimeout(() => run.abort(new Error('Ctrl-C')), 50);
    await expect(collectSelf(sourcesFor(host, { offline: false }, run.signal))).rejects.toThrow('Ctrl-C');
    expect(host.contents.has(cache)).toBe(false);
  });
});

describe('offline', () => {
  it('asks nobody, starts nothing and writes nothing', async () => {
    const { url, asked } = await serve(200, manifest('0.2.0'));
    const host = machine({
      env: { npm_config_registry: url },
      programs: { npm: '/bin/npm' },
      run: () => {
        throw new Error('a process was started');
      },
    });
    expect(await collect(host, true)).toEqual({ version: '0.1.0', latest: null, state: 'offline' });
    expect([asked.length, host.contents.size]).toEqual([0, 0]);
  });

  it('knows what was asked today', async () => {
    const files = { [cache]: '{"checkedAt":1799999999999,"latest":"0.2.0","state":"asked"}' };
    expect(await collect(machine({ files }), true)).toMatchObject({ state: 'cached', latest: '0.2.0' });
  });
});

describe('a note that makes no sense', () => {
  it.each([
    '',
    'null',
    '[]',
    '{"checkedAt":"yesterday","latest":"0.2.0"}',
    '{"checkedAt":1800000000001,"latest":"0.2.0"}',
    '{"checkedAt":1799999999999,"latest":"\\u001b[2J"}',
    '{"checkedAt":1799999999999,"latest":null,"state":"asked"}',
  ])('is not believed: %j', async (content) => {
    expect((await collect(machine({ files: { [cache]: content } }), true)).state).toBe('offline');
  });

  it('is no trouble where it can not be written', async () => {
    const { url } = await serve(200, manifest('0.2.0'));
    const host = machine({ env: { npm_config_registry: url } });
    const files = {
      ...host.files,
      writeText: async () => {
        throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      },
    };
    expect((await collect({ ...host, files })).state).toBe('asked');
  });
});
