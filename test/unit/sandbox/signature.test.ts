import { describe, expect, it } from 'vitest';
import { encode, sameSignature, sha256, signV1, signV3 } from '../../../src/lib/sandbox/signature.js';

describe('signature version 1', () => {
  it('agrees with the example of the reference', () => {
    const parameters = new Map(
      Object.entries({
        AccessKeyId: 'testid',
        Action: 'DescribeRegions',
        Format: 'XML',
        SignatureMethod: 'HMAC-SHA1',
        SignatureNonce: '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf',
        SignatureVersion: '1.0',
        Timestamp: '2016-02-23T12:46:24Z',
        Version: '2014-05-26',
      }),
    );
    expect(signV1('GET', parameters, 'testsecret')).toBe('OLeaidS1JvxuMvnyHOwuJ+uX5qY=');
    expect(signV1('POST', parameters, 'testsecret')).not.toBe('OLeaidS1JvxuMvnyHOwuJ+uX5qY=');
  });

  it.each([
    ["!'()*", '%21%27%28%29%2A'],
    ['a b+c~', 'a%20b%2Bc~'],
    ['中', '%E4%B8%AD'],
    ['-_.~', '-_.~'],
  ])('encodes %s as RFC 3986 has it', (text, encoded) => {
    expect(encode(text)).toBe(encoded);
  });
});

describe('signature version 3', () => {
  const request = {
    method: 'POST',
    path: '/',
    query: new Map([
      ['RegionId', 'cn-shanghai'],
      ['ImageId', 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd'],
    ]),
    headers: {
      host: 'ecs.cn-shanghai.aliyuncs.com',
      'x-acs-action': 'RunInstances',
      'x-acs-content-sha256': sha256(''),
      'x-acs-date': '2023-10-26T10:22:32Z',
      'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
      'x-acs-version': '2014-05-26',
    },
    signedHeaders: [
      'host',
      'x-acs-action',
      'x-acs-content-sha256',
      'x-acs-date',
      'x-acs-signature-nonce',
      'x-acs-version',
    ],
    bodyHash: sha256(''),
  };

  it('agrees with the example of the reference', () => {
    expect(signV3(request, 'YourAccessKeySecret')).toBe(
      '06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    );
  });
});

describe('comparing signatures', () => {
  it.each([
    ['abc', 'abc', true],
    ['abc', 'abd', false],
    ['abc', 'abcd', false],
    ['', 'a', false],
  ])('%s and %s', (a, b, same) => {
    expect(sameSignature(a, b)).toBe(same);
  });
});
