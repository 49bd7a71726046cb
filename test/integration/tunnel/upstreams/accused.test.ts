import { describe, expect, it } from 'vitest';
import type { Tunnel } from '../../../../src/lib/tunnel/tunnel.js';
import { Client, openTarget, openTunnel, until } from '../world.js';
import { upstream } from './fake-proxy.js';

const page = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage';
const denied = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n';
const wantsPassword =
  'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n';

/** A proxy that answers each request by its first line. */
async function openProxy(answer: (line: string) => string) {
  const lines: string[] = [];
  const { authority } = await openTarget((socket) => {
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      if (!text.includes('\r\n\r\n')) return;
      const [line = ''] = text.split('\r\n');
      lines.push(line);
      socket.end(answer(line));
    });
    // Connections without a word are checks.
    socket.on('end', () => socket.end());
  });
  return { lines, url: `http://zhang:secret@${authority}` };
}

async function get(tunnel: Tunnel, host: string): Promise<string> {
  const client = new Client(tunnel.address.port).send(`GET http://${host}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
  const [line = ''] = (await client.toEnd()).split('\r\n');
  client.socket.end();
  return line;
}

describe('a 407 to plain HTTP, which may be the words of the proxy or of the target', () => {
  it('of a target does not take the proxy away from everybody', async () => {
    const proxy = await openProxy((line) => {
      if (line.startsWith('CONNECT')) return denied;
      return line.includes('evil.test') ? wantsPassword : page;
    });
    const tunnel = await openTunnel({ upstreams: [upstream(proxy.url)] });
    expect(await get(tunnel, 'evil.test')).toBe('HTTP/1.1 502 Bad Gateway');
    expect(await get(tunnel, 'good.test')).toBe('HTTP/1.1 200 OK');
    await until(() => proxy.lines.some((line) => line.startsWith('CONNECT')));
    expect(await get(tunnel, 'good.test')).toBe('HTTP/1.1 200 OK');
    expect(tunnel.upstreams[0]?.state).toBe('up');
  });

  it('of the proxy leaves it alone, once it has said so to a request of our own', async () => {
    const proxy = await openProxy(() => wantsPassword);
    const tunnel = await openTunnel({ upstreams: [upstream(proxy.url)] });
    expect(await get(tunnel, 'good.test')).toBe('HTTP/1.1 502 Bad Gateway');
    await until(() => tunnel.upstreams[0]?.state === 'auth');
    expect(proxy.lines).toEqual(['GET http://good.test/ HTTP/1.1', 'CONNECT 127.0.0.1:443 HTTP/1.1']);
    expect(await get(tunnel, 'good.test')).toBe('HTTP/1.1 502 Bad Gateway');
    expect(proxy.lines).toHaveLength(2);
  });
});
