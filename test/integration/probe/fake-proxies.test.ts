import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { fakeProxy, keepingFakes, probeOne, serve, verdict } from './world.js';

const established = 'HTTP/1.1 200 Connection established\r\n\r\n';

describe('probe through proxies that misbehave', () => {
  const keep = keepingFakes();

  async function through(answer: string | Buffer, then?: (socket: Socket) => void): Promise<string> {
    const fake = keep(await fakeProxy(answer, then));
    return `127.0.0.1:${fake.port}`;
  }

  async function raw(onConnection: (socket: Socket) => void): Promise<string> {
    const fake = await serve(onConnection);
    keep(fake);
    return `127.0.0.1:${fake.port}`;
  }

  it('a tunnel that is opened and closed before a byte: whatever the kind of target', async () => {
    for (const end of [(socket: Socket) => socket.end(), (socket: Socket) => socket.resetAndDestroy()]) {
      const via = await through(established, (socket) => setTimeout(() => end(socket), 30));
      for (const text of ['target.test:3306', 'redis://target.test', 'https://target.test']) {
        const result = await probeOne(text, { via });
        expect({ text, ...verdict(result) }).toMatchObject({
          text,
          ...{ code: 'TUNNEL_CLOSED', phase: 'tunnel', blame: 'target' },
        });
      }
    }
  });

  it('a proxy that never answers', async () => {
    const via = await raw((socket) => socket.resume());
    const result = await probeOne('target.test:6379', { via, settings: { tunnelTimeoutMs: 200 } });
    expect(verdict(result)).toMatchObject({ code: 'TUNNEL_TIMEOUT', phase: 'tunnel', blame: 'network' });
    expect(result.timingsMs.tunnel).toBeGreaterThanOrEqual(190);
    expect(result.timingsMs.tunnel).toBeLessThan(2_000);
  });

  it('an answer that stops in the middle of its head', async () => {
    const via = await through('HTTP/1.1 200 OK\r\nVia: 1.1');
    const result = await probeOne('target.test:6379', { via, settings: { tunnelTimeoutMs: 200 } });
    expect(verdict(result).code).toBe('TUNNEL_TIMEOUT');
  });

  it('takes the whole attempt as the limit where that is shorter', async () => {
    const via = await raw((socket) => socket.resume());
    const result = await probeOne('target.test:6379', { via, settings: { timeoutMs: 200 } });
    expect(verdict(result).code).toBe('TUNNEL_TIMEOUT');
    expect(result.timingsMs.total).toBeLessThan(2_000);
  });

  it('an answer that comes byte by byte', async () => {
    const via = await through('', (socket) => {
      const bytes = Buffer.from(`${established}+PONG\r\n`);
      let at = 0;
      const timer = setInterval(() => {
        if (at === bytes.length) return clearInterval(timer);
        socket.write(bytes.subarray(at, ++at));
      }, 1);
      socket.on('close', () => clearInterval(timer));
    });
    const result = await probeOne('redis://target.test', { via });
    expect(verdict(result)).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['a bare port', 'target.test:3306', 'mysql', Buffer.from('4a0000000a382e302e333600', 'hex')],
    ['ssh', 'target.test:22', 'ssh', Buffer.from('SSH-2.0-OpenSSH_9.6\r\n')],
  ])(
    'keeps a greeting that comes in one packet with the 200: %s',
    async (_name, text, protocol, greeting) => {
      const via = await through(Buffer.concat([Buffer.from(established), greeting]));
      const result = await probeOne(text, { via });
      expect(verdict(result)).toMatchObject({ status: 'pass' });
      expect(result.details.app).toEqual({ protocol });
    },
  );

  it('accepts any 2xx, an interim answer and lengths that mean nothing', async () => {
    for (const head of [
      'HTTP/1.1 204 No Content\r\n\r\n',
      'HTTP/1.0 201 Made\r\nContent-Length: 0\r\n\r\n',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
      'HTTP/1.1 103 Wait\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
      'HTTP/1.1 200 OK\n\n',
    ]) {
      const via = await through(`${head}+PONG\r\n`);
      const result = await probeOne('redis://target.test', { via });
      expect({ head, ...verdict(result) }).toMatchObject({ head, status: 'pass' });
    }
  });

  it.each([
    ['a TLS port', Buffer.from('15030300020246', 'hex'), 'PROXY_WRONG_SCHEME', 'config'],
    ['a SOCKS port', Buffer.from([0x05, 0xff]), 'PROXY_WRONG_SCHEME', 'config'],
    ['an SSH port', 'SSH-2.0-OpenSSH\r\n', 'PROXY_PROTOCOL', 'proxy'],
    ['a header without end', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(4_000)}`, 'PROXY_PROTOCOL', 'proxy'],
    ['a header line without a name', 'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n', 'PROXY_PROTOCOL', 'proxy'],
    ['a web server', 'HTTP/1.1 405 Not Allowed\r\nServer: nginx\r\n\r\n', 'PROXY_NOT_A_PROXY', 'config'],
  ])('%s instead of a proxy', async (_name, answer, code, blame) => {
    const result = await probeOne('target.test:6379', { via: await through(answer) });
    expect(verdict(result)).toMatchObject({ code, phase: 'tunnel', blame });
  });

  it('a web server that says 200 to everything, and a captive portal', async () => {
    const html = '<!DOCTYPE html><title>x</title>';
    const web = `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${html.length}\r\n\r\n${html}`;
    for (const text of ['target.test:6379', 'redis://target.test', 'https://target.test']) {
      const result = await probeOne(text, { via: await through(web) });
      expect({ text, ...verdict(result) }).toMatchObject({
        text,
        code: 'PROXY_NOT_A_PROXY',
        phase: 'tunnel',
      });
    }
    const portal = await through(`${established}${html}`);
    expect(verdict(await probeOne('target.test:6379', { via: portal }))).toMatchObject({
      ...{ code: 'CAPTIVE_PORTAL', phase: 'tunnel', blame: 'network' },
    });
    expect(verdict(await probeOne('redis://target.test', { via: portal }))).toMatchObject({
      ...{ code: 'CAPTIVE_PORTAL', phase: 'app' },
    });
  });

  it('closed without an answer', async () => {
    const via = await raw((socket) => socket.once('data', () => socket.end()));
    const result = await probeOne('target.test:6379', { via });
    expect(verdict(result)).toMatchObject({ code: 'PROXY_CLOSED', phase: 'tunnel', blame: 'proxy' });
    const plain = await probeOne('http://target.test/', { via });
    expect(verdict(plain)).toMatchObject({ code: 'PROXY_CLOSED', phase: 'app', blame: 'proxy' });
  });

  it('shows the first line of a refusal, without markup and control characters', async () => {
    const body = '<html><head><title>t</title></head><body><h1>No\u001b[31m way</h1></body></html>';
    const answer = `HTTP/1.1 502 Bad\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const result = await probeOne('target.test:6379', { via: await through(answer) });
    expect(verdict(result).code).toBe('TARGET_UNREACHABLE');
    expect(result.details.proxy?.bodyLine).toBe('No [31m way');
  });

  it('shows the text of a refusal in chunks, not their sizes, and does not wait for more', async () => {
    const chunks = ['<p>Not', ' for you</p>'].map((text) => `${text.length.toString(16)}\r\n${text}\r\n`);
    const head = 'HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n';
    const via = await through(`${head}${chunks.join('')}0\r\n\r\n`);
    const result = await probeOne('target.test:6379', { via });
    expect(result.details.proxy?.bodyLine).toBe('Not for you');
    expect(result.timingsMs.tunnel).toBeLessThan(400);
    const broken = await through(`${head}${chunks[0]}zz`, (socket) => socket.end());
    const part = await probeOne('target.test:6379', { via: broken });
    expect(part.details.proxy?.bodyLine).toBe('Not');
  });

  it('a target that is reached directly may speak HTTP first: that is no portal', async () => {
    const at = await raw((socket) => socket.write('HTTP/1.1 408 Request Timeout\r\n\r\n'));
    const result = await probeOne(at);
    expect(verdict(result)).toMatchObject({ status: 'pass' });
    expect(result.details.app).toEqual({ protocol: 'http' });
  });

  it('sends credentials to the proxy only, percent-decoded, and asks by authority', async () => {
    let seen = '';
    const via = await raw((socket) =>
      socket.on('data', (chunk) => {
        seen += chunk.toString();
        if (seen.endsWith('\r\n\r\n')) socket.write(`${established}+PONG\r\n`);
      }),
    );
    await probeOne('redis://[2001:db8::1]:6380', { via: `http://li:p%40ss%3Aword@${via}` });
    const [requestLine, ...lines] = seen.split('\r\n');
    expect(requestLine).toBe('CONNECT [2001:db8::1]:6380 HTTP/1.1');
    expect(lines).toContain('Host: [2001:db8::1]:6380');
    expect(lines).toContain(`Proxy-Authorization: Basic ${Buffer.from('li:p@ss:word').toString('base64')}`);
  });

  it('asks for http targets in absolute form, and never sends the fragment', async () => {
    let seen = '';
    const via = await raw((socket) =>
      socket.on('data', (chunk) => {
        seen += chunk.toString();
        socket.end('HTTP/1.1 204 No Content\r\n\r\n');
      }),
    );
    const result = await probeOne('http://user:word@target.test/a?b=c#name=api', { via });
    expect(verdict(result)).toMatchObject({ status: 'pass' });
    expect(seen.split('\r\n')[0]).toBe('GET http://target.test/a?b=c HTTP/1.1');
    expect(seen).toContain('Host: target.test\r\n');
    expect(seen).not.toContain('api');
    expect(result).toMatchObject({ target: 'http://target.test/a?b=c', name: 'api' });
  });
});
