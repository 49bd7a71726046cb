import { describe, expect, it } from 'vitest';
import { en } from '../../../../src/lib/messages/en.js';
import { zh } from '../../../../src/lib/messages/zh.js';
import { styleFor } from '../../../../src/lib/output/style.js';
import {
  explanationJson,
  explanationLines,
  explanationWords,
} from '../../../../src/lib/output/views/probe/explanation.js';
import type {
  Explanation,
  Verdict,
  VerdictFacts,
  VerdictId,
} from '../../../../src/lib/probe/explain/explanation.js';
import { Redactor } from '../../../../src/lib/redact.js';

const place = { place: '10.0.3.8:6379', port: 6379 };
const hop = { proxy: 'http://10.0.0.10:8080', proxyMs: 12, proxyAddress: '10.0.0.10' };
const behind = { ...place, ...hop };

/** Facts as they may come, for every verdict. */
const facts: VerdictFacts = {
  'proxy-down': { ...behind, proxyMs: null },
  'proxy-unusable': behind,
  'proxy-login': behind,
  'proxy-busy': behind,
  'proxy-loop': behind,
  'proxy-refuses': { ...behind, canary: '10.0.3.9:443' },
  'proxy-way-out': { ...behind, canary: '10.0.3.9:443' },
  'port-not-allowed': behind,
  'name-unknown-at-proxy': { ...behind, host: 'db.internal', address: '10.0.3.8', reached: true },
  'name-unknown': { ...place, host: 'db.internal', proxy: null },
  'target-behind-proxy': { ...behind, seen: 'silent', canary: null },
  'blocked-behind-proxy': { ...behind, seen: 'silent', directMs: 3 },
  'down-everywhere': behind,
  'proxy-not-needed': { ...behind, directMs: 3 },
  'other-way-works': { ...place, proxy: null, way: hop.proxy },
  'no-route-direct': { ...place, seen: 'silent' },
  'target-direct': { ...place, seen: 'refused' },
  intercepted: { ...behind, issuer: 'Box CA', directIssuer: 'Public CA' },
  'same-certificate': { ...behind, issuer: 'Corp CA' },
  'tls-held-back': { ...behind, directMs: 40 },
  'not-on-whitelist': { ...place, clientIp: '10.0.0.10', proxyAddress: null },
  'captive-portal': { ...place, proxy: null },
  'way-open': { ...place, proxy: hop.proxy, proxyMs: 12 },
  unexplained: { ...place, proxy: null },
};

const variants: readonly [VerdictId, Record<string, unknown>][] = [
  ['proxy-refuses', { canary: null }],
  ['name-unknown-at-proxy', { reached: false }],
  ['name-unknown', { proxy: hop.proxy }],
  ...(['refused', 'unreachable', 'closed', 'mute'] as const).flatMap((seen) =>
    (['target-behind-proxy', 'blocked-behind-proxy', 'no-route-direct', 'target-direct'] as const).map(
      (id): [VerdictId, Record<string, unknown>] => [id, { seen }],
    ),
  ),
  ['target-behind-proxy', { canary: '10.0.3.9:443', proxyAddress: null }],
  ['blocked-behind-proxy', { directMs: null, proxyAddress: null }],
  ['other-way-works', { proxy: hop.proxy, way: null }],
  ['intercepted', { directIssuer: null }],
  ['not-on-whitelist', { clientIp: null }],
  ['not-on-whitelist', { clientIp: null, proxyAddress: '10.0.0.10' }],
  ['way-open', { proxy: null, proxyMs: null }],
];

const all = [
  ...(Object.keys(facts) as VerdictId[]).map((id) => ({ verdict: id, facts: facts[id] })),
  ...variants.map(([id, more]) => ({ verdict: id, facts: { ...facts[id], ...more } })),
].map((verdict): Explanation => ({ ...(verdict as Verdict), checks: [], clients: [] }));

describe('the sentences of verdicts', () => {
  it.each(all.map((one) => [one.verdict, JSON.stringify(one.facts), one] as const))('%s %s', (_, __, one) => {
    for (const [language, text] of Object.entries({ en, zh })) {
      const { sentence, next } = explanationWords(one, text);
      for (const words of [sentence, next ?? 'none']) {
        expect(words).not.toMatch(/undefined|null|NaN|\[object|\(\)|（）|\s\s/);
        expect(new Redactor().text(words)).toBe(words);
        if (language === 'en') expect(words).not.toMatch(/[\u4e00-\u9fff：。，]/);
      }
      expect(sentence).toMatch(language === 'en' ? /^\S.*\.$/s : /。$/);
      if (language === 'zh') expect(sentence).toMatch(/[\u4e00-\u9fff]/);
      if (next !== null) expect(next).toMatch(/^aliproxy (?:sg authorize|probe) -/);
    }
  });

  it('names the command with the address that a security group must let in', () => {
    const told = (more: object) =>
      explanationWords(
        { ...all.find(({ verdict }) => verdict === 'target-behind-proxy'), ...more } as Explanation,
        en,
      );
    expect(told({})).toEqual({
      sentence:
        'This machine -> http://10.0.0.10:8080: connected (12 ms). Proxy -> 10.0.3.8:6379: no answer. Most likely the security group of 10.0.3.8 does not allow 10.0.0.10.',
      next: 'aliproxy sg authorize --port 6379 --cidr 10.0.0.10/32',
    });
    const ipv6 = { ...facts['target-behind-proxy'], proxyAddress: 'fd00::10' };
    expect(told({ facts: ipv6 }).next).toBe('aliproxy sg authorize --port 6379 --cidr fd00::10/128');
  });
});

const whole: Explanation = {
  ...{ verdict: 'target-behind-proxy', facts: { ...facts['target-behind-proxy'], canary: '10.0.3.9:443' } },
  checks: [
    { id: 'canary', target: '10.0.3.9:443', proxy: hop.proxy, ok: true, code: null, ms: 14.2 },
    { id: 'direct', target: '10.0.3.8:6379', proxy: null, ok: false, code: 'TARGET_TIMEOUT', ms: 2_000.4 },
  ],
  clients: [
    {
      client: 'go',
      proxy: null,
      refused: false,
      rule: { kind: 'bypass', name: 'NO_PROXY', entry: '10.0.0.0/8' },
    },
    {
      client: 'curl',
      proxy: 'http://10.0.0.11:1',
      refused: false,
      rule: { kind: 'named', name: 'https_proxy' },
    },
    {
      client: 'node',
      proxy: null,
      refused: true,
      rule: { kind: 'malformed', name: 'HTTPS_PROXY', problem: 'rest' },
    },
  ],
};

describe('an explanation', () => {
  const style = styleFor({ width: 80, colour: 0, unicode: true });

  it('names a lookup that failed as such, and no address', () => {
    const check = {
      id: 'by-address',
      target: 'db.test:6379',
      proxy: 'http://10.0.0.10:8080',
      ok: false,
      code: 'TARGET_DNS',
      ms: null,
    } as const;
    expect(en.probe.explanation.check(check)).toBe('a lookup of that name here: TARGET_DNS');
    expect(zh.probe.explanation.check(check)).toBe('在本机解析该名称：TARGET_DNS');
  });

  it('as lines for people', () => {
    expect(explanationLines(whole, { text: en, style })).toMatchInlineSnapshot(`
      [
        "Verdict: This machine -> http://10.0.0.10:8080: fine (12 ms). Proxy -> 10.0.3.9:443: fine. Proxy -> 10.0.3.8:6379: no answer. Most likely the security group of 10.0.3.8 does not allow 10.0.0.10.",
        "Next: aliproxy sg authorize --port 6379 --cidr 10.0.0.10/32",
        "Checked: another target through the proxy, 10.0.3.9:443: open (14 ms); without the proxy, 10.0.3.8:6379: TARGET_TIMEOUT (2000 ms)",
        "By the variables: Go goes direct (NO_PROXY: 10.0.0.0/8); curl goes through http://10.0.0.11:1 (https_proxy); Node.js gives an error (HTTPS_PROXY is malformed: has a path, query or fragment)",
      ]
    `);
    expect(explanationLines(whole, { text: zh, style })).toMatchInlineSnapshot(`
      [
        "结论: 本机 -> http://10.0.0.10:8080：正常（12 毫秒）。代理 -> 10.0.3.9:443：正常。代理 -> 10.0.3.8:6379：没有应答。多半是 10.0.3.8 的安全组没有放行 10.0.0.10。",
        "下一步: aliproxy sg authorize --port 6379 --cidr 10.0.0.10/32",
        "已查: 经代理到另一目标 10.0.3.9:443：通（14 毫秒）；不经代理到 10.0.3.8:6379：TARGET_TIMEOUT（2000 毫秒）",
        "按环境变量: Go 会直连（NO_PROXY：10.0.0.0/8）；curl 会经过 http://10.0.0.11:1（https_proxy）；Node.js 会报错（HTTPS_PROXY 有误：含有路径、查询或片段）",
      ]
    `);
  });

  it('repeats no command that the hint above has', () => {
    const { hint } = en.probe.diagnoses.TUNNEL_TIMEOUT;
    const above = hint({ ...place, target: place.place, proxy: hop.proxy, limitMs: 1, mute: false });
    const lines = explanationLines(whole, { text: en, style }, above);
    expect(lines.filter((line) => line.startsWith('Next:'))).toEqual([]);
    expect(lines).toHaveLength(3);
  });

  it('as JSON', () => {
    expect(explanationJson(whole, en)).toEqual({
      verdict: 'target-behind-proxy',
      sentence: expect.stringContaining('no answer'),
      next: 'aliproxy sg authorize --port 6379 --cidr 10.0.0.10/32',
      checks: whole.checks,
      clients: [
        { client: 'go', proxy: null, direct: true, rule: 'NO_PROXY: 10.0.0.0/8' },
        { client: 'curl', proxy: 'http://10.0.0.11:1', direct: false, rule: 'https_proxy' },
        { client: 'node', proxy: null, direct: false, rule: expect.stringContaining('malformed') },
      ],
    });
  });
});
