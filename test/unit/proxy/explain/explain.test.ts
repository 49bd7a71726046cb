import { describe, expect, it } from 'vitest';
import { explained, only, p, worldOf } from '../explained.js';

describe('explain', () => {
  it('has a row for each client of the system, in the order of the list', () => {
    const rows = (os: NodeJS.Platform) =>
      explained('https://a.test', worldOf({}, { os })).clients.map(({ client }) => client);
    const everywhere = ['go', 'curl', 'wget', 'git', 'python', 'node', 'java', 'dotnet'];
    expect(rows('linux')).toEqual(everywhere);
    expect(rows('win32')).toEqual(everywhere);
    const settings = { enabled: false, server: '', override: '', autoConfigUrl: null, autoDetect: false };
    const windows = explained('https://a.test', worldOf({}, { os: 'win32', windows: settings })).clients;
    expect(windows.map(({ client }) => client)).toEqual([...everywhere, 'windows']);
  });

  it('agrees where nobody knows a proxy', () => {
    expect(explained('https://a.test', worldOf({}))).toMatchObject({
      reference: 'go',
      agree: true,
      difference: null,
      advice: null,
    });
  });

  it.each([
    ['https://a.test', { HTTP_PROXY: p }, 'HTTP_PROXY'],
    ['https://a.test', { http_proxy: p }, 'http_proxy'],
    ['http://a.test', { HTTPS_PROXY: p }, null],
    ['http://a.test', { HTTP_PROXY: p, http_proxy: p }, null],
    ['https://a.test', {}, null],
    ['https://a.test', { HTTP_PROXY: p, HTTPS_PROXY: p, NO_PROXY: 'a.test' }, null],
    ['https://a.test', { HTTP_PROXY: p, ALL_PROXY: p }, null],
    ['redis://a.test', { HTTP_PROXY: p }, null],
  ] as const)('%s with %j overlooks %s', (url, env, overlooked) => {
    expect(explained(url, worldOf(env)).overlooked).toBe(overlooked);
  });

  it('marks those that do something else than Go', () => {
    const { agree, clients } = explained(
      'https://a.test',
      worldOf({ HTTPS_PROXY: p }),
      only('go', 'curl', 'node'),
    );
    expect(agree).toBe(false);
    expect(clients.map(({ client, differs }) => [client, differs])).toEqual([
      ['go', false],
      ['curl', false],
      ['node', true],
    ]);
  });

  it('takes two forms of one IPv6 address for one proxy', () => {
    const world = worldOf({ https_proxy: 'http://[FD00:0:0::1]:3128' });
    const { agree, clients } = explained('https://a.test', world, only('go', 'curl', 'python', 'dotnet'));
    expect(clients.map(({ rule }) => rule?.kind)).toEqual(['named', 'named', 'named', 'named']);
    expect(agree).toBe(true);
  });

  it('compares with the first client where Go is not asked for', () => {
    const { reference, agree } = explained(
      'https://a.test',
      worldOf({ HTTPS_PROXY: p }),
      only('python', 'curl'),
    );
    expect([reference, agree]).toEqual(['curl', true]);
  });

  it('does not compare clients that do not speak the scheme, but shows them', () => {
    const { agree, clients } = explained('redis://10.0.3.8', worldOf({ HTTPS_PROXY: p, ALL_PROXY: p }));
    expect(agree).toBe(true);
    expect(clients.find(({ client }) => client === 'curl')).toMatchObject({
      outcome: 'none',
      differs: false,
    });
  });

  it('has no reference where nobody can be compared', () => {
    const result = explained('redis://10.0.3.8', worldOf({}), only('curl', 'node'));
    expect(result).toMatchObject({ reference: null, agree: true, difference: null, advice: null });
  });
});
