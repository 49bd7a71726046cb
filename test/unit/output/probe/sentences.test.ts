import { describe, expect, it } from 'vitest';
import { en } from '../../../../src/lib/messages/en.js';
import { zh } from '../../../../src/lib/messages/zh.js';
import { type DiagnosisCode, diagnosisCodes } from '../../../../src/lib/probe/diagnosis/diagnosis.js';
import { Redactor } from '../../../../src/lib/redact.js';
import { sampleFacts } from '../../probe/samples.js';

const catalogues = { en, zh };
const codes = Object.keys(diagnosisCodes) as DiagnosisCode[];

describe('the sentences of probe', () => {
  it.each(codes)('%s has a message and a hint in both languages', (code) => {
    for (const [language, text] of Object.entries(catalogues)) {
      const entry = text.probe.diagnoses[code];
      const facts = sampleFacts[code] as never;
      for (const sentence of [entry.message(facts), entry.hint(facts)]) {
        expect(sentence).toMatch(/\S/);
        expect(sentence).not.toMatch(/undefined|null|NaN|\[object/);
        // A hint that looks like a URL with a password would be printed as ***.
        expect(new Redactor().text(sentence)).toBe(sentence);
        if (language === 'en') expect(sentence).not.toMatch(/[\u4e00-\u9fff]/);
      }
    }
  });

  it.each(['PROXY_UNREACHABLE', 'TARGET_UNREACHABLE', 'TLS_TIMEOUT', 'TLS_NOT_YET_VALID'] as const)(
    '%s: doctor checks neither clock nor routes nor firewall, so nobody is sent there',
    (code) => {
      for (const text of Object.values(catalogues)) {
        const facts = {
          ...sampleFacts[code],
          proxy: code === 'TARGET_UNREACHABLE' ? null : 'http://10.0.0.10:1',
        };
        expect(text.probe.diagnoses[code].hint(facts as never)).not.toContain('aliproxy doctor');
      }
    },
  );

  it.each(codes)('%s: the hint names only commands that exist', (code) => {
    const known = /^(?:doctor|probe|tunnel|vpc create|sg authorize|ecs create|sandbox)\b/;
    for (const text of Object.values(catalogues)) {
      const hint = text.probe.diagnoses[code].hint(sampleFacts[code] as never);
      for (const [, command] of hint.matchAll(/aliproxy ((?!does|itself)[a-z].*)/g))
        expect(command).toMatch(known);
    }
  });
});
