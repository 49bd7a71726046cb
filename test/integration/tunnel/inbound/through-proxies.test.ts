import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { parseProxyUrl } from '../../../../src/lib/proxy/proxy-url.js';
import { direct, type UpstreamSetting } from '../../../../src/lib/tunnel/settings.js';
import { startSocks } from '../../../helpers/proxies.js';
import { afterwards, Client, openTarget, openTunnel, settingsOf, tunnelled, until } from '../world.js';

function upstream(url: string, name = url): UpstreamSetting {
  const read = parseProxyUrl(url);
  if (!read.ok) throw new Error(read.problem);
  return { ...direct, name, proxy: read.proxy };
}

/** A proxy that does what it is told with each head; the heads, and the bodies that followed them. */
async function openProxy(answer: (head: string, socket: Socket, count: number) => string | null) {
  const seen: { head: string; body: string }[] = [];
  const target = await openTarget((socket) => {
    let text = '';
    let request: { head: string; body: string } | undefined;
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      const at = text.indexOf('\r\n\r\n');
      if (at < 0) return;
      if (request === undefined) {
        request = { head: text.slice(0, at), body: '' };
        seen.push(request);
      }
      request.body = text.slice(at + 4);
      const length = Number(/content-length: (\d+)/i.exec(request.head)?.[1] ?? 0);
      if (request.body.length < length) return;
      const words = answer(request.head, socket, seen.length);
      if (words !== null) socket.end(words);
    });
  });
  return { port: target.port, seen, target };
}

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nthe page';
const challenge =
  'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Digest realm="r", nonce="n1", qop="auth"\r\nContent-Length: 0\r\n\r\n';
const get = 'GET http://a.test/x?y=z HTTP/1.1\r\nHost: b.test\r\nProxy-Authorization: Basic eDp5\r\n\r\n';

function post(bytes: number): string {
  return `POST http://a.test/ HTTP/1.1\r\nHost: x\r\nContent-Length: ${bytes}\r\n\r\n${'b'.repeat(bytes)}`;
}

/** Without those by which it is asked whether it does not accept our credentials. */
function plainRequests({ seen }: { readonly seen: readonly { readonly head: string }[] }): number {
  return seen.filter(({ head }) => !head.startsWith('CONNECT')).length;
}

/** Is the Digest answer right for user me, password pw? */
function isRight(head: string): boolean {
  const field = (name: string) => new RegExp(`[ ,]${name}="?([^",\r]*)`).exec(head)?.[1] ?? '';
  const [method = '', uri = ''] = head.split(' ');
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const proof = [field('nonce'), field('nc'), field('cnonce'), 'auth', md5(`${method}:${uri}`)];
  return field('uri') === uri && field('response') === md5([md5('me:r:pw'), ...proof].join(':'));
}

async function ask(port: number, request: string): Promise<string> {
  const client = new Client(port).send(request);
  const text = await client.toEnd();
  client.socket.end();
  return text;
}

describe('plain HTTP through an HTTP proxy', () => {
  it("is asked for in absolute form, with the tunnel's credentials and not the client's", async () => {
    const proxy = await openProxy(() => ok);
    const { address } = await openTunnel({ upstreams: [upstream(`http://me:pw@127.0.0.1:${proxy.port}`)] });
    expect(await ask(address.port, get)).toMatch(/^HTTP\/1\.1 200 OK\r\n.*the page$/s);
    expect(proxy.seen.map(({ head }) => head.replace(/aliproxy-\w+/, 'us'))).toEqual([
      [
        'GET http://a.test/x?y=z HTTP/1.1',
        'Host: a.test',
        `Proxy-Authorization: Basic ${Buffer.from('me:pw').toString('base64')}`,
        'Via: 1.1 us',
        'Connection: close',
      ].join('\r\n'),
    ]);
  });

  it.each([
    ['of no body', get, 0],
    ['of a small body', post(50_000), 50_000],
  ])('is asked for again with what the proxy has taught: a request %s', async (_what, request, bytes) => {
    const proxy = await openProxy((head) => (isRight(head) ? ok : challenge));
    const tunnel = await openTunnel({ upstreams: [upstream(`http://me:pw@127.0.0.1:${proxy.port}`)] });
    expect(await ask(tunnel.address.port, request)).toMatch(/^HTTP\/1\.1 200 OK\r\n.*the page$/s);
    expect(proxy.seen.map(({ body }) => body.length)).toEqual([bytes, bytes]);
    expect(tunnel.counts.failures).toEqual({});
  });

  it.each([
    ['more than can be kept', post(200_000)],
    ['with wrong credentials', get],
  ])('fails with a code where it can not be asked for again: %s', async (_what, request) => {
    const proxy = await openProxy((head) => (isRight(head) && request !== get ? ok : challenge));
    const tunnel = await openTunnel({ upstreams: [upstream(`http://me:pw@127.0.0.1:${proxy.port}`)] });
    const text = await ask(tunnel.address.port, request);
    expect(text).toMatch(/^HTTP\/1\.1 502 .*X-Aliproxy-Error: PROXY_AUTH_FAILED\r\n/s);
    expect(text).not.toMatch(/^Proxy-Authenticate/im);
    expect(tunnel.counts.failures).toEqual({ PROXY_AUTH_FAILED: 1 });
    expect(plainRequests(proxy)).toBeLessThanOrEqual(2);
  });

  it.each([
    ['does not accept our credentials', challenge],
    ['closes without a word', ''],
  ])('goes through another one where the first %s', async (_what, answer) => {
    const first = await openProxy(() => answer);
    const second = await openProxy(() => ok);
    const tunnel = await openTunnel({
      strategy: 'first',
      upstreams: [upstream(`http://127.0.0.1:${first.port}`), upstream(`http://127.0.0.1:${second.port}`)],
    });
    expect(await ask(tunnel.address.port, get)).toMatch(/the page$/);
    expect([first, second].map(plainRequests)).toEqual([1, 1]);
    expect(tunnel.counts.failures).toEqual({});
  });

  it('is not asked for twice where asking twice is not the same', async () => {
    const first = await openProxy(() => '');
    const second = await openProxy(() => ok);
    const tunnel = await openTunnel({
      strategy: 'first',
      upstreams: [upstream(`http://127.0.0.1:${first.port}`), upstream(`http://127.0.0.1:${second.port}`)],
    });
    expect(await ask(tunnel.address.port, post(3))).toContain('X-Aliproxy-Error: PROXY_CLOSED\r\n');
    expect(second.seen).toHaveLength(0);
  });

  it('is answered with the page of the proxy where that has one', async () => {
    const page =
      'HTTP/1.1 503 Service Unavailable\r\nX-Squid-Error: ERR_CONNECT_FAIL 111\r\nContent-Length: 4\r\n\r\nsee!';
    const proxy = await openProxy(() => page);
    const { address } = await openTunnel({ upstreams: [upstream(`http://127.0.0.1:${proxy.port}`)] });
    expect(await ask(address.port, get)).toMatch(
      /^HTTP\/1\.1 503 Service Unavailable\r\nX-Squid-Error: ERR_CONNECT_FAIL 111\r\n.*see!$/s,
    );
  });

  it.each([
    ['SSH-2.0-x\r\n', 'PROXY_PROTOCOL'],
    ['HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n', 'PROXY_PROTOCOL'],
  ])('fails with the code of the proxy where it answers %j', async (answer, code) => {
    const proxy = await openProxy(() => answer);
    const { address } = await openTunnel({ upstreams: [upstream(`http://127.0.0.1:${proxy.port}`)] });
    expect(await ask(address.port, get)).toContain(`X-Aliproxy-Error: ${code}\r\n`);
  });

  it('gives up the proxy when the client goes', async () => {
    const proxy = await openProxy(() => null);
    const tunnel = await openTunnel({ upstreams: [upstream(`http://127.0.0.1:${proxy.port}`)] });
    const client = new Client(tunnel.address.port).send(get);
    await until(() => proxy.seen.length === 1);
    client.socket.resetAndDestroy();
    await until(() => tunnel.counts.active === 0);
    expect(tunnel.counts.failures).toEqual({});
  });
});

describe('plain HTTP through a SOCKS proxy', () => {
  it('is asked for as if the target were there', async () => {
    const site = await openProxy(() => ok);
    const socks = await startSocks();
    afterwards(socks.stop);
    const { address } = await openTunnel({ upstreams: [upstream(`socks5h://127.0.0.1:${socks.port}`)] });
    const text = await ask(
      address.port,
      `GET http://a.test:${site.port}/x HTTP/1.1\r\nHost: b\r\nProxy-Authorization: Basic eDp5\r\n\r\n`,
    );
    expect(text).toMatch(/the page$/);
    expect(site.seen[0]?.head).toMatch(
      /^GET \/x HTTP\/1\.1\r\nHost: a\.test:\d+\r\nVia: [^\r]+\r\nConnection: close$/,
    );
    expect(socks.asked).toEqual([`a.test:${site.port}`]);
  });
});

describe('a websocket through an HTTP proxy', () => {
  it('is opened in a tunnel', async () => {
    const heads: string[] = [];
    const proxy = await openTarget((socket) => {
      socket.on('data', (bytes) => {
        heads.push(bytes.toString('latin1'));
        if (heads.length === 1) socket.write('HTTP/1.1 200 OK\r\n\r\n');
        if (heads.length === 2) {
          socket.write(
            'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nfirst',
          );
        }
      });
    });
    const { address } = await openTunnel({ upstreams: [upstream(`http://127.0.0.1:${proxy.port}`)] });
    const client = new Client(address.port).send(
      'GET ws://a.test/c HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    await until(() => client.body === 'first');
    client.send('frame');
    await until(() => heads.length === 3);
    expect(heads[0]).toMatch(/^CONNECT a\.test:80 HTTP\/1\.1\r\n/);
    expect(heads[1]).toMatch(/^GET \/c HTTP\/1\.1\r\nHost: a\.test\r\n.*Upgrade: websocket\r\n\r\n$/s);
    expect(heads[2]).toBe('frame');
  });
});

describe('through another tunnel', () => {
  it.each(['client', 'target'])('the other side may finish when the %s has ended its own', async (first) => {
    const target = await openTarget();
    const inner = await openTunnel();
    const outer = await openTunnel({ upstreams: [upstream(`http://127.0.0.1:${inner.address.port}`)] });
    const client = await tunnelled(outer, target.authority);
    const socket = await target.next();
    let seen = '';
    socket.on('data', (bytes) => {
      seen += bytes;
    });
    if (first === 'client') {
      client.socket.end('question');
      await until(() => socket.readableEnded);
      socket.end('answer');
    } else {
      socket.end('answer');
      await until(() => client.ended);
      client.socket.end('question');
      await until(() => socket.readableEnded);
    }
    await client.toEnd();
    expect({ seen, body: client.body }).toEqual({ seen: 'question', body: 'answer' });
    await until(() => outer.counts.active === 0 && inner.counts.active === 0);
  });

  it('a target that speaks first is heard, and early data arrives', async () => {
    const target = await openTarget((socket) => {
      socket.write('first');
      socket.on('data', (bytes) => socket.write(`<${bytes}>`));
    });
    const inner = await openTunnel();
    const outer = await openTunnel({ upstreams: [upstream(`http://127.0.0.1:${inner.address.port}`)] });
    const client = new Client(outer.address.port).send(`CONNECT ${target.authority} HTTP/1.1\r\n\r\nearly`);
    await until(() => client.body === 'first<early>');
  });

  it.each([
    ['CONNECT', 'CONNECT a.test:80 HTTP/1.1\r\n\r\n'],
    ['plain HTTP', 'GET http://a.test/ HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('that leads back here is a loop: %s', async (_what, request) => {
    const one = await openTunnel();
    const other = await openTunnel({ upstreams: [upstream(`http://127.0.0.1:${one.address.port}`)] });
    await one.apply({
      ...settingsOf({ listen: one.settings.listen }),
      upstreams: [upstream(`http://127.0.0.1:${other.address.port}`)],
    });
    expect(await ask(one.address.port, request)).toContain('X-Aliproxy-Error: PROXY_LOOP\r\n');
    await until(() => one.counts.active === 0 && other.counts.active === 0);
    // Its own request, the one that came back, and a check by the other one.
    expect(one.counts.connections).toBeLessThanOrEqual(3);
  });
});
