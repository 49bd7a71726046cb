import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readChallenges } from '../../../../src/lib/proxy/way/challenges.js';
import {
  type DigestChallenge,
  digestCredentials,
  readDigestChallenge,
} from '../../../../src/lib/proxy/way/digest.js';
import { ProxyAuthorization, RememberedDigest } from '../../../../src/lib/proxy/way/proxy-authorization.js';

function challenge(line: string): DigestChallenge {
  const [found] = readChallenges([line]).flatMap((each) => readDigestChallenge(each) ?? []);
  if (!found) throw new Error(`no Digest challenge: ${line}`);
  return found;
}

/** The parameters of an answer; it reads as a challenge does. */
function parameters(value: string | null): Record<string, string> {
  const [answer] = readChallenges([value ?? '']);
  if (answer?.scheme !== 'Digest') throw new Error(`no Digest answer: ${value}`);
  return Object.fromEntries(answer.parameters);
}

describe('the answer to a Digest challenge', () => {
  const rfc =
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=ALGORITHM, ' +
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
  const mufasa = { username: 'Mufasa', password: 'Circle of Life' };
  const use = {
    ...{ method: 'GET', uri: '/dir/index.html', count: 1 },
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  };

  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('is that of RFC 7616 section 3.9.1: %s', (algorithm, response) => {
    const value = digestCredentials(challenge(rfc.replace('ALGORITHM', algorithm)), mufasa, use);
    expect(parameters(value)).toEqual({
      ...{ username: 'Mufasa', realm: 'http-auth@example.org', uri: '/dir/index.html', algorithm, response },
      ...{ nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v', nc: '00000001', qop: 'auth' },
      ...{ cnonce: use.cnonce, opaque: 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS' },
    });
    // RFC 7616 section 3.4: the values that must stand without quotes, for servers that insist.
    expect(value).toContain(`, algorithm=${algorithm}, `);
    expect(value).toMatch(/, qop=auth, nc=00000001$/);
  });

  it('is that of RFC 2617 section 3.5, which names no algorithm', () => {
    const line =
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"';
    const value = digestCredentials(
      challenge(line),
      { username: 'Mufasa', password: 'Circle Of Life' },
      { ...use, cnonce: '0a4f113b' },
    );
    expect(parameters(value).response).toBe('6629fae49393a05397450978507c4ef1');
    expect(value).not.toContain('algorithm');
  });

  it('is that of RFC 2069 where the proxy names no qop: without counter and cnonce', () => {
    const value = digestCredentials(challenge('Digest realm="r", nonce="n"'), mufasa, use);
    // H(H(Mufasa:r:Circle of Life):n:H(GET:/dir/index.html))
    expect(parameters(value)).toEqual({
      ...{ username: 'Mufasa', realm: 'r', nonce: 'n', uri: '/dir/index.html' },
      response: '0bab5c24c08a1ef94a6cc3d446ce558a',
    });
  });

  it('hides the user in a hash where the proxy asks for it', () => {
    // RFC 7616 section 3.9.2; its own figures are of another hash (erratum 4897), these are openssl's.
    const line =
      'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, userhash=true, ' +
      'nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK"';
    const value = digestCredentials(
      challenge(line),
      { username: 'J\u00e4s\u00f8n Doe', password: 'Secret, or not?' },
      { method: 'GET', uri: '/doe.json', cnonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm', count: 1 },
    );
    expect(parameters(value)).toMatchObject({
      userhash: 'true',
      username: '793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b',
      response: '7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c',
    });
  });

  it('is other with each part of the question: method, target, cnonce, counter, algorithm', () => {
    const lines = ['MD5', 'MD5-sess', 'SHA-256', 'SHA-256-sess', 'SHA-512-256'].map((algorithm) =>
      challenge(rfc.replace('ALGORITHM', algorithm)),
    );
    const uses = [
      use,
      { ...use, method: 'CONNECT' },
      { ...use, uri: 'a:1' },
      { ...use, cnonce: 'x' },
      { ...use, count: 2 },
    ];
    const responses = lines.flatMap((line) =>
      uses.map((each) => parameters(digestCredentials(line, mufasa, each)).response),
    );
    expect(new Set(responses).size).toBe(lines.length * uses.length);
  });

  it('never breaks out of its header, whatever the user is called', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, password) => {
        const username = name.replace(/[\u0000-\u001f\u007f]/g, 'x');
        const value = digestCredentials(
          challenge(rfc.replace('ALGORITHM', 'MD5')),
          { username, password },
          use,
        );
        expect(value).not.toMatch(/[\r\n\0]/);
        const sent = Buffer.from(value, 'utf8').toString('latin1');
        expect(parameters(sent).username).toBe(Buffer.from(username, 'utf8').toString('latin1'));
      }),
    );
  });
});

describe('a Digest challenge', () => {
  it.each([
    ['Basic realm="x"'],
    ['Digest realm="x"'],
    ['Digest nonce="x"'],
    ['Digest realm="x", nonce="y", qop="auth-int"'],
    ['Digest realm="x", nonce="y", algorithm=SHA-512'],
    ['Digest realm="x\u0007", nonce="y"'],
  ])('%j is not answered', (line) => {
    const [only] = readChallenges([line]);
    expect(only && readDigestChallenge(only)).toBeNull();
  });

  it.each([
    ['Digest realm="x", nonce="y"', { algorithm: null, qop: null, stale: false, opaque: null }],
    [
      'digest REALM=x, NONCE=y, QOP=auth, ALGORITHM=md5, STALE=TRUE',
      { algorithm: 'md5', qop: 'auth', stale: true },
    ],
    ['Digest realm="a\\"b, c", nonce="y=="', { realm: 'a"b, c', nonce: 'y==' }],
  ])('%j is read', (line, facts) => {
    expect(challenge(line)).toMatchObject(facts);
  });
});

describe('what is said in Proxy-Authorization', () => {
  const li = { username: 'li', password: 'word' };
  const random = (bytes: number) => Buffer.alloc(bytes, 7);
  const digest = (nonce: string, more = '') => [`Digest realm="r", nonce="${nonce}", qop="auth"${more}`];

  it('nothing without credentials, whatever is asked', () => {
    const authorization = new ProxyAuthorization(null, random);
    expect(authorization.valueFor('CONNECT', 'a:1')).toBeNull();
    expect(authorization.learn(digest('n'))).toBe(false);
  });

  it('Basic at once, and no more where nothing else is asked for', () => {
    const authorization = new ProxyAuthorization(li, random);
    expect(authorization.valueFor('CONNECT', 'a:1')).toBe('Basic bGk6d29yZA==');
    expect(authorization.learn(['Basic realm="r"', 'NTLM'])).toBe(false);
    expect(authorization.learn(['Digest realm="r", nonce="n", qop="auth-int"'])).toBe(false);
  });

  it('Digest when it is asked for, with a counter, and a cnonce from the given randomness', () => {
    const authorization = new ProxyAuthorization(li, random);
    expect(authorization.learn(['NTLM', ...digest('n')])).toBe(true);
    const first = parameters(authorization.valueFor('CONNECT', 'a.test:443'));
    expect(first).toMatchObject({ nonce: 'n', nc: '00000001', uri: 'a.test:443', cnonce: '07'.repeat(16) });
    expect(parameters(authorization.valueFor('CONNECT', 'a.test:443')).nc).toBe('00000002');
  });

  it('the first algorithm that is spoken here', () => {
    const authorization = new ProxyAuthorization(li, random);
    const lines = ['SHA-512', 'SHA-256', 'MD5'].flatMap((name) =>
      digest(`for ${name}`, `, algorithm=${name}`),
    );
    expect(authorization.learn(lines)).toBe(true);
    expect(parameters(authorization.valueFor('GET', '/'))).toMatchObject({
      algorithm: 'SHA-256',
      nonce: 'for SHA-256',
    });
  });

  it('once more with a new nonce where the old one is stale, and only once', () => {
    const authorization = new ProxyAuthorization(li, random);
    expect(authorization.learn(digest('one'))).toBe(true);
    expect(parameters(authorization.valueFor('CONNECT', 'a:1')).nc).toBe('00000001');
    expect(authorization.learn(digest('two', ', stale=true'))).toBe(true);
    expect(parameters(authorization.valueFor('CONNECT', 'a:1'))).toMatchObject({
      nonce: 'two',
      nc: '00000001',
    });
    expect(authorization.learn(digest('three', ', stale=true'))).toBe(false);
  });

  it('not again where the answer was wrong', () => {
    const authorization = new ProxyAuthorization(li, random);
    expect(authorization.learn(digest('one'))).toBe(true);
    expect(authorization.learn(digest('two'))).toBe(false);
  });

  describe('with what was taken before', () => {
    const taught = (line: string) => {
      const remembered = new RememberedDigest();
      const before = new ProxyAuthorization(li, random, remembered);
      before.learn(digest(line));
      before.valueFor('CONNECT', 'a:1');
      return { remembered, before, next: new ProxyAuthorization(li, random, remembered) };
    };

    it('at once, and counts on', () => {
      const { before, next } = taught('one');
      before.accepted();
      expect(parameters(next.valueFor('CONNECT', 'a:1'))).toMatchObject({ nonce: 'one', nc: '00000002' });
    });

    it('not before it was taken: others may arrive first', () => {
      const { next } = taught('one');
      expect(next.valueFor('CONNECT', 'a:1')).toMatch(/^Basic /);
    });

    it('and with a nonce of its own where that one is refused, stale or not', () => {
      const { before, remembered, next } = taught('one');
      before.accepted();
      next.valueFor('CONNECT', 'a:1');
      expect(next.learn(digest('two'))).toBe(true);
      expect(parameters(next.valueFor('CONNECT', 'a:1'))).toMatchObject({ nonce: 'two', nc: '00000001' });
      expect(remembered.challenge?.nonce).toBe('one');
      expect(next.learn(digest('three'))).toBe(false);
    });

    it('not where the proxy has gone back to Basic', () => {
      const { before, next } = taught('one');
      before.accepted();
      expect(next.valueFor('CONNECT', 'a:1')).toMatch(/^Digest /);
      expect(next.learn(['Basic realm="r"'])).toBe(true);
      expect(next.valueFor('CONNECT', 'a:1')).toMatch(/^Basic /);
      expect(next.learn(['Basic realm="r"'])).toBe(false);
    });
  });
});
