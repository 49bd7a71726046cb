import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curlRules } from '../../../../src/lib/proxy/clients/curl.js';
import { gitRules } from '../../../../src/lib/proxy/clients/git.js';
import { goRules } from '../../../../src/lib/proxy/clients/go.js';
import { wgetRules } from '../../../../src/lib/proxy/clients/wget.js';
import { decisionFor } from './decide-for.js';

const piece = (...words: string[]) => fc.constantFrom(...words);
const versions = piece('7.81.0', '7.88.1', '8.9.0', '8.22.0').chain((curl) =>
  piece('2.39.5', '2.47.0', '2.55.0').map((git) => ({ curl, git })),
);
const scheme = piece(
  '',
  'http://',
  'https://',
  'socks5://',
  ' http://',
  '"http://',
  'http:/',
  '//',
  'foo://',
  'http=',
);
const place = piece(
  'p.test:3128',
  '[fd00::9]:3128',
  'fd00::9',
  'p.test',
  ':',
  '',
  'p.test：1',
  '0x7f.1',
  '%zz',
  'p..',
  '[',
);
const end = piece('', '/', '?', '#', ' ', '\r', '"', ';https=q.test:1');

describe.each([goRules, curlRules, wgetRules, gitRules].map((rules) => [rules.id, rules] as const))(
  'whatever is in the proxy variables of %s',
  (_id, rules) => {
    const decide = (value: string, list: string, installed: { curl: string; git: string }) =>
      decisionFor(rules, 'https://x.a.test/', {
        env: { https_proxy: value, HTTPS_PROXY: value, no_proxy: list },
        versions: installed,
      });

    it('decides one way or the other, and a proxy has a host and a port', () => {
      fc.assert(
        fc.property(
          fc.oneof(
            fc.string(),
            fc.tuple(scheme, place, end).map((all) => all.join('')),
          ),
          fc.string(),
          versions,
          (value, list, installed) => {
            const { outcome, proxy, rule } = decide(value, list, installed);
            expect(['proxy', 'direct', 'error']).toContain(outcome);
            expect(rule).not.toBeNull();
            expect(proxy === null).toBe(outcome !== 'proxy');
            if (proxy === null) return;
            expect(proxy.host).not.toBe('');
            expect(Number.isInteger(proxy.port) && proxy.port >= 0).toBe(true);
          },
        ),
        { numRuns: 400 },
      );
    });

    it('shows no password, however it is written', () => {
      const password = fc
        .array(piece('secret', '#', '?', '/', ':', '%', '%zz', ' ', '\\', '=', ';', '"', '1'), {
          maxLength: 5,
        })
        .map((parts) => `secret${parts.join('')}`);
      fc.assert(
        fc.property(scheme, password, place, end, versions, (before, word, after, tail, installed) => {
          const value = `${before}user:${word}@${after}${tail}`;
          expect(JSON.stringify(decide(value, '', installed))).not.toContain('secret');
        }),
        { numRuns: 600 },
      );
    });
  },
);
