import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificates, makeCertificates } from '../helpers/certificates.js';
import { CliHome } from '../helpers/cli.js';
import { complaints } from '../helpers/probe-schema.js';
import { missing } from '../helpers/programs.js';
import { startDante, startTlsProxy } from '../helpers/proxies.js';
import { closedPort, type RunningServer, startRedis, startSquid } from '../helpers/servers.js';

const canaries = {
  proxy: 'canary-4711-proxy',
  redis: 'canary-4712-redis',
  header: 'canary-4713-header',
};

describe.skipIf(missing('redis-server', 'squid', 'danted', 'stunnel4', 'openssl'))(
  'probe as a gate, as a CI job runs it',
  () => {
    const home = new CliHome();
    let certificates: Certificates;
    let redis: RunningServer;
    let squid: RunningServer;
    let dante: RunningServer;
    let tlsProxy: RunningServer;
    let closed: number;

    beforeAll(async () => {
      certificates = await makeCertificates();
      closed = await closedPort();
      [redis, squid, dante] = await Promise.all([
        startRedis({ password: canaries.redis }),
        startSquid({ tunnelPorts: 'any', user: { username: 'li', password: canaries.proxy } }),
        startDante(),
      ]);
      tlsProxy = await startTlsProxy(squid, certificates.server);
    }, 30_000);

    afterAll(async () => {
      home.remove();
      await Promise.all([redis, squid, dante, tlsProxy].map((server) => server?.stop()));
      await certificates?.remove();
    });

    /** A folder with an aliproxy.yaml: three ways to a Redis, and a port that nobody listens on. */
    function project(): { folder: string; env: Record<string, string> } {
      const folder = join(home.folder, '项目 one');
      mkdirSync(folder, { recursive: true });
      const lines = [
        'probe:',
        `  proxyCacert: ${certificates.caFile}`,
        '  targets:',
        ...['http', 'https'].flatMap((scheme) => [
          `    - url: redis://:\${REDIS_PASSWORD}@127.0.0.1:${redis.port}`,
          `      name: cache by ${scheme}`,
          '      tags: [cache]',
          `      proxy: ${scheme}://li:\${PROXY_PASSWORD}@127.0.0.1:${scheme === 'http' ? squid.port : tlsProxy.port}`,
        ]),
        `    - url: redis://:\${REDIS_PASSWORD}@127.0.0.1:${redis.port}`,
        '      name: 缓存',
        `      proxy: socks5h://127.0.0.1:${dante.port}`,
        `    - {url: "http://127.0.0.1:${closed}/health", name: api, proxy: direct, headers: {Authorization: "Bearer \${TOKEN}"}}`,
      ];
      writeFileSync(join(folder, 'aliproxy.yaml'), `${lines.join('\n')}\n`);
      return {
        folder,
        env: {
          ...{ REDIS_PASSWORD: canaries.redis, PROXY_PASSWORD: canaries.proxy, TOKEN: canaries.header },
          CI: 'true',
        },
      };
    }

    it('takes targets, ways and passwords from file and environment, and writes every report', async () => {
      const { folder, env } = project();
      const kinds = ['json', 'ndjson', 'junit', 'tap', 'prom', 'csv', 'md', 'html', 'table', 'wide'];
      const reports = kinds.flatMap((kind) => ['--report', `${kind}=reports/probe.${kind}`]);
      const summary = join(folder, 'summary.md');
      const result = await home.run(['probe', '--format', 'github', '--explain', '--trace', ...reports], {
        cwd: folder,
        env: { ...env, GITHUB_STEP_SUMMARY: summary },
      });
      expect(result.code).toBe(1);
      expect(result.stdout).toMatch(/^::error title=[^\n]*TARGET_REFUSED/m);
      const written = readdirSync(join(folder, 'reports'));
      expect(written.sort()).toEqual(kinds.map((kind) => `probe.${kind}`).sort());
      const texts = [
        ...written.map((name) => readFileSync(join(folder, 'reports', name), 'utf8')),
        ...[readFileSync(summary, 'utf8'), result.stdout, result.stderr],
      ];
      for (const text of texts) expect(text).toContain('127.0.0.1');
      for (const canary of Object.values(canaries)) {
        const forms = [
          canary,
          Buffer.from(canary).toString('hex'),
          Buffer.from(`li:${canary}`).toString('base64'),
        ];
        for (const text of texts) for (const form of forms) expect(text).not.toContain(form);
      }
      const document = JSON.parse(readFileSync(join(folder, 'reports', 'probe.json'), 'utf8'));
      expect(document.summary).toMatchObject({ total: 4, pass: 3, fail: 1, blame: ['target'] });
      expect(complaints(document, 'report')).toEqual([]);
    });

    it('probes what a tag names', async () => {
      const { folder, env } = project();
      const { code, stdout } = await home.run(['probe', '--tag', 'cache', '--json'], { cwd: folder, env });
      expect(code).toBe(0);
      const { results } = JSON.parse(stdout);
      expect(results.map(({ name }: { name: string }) => name)).toEqual(['cache by http', 'cache by https']);
    });

    it('names file, line and key of a mistake, and probes nothing', async () => {
      const { folder, env } = project();
      const file = join(folder, 'aliproxy.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replace('tags: [cache]', 'tag: [cache]'));
      const { code, stderr, stdout } = await home.run(['probe'], { cwd: folder, env });
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr.replace(/\s+/g, ' ')).toMatch(
        /aliproxy\.yaml:6.*probe\.targets\[0\]\.tag\b.*probe\.targets\[0\]\.tags/,
      );
    });

    it('waits for a service that is coming up, and gives up on one that is not', async () => {
      let server: Server | undefined;
      const waiting = home.run(['probe', '--wait', '20s', '--json', `127.0.0.1:${closed}`]);
      setTimeout(() => {
        server = createServer((socket) => socket.on('error', () => {})).listen(closed, '127.0.0.1');
      }, 1_500);
      const up = await waiting;
      server?.close();
      expect(up.code).toBe(0);
      const [{ attempts }] = JSON.parse(up.stdout).results;
      expect(attempts.length).toBeGreaterThan(1);
      expect(attempts.at(-1)).toMatchObject({ ok: true });
      const never = await home.run(['probe', '--wait', '1500ms', '--json', `127.0.0.1:${closed}`]);
      expect(never.code).toBe(124);
      expect(JSON.parse(never.stdout)).toMatchObject({
        deadlineReached: '--wait',
        results: [{ code: 'TARGET_REFUSED' }],
      });
    });

    it('watches until Ctrl-C, a JSON object a line, and ends with the figures', async () => {
      const watch = home.start([
        'probe',
        '--watch',
        '--interval',
        '100ms',
        '--json',
        `127.0.0.1:${dante.port}`,
      ]);
      await watch.line(2);
      const { code, stdout } = await watch.end('SIGINT');
      expect(code).toBe(130);
      const lines = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines.slice(0, 3).map(({ event, ok }) => ({ event, ok }))).toEqual(
        Array.from({ length: 3 }, () => ({ event: 'result', ok: true })),
      );
      expect(lines.at(-1)).toMatchObject({ event: 'summary', interrupted: true });
    });
  },
);
