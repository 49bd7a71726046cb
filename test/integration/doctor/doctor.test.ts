import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkIds } from '../../../src/lib/doctor/check.js';
import { collectGo } from '../../../src/lib/doctor/collectors/go.js';
import { collectPorts } from '../../../src/lib/doctor/collectors/ports.js';
import { parsePowershellOutput } from '../../../src/lib/doctor/collectors/powershell.js';
import { doctorDefaults, runDoctor } from '../../../src/lib/doctor/run.js';
import type { Host } from '../../../src/lib/host/host.js';
import { nodeClock } from '../../../src/lib/host/node/clock.js';
import { nodeHost } from '../../../src/lib/host/node/host.js';
import { nodeProcesses } from '../../../src/lib/host/node/processes.js';
import { fakeHost } from '../../helpers/fake-host.js';
import { listening } from '../../helpers/listening.js';
import { missing } from '../../helpers/programs.js';
import { closedPort } from '../../helpers/servers.js';
import { listenSilently } from '../../helpers/silent-listener.js';
import { sourcesFor } from '../../unit/doctor/test-sources.js';

async function reach(env: Record<string, string>) {
  const host: Host = { ...fakeHost({ env }), clock: nodeClock };
  const { checks } = await runDoctor({ ...doctorDefaults, only: ['proxy.reachable'] }, host);
  return checks[0];
}

describe('proxy.reachable', () => {
  it('passes where the port of the proxy is open, dialled once for two variables', async () => {
    const proxy = `http://li:p@127.0.0.1:${await listening(createServer())}`;
    expect(await reach({ HTTP_PROXY: proxy, HTTPS_PROXY: proxy })).toMatchObject({
      status: 'pass',
      found: proxy.replace('http://li:p@', ''),
    });
  });

  it('fails where it is closed, and suspects the program on this machine', async () => {
    const port = await closedPort();
    expect(await reach({ https_proxy: `127.0.0.1:${port}` })).toMatchObject({
      status: 'fail',
      finding: {
        code: 'PROXY_UNREACHABLE',
        facts: {
          endpoints: [{ endpoint: `127.0.0.1:${port}`, phase: 'tcp', code: 'ECONNREFUSED', local: true }],
        },
      },
    });
  });

  it('leaves a lower-case variable alone that Go does not read', async () => {
    const HTTP_PROXY = `http://127.0.0.1:${await listening(createServer())}`;
    const http_proxy = `http://127.0.0.1:${await closedPort()}`;
    expect(await reach({ HTTP_PROXY, http_proxy })).toMatchObject({ status: 'pass' });
  });

  it('fails where nobody answers', async () => {
    const silent = await listenSilently('127.0.0.1');
    onTestFinished(() => silent.close());
    expect(await reach({ HTTP_PROXY: `http://127.0.0.1:${silent.port}` })).toMatchObject({
      status: 'fail',
      finding: { facts: { endpoints: [{ code: 'TIMEOUT' }] } },
    });
  });

  it('fails where the name does not resolve', async () => {
    expect(await reach({ HTTP_PROXY: 'http://proxy.invalid:3128' })).toMatchObject({
      status: 'fail',
      finding: { facts: { endpoints: [{ endpoint: 'proxy.invalid:3128', phase: 'dns' }] } },
    });
  });

  it('dials nobody for a value that Go misreads', async () => {
    const port = await listening(createServer());
    expect(await reach({ HTTP_PROXY: `http://127.0.0.1:${port} ` })).toMatchObject({
      status: 'skip',
      finding: { code: 'NEEDS' },
    });
  });
});

describe('net.excluded-ports', () => {
  it('knows a busy port from a free one, and gives the free one back', async () => {
    const busy = await listening(createServer());
    const free = await closedPort();
    const host = fakeHost();
    expect((await collectPorts(sourcesFor(host, { listenPort: busy }))).value).toEqual({
      port: busy,
      bound: false,
      code: 'EADDRINUSE',
      excluded: null,
    });
    for (let round = 0; round < 2; round++) {
      expect((await collectPorts(sourcesFor(host, { listenPort: free }))).value).toMatchObject({
        bound: true,
        code: null,
      });
    }
  });
});

describe('a real process in the place of PowerShell', () => {
  const processes = nodeProcesses(process.platform, process.env);
  const run = (script: string, timeoutMs: number) =>
    processes.run({ file: process.execPath, args: ['-e', script], timeoutMs, encoding: 'latin1' });
  const answer = '<<<AP1{"session":{"ok":true,"v":{}}}AP1>>>';

  it('is heard through bytes of another code page', async () => {
    const bytes = `Buffer.from([0xd5,0xfd,0xd4,0xda,13,10])`;
    const result = await run(
      `process.stdout.write(Buffer.concat([${bytes},Buffer.from('${answer}'),${bytes}]))`,
      9_000,
    );
    expect(parsePowershellOutput(result.stdout)?.values.has('session')).toBe(true);
  });

  it('is ended when it hangs beyond its limit', async () => {
    const started = performance.now();
    const result = await run('setInterval(() => {}, 1000)', 400);
    expect(result).toMatchObject({ timedOut: true, exitCode: null, notStarted: null });
    expect(performance.now() - started).toBeLessThan(4_000);
  });

  it('is ended although a child of its own keeps the pipes open', async () => {
    const child = `require('child_process').spawn(process.execPath,['-e','setTimeout(() => {}, 6000)'],{stdio:'inherit'})`;
    const started = performance.now();
    const result = await run(`${child};setInterval(() => {}, 1000)`, 600);
    expect(result.timedOut).toBe(true);
    expect(performance.now() - started).toBeLessThan(4_000);
  });

  it('is reported when it may not be started', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'powershell.exe');
    await writeFile(file, 'not a program');
    await chmod(file, 0o644);
    const result = await processes.run({ file, args: [], timeoutMs: 5_000 });
    expect(result.notStarted).toBe('EACCES');
  });
});

describe.skipIf(missing('go'))('the Go of this machine', () => {
  it('is described, also behind a GOROOT that leads nowhere, and never taken from the current folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'go'), '#!/bin/sh\necho hacked\n', { mode: 0o755 });
    const path = ['', '.', process.env.PATH ?? '', '/usr/local/go/bin'].join(delimiter);
    const env = { ...process.env, PATH: path, GOROOT: join(folder, 'gone') };
    const real = nodeHost();
    const processes = nodeProcesses(process.platform, env);
    const host: Host = {
      ...real,
      env,
      processes: {
        find: processes.find,
        start: processes.start,
        run: (request) => processes.run({ ...request, env: { ...env, ...request.env } }),
      },
      platform: { ...real.platform, cwd: folder },
    };
    const { value } = await collectGo(sourcesFor(host));
    expect(value).toMatchObject({ state: 'ok', version: expect.stringMatching(/^go1\.\d+/) });
    expect(value.goroot).toMatchObject({
      exists: false,
      effective: expect.stringMatching(/\S/),
      same: false,
    });
    expect(value.path).not.toContain(folder);
  });
});

describe('this machine', () => {
  it('is examined in under five seconds, without an error', async () => {
    const started = performance.now();
    const result = await runDoctor({ ...doctorDefaults, offline: true, listenPort: 0 }, nodeHost());
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(result.summary.error).toBe(0);
    expect(result.checks.map(({ id }) => id)).toEqual(checkIds);
  });
});
