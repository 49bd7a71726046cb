import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Identity } from '../../../helpers/certificates.js';
import { missing } from '../../../helpers/programs.js';
import type { ProxyUser } from '../../../helpers/servers.js';
import { until } from '../world.js';
import type { Client, ToldProxy } from './client.js';
import { curl, netcat } from './command-line-clients.js';
import { everyClient, testEach } from './every-client.js';
import { checkGit, git } from './git-client.js';
import { type Column, MatrixWorld, toldOf } from './matrix-world.js';
import { startUpstream } from './upstream-proxies.js';
import { thisMachineOnly, watchTunnel } from './watched-tunnel.js';
import { go } from './written-clients.js';

const bytes = 20_000;
const user: ProxyUser = { username: 'wang', password: 'canary-4711@:/%+ü' };
const users = [{ name: user.username, secret: { kind: 'password' as const, password: user.password } }];
const access = { ...thisMachineOnly, users };

describe.skipIf(process.platform !== 'linux' || missing('openssl'))('a listener that protects itself', () => {
  let world: MatrixWorld;
  const open: Column[] = [];

  beforeAll(async () => {
    world = await MatrixWorld.open([]);
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map(({ tunnel }) => tunnel.close()));
  });

  afterAll(() => world?.close());

  async function openDirect(settings: Parameters<typeof watchTunnel>[0]): Promise<Column> {
    const column = { ...(await watchTunnel(settings)), upstream: await startUpstream.direct(world) };
    open.push(column);
    return column;
  }

  const askOnce = async (client: Client, proxy: ToldProxy, url = world.plain('/blob/10')) => {
    const [answer] = await client.ask([{ method: 'GET', url }], await world.surroundings(proxy));
    return answer;
  };

  describe('with Basic authentication', () => {
    const withCredentials = everyClient.filter(({ can }) => can.credentials);

    testEach(withCredentials, 'signs in', async (client) => {
      const column = await openDirect({ access });
      await world.checkCell(client, column, bytes, { proxy: { ...toldOf(column), user }, isAsked: true });
      const signedIn = column.sessions.filter(({ code }) => code === null);
      expect(new Set(signedIn.map((session) => session.user))).toEqual(new Set([user.username]));
    });

    testEach(withCredentials, 'is told that its password is wrong', async (client) => {
      const column = await openDirect({ access });
      const proxy = { ...toldOf(column), user: { ...user, password: 'canary-4711-wrong' } };
      const answer = await askOnce(client, proxy, client.can.plain ? world.plain('/') : world.secure('/'));
      expect(answer?.error).not.toBeNull();
      if (answer?.status !== null) expect(answer).toMatchObject({ status: 407, code: 'AUTH_REQUIRED' });
      await until(() => column.tunnel.counts.active === 0);
      expect(column.sessions.map(({ code }) => code)).toContain('AUTH_REQUIRED');
      expect(column.dials).toEqual([]);
    });

    it.skipIf(missing('git'))('git signs in, and is told that its password is wrong', async () => {
      const column = await openDirect({ access });
      const proxy = { ...toldOf(column), user };
      await checkGit(world, column, 'https', proxy, true);
      const wrong = { ...proxy, user: { ...user, password: 'canary-4711-wrong' } };
      const surroundings = await world.surroundings(wrong);
      const { code, stderr } = await git(surroundings, 'ls-remote', world.plain('/git/x/source.git'));
      expect([code, stderr]).toEqual([128, expect.stringMatching(/407/)]);
    });
  });

  describe('with SOCKS5', () => {
    const withSocks = everyClient.filter(({ can }) => can.socks);

    testEach(withSocks, 'loads and stores', async (client) => {
      const column = await openDirect({});
      await world.checkCell(client, column, bytes, { proxy: toldOf(column, 'socks5h') });
      expect(new Set(column.sessions.map(({ protocol }) => protocol))).toEqual(new Set(['socks5']));
    });

    testEach([curl, go], 'signs in, and is told that its password is wrong', async (client) => {
      const column = await openDirect({ access });
      const proxy = { ...toldOf(column, 'socks5h'), user };
      await world.checkCell(client, column, bytes, { proxy });
      const wrong = await askOnce(client, { ...proxy, user: { ...user, password: 'canary-4711-wrong' } });
      expect(wrong?.error).toMatch(/rejected|authentication failed/);
      const none = await askOnce(client, toldOf(column, 'socks5h'));
      expect(none?.error).toMatch(/No authentication method|no acceptable authentication methods/);
    });

    it.each([
      ['127.0.0.1:1', 'TARGET_REFUSED', [/\(5\)$/, /connection refused$/, /Connection refused$/]],
      ['nosuch.invalid:80', 'TARGET_DNS', [/\(4\)$/, /host unreachable$/, /Host unreachable$/]],
      ['0.0.0.1:80', 'DENIED', [/\(2\)$/, /not allowed by ruleset$/, /not allowed by ruleset$/]],
    ])('curl, Go and nc are told what failed: %s is %s', async (place, code, told) => {
      const column = await openDirect({});
      for (const [index, client] of [curl, go, netcat].entries()) {
        if (client.isMissing()) continue;
        const answer = await askOnce(client, toldOf(column, 'socks5h'), `http://${place}/`);
        expect(answer?.error).toMatch(told[index] as RegExp);
      }
      await until(() => column.tunnel.counts.active === 0);
      expect(new Set(column.sessions.map((session) => session.code))).toEqual(new Set([code]));
    });
  });

  describe('with TLS', () => {
    const tls = (clientCa: string | null, clientNames: string[] = []) => ({
      tls: {
        certificate: world.certificates.server.cert,
        key: world.certificates.server.key,
        ...{ clientCa, clientNames },
      },
    });

    testEach([curl, go], 'loads and stores', async (client) => {
      const column = await openDirect(tls(null));
      await world.checkCell(client, column, bytes, { proxy: toldOf(column, 'https') });
    });

    it.skipIf(missing('git'))('git clones and pushes', async () => {
      const column = await openDirect(tls(null));
      await checkGit(world, column, 'https', toldOf(column, 'https'));
    });

    it.skipIf(missing('curl'))('curl is served with a certificate of the right name only', async () => {
      const identity: Identity = world.certificates.server;
      const named = await openDirect(tls(world.certificates.ca, ['server.test']));
      const proxy = { ...toldOf(named, 'https'), identity };
      await world.checkCell(curl, named, bytes, { proxy });
      const withOther = { ...proxy, identity: world.certificates.wrongName };
      const withSelfSigned = { ...proxy, identity: world.certificates.selfSigned };
      for (const refused of [withOther, withSelfSigned, toldOf(named, 'https')]) {
        const before = named.dials.length;
        const answer = await askOnce(curl, refused);
        expect(answer).toMatchObject({ status: 403, code: 'TLS_CLIENT_CERT' });
        expect(named.dials.length).toBe(before);
      }
    });
  });

  testEach(everyClient, 'loads and stores through a listener on IPv6', async (client) => {
    const column = await openDirect({ listen: [{ host: '::1', port: 0 }] });
    await world.checkCell(client, column, bytes);
  });
});
