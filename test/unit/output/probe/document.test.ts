import { describe, expect, it } from 'vitest';
import { en } from '../../../../src/lib/messages/en.js';
import { zh } from '../../../../src/lib/messages/zh.js';
import { probeJson } from '../../../../src/lib/output/views/probe/json.js';
import { sampleDiagnosis, sampleResult, sampleRun } from '../../probe/samples.js';

describe('the document of probe', () => {
  it('has sentences in the language asked for, and no facts', () => {
    const run = sampleRun([sampleResult({ diagnosis: sampleDiagnosis('PROXY_REFUSED') })]);
    expect(JSON.stringify(probeJson(run, zh))).toContain('没有程序在监听');
    expect(JSON.stringify(probeJson(run, en))).not.toMatch(/"facts"|"diagnosis"|"retryable"/);
  });

  it('says that it was interrupted, and only then', () => {
    const run = sampleRun([]);
    expect(probeJson(run, en)).not.toHaveProperty('interrupted');
    expect(probeJson({ ...run, interrupted: true }, en)).toHaveProperty('interrupted', true);
  });

  it('lists the warnings where there is more than one', () => {
    const warnings = [sampleDiagnosis('CERT_EXPIRES_SOON'), sampleDiagnosis('APP_AUTH_REQUIRED')];
    const [first] = warnings;
    const warned = sampleResult({ diagnosis: first ?? null, status: 'warn', warnings });
    expect(probeJson(sampleRun([warned]), en)).toMatchObject({
      results: [
        {
          code: 'CERT_EXPIRES_SOON',
          warnings: [
            { code: 'CERT_EXPIRES_SOON', message: expect.stringContaining('9 days') },
            { code: 'APP_AUTH_REQUIRED', message: expect.any(String) },
          ],
        },
      ],
    });
  });
});
