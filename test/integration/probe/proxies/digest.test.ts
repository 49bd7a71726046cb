import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readChallenges } from '../../../../src/lib/proxy/way/challenges.js';
import { findProgram, missing } from '../../../helpers/programs.js';
import { startSocks } from '../../../helpers/proxies.js';
import { keepingFakes, probeOne, serve, verdict } from '../world.js';

interface DigestProxy {
  readonly port: number;
  readonly connections: () => number;
  /** Each request's line and `Proxy-Authorization`. */
  readonly requests: readonly { readonly line: string; readonly authorization: string | null }[];
}

interface DigestOptions {
  readonly algorithm?: string;
  readonly qop?: string | null;
  /** After the 407: `keep` the connection, close it with the header that says so, or just close it. */
  readonly after407?: 'keep' | 'announce' | 'close';
  /** The first nonce is called stale once. */
  readonly stale?: boolean;
  readonly challenges?: readonly string[];
}

const user = { username: 'li', password: 'w"o\\r:d' };
const userPart = 'li:w%22o%5Cr%3Ad@';
const run = promisify(execFile);

describe('probe through a proxy that wants Digest', () => {
  const keep = keepingFakes();

  /** Checks Digest by RFC 7616 on its own, answers 200 and `+PONG`, or a page of 9 KiB with 407. */
  async function digestProxy(options: DigestOptions = {}): Promise<DigestProxy> {
    const { algorithm = 'SHA-256', qop = 'auth', after407 = 'keep', stale = false } = options;
    const requests: { line: string; authorization: string | null }[] = [];
    let issued = 0;
    const hash = (text: string) =>
      createHash(/^MD5/i.test(algorithm) ? 'md5' : 'sha256')
        .update(text)
        .digest('hex');
    const isRight = (method: string, target: string, value: string): boolean => {
      const [answer] = readChallenges([value]);
      const field = (name: string) => answer?.parameters.get(name) ?? '';
      const secret = hash(`${user.username}:the "realm"\\:${user.password}`);
      const a1 = /-sess$/i.test(algorithm) ? hash(`${secret}:${field('nonce')}:${field('cnonce')}`) : secret;
      const a2 = hash(`${method}:${target}`);
      const middle =
        qop === null ? field('nonce') : `${field('nonce')}:${field('nc')}:${field('cnonce')}:auth`;
      return (
        answer?.scheme === 'Digest' &&
        field('uri') === target &&
        field('username') === user.username &&
        field('opaque') === 'o' &&
        field('nonce') === `n${issued}` &&
        field('response') === hash(`${a1}:${middle}:${a2}`)
      );
    };
    const refusal = (isStale: boolean) => {
      const asked = [
        `realm="the \\"realm\\"\\\\", nonce="n${++issued}", opaque="o", algorithm=${algorithm}`,
        ...(qop === null ? [] : [`qop="${qop}"`]),
        ...(isStale ? ['stale=true'] : []),
      ].join(', ');
      const lines = options.challenges ?? ['Negotiate', `Digest ${asked}`];
      const body = 'x'.repeat(9_000);
      const head = lines.map((line) => `Proxy-Authenticate: ${line}\r\n`).join('');
      const close = after407 === 'announce' ? 'Connection: close\r\n' : '';
      return `HTTP/1.1 407 Who\r\n${head}${close}Content-Length: ${body.length}\r\n\r\n${body}`;
    };
    const answer = (socket: Socket, head: string) => {
      const [line = '', ...headers] = head.split('\r\n');
      const header = headers.find((each) => each.startsWith('Proxy-Authorization: '));
      const authorization = header?.slice(21) ?? null;
      requests.push({ line, authorization });
      const [method = '', place = ''] = line.split(' ');
      const right = isRight(method, place, authorization ?? '');
      const tooOld = right && stale && issued === 1;
      if (!right || tooOld) {
        socket.write(refusal(tooOld));
        if (after407 !== 'keep') socket.end();
        return;
      }
      socket.write(
        method === 'CONNECT' ? 'HTTP/1.1 200 OK\r\n\r\n+PONG\r\n' : 'HTTP/1.1 204 No Content\r\n\r\n',
      );
      // Curl reads to the end.
      if (method !== 'CONNECT' || head.includes('User-Agent: curl/')) socket.end();
    };
    const fake = await serve((socket) => {
      let bytes = '';
      socket.on('data', (chunk: Buffer) => {
        bytes += chunk.toString('latin1');
        if (!bytes.includes('\r\n\r\n')) return;
        const head = bytes;
        bytes = '';
        answer(socket, head);
      });
    });
    keep(fake);
    return { port: fake.port, connections: fake.connections, requests };
  }

  const via = ({ port }: { port: number }, credentials = userPart) =>
    `http://${credentials}127.0.0.1:${port}`;

  it.each([
    ['SHA-256', 'auth'],
    ['SHA-256', 'auth-int, auth'],
    ['SHA-256-sess', 'auth'],
    ['MD5', 'auth'],
    ['MD5-sess', 'auth'],
    ['MD5', null],
  ])('%s, qop %s: in a tunnel and in absolute form', async (algorithm, qop) => {
    const proxy = await digestProxy({ algorithm, qop });
    for (const text of ['redis://target.test', 'http://target.test/a?b=c']) {
      const result = await probeOne(text, { via: via(proxy) });
      expect({ text, ...verdict(result) }).toMatchObject({ text, status: 'pass' });
    }
    expect(proxy.requests.map(({ line }) => line)).toEqual([
      ...Array(2).fill('CONNECT target.test:6379 HTTP/1.1'),
      ...Array(2).fill('GET http://target.test/a?b=c HTTP/1.1'),
    ]);
  });

  it.skipIf(missing('curl')).each([
    ['SHA-256', 'auth'],
    ['MD5', 'auth'],
    ['MD5-sess', 'auth'],
  ])('curl and this proxy of ours agree about %s', async (algorithm, qop) => {
    const proxy = await digestProxy({ algorithm, qop });
    const args = [
      '-sS',
      '--proxy-digest',
      '-U',
      `${user.username}:${user.password}`,
      '-x',
      `http://127.0.0.1:${proxy.port}`,
    ];
    const { stdout } = await run(findProgram('curl') ?? 'curl', [
      ...args,
      ...['-p', '--http0.9', '-m', '5', '-o', '-', '-w', '%{http_connect}', 'http://target.test:6379/'],
    ]).catch((error: { stdout: string }) => error);
    expect(stdout).toContain('+PONG');
    const [, last] = proxy.requests;
    expect(last?.authorization).toContain('response=');
  });

  it('answers on the same connection where the 407 allows it, else on a fresh one', async () => {
    for (const [after407, connections] of [
      ['keep', 1],
      ['announce', 2],
      ['close', 2],
    ] as const) {
      const proxy = await digestProxy({ after407 });
      for (const [text, n] of [
        ['redis://target.test', 1],
        ['http://target.test/', 2],
      ] as const) {
        const result = await probeOne(text, { via: via(proxy) });
        expect({ after407, text, ...verdict(result) }).toMatchObject({ after407, text, status: 'pass' });
        expect({ after407, text, n: proxy.connections() }).toEqual({ after407, text, n: n * connections });
      }
    }
  });

  it('asks again where the nonce is stale, and then no more', async () => {
    const proxy = await digestProxy({ stale: true });
    expect(verdict(await probeOne('redis://target.test', { via: via(proxy) }))).toMatchObject({
      status: 'pass',
    });
    expect(proxy.requests).toHaveLength(3);
    const never = await digestProxy({ challenges: ['Digest realm="r", nonce="n", stale=true'] });
    const result = await probeOne('redis://target.test', { via: via(never) });
    expect(verdict(result)).toMatchObject({ code: 'PROXY_AUTH_FAILED', phase: 'tunnel', blame: 'config' });
    expect(never.requests).toHaveLength(3);
  });

  it('gives up after one answer where the password is wrong', async () => {
    const proxy = await digestProxy();
    for (const [text, phase] of [
      ['redis://target.test', 'tunnel'],
      ['http://target.test/', 'app'],
    ] as const) {
      const before = proxy.requests.length;
      const result = await probeOne(text, { via: via(proxy, 'li:wrong-word@') });
      expect(verdict(result)).toMatchObject({ code: 'PROXY_AUTH_FAILED', phase, blame: 'config' });
      expect(proxy.requests.length - before).toBe(2);
    }
  });

  it.each([
    [['NTLM', 'Negotiate'], 'PROXY_AUTH_SCHEME', ['NTLM', 'Negotiate']],
    [['Digest realm="r", nonce="n", qop="auth-int"'], 'PROXY_AUTH_SCHEME', ['Digest (auth-int)']],
    [['Digest realm="r", nonce="n", algorithm=SHA-512'], 'PROXY_AUTH_SCHEME', ['Digest (SHA-512)']],
    [['NTLM, Digest realm="r", nonce="n"'], null, ['NTLM', 'Digest']],
  ] as const)('%j, with and without credentials: %s', async (challenges, code, schemes) => {
    const proxy = await digestProxy({ challenges });
    for (const credentials of ['', userPart]) {
      const result = await probeOne('redis://target.test', { via: via(proxy, credentials) });
      const expected = code ?? (credentials === '' ? 'PROXY_AUTH_REQUIRED' : 'PROXY_AUTH_FAILED');
      expect({ credentials, ...verdict(result) }).toMatchObject({
        credentials,
        code: expected,
        blame: 'config',
      });
      expect(result.details.proxy?.authSchemes).toEqual(schemes);
    }
  });

  it('walks a chain again up to the proxy that wants it, and shows nothing of the answer', async () => {
    const socks = await startSocks();
    try {
      const proxy = await digestProxy({ after407: 'announce' });
      const result = await probeOne('redis://target.test', {
        via: `socks5h://127.0.0.1:${socks.port},${via(proxy)}`,
      });
      expect(verdict(result)).toMatchObject({ status: 'pass' });
      expect(socks.asked).toEqual([`127.0.0.1:${proxy.port}`, `127.0.0.1:${proxy.port}`]);
      const [, answer] = proxy.requests;
      const secret = /response="([0-9a-f]+)"/.exec(answer?.authorization ?? '')?.[1];
      expect(secret).toMatch(/^[0-9a-f]{64}$/);
      expect(JSON.stringify(result)).not.toContain(secret);
      expect(JSON.stringify(result)).not.toMatch(/nonce|cnonce/);
    } finally {
      await socks.stop();
    }
  });
});

describe.skipIf(missing('curl'))('our own SOCKS server', () => {
  it('is one, says curl: by name and by address, with the right password and no other', async () => {
    const web = createServer((_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const { port } = web.address() as { port: number };
    const open = await startSocks();
    const closed = await startSocks({ user: { username: 'li', password: 'word' } });
    const curl = (...args: string[]) =>
      run(findProgram('curl') ?? 'curl', ['-sS', '-m', '5', ...args, `http://localhost:${port}/`]).then(
        ({ stdout }) => stdout,
        ({ code }: { code: number }) => code,
      );
    try {
      expect(await curl('--socks5-hostname', `127.0.0.1:${open.port}`)).toBe('hello');
      expect(await curl('--socks5', `127.0.0.1:${open.port}`)).toBe('hello');
      expect(open.asked).toEqual([`localhost:${port}`, expect.stringMatching(/:\d+$/)]);
      expect(await curl('--socks5-hostname', `li:word@127.0.0.1:${closed.port}`)).toBe('hello');
      expect(await curl('--socks5-hostname', `li:wrong@127.0.0.1:${closed.port}`)).toBe(97);
      expect(await curl('--socks5-hostname', `127.0.0.1:${closed.port}`)).toBe(97);
    } finally {
      web.closeAllConnections();
      await Promise.all([open.stop(), closed.stop(), new Promise((resolve) => web.close(resolve))]);
    }
  });
});
