import { describe, expect, it } from 'vitest';
import { listenSilently } from '../../helpers/silent-listener.js';
import { probeOne, serve, verdict } from './world.js';

describe('probe of what does not answer', () => {
  it.runIf(process.platform === 'linux')(
    'tells a proxy from a target that no SYN comes back from',
    async () => {
      const silent = await listenSilently('127.0.0.1');
      const settings = { connectTimeoutMs: 200 };
      const proxy = await probeOne('target.test:443', { via: `127.0.0.1:${silent.port}`, settings });
      expect(verdict(proxy)).toMatchObject({ code: 'PROXY_TIMEOUT', phase: 'proxyTcp', blame: 'proxy' });
      expect(proxy.timingsMs).toMatchObject({ tunnel: null, proxyTcp: expect.any(Number) });
      const target = await probeOne(`127.0.0.1:${silent.port}`, { settings });
      expect(verdict(target)).toMatchObject({ code: 'TARGET_TIMEOUT', phase: 'targetTcp', blame: 'network' });
      await silent.close();
    },
  );

  it('tells a target that accepts and says nothing from one that closes', async () => {
    const mute = await serve((socket) => socket.resume());
    const rude = await serve((socket) => socket.end());
    const settings = { timeoutMs: 300 };
    for (const scheme of ['http', 'redis']) {
      const silent = await probeOne(`${scheme}://127.0.0.1:${mute.port}`, { settings });
      expect(verdict(silent)).toMatchObject({ code: 'APP_TIMEOUT', phase: 'app', blame: 'target' });
      const closed = await probeOne(`${scheme}://127.0.0.1:${rude.port}`, { settings });
      expect(verdict(closed)).toMatchObject({ code: 'APP_CLOSED', phase: 'app', blame: 'target' });
    }
    const port = await probeOne(`127.0.0.1:${rude.port}`);
    expect(verdict(port)).toMatchObject({ code: 'TARGET_CLOSED', phase: 'targetTcp', blame: 'target' });
    await Promise.all([mute.close(), rude.close()]);
  });
});
