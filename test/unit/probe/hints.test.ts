import { describe, expect, it } from 'vitest';
import { en } from '../../../src/lib/messages/en.js';
import { privateAddressOf } from '../../../src/lib/messages/private-address.js';
import { portAlone, probeCommand } from '../../../src/lib/messages/probe-places.js';
import { shellWord } from '../../../src/lib/messages/shell-word.js';
import { zh } from '../../../src/lib/messages/zh.js';
import { columnsOf, wrapText } from '../../../src/lib/output/width.js';
import {
  type DiagnosisCode,
  type DiagnosisFacts,
  diagnosisCodes,
} from '../../../src/lib/probe/diagnosis/diagnosis.js';
import { Redactor } from '../../../src/lib/redact.js';
import { sampleFacts } from './samples.js';

const codes = Object.keys(diagnosisCodes) as DiagnosisCode[];

/** Facts that change a hint, beside the samples. */
const variants: { readonly [Code in DiagnosisCode]?: readonly Partial<DiagnosisFacts[Code]>[] } = {
  PROXY_TIMEOUT: [{ tls: true }],
  PROXY_TLS: [{ issuer: null }],
  PROXY_WRONG_SCHEME: [{ speaks: 'socks' }, { speaks: 'plain' }, { speaks: 'http' }],
  PROXY_FORBIDDEN: [{ port: 443 }],
  PROXY_RATE_LIMITED: [{ retryAfterSeconds: null }],
  TARGET_DNS: [{ proxy: null }, { proxy: 'socks5://10.0.0.10:1080' }],
  TARGET_TIMEOUT: [{ proxy: null }, { proxy: 'http://proxy.corp.example.com:3128' }],
  TARGET_UNREACHABLE: [{ proxy: null, errno: 'EHOSTUNREACH' }],
  TUNNEL_TIMEOUT: [{ mute: true }],
  TLS_TIMEOUT: [{ target: 'tls://a.test:443' }],
  TLS_CLOSED: [{ afterHandshake: true }],
  TLS_UNTRUSTED: [{ error: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, { error: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
  TLS_PROTOCOL: [{ protocol: null }, { protocol: null, error: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' }],
  APP_WRONG_PROTOCOL: [{ expected: 'http', protocol: 'http' }, { protocol: 'mysql' }],
  APP_AUTH_REQUIRED: [{ kind: 'grpc' }],
  APP_AUTH_FAILED: [{ kind: 'grpc' }],
  APP_DENIED: [{ kind: 'mysql' }, { kind: 'postgres' }, { kind: 'grpc' }, { database: 3 }],
  APP_WHITELIST: [{ clientIp: null }, { clientIp: null, proxy: null }],
  APP_OVERLOADED: [{ kind: 'ssh' }, { kind: 'mysql' }],
  APP_TIMEOUT: [{ forwarded: false }, { forwarded: false, kind: 'mysql' }],
  APP_CLOSED: [{ expected: 'ssh' }, { expected: 'https' }, { expected: 'mysql' }],
  HTTP_STATUS: [{ status: 401 }],
  GRPC_NOT_SERVING: [{ status: 'UNIMPLEMENTED' }, { status: 'NOT_FOUND' }],
  WS_REFUSED: [{ problem: 'accept-wrong' }, { status: 403 }, { status: 426 }],
};

const cases = codes.flatMap((code) =>
  [{}, ...(variants[code] ?? [])].map((more) => ({ code, facts: { ...sampleFacts[code], ...more } })),
);

/** As the table shows it: behind its label, two columns in. */
function linesOf(label: string, hint: string): string[] {
  return wrapText(`${label}: ${hint}`, 78).split('\n');
}

describe('the sentences of every code', () => {
  it.each(cases.map(({ code, facts }) => [code, JSON.stringify(facts), facts] as const))(
    '%s %s',
    (code, _, facts) => {
      for (const [language, text] of Object.entries({ en, zh })) {
        const entry = text.probe.diagnoses[code];
        const [message, hint] = [entry.message(facts as never), entry.hint(facts as never)];
        for (const sentence of [message, hint]) {
          expect(sentence).toMatch(/\S/);
          expect(sentence).not.toMatch(/undefined|null|NaN|\[object|\s\s/);
          // What looks like a URL with a password would be printed as ***.
          expect(new Redactor().text(sentence)).toBe(sentence);
          if (language === 'en') expect(sentence).not.toMatch(/[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/);
          else expect(sentence).toMatch(/[\u4e00-\u9fff]/);
        }
        expect(message).not.toMatch(/[.。]$/);
        const lines = linesOf(text.common.hint, hint);
        expect({ hint, lines: lines.length }).toEqual({ hint, lines: Math.min(lines.length, 3) });
        expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(78);
      }
    },
  );

  it('has the command with the address that is known in place of words for it', () => {
    for (const { probe } of [en, zh]) {
      const command = 'aliproxy sg authorize --port 6379 --cidr 10.0.0.10/32';
      expect(probe.diagnoses.TUNNEL_TIMEOUT.hint(sampleFacts.TUNNEL_TIMEOUT)).toContain(command);
      expect(probe.diagnoses.TARGET_TIMEOUT.hint(sampleFacts.TARGET_TIMEOUT)).toContain(command);
      expect(probe.diagnoses.TUNNEL_CLOSED.hint(sampleFacts.TUNNEL_CLOSED)).toContain('10.0.0.10');
      const unknown = { ...sampleFacts.TARGET_TIMEOUT, proxy: 'http://127.0.0.1:8118' };
      expect(probe.diagnoses.TARGET_TIMEOUT.hint(unknown)).toMatch(/--cidr <[^>]+>\/32/);
    }
  });

  it('repeats a target as one word of a command', () => {
    const facts = { ...sampleFacts.PROXY_AUTH_REQUIRED, target: 'https://a.test/?x=1&y=2' };
    expect(en.probe.diagnoses.PROXY_AUTH_REQUIRED.hint(facts)).toMatch(/ "https:\/\/a\.test\/\?x=1&y=2"$/);
  });
});

describe('what commands are made of', () => {
  it.each([
    ['redis://10.0.3.8:6379', 'redis://10.0.3.8:6379'],
    ['https://a.test/?x=1&y=2', '"https://a.test/?x=1&y=2"'],
    ['a b', '"a b"'],
    ['http://a.test/#$x', "'http://a.test/#$x'"],
    ["it's $5", "'it'\\''s $5'"],
    ['', '""'],
  ])('%s as a word: %s', (text, word) => {
    expect(shellWord(text)).toBe(word);
  });

  it.each([
    ['http://10.0.0.10:8080', '10.0.0.10'],
    ['socks5h://172.31.0.1:1080', '172.31.0.1'],
    ['https://[fd00::10]:443', 'fd00::10'],
    ['http://100.64.1.1:1', '100.64.1.1'],
    ['http://172.32.0.1:1', null],
    ['http://127.0.0.1:8118', null],
    ['http://8.8.8.8:3128', null],
    ['http://10.proxy.test:1', null],
    [null, null],
  ])('the private address of %s: %s', (proxy, address) => {
    expect(privateAddressOf(proxy)).toBe(address);
  });

  it.each([
    ['redis://10.0.3.8/1', 6379, 'tcp://10.0.3.8:6379'],
    ['https://a.test/x?y#z', 443, 'tcp://a.test:443'],
    ['10.0.3.9:22', 22, 'tcp://10.0.3.9:22'],
    ['https://[fd00::1]', 443, 'tcp://[fd00::1]:443'],
    ['https://[fd00::1]:8443/', 8443, 'tcp://[fd00::1]:8443'],
  ])('the port of %s alone', (target, port, alone) => {
    expect(portAlone({ target, port })).toBe(alone);
  });

  it.each([
    [1.1, 1, '1.1 '],
    [1040.2, 1000, '1040.2 '],
  ])('a time of %s ms and its limit of %s ms never look the same', (ms, limitMs, shown) => {
    for (const { probe } of [en, zh]) {
      const facts = { ...sampleFacts.SLO_EXCEEDED, ms, limitMs };
      const message = probe.diagnoses.SLO_EXCEEDED.message(facts);
      expect(message).toContain(shown);
      expect(message).toContain(` ${limitMs} `);
    }
  });

  it.each(['PROXY_REFUSED', 'PROXY_CLOSED', 'PROXY_UNREACHABLE'] as const)(
    'the hint of %s does not send back to the command that was run',
    (code) => {
      for (const { probe } of [en, zh]) {
        const entry = probe.diagnoses[code] as { hint: (facts: object) => string };
        expect(entry.hint(sampleFacts[code])).toContain('proxy://');
        expect(entry.hint({ ...sampleFacts[code], target: 'proxy://' })).not.toContain('proxy://');
      }
    },
  );

  it('a probe takes the same proxy', () => {
    expect(probeCommand('http://10.0.0.10:1', 'a:1')).toBe('aliproxy probe -x http://10.0.0.10:1 a:1');
    expect(probeCommand(null, 'a:1')).toBe('aliproxy probe a:1');
  });
});
