import { describe, expect, it } from 'vitest';
import { clientNaming, namesOfCertificate } from '../../../../src/lib/tunnel/access/client-certificate.js';

describe('the names in a certificate', () => {
  it('are told apart by their kind', () => {
    expect(
      namesOfCertificate({
        subject: { CN: 'li' },
        subjectaltname:
          'DNS:a.test, URI:spiffe://corp.test/ci, IP Address:10.0.0.1, email:li@a.test, DNS:b.test',
      }),
    ).toEqual({ commonNames: ['li'], dns: ['a.test', 'b.test'], uris: ['spiffe://corp.test/ci'] });
  });

  it('may be several, or none', () => {
    expect(namesOfCertificate({ subject: { CN: ['li', 'wang'] } }).commonNames).toEqual(['li', 'wang']);
    expect(namesOfCertificate({})).toEqual({ commonNames: [], dns: [], uris: [] });
  });

  it('with a comma in one of them do not become two', () => {
    const subjectaltname =
      'DNS:"good.test, DNS:evil.test", URI:"spiffe://a/\\"x\\", URI:spiffe://b", DNS:c.test';
    expect(namesOfCertificate({ subjectaltname })).toEqual({
      commonNames: [],
      dns: ['good.test, DNS:evil.test', 'c.test'],
      uris: ['spiffe://a/"x", URI:spiffe://b'],
    });
  });
});

describe('who a client is', () => {
  const names = {
    commonNames: ['li', 'spiffe://corp.test/root'],
    dns: ['CI.test'],
    uris: ['spiffe://corp.test/ci/7'],
  };

  it.each([
    [[], 'spiffe://corp.test/ci/7'],
    [['li'], 'li'],
    [['LI'], null],
    [['l*'], 'li'],
    [['ci.test'], 'CI.test'],
    [['*.TEST'], 'CI.test'],
    [['spiffe://corp.test/ci/*'], 'spiffe://corp.test/ci/7'],
    [['spiffe://corp.test/*'], 'spiffe://corp.test/ci/7'],
    [['spiffe://CORP.test/*'], null],
    // A common name does not pass for the identity of a workload.
    [['spiffe://corp.test/root'], null],
    [['nobody', 'li'], 'li'],
    [['nobody'], null],
    [['*'], 'li'],
  ])('by the patterns %j: %s', (patterns, expected) => {
    expect(clientNaming(patterns)(names)).toBe(expected);
  });

  it('is somebody also where the certificate has no name', () => {
    const nameless = { commonNames: [], dns: [], uris: [] };
    expect(clientNaming([])(nameless)).toBe('');
    expect(clientNaming(['*'])(nameless)).toBeNull();
  });
});
