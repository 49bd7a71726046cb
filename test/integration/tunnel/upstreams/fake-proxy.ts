import { connect, createServer, type Socket } from 'node:net';
import type { UpstreamSetting } from '../../../../src/lib/tunnel/settings.js';
import { parseUpstream } from '../../../../src/lib/tunnel/upstreams/parse-upstream.js';
import { afterwards, listening } from '../world.js';

/** What a fake proxy does with a CONNECT: opens the tunnel, answers with these bytes, or something rude. */
export type Behaviour = 'relay' | 'silent' | 'close' | 'reset' | { readonly answer: string };

export interface FakeProxy {
  readonly url: string;
  readonly port: number;
  behaviour: Behaviour;
  /** The heads that came, in order; connections without a word (health checks) are not in it. */
  readonly heads: readonly string[];
  readonly connections: number;
  /** Of these, those that are not over. */
  readonly open: number;
  /** Ends the listener and its connections with a reset. */
  kill(): Promise<void>;
}

/** An HTTP proxy on 127.0.0.1 that behaves as it is told; squid and tinyproxy can't be made to say all of this. */
export async function openFakeProxy(behaviour: Behaviour = 'relay'): Promise<FakeProxy> {
  const heads: string[] = [];
  const open = new Set<Socket>();
  let connections = 0;
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    connections++;
    keep(socket);
    let head = '';
    const onData = (bytes: Buffer) => {
      head += bytes.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', onData);
      heads.push(head.slice(0, end + 4));
      behave(socket, head.slice(0, end), Buffer.from(head.slice(end + 4), 'latin1'));
    };
    socket.on('data', onData);
  });
  const behave = (socket: Socket, head: string, rest: Buffer) => {
    const { behaviour: now } = proxy;
    if (now === 'silent') return void socket.on('end', () => socket.end()).resume();
    if (now === 'close') return void socket.end();
    if (now === 'reset') return void socket.resetAndDestroy();
    if (now !== 'relay') return void socket.end(now.answer, 'latin1');
    const [, host = '', port = '0'] = /^CONNECT ([^:]+):(\d+)/.exec(head) ?? [];
    const target = connect({
      host: /^[\d.]+$/.test(host) ? host : '127.0.0.1',
      port: Number(port),
      allowHalfOpen: true,
    });
    keep(target);
    target.once('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'));
    target.once('connect', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      target.write(rest);
      socket.pipe(target);
      target.pipe(socket);
    });
  };
  const port = await listening(server);
  const kill = async () => {
    for (const socket of open) socket.resetAndDestroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  afterwards(kill);
  const proxy: FakeProxy = {
    url: `http://127.0.0.1:${port}`,
    port,
    behaviour,
    heads,
    get connections() {
      return connections;
    },
    get open() {
      return open.size;
    },
    kill,
  };
  return proxy;
}

/** The setting of an upstream, as `-u` says it. */
export function upstream(url: string, more: Partial<UpstreamSetting> = {}): UpstreamSetting {
  const reading = parseUpstream(url);
  if (!reading.ok) throw new Error(`${url}: ${reading.problem}`);
  return { ...reading.upstream, ...more };
}

export const status = (line: string, ...headers: readonly string[]): Behaviour => ({
  answer: [`HTTP/1.1 ${line}`, 'Content-Length: 0', ...headers, '', ''].join('\r\n'),
});
