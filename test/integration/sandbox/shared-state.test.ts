import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure, Interrupted } from '../../../src/lib/errors.js';
import { nodeHost } from '../../../src/lib/host/node/host.js';
import {
  privateStatePath,
  resetPrivateSandbox,
  startPrivateSandbox,
} from '../../../src/lib/sandbox/private-sandbox.js';
import { newState, statusAt } from '../../../src/lib/sandbox/state.js';
import { fileStore } from '../../../src/lib/sandbox/state-file.js';
import { fakeHost } from '../../helpers/fake-host.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aliproxy-sandbox-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const host = nodeHost();
const storeAt = (path: string) => fileStore(host, path, () => newState(host.random));

/** A program of its own that adds `count` marks to the state at `path`, one transaction each. */
function program(path: string, mark: string, count: number): string {
  const source = (name: string) => JSON.stringify(new URL(`../../../src/lib/${name}`, import.meta.url).href);
  return `
    import { nodeHost } from ${source('host/node/host.ts')};
    import { fileStore } from ${source('sandbox/state-file.ts')};
    import { newState } from ${source('sandbox/state.ts')};
    const host = nodeHost();
    const store = fileStore(host, ${JSON.stringify(path)}, () => newState(host.random));
    for (let step = 0; step < ${count}; step++) {
      await store.transact((state) => { state.tokens['${mark}' + step] = { atMs: 0, digest: '', answer: {} }; });
    }`;
}

describe('a state in a file', () => {
  it('loses nothing when separate programs change it at once', async () => {
    const path = join(folder, 'state.json');
    const marks = ['a', 'b', 'c'];
    await Promise.all(
      marks.map(async (mark) => {
        const script = join(folder, `${mark}.mts`);
        await writeFile(script, program(path, mark, 20));
        const tsx = resolve(import.meta.dirname, '../../../node_modules/tsx/dist/esm/index.mjs');
        await promisify(execFile)(process.execPath, ['--import', `file://${tsx}`, script]);
      }),
    );
    const count = await storeAt(path).transact((state) => Object.keys(state.tokens).length);
    expect(count).toBe(60);
    expect((await readdir(folder)).filter((name) => !name.endsWith('.mts'))).toEqual(['state.json']);
  });

  it.skipIf(process.platform === 'win32')('is for its owner only', async () => {
    const path = join(folder, 'deep', 'state.json');
    await storeAt(path).transact(() => null);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('keeps nothing of a change that throws, and goes on', async () => {
    const path = join(folder, 'state.json');
    const store = storeAt(path);
    const failing = store.transact((state) => {
      state.vpcs = [];
      state.tokens.x = { atMs: 0, digest: '', answer: {} };
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await store.transact((state) => Object.keys(state.tokens))).toEqual([]);
  });

  it('is not written again by a change that changes nothing', async () => {
    const path = join(folder, 'state.json');
    const store = storeAt(path);
    await store.transact(() => null);
    const before = (await stat(path)).ino;
    await store.transact((state) => state.vpcs.length);
    expect((await stat(path)).ino).toBe(before);
  });

  it.each(['', 'garbage', '{}', 'null', '{"format":1}', '{"format":2,"key":{"accessKeySecret":"x"}}'])(
    'is refused, not overwritten, where it holds %j',
    async (content) => {
      const path = join(folder, 'state.json');
      await writeFile(path, content);
      await expect(storeAt(path).transact(() => null)).rejects.toMatchObject({
        code: 'SANDBOX_STATE_BROKEN',
        exitCode: 2,
      });
      expect(await readFile(path, 'utf8')).toBe(content);
    },
  );

  it('takes over the lock of a program that died, and waits for one that lives', async () => {
    const world = fakeHost();
    const store = fileStore(world, '/s.json', () => newState(world.random));
    world.contents.set('/s.json.lock', `other ${world.clock.now() - 11_000}\n`);
    await store.transact(() => null);
    expect(world.contents.has('/s.json.lock')).toBe(false);

    world.contents.set('/s.json.lock', `other ${world.clock.now()}\n`);
    const before = world.clock.now();
    await store.transact(() => null);
    expect(world.clock.now() - before).toBeGreaterThan(10_000);
  });

  it('gives up on a lock that says nothing', async () => {
    const world = fakeHost({ files: { '/s.json.lock': '' } });
    const store = fileStore(world, '/s.json', () => newState(world.random));
    await expect(store.transact(() => null)).rejects.toMatchObject({ code: 'SANDBOX_STATE_LOCKED' });
  });

  it('says at once where the file can never be', async () => {
    await writeFile(join(folder, 'file'), '');
    const store = storeAt(join(folder, 'file', 'state.json'));
    await expect(store.transact(() => null)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
  });
});

describe('the private sandbox', () => {
  it('is the same for the next command: key, resources, and time that passed', async () => {
    const world = fakeHost({ env: { XDG_DATA_HOME: '/data' } });
    expect(privateStatePath(world)).toBe('/data/aliproxy/sandbox.json');
    const first = await startPrivateSandbox(world);
    await first.close();
    const store = fileStore(world, privateStatePath(world), () => newState(world.random));
    await store.transact((state) => {
      const timeline = [
        { status: 'Pending', atMs: world.clock.now() },
        { status: 'Available', atMs: world.clock.now() + 500 },
      ];
      const made = { id: 'vpc-1', region: 'cn-hangzhou', createdMs: 0, name: '', description: '', tags: [] };
      state.vpcs.push({ ...made, cidr: '10.0.0.0/8', routerId: '', routeTableId: '', timeline });
    });
    await world.clock.sleep(1_000);
    const second = await startPrivateSandbox(world);
    await second.close();
    expect(second.accessKeySecret).toBe(first.accessKeySecret);
    const status = await store.transact((state) =>
      statusAt(state.vpcs[0]?.timeline ?? [], world.clock.now()),
    );
    expect(status).toBe('Available');
  });

  it('does not go on waiting for a lock after Ctrl-C', async () => {
    const world = fakeHost();
    world.contents.set(`${privateStatePath(world)}.lock`, `other ${world.clock.now()}\n`);
    const end = new AbortController();
    const opening = startPrivateSandbox(world, { signal: end.signal });
    end.abort(new Interrupted('SIGINT'));
    await expect(opening).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('is cleared by a reset, which says what it removed, also where the file is broken', async () => {
    const world = fakeHost();
    expect(await resetPrivateSandbox(world)).toMatchObject({ found: false, removed: null });
    await (await startPrivateSandbox(world)).close();
    expect(await resetPrivateSandbox(world)).toMatchObject({
      found: true,
      removed: { vpcs: 0, instances: 0 },
    });
    expect(world.contents.size).toBe(0);
    world.contents.set(privateStatePath(world), 'garbage');
    await expect(startPrivateSandbox(world)).rejects.toBeInstanceOf(Failure);
    expect(await resetPrivateSandbox(world)).toMatchObject({ found: true, removed: null });
    expect(world.contents.size).toBe(0);
  });
});
