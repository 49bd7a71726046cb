import { execFile } from 'node:child_process';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/lib/output/width.js';
import { type Certificates, makeCertificates } from '../helpers/certificates.js';
import { CliHome, type RunningCli } from '../helpers/cli.js';
import { findProgram, missing } from '../helpers/programs.js';
import {
  closedPort,
  type RunningServer,
  startRedis,
  startSquid,
  startTinyproxy,
} from '../helpers/servers.js';

const execute = promisify(execFile);
const portOf = (server: Server) => (server.address() as AddressInfo).port;

describe.skipIf(missing('redis-server', 'squid', 'tinyproxy', 'curl', 'openssl'))(
  'tunnel and probe, as a user runs them',
  () => {
    const home = new CliHome();
    const redisPassword = 'canary-4711-redis';
    let tunnel: RunningCli;
    let proxy: string;
    let servers: RunningServer[];
    let redis: string;
    let redisAuth: string;
    let squidPorts: Record<'standard' | 'open' | 'auth', number>;
    let tinyproxyPort: number;
    let certificates: Certificates;
    let web: Server;
    let secureWeb: Server;
    let expiredWeb: Server;

    beforeAll(async () => {
      certificates = await makeCertificates();
      const started = await Promise.all([
        startRedis(),
        startRedis({ password: redisPassword }),
        startSquid({ tunnelPorts: 'default' }),
        startSquid({ tunnelPorts: 'any' }),
        startSquid({ tunnelPorts: 'any', user: { username: 'li', password: 'canary-4711-proxy' } }),
        startTinyproxy(),
      ]);
      servers = started;
      const [open, withPassword, standard, any, auth, tiny] = started;
      redis = `127.0.0.1:${open.port}`;
      redisAuth = `127.0.0.1:${withPassword.port}`;
      squidPorts = { standard: standard.port, open: any.port, auth: auth.port };
      tinyproxyPort = tiny.port;
      web = createHttpServer((request, response) => response.end(`${request.method} ${request.url}`));
      secureWeb = createHttpsServer(certificates.server, (_request, response) =>
        response.end('secure hello'),
      );
      expiredWeb = createHttpsServer(certificates.expired);
      for (const server of [web, secureWeb, expiredWeb])
        await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
      tunnel = home.start(['tunnel', '--listen', '127.0.0.1:0', '--json'], { limitMs: 120_000 });
      const ready = JSON.parse(await tunnel.line(0));
      expect(ready).toEqual({
        event: 'ready',
        pid: expect.any(Number),
        listen: [{ protocol: 'mixed', host: '127.0.0.1', port: expect.any(Number) }],
        forwards: [],
        admin: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      });
      proxy = `http://127.0.0.1:${ready.listen[0].port}`;
    }, 60_000);

    afterAll(async () => {
      home.remove();
      for (const server of [web, secureWeb, expiredWeb]) server?.close();
      await Promise.all([...(servers ?? []).map((server) => server.stop()), certificates?.remove()]);
    });

    const curl = (...args: string[]) =>
      execute(findProgram('curl') ?? 'curl', ['-sS', '--max-time', '10', '-x', proxy, ...args]);

    it('carries curl to an https and to a plain server', async () => {
      const secure = await curl('--cacert', certificates.caFile, `https://127.0.0.1:${portOf(secureWeb)}/`);
      expect(secure.stdout).toBe('secure hello');
      const plain = await curl(`http://127.0.0.1:${portOf(web)}/path?q=1`);
      expect(plain.stdout).toBe('GET /path?q=1');
    });

    it('answers curl with status, Proxy-Status and code where the target refuses', async () => {
      const { stdout } = await curl('-D', '-', '-o', '/dev/null', `http://127.0.0.1:${await closedPort()}/`);
      expect(stdout).toMatch(/^HTTP\/1\.1 502 /);
      expect(stdout).toMatch(/^Proxy-Status: aliproxy; error=connection_refused/m);
      expect(stdout).toMatch(/^X-Aliproxy-Error: TARGET_REFUSED/m);
    });

    it('lets a probe reach Redis through the tunnel, through squid and through tinyproxy', async () => {
      const through = [proxy, `http://127.0.0.1:${squidPorts.open}`, `127.0.0.1:${tinyproxyPort}`];
      const { code, stdout } = await home.run([
        'probe',
        ...through.flatMap((url) => ['-x', url]),
        `redis://${redis}`,
        '--json',
      ]);
      expect(code).toBe(0);
      const { ok, summary, results } = JSON.parse(stdout);
      expect([ok, summary]).toEqual([true, { total: 3, pass: 3, warn: 0, fail: 0, blame: [] }]);
      for (const result of results) {
        expect(result).toMatchObject({
          kind: 'redis',
          status: 'pass',
          code: null,
          via: [{ source: 'flag' }],
        });
        expect(result.timingsMs).toMatchObject({
          proxyDns: null,
          tunnel: expect.any(Number),
          app: expect.any(Number),
          tls: null,
        });
      }
    });

    it.each([
      [
        'a proxy port that is closed',
        async () => ['-x', `127.0.0.1:${await closedPort()}`, `redis://${redis}`],
        'PROXY_REFUSED',
        'proxyTcp',
        'proxy',
      ],
      [
        'a proxy that asks for a password',
        async () => ['-x', `127.0.0.1:${squidPorts.auth}`, redis],
        'PROXY_AUTH_REQUIRED',
        'tunnel',
        'config',
      ],
      [
        "squid's ACL on the port",
        async () => ['-x', `127.0.0.1:${squidPorts.standard}`, `redis://${redis}`],
        'PROXY_FORBIDDEN',
        'tunnel',
        'proxy',
      ],
      [
        'a closed port behind squid',
        async () => ['-x', `127.0.0.1:${squidPorts.open}`, `127.0.0.1:${await closedPort()}`],
        'TARGET_REFUSED',
        'tunnel',
        'target',
      ],
      [
        'a closed port behind our tunnel',
        async () => ['-x', proxy, `127.0.0.1:${await closedPort()}`],
        'TARGET_REFUSED',
        'tunnel',
        'target',
      ],
      [
        'an unknown name behind our tunnel',
        async () => ['-x', proxy, 'nosuch.invalid:6379'],
        'TARGET_DNS',
        'tunnel',
        'target',
      ],
      [
        'an unknown name',
        async () => ['--direct', 'redis://nosuch.invalid'],
        'TARGET_DNS',
        'targetDns',
        'target',
      ],
      [
        'a certificate that has expired',
        async () => [
          '-x',
          proxy,
          '--cacert',
          certificates.caFile,
          `https://127.0.0.1:${portOf(expiredWeb)}/`,
        ],
        'TLS_EXPIRED',
        'tls',
        'target',
      ],
      [
        'a wrong Redis password',
        async () => ['-x', proxy, `redis://:canary-4711-wrong@${redisAuth}`],
        'APP_AUTH_FAILED',
        'app',
        'config',
      ],
    ])('names %s', async (_what, args, code, phase, blame) => {
      const run = await home.run(['probe', '--json', ...(await args())]);
      expect(run.code).toBe(1);
      const { ok, summary, results } = JSON.parse(run.stdout);
      expect([ok, summary.blame]).toEqual([false, [blame]]);
      expect(results).toEqual([expect.objectContaining({ status: 'fail', ok: false, code, phase, blame })]);
      expect(results[0].hint).toBeTruthy();
    });

    it('warns of a Redis that wants a password where none is given, and passes', async () => {
      const run = await home.run(['probe', '--json', '-x', proxy, `redis://${redisAuth}`]);
      expect(run.code).toBe(0);
      expect(JSON.parse(run.stdout).results[0]).toMatchObject({
        status: 'warn',
        ok: true,
        code: 'APP_AUTH_REQUIRED',
      });
      const strict = await home.run(['probe', '--json', '--strict', '-x', proxy, `redis://${redisAuth}`]);
      expect(strict.code).toBe(1);
    });

    it('takes the proxy from the environment by the rules of Go, and never shows a password', async () => {
      const env = { HTTPS_PROXY: `http://li:canary-4711-proxy@127.0.0.1:${squidPorts.auth}` };
      for (const args of [['--json'], [], ['--lang', 'zh']]) {
        const run = await home.run(
          ['probe', `redis://:${redisPassword}@${redisAuth.replace('127.0.0.1', '127.0.0.1')}`, ...args],
          { env },
        );
        expect(run.stdout + run.stderr).not.toContain('canary-4711');
      }
    });

    it.each(['en', 'zh'])('prints a table and hints within 80 columns (%s)', async (lang) => {
      const { stdout } = await home.run([
        ...[
          'probe',
          '--lang',
          lang,
          '-x',
          proxy,
          `redis://${redis}`,
          `http://127.0.0.1:${portOf(web)}/a/rather/long/path/of/a/health/check`,
        ],
        ...['nosuch.invalid:6379', `127.0.0.1:${await closedPort()}`],
      ]);
      expect(stdout).toContain('TARGET_REFUSED');
      for (const line of stdout.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(80);
    });

    it('drains on Ctrl-C, says what it did and ends with 0', async () => {
      const own = home.start(['tunnel', '-l', '127.0.0.1:0', '--json']);
      const { listen } = JSON.parse(await own.line(0));
      await execute(findProgram('curl') ?? 'curl', [
        '-sS',
        '-x',
        `http://127.0.0.1:${listen[0].port}`,
        `http://127.0.0.1:${portOf(web)}/`,
      ]);
      const { code, stdout, stderr } = await own.end('SIGINT');
      expect([code, stderr]).toEqual([0, '']);
      const events = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(events.map(({ event }) => event)).toEqual(['ready', 'end']);
      expect(events[1]).toMatchObject({ connections: 1, cut: 0 });
    });

    it('refuses to listen where other machines can reach it', async () => {
      const run = await home.run(['tunnel', '-l', '0.0.0.0:0']);
      expect(run.code).toBe(2);
      expect(run.stderr).toMatch(/^Error \[\w+\]: [\s\S]+\nHint: /);
    });
  },
);
