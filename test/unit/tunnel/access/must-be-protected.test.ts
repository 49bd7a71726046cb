import { describe, expect, it } from 'vitest';
import { mustBeProtected } from '../../../../src/lib/tunnel/access/must-be-protected.js';
import { defaultSettings } from '../../../../src/lib/tunnel/settings.js';

describe('a listener', () => {
  const target = { host: '10.0.3.8', port: 6379 };
  const somebody = { name: 'li', secret: { kind: 'password', password: 'x' } } as const;
  const tls = { certificate: '', key: '', clientCa: null, clientNames: [] };
  const at = (host: string) => ({ ...defaultSettings, listen: [{ host, port: 3128 }] });
  const forwardAt = (host: string) => ({
    ...defaultSettings,
    forwards: [{ name: null, listen: { host, port: 6379 }, target, upstreams: null }],
  });

  it.each(['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1'])('on %s is protected', (host) => {
    expect(mustBeProtected(at(host))).toBeUndefined();
    expect(mustBeProtected(forwardAt(host))).toBeUndefined();
  });

  it.each(['0.0.0.0', '10.0.0.1', '128.0.0.1', '::', 'fd00::1', '::2', '::ffff:10.0.0.1'])(
    'on %s is not, without a list of clients or authentication',
    (host) => {
      const settings = at(host);
      expect(() => mustBeProtected(settings)).toThrow(
        expect.objectContaining({ code: 'LISTEN_BEYOND_LOOPBACK', exitCode: 2 }),
      );
      expect(() => mustBeProtected({ ...settings, tls })).toThrow(
        expect.objectContaining({ code: 'LISTEN_BEYOND_LOOPBACK' }),
      );
      const { access } = settings;
      const allowFrom = [{ address: '10.0.0.0', prefix: 8 }];
      expect(mustBeProtected({ ...settings, access: { ...access, allowFrom } })).toBeUndefined();
      expect(mustBeProtected({ ...settings, access: { ...access, users: [somebody] } })).toBeUndefined();
      expect(mustBeProtected({ ...settings, tls: { ...tls, clientCa: 'PEM' } })).toBeUndefined();
    },
  );

  it.each(['0.0.0.0', '10.0.0.1', '::'])(
    'of a forward on %s is not, whoever could authenticate elsewhere',
    (host) => {
      const settings = forwardAt(host);
      const { access } = settings;
      for (const each of [
        settings,
        { ...settings, access: { ...access, users: [somebody] } },
        { ...settings, tls: { ...tls, clientCa: 'PEM' } },
      ]) {
        expect(() => mustBeProtected(each)).toThrow(
          expect.objectContaining({
            code: 'FORWARD_BEYOND_LOOPBACK',
            facts: { listen: expect.stringContaining(':6379') },
            exitCode: 2,
          }),
        );
      }
      const allowFrom = [{ address: '10.0.0.0', prefix: 8 }];
      expect(mustBeProtected({ ...settings, access: { ...access, allowFrom } })).toBeUndefined();
    },
  );
});
