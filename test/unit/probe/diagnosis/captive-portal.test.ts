import { describe, expect, it } from 'vitest';
import { isPortalRedirect } from '../../../../src/lib/probe/diagnosis/captive-portal.js';

describe('a redirect', () => {
  it.each<[string, string | null, string, boolean]>([
    ['to a login page of another site', 'https://login.hotel.test/?to=x', 'api.example.test', true],
    ['to an address with a portal path', 'http://192.0.2.1/portal/', 'api.example.test', true],
    ['from an address to another one', 'http://10.0.0.1/login.html', '10.0.3.8', true],
    ['of a carrier', 'http://192.0.2.1/a70.htm?wlanuserip=10.1.1.1', 'www.example.test', true],
    ['to a page of another site that is no login', 'https://cdn.other.test/file', 'api.example.test', false],
    ['to the login page of the same host', 'https://api.example.test/login', 'api.example.test', false],
    ['to a sibling', 'https://login.example.test/', 'api.example.test', false],
    ['to the parent', 'https://example.test/login', 'api.example.test', false],
    ['to a child', 'https://login.example.test/', 'example.test', false],
    ['to a name that only ends alike', 'https://login.evilexample.test/', 'example.test', true],
    ['to a single sign-on', 'https://login.sso.test/oauth2?client_id=a', 'api.example.test', false],
    ['to a SAML sign-on', 'https://login.sso.test/x?SAMLRequest=a', 'api.example.test', false],
    ['within the site', '/login', 'api.example.test', false],
    ['to another scheme', 'weixin://login/', 'api.example.test', false],
    ['to nowhere', null, 'api.example.test', false],
  ])('%s', (_name, location, host, expected) => {
    expect(isPortalRedirect({ status: 302, location }, host)).toBe(expected);
  });

  it('is one by its status', () => {
    const location = 'https://login.hotel.test/';
    expect(isPortalRedirect({ status: 200, location }, 'api.example.test')).toBe(false);
    expect(isPortalRedirect({ status: 401, location }, 'api.example.test')).toBe(false);
    expect(isPortalRedirect({ status: 307, location }, 'api.example.test')).toBe(true);
  });
});
