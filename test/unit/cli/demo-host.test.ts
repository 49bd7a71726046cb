import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../../../src/lib/cli/base-command.js';
import { demoHost } from '../../../src/lib/cli/demo-host.js';
import type { Stage } from '../../../src/lib/demo/stage.js';
import { fakeHost } from '../../helpers/fake-host.js';

const sandbox = { endpoint: 'http://127.0.0.1:1', accessKeyId: 'id', accessKeySecret: 'secret' };

describe('the world of a demonstrated command', () => {
  it('is the sandbox in place of the cloud and of all that is the user’s own, but for the doctor', () => {
    const host = fakeHost({
      env: { ALIBABA_CLOUD_ACCESS_KEY_ID: 'mine', ALIPROXY_CONFIG: 'c.yaml', GOPATH: '/go' },
    });
    const context = { host, json: false, language: 'zh' } as unknown as CommandContext;
    const embedded = demoHost(context, { sandbox } as Stage, { noColor: false }).host;
    expect(embedded.env).toMatchObject({
      ALIBABA_CLOUD_ACCESS_KEY_ID: 'id',
      GOPATH: '/go',
      ALIPROXY_LANG: 'zh',
    });
    expect(embedded.env.ALIPROXY_CONFIG).toBeUndefined();
    expect(embedded.platform.home).not.toBe(host.platform.home);
    const real = demoHost(context, { sandbox } as Stage, { noColor: false, real: true }).host;
    expect(real.platform).toBe(host.platform);
    expect(real.env).toEqual({ ...host.env, ALIPROXY_LANG: 'zh' });
  });

  it('leaves it to the demonstration to say that it was interrupted, and never how to go on in the real cloud', () => {
    const host = fakeHost();
    const end = new AbortController();
    const context = { host, json: false, language: 'en', signal: end.signal } as unknown as CommandContext;
    const world = demoHost(context, { sandbox } as Stage, { noColor: false });
    world.host.output.err('a warning\n');
    end.abort();
    world.host.output.err('To go on: aliproxy vpc create --yes\n');
    expect(host.written.err).toBe('a warning\n');
  });
});
