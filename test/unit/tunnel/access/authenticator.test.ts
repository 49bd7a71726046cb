import { randomBytes, scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { User } from '../../../../src/lib/tunnel/access/access-settings.js';
import { Authenticator } from '../../../../src/lib/tunnel/access/authenticator.js';
import { parseBasicCredentials } from '../../../../src/lib/tunnel/access/basic-credentials.js';
import { FairQueue } from '../../../../src/lib/tunnel/access/fair-queue.js';

const plain = (name: string, password: string): User => ({ name, secret: { kind: 'password', password } });

/** Takes about 15 ms to check. */
function hashed(name: string, password: string): User {
  const [N, r, p] = [4_096, 8, 1];
  const salt = randomBytes(16);
  const parts = [salt, scryptSync(password, salt, 32, { N, r, p })].map((bytes) =>
    bytes.toString('base64').replace(/=+$/, ''),
  );
  return { name, secret: { kind: 'scrypt', hash: `$scrypt$${N}$${r}$${p}$${parts.join('$')}` } };
}

const patient = (client: string) => ({ client, isWaiting: () => true });

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

describe('credentials', () => {
  it.each([
    ['in plain', plain('li', 'p:ä')],
    ['hashed', hashed('li', 'p:ä')],
  ])('%s are accepted where both are right', async (_how, user) => {
    const authenticator = new Authenticator([user, plain('wang', 'other')], randomBytes);
    expect(authenticator.isNeeded).toBe(true);
    for (const [name, password, expected] of [
      ['li', 'p:ä', true],
      ['li', 'p:a\u0308', true],
      ['li', 'p:', false],
      ['li', '', false],
      ['li', 'other', false],
      ['wang', 'other', true],
      ['wang', 'p:ä', false],
      ['LI', 'p:ä', false],
      ['nobody', 'p:ä', false],
      ['li:p', 'ä', false],
      ['', '', false],
      ['__proto__', 'p:ä', false],
    ] as const) {
      // The second time it is remembered.
      expect([name, password, await authenticator.accepts(name, password)]).toEqual([
        name,
        password,
        expected,
      ]);
      expect([name, password, await authenticator.accepts(name, password)]).toEqual([
        name,
        password,
        expected,
      ]);
    }
  });

  it('are not asked for without users', () => {
    expect(new Authenticator([], randomBytes).isNeeded).toBe(false);
  });

  it('that were checked once cost nothing any more, right or wrong', async () => {
    const authenticator = new Authenticator([hashed('li', 'right')], randomBytes);
    for (const password of ['right', 'wrong']) await authenticator.accepts('li', password);
    const ms = await timed(async () => {
      for (let index = 0; index < 200; index++) {
        await authenticator.accepts('li', 'right');
        await authenticator.accepts('li', 'wrong');
      }
    });
    expect(ms).toBeLessThan(400);
  });

  it('that come many times at once are checked once', async () => {
    const authenticator = new Authenticator([hashed('li', 'right')], randomBytes);
    const once = await timed(() =>
      new Authenticator([hashed('li', 'right')], randomBytes).accepts('li', 'wrong'),
    );
    const ms = await timed(async () => {
      const found = await Promise.all(Array.from({ length: 50 }, () => authenticator.accepts('li', 'right')));
      expect(new Set(found)).toEqual(new Set([true]));
    });
    expect(ms).toBeLessThan(12 * Math.max(once, 5));
  });

  it('take as long to refuse for a user that is not there, and for one whose password is kept in plain', async () => {
    const users = [hashed('li', 'right'), plain('wang', 'right')];
    const fresh = () => new Authenticator(users, randomBytes);
    const quickest = async (name: string) => {
      const times = [];
      for (let index = 0; index < 5; index++) times.push(await timed(() => fresh().accepts(name, 'wrong')));
      return Math.min(...times);
    };
    // Without the hashing it is a tenth of a millisecond.
    for (const name of ['li', 'nobody', 'wang']) expect(await quickest(name)).toBeGreaterThan(1.5);
  });

  it('are still checked for those who wait when whoever came first is gone', async () => {
    const authenticator = new Authenticator([hashed('li', 'right')], randomBytes);
    const busy = ['1', '2', '3'].map((password) => authenticator.accepts('li', password, patient('a')));
    const gone = authenticator.accepts('li', 'right', { client: 'b', isWaiting: () => false });
    const waiting = [
      authenticator.accepts('li', 'right', patient('b')),
      authenticator.accepts('li', 'right', patient('c')),
    ];
    expect(await gone).toBe(false);
    expect(await Promise.all(waiting)).toEqual([true, true]);
    await Promise.all(busy);
  });

  it('of others are not kept waiting by a flood of wrong ones', async () => {
    const authenticator = new Authenticator([hashed('li', 'right')], randomBytes);
    let refused = 0;
    const flood = Array.from({ length: 60 }, async (_, index) => {
      await authenticator.accepts('li', `wrong ${index}`, patient('10.0.0.66'));
      refused++;
    });
    expect(await authenticator.accepts('li', 'right', patient('10.0.0.7'))).toBe(true);
    // Two were under way, and the others take turns.
    expect(refused).toBeLessThan(6);
    await Promise.all(flood);
  });
});

describe('costly work', () => {
  it('is done a few pieces at a time, each owner in turn, in his order', async () => {
    const queue = new FairQueue(2);
    const done: string[] = [];
    let running = 0;
    let most = 0;
    const work = (name: string) => async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      done.push(name);
      return name;
    };
    const all = ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1'].map((name) =>
      queue.do(name.slice(0, 1), work(name)),
    );
    expect(await Promise.all(all)).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1']);
    expect(done).toEqual(['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'b2']);
    expect(most).toBe(2);
  });

  it('that nobody waits for any more is not done', async () => {
    const queue = new FairQueue(1);
    const first = queue.do('a', async () => 1);
    const second = queue.do(
      'a',
      async () => expect.fail('done in vain'),
      () => false,
    );
    expect(await Promise.all([first, second])).toEqual([1, null]);
  });

  it('that fails does not stop the rest', async () => {
    const queue = new FairQueue(1);
    const failing = queue.do('a', () => Promise.reject(new Error('no')));
    const next = queue.do('a', async () => 2);
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe(2);
  });
});

describe('Proxy-Authorization', () => {
  const basic = (text: string | Buffer) => `Basic ${Buffer.from(text as string).toString('base64')}`;

  it.each([
    [basic('li:secret'), 'li', 'secret'],
    [basic('li:secret').replace(/=+$/, ''), 'li', 'secret'],
    [basic('li:secret').replace('Basic', 'bAsIc'), 'li', 'secret'],
    [basic('li:secret').replace(' ', '   '), 'li', 'secret'],
    [basic('li:a:b'), 'li', 'a:b'],
    [basic(':'), '', ''],
    [basic('李伟:密码'), '李伟', '密码'],
    [basic(Buffer.from('Ren\u00e9:p\u00e4ss', 'latin1')), 'Ren\u00e9', 'p\u00e4ss'],
  ])('%s is read', (value, username, password) => {
    expect(parseBasicCredentials(value)).toEqual({ username, password });
  });

  it.each([
    '',
    'Basic',
    'Basic ',
    basic('li'),
    'Basic li:secret',
    'Basic bGk6c2VjcmV0 x',
    `${basic('li:secret')}, Basic eDp5`,
    basic('li:sec\nret'),
    basic('li\0:secret'),
    'Bearer bGk6c2VjcmV0',
    'Digest username="li"',
    'Basic ===',
  ])('%j is not', (value) => {
    expect(parseBasicCredentials(value)).toBeNull();
  });
});
