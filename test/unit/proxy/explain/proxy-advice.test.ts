import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explanation as asEvidence } from '../../../../src/lib/doctor/evidence/explanation.js';
import type { Environment } from '../../../../src/lib/host/host.js';
import type { ClientId } from '../../../../src/lib/proxy/clients/client.js';
import { withVariables } from '../../../../src/lib/proxy/explain/environment-variables.js';
import { explained, only, p, worldOf } from '../explained.js';

describe('advice', () => {
  it.each<[string, string, Environment, ClientId[], object]>([
    [
      'completes HTTPS_PROXY',
      'https://a.test',
      { HTTP_PROXY: p, NODE_USE_ENV_PROXY: '1' },
      ['go', 'curl', 'node'],
      { aim: { kind: 'proxy', proxy: p }, changes: [{ name: 'HTTPS_PROXY', value: p }], remaining: [] },
    ],
    [
      'adds the lower case where upper does not do',
      'http://a.test',
      { HTTP_PROXY: p },
      ['go', 'curl'],
      { changes: [{ name: 'http_proxy', value: p }], remaining: [] },
    ],
    [
      'corrects a value, its password masked',
      'https://a.test',
      { HTTPS_PROXY: 'http://li:p#ss@10.0.0.10:8080 ' },
      ['go', 'curl', 'python'],
      {
        aim: { kind: 'proxy', proxy: 'http://***@10.0.0.10:8080' },
        changes: [{ name: 'HTTPS_PROXY', value: 'http://***@10.0.0.10:8080' }],
        remaining: [],
      },
    ],
    [
      'names the port',
      'https://a.test',
      { HTTPS_PROXY: 'http://proxy.test' },
      ['go', 'curl'],
      { changes: [{ name: 'HTTPS_PROXY', value: 'http://proxy.test:80' }], remaining: [] },
    ],
    [
      'takes a proxy named https:// for a plain one',
      'https://a.test',
      { HTTPS_PROXY: 'https://10.0.0.10:8080', https_proxy: 'http://10.0.0.10:8080' },
      ['go', 'curl'],
      { assumesPlainProxy: true, changes: [{ name: 'HTTPS_PROXY', value: p }], remaining: [] },
    ],
    [
      'keeps https:// for a proxy on the port of TLS',
      'https://a.test',
      { HTTPS_PROXY: 'https://proxy.test', https_proxy: 'http://10.0.0.10:8080' },
      ['go', 'curl'],
      {
        assumesPlainProxy: false,
        changes: [{ name: 'https_proxy', value: 'https://proxy.test:443' }],
        remaining: [],
      },
    ],
    [
      'leaves a star alone, which is an exception for everything where nothing else stands',
      'https://a.test',
      { HTTPS_PROXY: 'http://10.0.0.10:8080', NO_PROXY: 'b.test,*' },
      ['go', 'curl'],
      { changes: [{ name: 'NO_PROXY', value: '*' }], remaining: [] },
    ],
    [
      'names the host itself as an exception',
      'https://a.test',
      { HTTPS_PROXY: p, NO_PROXY: '.a.test' },
      ['go', 'curl'],
      { aim: { kind: 'direct' }, changes: [{ name: 'NO_PROXY', value: '.a.test,a.test' }], remaining: [] },
    ],
    [
      'mends the list on the way',
      'https://x.a.test',
      { HTTPS_PROXY: p, no_proxy: '*.a.test,10.*,<local>' },
      ['go', 'curl'],
      { changes: [{ name: 'no_proxy', value: '*.a.test,10.0.0.0/8,<local>,x.a.test' }], remaining: [] },
    ],
    [
      'takes away the proxy of those that do not understand a star',
      'https://a.test',
      { HTTPS_PROXY: p, https_proxy: p, no_proxy: '*' },
      ['go', 'curl', 'wget', 'dotnet'],
      {
        aim: { kind: 'direct' },
        changes: [
          { name: 'HTTPS_PROXY', value: null },
          { name: 'https_proxy', value: null },
        ],
        remaining: [],
      },
    ],
    [
      'takes an exception for meant that nobody understands, as copied from Windows',
      'https://x.a.test',
      { HTTPS_PROXY: p, NO_PROXY: 'localhost;10.*;*.a.test' },
      ['go', 'curl', 'node'],
      {
        aim: { kind: 'direct' },
        changes: [{ name: 'NO_PROXY', value: 'localhost,10.0.0.0/8,*.a.test,x.a.test' }],
        remaining: [],
      },
    ],
    [
      'takes <local> for an exception for names without a dot',
      'https://intranet',
      { HTTPS_PROXY: p, NO_PROXY: '<local>' },
      ['go', 'node'],
      { aim: { kind: 'direct' }, changes: [{ name: 'NO_PROXY', value: '<local>,intranet' }], remaining: [] },
    ],
    [
      'keeps the options that Java has, and shows no secret of theirs',
      'https://a.test',
      {
        HTTPS_PROXY: p,
        JAVA_TOOL_OPTIONS:
          '"-Dx=a  b" -Djavax.net.ssl.trustStorePassword=canary \'-Dapi.token=canary 2\' -DapiKey=canary -Xmx1g',
      },
      ['go', 'java'],
      {
        changes: [
          {
            name: 'JAVA_TOOL_OPTIONS',
            value:
              '"-Dx=a  b" -Djavax.net.ssl.trustStorePassword=*** \'-Dapi.token=***\' -DapiKey=*** -Xmx1g ' +
              '-Dhttps.proxyHost=10.0.0.10 -Dhttps.proxyPort=8080',
          },
        ],
        remaining: [],
      },
    ],
    [
      'switches Node.js on',
      'https://a.test',
      { HTTPS_PROXY: p },
      ['go', 'node'],
      { changes: [{ name: 'NODE_USE_ENV_PROXY', value: '1' }], remaining: [] },
    ],
    [
      'removes the mark of CGI',
      'http://a.test',
      { HTTP_PROXY: p, http_proxy: p, REQUEST_METHOD: 'GET' },
      ['go', 'curl'],
      { changes: [{ name: 'REQUEST_METHOD', value: null }], remaining: [] },
    ],
    [
      'says who can not be brought to it',
      'https://a.test',
      { HTTPS_PROXY: 'socks5://10.0.0.10:1080' },
      ['go', 'python'],
      { changes: [], remaining: ['python'] },
    ],
  ])('%s', (_name, url, env, clients, advice) => {
    expect(explained(url, worldOf(env), { clients }).advice).toMatchObject(advice);
  });

  it('takes the proxy of the Windows settings where no variable names one', () => {
    const windows = {
      enabled: true,
      server: 'http=10.0.0.8:1;https=10.0.0.9:1',
      override: '',
      autoConfigUrl: null,
      autoDetect: false,
    };
    const world = worldOf({}, { os: 'win32', windows });
    expect(explained('https://a.test', world, only('go', 'python')).advice).toMatchObject({
      aim: { kind: 'proxy', proxy: 'http://10.0.0.9:1' },
      changes: [{ name: 'HTTPS_PROXY', value: 'http://10.0.0.9:1' }],
      remaining: [],
    });
  });

  it('takes a SOCKS proxy of the Windows settings for one', () => {
    const windows = {
      enabled: true,
      server: 'socks=127.0.0.1:7891',
      override: '',
      autoConfigUrl: null,
      autoDetect: false,
    };
    const world = worldOf({}, { os: 'win32', windows });
    expect(explained('https://a.test', world, only('go', 'curl', 'windows')).advice).toMatchObject({
      aim: { kind: 'proxy', proxy: 'socks5://127.0.0.1:7891' },
      changes: [{ name: 'HTTPS_PROXY', value: 'socks5://127.0.0.1:7891' }],
      remaining: ['windows'],
    });
  });

  it('leaves a setting of a client of its own alone and says so', () => {
    const world = worldOf(
      { HTTPS_PROXY: p },
      { settings: { curl: [{ name: 'proxy', value: 'other.test:1' }] } },
    );
    expect(explained('https://a.test', world, only('go', 'curl')).advice).toMatchObject({
      changes: [],
      remaining: ['curl'],
    });
  });

  it('is none for schemes that have no variables of their own', () => {
    expect(explained('ws://a.test', worldOf({ http_proxy: p })).advice).toBeNull();
  });

  const value = fc.constantFrom(
    p,
    ` ${p}`,
    `${p} `,
    'proxy.test:3128',
    'http://li:pw-canary@proxy.test:3128',
    'https://proxy.test:1',
    'http://proxy.test',
    '"http://proxy.test:1"',
    'socks5://proxy.test:1080',
    '',
  );
  const list = fc.constantFrom(
    'a.test',
    '.a.test',
    '*.a.test',
    '*',
    '10.0.0.0/8',
    '10.*',
    'a.test:443',
    'b.test',
    'localhost',
    'x;a.test',
    '',
  );
  const environment = fc.record(
    {
      HTTP_PROXY: value,
      http_proxy: value,
      HTTPS_PROXY: value,
      https_proxy: value,
      ALL_PROXY: value,
      all_proxy: value,
      NO_PROXY: list,
      no_proxy: list,
      REQUEST_METHOD: fc.constant('GET'),
      NODE_USE_ENV_PROXY: fc.constant('1'),
    },
    { requiredKeys: [] },
  );
  const url = fc.constantFrom(
    'https://a.test',
    'http://a.test',
    'https://x.a.test',
    'http://10.0.3.8',
    'https://localhost',
  );

  it('stands whole in evidence, with all that is said of it', () => {
    fc.assert(
      fc.property(url, environment, fc.constantFrom('linux', 'win32'), (text, env, os) => {
        const said = explained(text, worldOf(env, { os }));
        expect(asEvidence(said, '')).toEqual(said);
      }),
      { numRuns: 300 },
    );
    const cgi = explained('http://a.test', worldOf({ HTTP_PROXY: p, GATEWAY_INTERFACE: 'CGI/1.1' }));
    expect(asEvidence(cgi, '')).toEqual(cgi);
  });

  it('brings all but the remaining ones together, and no line of it is idle', () => {
    fc.assert(
      fc.property(url, environment, fc.constantFrom('linux', 'win32'), (text, env, os) => {
        const world = worldOf(env, { os });
        const { advice, agree } = explained(text, world);
        if (advice === null) return;
        expect(agree).toBe(false);
        expect(JSON.stringify(advice)).not.toContain('canary');
        const meant = (changes: typeof advice.changes) =>
          explained(text, worldOf(withVariables(env, os, changes), { os })).clients;
        // A masked user part does not matter for the decision.
        const after = meant(advice.changes).filter(
          ({ outcome }) => outcome !== 'none' && outcome !== 'unknown',
        );
        const together = after.filter(({ client }) => !advice.remaining.includes(client));
        const [first] = together;
        for (const { outcome, proxy } of together)
          expect([outcome, proxy]).toEqual([first?.outcome, first?.proxy]);
        expect(first?.outcome ?? advice.aim.kind).toBe(advice.aim.kind);
      }),
      { numRuns: 500 },
    );
  });
});
