import { describe, expect, it } from 'vitest';
import { doctorDefaults, runDoctor } from '../../../src/lib/doctor/run.js';
import type { Host } from '../../../src/lib/host/host.js';
import { nodeClock } from '../../../src/lib/host/node/clock.js';
import { fakeHost } from '../../helpers/fake-host.js';
import { closedPort } from '../../helpers/servers.js';

const canary = 'QXZcanaryQXZ';
const config = {
  current: 'default',
  profiles: [{ name: 'default', mode: 'AK', access_key_id: `LTAI${canary}0123`, access_key_secret: canary }],
};

/** Whatever is wrong with a proxy variable, its password is nobody's to see: also where Go takes it for a host. */
describe.each([
  ['well written', `http://li:${canary}@127.0.0.1:PORT`],
  ['for TLS', `https://li:${canary}@127.0.0.1:PORT`],
  ['escaped', `http://li:%51XZcanaryQXZ%23@127.0.0.1:PORT`],
  ['with a hash', `http://li:a#${canary}@127.0.0.1:PORT`],
  ['with a slash behind an @', `http://li:a@${canary}/x@127.0.0.1:PORT`],
  ['without a colon', `http://${canary}/x@127.0.0.1:PORT`],
  ['without a scheme', `li:${canary}@127.0.0.1:PORT`],
  ['quoted', `"http://li:${canary}@127.0.0.1:PORT"`],
  ['of the Windows settings', `http=li:${canary}@127.0.0.1:PORT;https=li:${canary}@127.0.0.1:PORT`],
  ['with a full-width @', `http://li:${canary}＠127.0.0.1:PORT`],
  ['without a host', `http://li:${canary}`],
])('a proxy variable %s', (_name, template) => {
  it.each<NodeJS.Platform>(['linux', 'win32'])('shows no secret on %s', { timeout: 30_000 }, async (os) => {
    const port = await closedPort();
    const value = template.replaceAll('PORT', String(port));
    const home = os === 'win32' ? 'C:\\Users\\li' : '/home/li';
    const path = os === 'win32' ? `${home}\\.aliyun\\config.json` : `${home}/.aliyun/config.json`;
    const env = {
      HTTP_PROXY: value,
      HTTPS_PROXY: value,
      https_proxy: value,
      ALL_PROXY: value,
      NO_PROXY: `http://li:${canary}@a.test,b.test`,
      NODE_USE_ENV_PROXY: '1',
      ALIBABA_CLOUD_SECURITY_TOKEN: canary,
      npm_config_registry: `http://127.0.0.1:${port}`,
    };
    const options = { env, files: { [path]: JSON.stringify(config) }, platform: { os, home } };
    const host: Host & { contents: Map<string, string> } = { ...fakeHost(options), clock: nodeClock };
    const request = {
      ...doctorDefaults,
      listenPort: 0,
      targets: [`https://li:${canary}@target.invalid/x?token=${canary}`],
      explain: true,
      apiEndpoint: 'https://api.invalid',
      saveEvidence: '/e.json',
    };
    const result = await runDoctor(request, host);
    const evidence = host.contents.get('/e.json') ?? '';
    expect(evidence).toContain('target.invalid');
    expect(`${evidence}${JSON.stringify(result)}`).not.toMatch(/qxz/i);
    expect(result.summary.error).toBe(0);
  });
});
