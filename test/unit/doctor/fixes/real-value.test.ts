import { describe, expect, it } from 'vitest';
import { realValueOf } from '../../../../src/lib/doctor/fixes/real-value.js';

const secret = 's3cr#et';
const shown = 'http://***@10.0.0.9:3128';
const real = 'http://li:s3cr%23et@10.0.0.9:3128';

describe('the real value of a change', () => {
  it.each([
    ['nothing is masked', 'GOPROXY', 'https://goproxy.cn,direct', {}, 'https://goproxy.cn,direct'],
    [
      'of the variable itself, mended',
      'HTTP_PROXY',
      shown,
      { HTTP_PROXY: `http://li:${secret}@10.0.0.9:3128 ` },
      real,
    ],
    [
      'of another variable, mended',
      'HTTPS_PROXY',
      shown,
      { HTTP_PROXY: `http://li:${secret}@10.0.0.9:3128` },
      real,
    ],
    ['of another variable, as it is', 'HTTPS_PROXY', shown, { http_proxy: real }, real],
    [
      'named http:// instead of https://',
      'HTTPS_PROXY',
      shown,
      { HTTPS_PROXY: real.replace('http:', 'https:') },
      real,
    ],
    ['the same in two other variables', 'HTTPS_PROXY', shown, { HTTP_PROXY: real, ALL_PROXY: real }, real],
  ])('is found where it is %s', (_case, name, value, env, expected) => {
    expect(realValueOf(name, value, env, 'linux')).toEqual({ ok: true, value: expected });
  });

  it.each([
    ['no variable has it', 'HTTP_PROXY', shown, {}, 'SECRET_UNKNOWN'],
    [
      'the variable names another proxy',
      'HTTP_PROXY',
      shown,
      { HTTP_PROXY: 'http://li:pw@10.0.0.8:3128' },
      'SECRET_UNKNOWN',
    ],
    [
      'two variables have different passwords',
      'HTTPS_PROXY',
      shown,
      { HTTP_PROXY: real, ALL_PROXY: 'http://li:other@10.0.0.9:3128' },
      'SECRET_UNKNOWN',
    ],
    [
      'an exception is masked',
      'NO_PROXY',
      'a.com,host:***',
      { NO_PROXY: 'a.com;host:abc' },
      'SECRET_UNKNOWN',
    ],
    [
      'the value is as wrong as its source',
      'HTTPS_PROXY',
      '%HTTP_PROXY%',
      { HTTP_PROXY: '%HTTP_PROXY%' },
      'VALUE_UNUSABLE',
    ],
  ])('is not guessed where %s', (_case, name, value, env, code) => {
    expect(realValueOf(name, value, env, 'linux')).toEqual({ ok: false, trouble: { code, facts: { name } } });
  });

  it('does not mind the case of a name on Windows', () => {
    expect(realValueOf('HTTP_PROXY', shown, { Http_Proxy: real }, 'win32')).toEqual({
      ok: true,
      value: real,
    });
  });
});
