import { describe, expect, it } from 'vitest';
import { parseAuthority } from '../../../../src/lib/proxy/authority.js';
import { parseProxyUrl } from '../../../../src/lib/proxy/proxy-url.js';
import type { DestinationRule } from '../../../../src/lib/tunnel/access/access-settings.js';
import { checkAccess } from '../../../../src/lib/tunnel/access/check-access.js';
import { parseDestinationRule } from '../../../../src/lib/tunnel/access/destination-rule.js';
import { defaultSettings, direct, type UpstreamSetting } from '../../../../src/lib/tunnel/settings.js';

interface Case {
  readonly to: string;
  readonly allow?: string[];
  readonly deny?: string[];
  readonly upstreams?: string[];
  readonly listen?: string;
}

function upstream(url: string): UpstreamSetting {
  const parsed = parseProxyUrl(url);
  return { ...direct, name: url, proxy: parsed.ok ? parsed.proxy : null };
}

function check({ to, allow = [], deny = [], upstreams = [], listen = '127.0.0.1' }: Case): void {
  const rules = (texts: string[]) => texts.map((text) => parseDestinationRule(text) as DestinationRule);
  const target = parseAuthority(to) ?? expect.fail(to);
  checkAccess({
    ...defaultSettings,
    forwards: [{ name: null, listen: { host: listen, port: 7000 }, target, upstreams: null }],
    upstreams: upstreams.length > 0 ? upstreams.map(upstream) : [direct],
    access: {
      ...defaultSettings.access,
      allow: rules(allow),
      deny: rules(deny),
      allowFrom: listen === '127.0.0.1' ? [] : [{ address: '127.0.0.0', prefix: 8 }],
    },
  });
}

describe('a forward', () => {
  it.each<[Case, string]>([
    [{ to: '100.100.100.200:80' }, 'reserved'],
    [{ to: '[::ffff:a9fe:a9fe]:80' }, 'reserved'],
    [{ to: '10.0.3.8:6379', deny: ['10.0.0.0/8'] }, 'deny'],
    [{ to: 'redis.internal:6379', deny: ['*.internal'] }, 'deny'],
    [{ to: 'redis.internal:6379', deny: [':6379'] }, 'deny'],
    [{ to: '10.0.3.8:6379', allow: ['192.168.0.0/16'] }, 'allow'],
    [{ to: 'redis.internal:6379', allow: ['*.test'] }, 'allow'],
    [
      {
        to: 'redis.internal:6379',
        allow: ['10.0.0.0/8'],
        upstreams: ['http://proxy.test:1', 'socks5h://proxy.test:1'],
      },
      'allow',
    ],
    [{ to: '127.0.0.1:3128' }, 'loop'],
    [{ to: '127.0.0.1:7000' }, 'loop'],
  ])('that the policy denies is a mistake: %j (%s)', (each, rule) => {
    expect(() => check(each)).toThrow(
      expect.objectContaining({
        code: 'FORWARD_DENIED',
        exitCode: 2,
        facts: { listen: '127.0.0.1:7000', target: each.to, rule },
      }),
    );
  });

  it.each<Case>([
    { to: '10.0.3.8:6379' },
    { to: '127.0.0.1:6379' },
    { to: '127.0.0.1:6379', listen: '0.0.0.0' },
    { to: 'redis.internal:6379', deny: ['10.0.0.0/8'] },
    // What the name stands for is seen when it is looked up here.
    { to: 'redis.internal:6379', allow: ['10.0.0.0/8'] },
    { to: 'redis.internal:6379', allow: ['10.0.0.0/8'], upstreams: ['socks5://proxy.test:1'] },
    { to: 'redis.internal:6379', allow: ['10.0.0.0/8'], upstreams: ['http://proxy.test:1', 'direct'] },
    { to: 'redis.internal:6379', allow: ['*.internal:6379'], upstreams: ['http://proxy.test:1'] },
  ])('that it does not is none: %j', (each) => {
    expect(check(each)).toBeUndefined();
  });
});
