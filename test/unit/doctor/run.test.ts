import { describe, expect, it } from 'vitest';
import { checkIds } from '../../../src/lib/doctor/check.js';
import { collect } from '../../../src/lib/doctor/collect.js';
import { formatEvidence, readEvidence } from '../../../src/lib/doctor/evidence.js';
import { doctorDefaults, runDoctor } from '../../../src/lib/doctor/run.js';
import { Interrupted } from '../../../src/lib/errors.js';
import type { ProcessRequest } from '../../../src/lib/host/processes.js';
import { type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';
import { fixtureText } from './evidence-fixtures.js';
import { quietRequest } from './test-sources.js';

const go = '/usr/local/go/bin/go';
const environment = {
  GOVERSION: 'go1.26.8',
  GOROOT: '/usr/local/go',
  GOPATH: '/home/li/go',
  GOPROXY: 'https://modules.test,direct',
};
const answering = ({ args }: ProcessRequest) =>
  args[1] === '-json' ? { stdout: JSON.stringify(environment) } : { stdout: 'auto\n' };

const healthy: FakeHostOptions = { programs: { go }, run: answering };
const quick = { ...doctorDefaults, offline: true, listenPort: 0 };

/** Resolves only when told to stop. */
const hanging = (request: ProcessRequest) =>
  new Promise<never>((_resolve, reject) => {
    request.signal?.addEventListener('abort', () => reject(request.signal?.reason), { once: true });
  });

describe('runDoctor', () => {
  it('reports every check of a healthy Linux', async () => {
    const result = await runDoctor(quick, fakeHost(healthy));
    expect(result.ok).toBe(true);
    expect(result.summary).toMatchObject({ warn: 0, fail: 0, error: 0 });
    expect(result.platform).toMatchObject({ os: 'linux', wsl: false });
    expect(result.checks.map(({ id }) => id)).toEqual(checkIds);
  });

  it('is not ok after a failure; after a warning only if strict', async () => {
    const warned = { ...healthy, env: { HTTP_PROXY: 'http://10.0.0.9:3128' } };
    expect((await runDoctor(quick, fakeHost(warned))).ok).toBe(true);
    expect((await runDoctor({ ...quick, strict: true }, fakeHost(warned))).ok).toBe(false);
    expect((await runDoctor(quick, fakeHost({}))).ok).toBe(false);
  });

  it('gathers only what the chosen checks are judged by', async () => {
    const asked: string[] = [];
    const host = fakeHost({ ...healthy, run: (request) => void asked.push(request.file) });
    const result = await runDoctor({ ...quick, only: ['proxy.env', 'proxy.reachable', 'os.arch'] }, host);
    expect(result.checks.map(({ id }) => id)).toEqual(['os.arch', 'proxy.env', 'proxy.reachable']);
    expect(asked).toEqual([]);
  });

  it('judges prerequisites that are not reported', async () => {
    const { checks } = await runDoctor({ ...quick, only: ['go.version'] }, fakeHost({}));
    expect(checks).toMatchObject([{ id: 'go.version', status: 'skip', finding: { code: 'NEEDS' } }]);
  });

  it.each([
    [{ only: ['prxy'] }, 'UNKNOWN_CHECK', { source: '--only', name: 'prxy', suggestion: 'proxy' }],
    [
      { skip: ['go,os.versoin'] },
      'UNKNOWN_CHECK',
      { source: '--skip', name: 'os.versoin', suggestion: 'os.version' },
    ],
    [{ only: ['go'], skip: ['go'] }, 'NO_CHECKS_LEFT', {}],
  ])('refuses %j', async (selection, code, facts) => {
    await expect(runDoctor({ ...quick, ...selection }, fakeHost(healthy))).rejects.toMatchObject({
      code,
      facts,
      exitCode: 2,
    });
  });

  it('replays evidence without asking this machine anything', async () => {
    const host = fakeHost({
      files: { '/evidence.json': fixtureText('windows-11-chinese') },
      run: () => {
        throw new Error('a process was started');
      },
    });
    const untouched = { ...host, env: {}, network: undefined as never };
    const result = await runDoctor({ ...quick, replay: '/evidence.json' }, untouched);
    expect(result.platform.os).toBe('win32');
    expect(result.replayOf).toBe('2026-11-20T08:00:00.000Z');
    expect(result.summary).toMatchObject({ fail: 4, warn: 12 });
  });

  it.each([
    ['{}', 'EVIDENCE_FOREIGN'],
    ['not json', 'EVIDENCE_NOT_JSON'],
    ['{"kind":"aliproxy-evidence","version":9}', 'EVIDENCE_NEWER'],
    ['{"kind":"aliproxy-evidence","version":1,"origin":"recorded"}', 'EVIDENCE_MALFORMED'],
  ])('refuses to replay %s', async (content, code) => {
    const host = fakeHost({ files: { '/evidence.json': content } });
    const failure = { code, exitCode: 2 };
    await expect(runDoctor({ ...quick, replay: '/evidence.json' }, host)).rejects.toMatchObject(failure);
  });

  it('says which file it can not read or write', async () => {
    const missing = runDoctor({ ...quick, replay: '/nowhere.json' }, fakeHost(healthy));
    await expect(missing).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      facts: { path: '/nowhere.json' },
    });
    const host = fakeHost(healthy);
    host.files.writeText = async () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    };
    await expect(runDoctor({ ...quick, saveEvidence: '/x.json' }, host)).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      facts: { path: '/x.json', reason: 'ENOSPC' },
    });
  });

  it('saves whole evidence that is judged alike, and holds no secret and no home folder', async () => {
    const secret = 'QXZsecretQXZ';
    const env = {
      HTTP_PROXY: ` http://li:${secret}@10.0.0.9:3128`,
      HTTPS_PROXY: `http://li:${secret}#@10.0.0.9:3128`,
      ALL_PROXY: `http=li:${secret}@10.0.0.9:1;https=li:${secret}@h:2`,
      NO_PROXY: `http://li:${secret}@a.test,b.test`,
      GOPROXY: `https://li:${secret}@go.corp.test`,
      GOROOT: '/home/li/go-old',
    };
    const host = fakeHost({
      ...healthy,
      env,
      run: ({ args }) =>
        args[1] === '-json'
          ? { stdout: JSON.stringify({ ...environment, GOPROXY: env.GOPROXY }) }
          : undefined,
    });
    const result = await runDoctor({ ...quick, only: ['proxy'], saveEvidence: '/evidence.json' }, host);
    const text = host.contents.get('/evidence.json') ?? '';
    expect(text + JSON.stringify(result)).not.toContain(secret);
    expect(text).not.toContain('/home/li');
    const read = readEvidence(text);
    const states = read.ok
      ? Object.entries(read.evidence.sections).map(([name, { state }]) => [name, state])
      : [];
    expect(Object.fromEntries(states)).toMatchObject({
      windows: 'absent',
      go: 'ok',
      proxy: 'ok',
      reachability: 'absent',
      ports: 'ok',
    });
    const again = await runDoctor({ ...quick, only: ['proxy'], replay: '/evidence.json' }, host);
    expect(again.checks).toEqual(result.checks);
  });
});

describe('collect', () => {
  const request = { ...quietRequest, timeoutMs: 60 };

  it('gives up a collector that hangs, and keeps the others', async () => {
    const host = fakeHost({ ...healthy, platform: { os: 'win32' }, run: (asked) => hanging(asked) });
    const { sections } = await collect(request, host);
    expect(sections.windows).toMatchObject({ state: 'failed', reason: 'timeout', source: 'powershell' });
    expect(sections.go).toMatchObject({ state: 'failed', reason: 'timeout' });
    expect(sections.proxy.state).toBe('ok');
  });

  it('reports a collector that crashes, and keeps the others', async () => {
    const host = fakeHost({
      ...healthy,
      run: () => {
        throw new Error('boom');
      },
    });
    const { sections } = await collect(request, host);
    expect(sections.go).toMatchObject({ state: 'failed', reason: 'crash', detail: 'boom' });
    expect(sections.ports.state).toBe('ok');
  });

  it('ends with the reason as soon as somebody presses Ctrl-C', async () => {
    const controller = new AbortController();
    const reason = new Interrupted('SIGINT');
    const host = fakeHost({ ...healthy, run: (asked) => hanging(asked) });
    const running = collect({ ...request, timeoutMs: 30_000, signal: controller.signal }, host);
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
  });

  it('tells what it is waiting for', async () => {
    const told: string[] = [];
    const onProgress = (waiting: readonly string[]) => void told.push(waiting.join(' '));
    await collect({ ...request, onProgress }, fakeHost(healthy));
    expect(told[0]).toMatch(/^\S+$/);
    expect(told.some((names) => /\bgo\b.*\bports\b/.test(names))).toBe(true);
    expect(told.at(-1)).toBe('');
  });

  it('sees WSL, but not in a container on it', async () => {
    const wsl = { ...healthy, platform: { release: '5.15.167.4-microsoft-standard-WSL2' } };
    const osRelease = { '/etc/os-release': 'NAME=x\nPRETTY_NAME="Ubuntu 24.04 LTS"\n' };
    const { platform } = await collect(request, fakeHost({ ...wsl, files: osRelease }));
    expect(platform).toMatchObject({ wsl: true, name: 'Ubuntu 24.04 LTS' });
    const inside = await collect(request, fakeHost({ ...wsl, files: { '/.dockerenv': '' } }));
    expect(inside.platform).toMatchObject({ wsl: false, name: null });
  });

  it('is evidence that can be written and read', async () => {
    const evidence = await collect(request, fakeHost(healthy));
    expect(readEvidence(formatEvidence(evidence))).toEqual({ ok: true, evidence });
  });
});
