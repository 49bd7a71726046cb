import { describe, expect, it } from 'vitest';
import { languageFrom } from '../../../src/lib/messages/locale.js';

const never = () => {
  throw new Error('the system locale must not be asked');
};

describe('languageFrom', () => {
  it.each([
    [{}, 'zh-CN', 'zh'],
    [{}, 'de-DE', 'en'],
    [{ LANG: '' }, 'zh_TW', 'zh'],
  ])('falls back to the system locale: %j %s', (env, locale, expected) => {
    expect(languageFrom({ chosen: undefined, env, systemLocale: () => locale })).toBe(expected);
  });

  it.each([
    [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
    [{ LANG: 'C' }, 'en'],
    [{ LC_ALL: 'zh_CN', LANG: 'en_US' }, 'zh'],
    [{ LC_ALL: 'en_US', LC_MESSAGES: 'zh_CN' }, 'en'],
    [{ LANG: 'zhx_XX' }, 'en'],
  ])('reads %j without asking the slow way', (env, expected) => {
    expect(languageFrom({ chosen: undefined, env, systemLocale: never })).toBe(expected);
  });

  it('obeys a choice', () => {
    expect(languageFrom({ chosen: 'en', env: { LANG: 'zh_CN' }, systemLocale: never })).toBe('en');
  });
});
