import { createHash, X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, openBrowser } from '../../../helpers/browser.js';
import { missing } from '../../../helpers/programs.js';
import { proxyUrl, type ToldProxy } from './client.js';
import { type Column, MatrixWorld, toldOf } from './matrix-world.js';
import { blobSha256 } from './target.js';
import { upstreamKinds, upstreamPrograms } from './upstream-proxies.js';

const bytes = 1_000_000;

/**
 * A proxy even for this machine. None for what Chromium asks for on its own: without one it looks the names up itself,
 * and for it they are unknown. A proxy behind the tunnel would look them up in earnest.
 */
const atHome = '<-loopback>;*.com;*.net;*.org;*.dev';

describe.skipIf(process.platform !== 'linux' || missing(...upstreamPrograms, 'chromium'))(
  'Chromium through the tunnel',
  () => {
    let world: MatrixWorld;
    let browser: Browser | null = null;

    beforeAll(async () => {
      world = await MatrixWorld.open(upstreamKinds);
    });

    afterEach(async () => {
      await browser?.close();
      browser = null;
    });

    afterAll(() => world?.close());

    /** It knows no authority but the system's: the key of the target's certificate is the one that it takes. */
    const start = async (proxy: ToldProxy) => {
      const key = new X509Certificate(world.certificates.server.cert).publicKey;
      const pin = createHash('sha256')
        .update(key.export({ type: 'spki', format: 'der' }))
        .digest('base64');
      const told = proxyUrl(proxy, proxy.scheme === 'socks5h' ? 'socks5' : proxy.scheme);
      browser = await openBrowser({
        proxy: told,
        args: [`--ignore-certificate-errors-spki-list=${pin}`, `--proxy-bypass-list=${atHome}`],
      });
      return browser;
    };

    async function check(column: Column, proxy: ToldProxy): Promise<void> {
      const page = await start(proxy);
      for (const base of [world.secure(''), world.plain('')]) {
        const mark = world.nextMark();
        await page.goto(`${base}/page?${mark}`);
        expect(await page.evaluate('document.querySelector("#here").textContent')).toBe('loaded');
        expect(await page.evaluate(exchange(mark))).toEqual([blobSha256(bytes), blobSha256(bytes), 200]);
        const seen = world.seenWith(mark);
        expect(seen.map(({ method, bytes: size }) => [method, size])).toEqual([
          ...[
            ['GET', 0],
            ['GET', 0],
            ['PUT', bytes],
          ],
        ]);
        expect(seen.at(-1)?.sha256).toBe(blobSha256(bytes));
      }
      // It keeps connections open: they end with it.
      await page.close();
      await world.checkWay(column, world.target.seen.slice(-3));
    }

    it.each(upstreamKinds)('loads pages, loads and stores: %s', async (kind) => {
      await check(world.column(kind), toldOf(world.column(kind)));
    });

    it('loads pages, loads and stores by SOCKS5', async () => {
      const column = world.column('direct');
      await check(column, toldOf(column, 'socks5h'));
      expect(column.sessions.map(({ protocol }) => protocol)).toContain('socks5');
    });

    it('shows that a target could not be reached, and for plain HTTP why', async () => {
      const page = await start(toldOf(world.column('direct')));
      await expect(page.goto('https://nosuch.invalid/')).rejects.toThrow('ERR_TUNNEL_CONNECTION_FAILED');
      await page.goto('http://nosuch.invalid/');
      expect(await page.evaluate('document.body.textContent')).toMatch(/^TARGET_DNS: /);
    });
  },
);

/** Loads a blob and stores it again; its checksum, what the target says that came, and the status. */
function exchange(mark: string): string {
  return `(async () => {
    const loaded = await (await fetch('/blob/${bytes}?${mark}')).arrayBuffer();
    const stored = await fetch('/upload?${mark}', { method: 'PUT', body: loaded });
    const receipt = await stored.text();
    return [await sha256(loaded), receipt.trim().split(' ').at(-1), stored.status];
    async function sha256(buffer) {
      if (!crypto.subtle) return receipt.trim().split(' ').at(-1);
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', buffer));
      return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    }
  })()`;
}
