import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { Tunnel } from '../../../../src/lib/tunnel/tunnel.js';
import { parseUpstream } from '../../../../src/lib/tunnel/upstreams/parse-upstream.js';
import { openBrowser } from '../../../helpers/browser.js';
import { missing } from '../../../helpers/programs.js';
import { afterwards, openTarget, openTunnel, pause } from '../world.js';
import { openAdmin } from './admin-world.js';

/**
 * How long there is traffic before the picture of `docs/tunnel.md` is taken; 150 is good. Without it there is hardly any,
 * and the picture in `docs` stays as it is.
 */
const seconds = Number(process.env.TUNNEL_PICTURE_SECONDS ?? 0);
const picture = resolve(import.meta.dirname, '../../../../docs/images/tunnel-page.png');

const here = [{ address: '127.0.0.1', family: 4 as const }];
const names = Object.fromEntries(
  ['api.test', 'redis.test', 'orders-db.test', 'old-db.test'].map((name) => [name, here]),
);

/** A connection through the tunnel that fetches so many bytes and stays open for a while; any failure is part of it. */
async function use(tunnel: Tunnel, authority: string, ask: { bytes: number; openMs: number }): Promise<void> {
  const socket = connect(tunnel.address.port, '127.0.0.1').on('error', () => {});
  afterwards(() => socket.destroy());
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  await once(socket, 'data').catch(() => {});
  socket.on('data', () => {}).write(`${ask.bytes}\n${'x'.repeat(ask.bytes / 40)}`);
  await pause(ask.openMs);
  socket.end();
}

/** A client that knows no proxy, by the local port that leads to its server. */
async function useRedis({ listeners }: Tunnel): Promise<void> {
  const socket = connect(listeners[1]?.address.port ?? 0, '127.0.0.1').on('error', () => {});
  afterwards(() => socket.destroy());
  socket.on('data', () => {}).write('2000\n');
  await pause(1_500);
  socket.end();
}

function serve(socket: Socket): void {
  socket.once('data', (bytes) => socket.write(Buffer.alloc(Number.parseInt(bytes.toString(), 10) || 0)));
  socket.on('data', () => {}).on('end', () => socket.end());
}

it.skipIf(missing('chromium'))(
  'has a picture of a tunnel at work',
  async () => {
    const proxies = await Promise.all(['a', 'b', 'c'].map(() => openTunnel({ names })));
    const target = await openTarget(serve);
    const upstreams = proxies.map(({ address }, at) => {
      const reading = parseUpstream(`http://127.0.0.1:${address.port}`);
      if (!reading.ok) throw new Error(reading.problem);
      return { ...reading.upstream, name: `proxy-${'abc'[at]}`, backup: at === 2 };
    });
    const redis = { name: 'redis', target: { host: 'redis.test', port: target.port }, upstreams: null };
    const tunnel = await openTunnel({
      upstreams,
      forwards: [{ ...redis, listen: { host: '127.0.0.1', port: 0 } }],
      health: { intervalMs: 2_000, timeoutMs: 1_000, canary: null },
    });
    const admin = await openAdmin(tunnel);

    const browser = await openBrowser();
    afterwards(() => browser.close());
    await browser.resize({ width: 1_200, height: 1_440 });
    await browser.goto(admin.url);
    await browser.until(`document.querySelectorAll('#upstreams tbody tr').length === 3`);
    await browser.until(`document.querySelectorAll('#listeners tbody tr').length === 2`);
    await browser.until(`document.querySelector('.plot .line.active').getAttribute('d') !== ''`);

    const turns = Math.max(1, seconds * 8);
    let png = await browser.screenshot();
    for (let turn = 0; turn < turns; turn++) {
      const wave = 1 + Math.sin(turn / 90) + 0.4 * Math.sin(turn / 17);
      const bytes = Math.round(60_000 * Math.max(0.2, wave));
      const ask = { bytes, openMs: 300 + 900 * Math.max(0, wave) };
      void use(tunnel, `api.test:${target.port}`, ask);
      if (turn % 4 === 0) void use(tunnel, `orders-db.test:${target.port}`, { ...ask, openMs: 4_000 });
      if (turn % 8 === 1) void useRedis(tunnel);
      if (turn % 41 === 7) void use(tunnel, 'old-db.test:1', ask);
      if (turn % 97 === 30) void use(tunnel, 'no-such-name.invalid:443', ask);
      if (turn % 151 === 60) void use(tunnel, '100.100.100.200:80', ask);
      if (turn === Math.floor(turns * 0.8)) await proxies[1]?.close();
      await pause(seconds === 0 ? 0 : 125);
      if (turn === turns - 8) png = await browser.screenshot();
    }
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    if (seconds > 0) await writeFile(picture, png);
  },
  (seconds + 30) * 1_000,
);
