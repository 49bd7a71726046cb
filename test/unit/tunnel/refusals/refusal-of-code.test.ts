import { describe, expect, it } from 'vitest';
import { diagnosisCodes } from '../../../../src/lib/probe/diagnosis/diagnosis.js';
import { proxyStatusErrors } from '../../../../src/lib/probe/diagnosis/reply-verdicts.js';
import { refusals } from '../../../../src/lib/tunnel/refusals/refusal.js';
import { refusalOfCode } from '../../../../src/lib/tunnel/refusals/refusal-of-code.js';

const codes = Object.keys(diagnosisCodes).filter((code) => /^(?:PROXY|TARGET|TUNNEL)_/.test(code));

describe('the answer to a client for a code', () => {
  it.each(codes)('%s says all that HTTP and SOCKS can say', (code) => {
    const refusal = refusalOfCode(code);
    expect(refusal.code).toBe(code);
    expect(Object.keys(proxyStatusErrors)).toContain(refusal.proxyError);
    expect([403, 502, 503, 504]).toContain(refusal.status);
    expect(refusal.sentence).toMatch(/^[A-Z].*\.$/);
    expect(refusal.socks).toBeGreaterThan(0);
    expect(refusal.socks).toBeLessThan(7);
  });

  it('never asks the client for the credentials of an upstream', () => {
    const asking = codes.filter((code) => refusalOfCode(code).status === 407);
    expect(asking).toEqual([]);
  });

  it.each([
    ['PROXY_FORBIDDEN', 403, 2],
    ['PROXY_RATE_LIMITED', 503, 1],
    ['PROXY_TIMEOUT', 504, 1],
    ['PROXY_AUTH_FAILED', 502, 1],
    ['PROXY_LOOP', 502, 2],
    ['TUNNEL_TIMEOUT', 504, 6],
    ['TARGET_REFUSED', 502, 5],
    ['TARGET_DNS', 502, 4],
  ])('%s is %i and SOCKS %i', (code, status, socks) => {
    expect(refusalOfCode(code)).toMatchObject({ status, socks });
  });

  it('is a fault of ours where nobody foresaw it', () => {
    expect(refusalOfCode('GRPC_NOT_SERVING')).toBe(refusals.internal);
  });
});
