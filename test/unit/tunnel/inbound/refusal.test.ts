import { describe, expect, it } from 'vitest';
import { refusalOfDial } from '../../../../src/lib/tunnel/inbound/refusal.js';

describe('what a failed dial is answered with', () => {
  it.each([
    ['dns', 'ENOTFOUND', 502, 'TARGET_DNS', 'dns_error'],
    ['dns', 'EAI_FAIL', 502, 'TARGET_DNS', 'dns_error'],
    ['dns', 'EAI_AGAIN', 504, 'TARGET_DNS', 'dns_timeout'],
    ['dns', 'TIMEOUT', 504, 'TARGET_DNS', 'dns_timeout'],
    ['tcp', 'ECONNREFUSED', 502, 'TARGET_REFUSED', 'connection_refused'],
    ['tcp', 'TIMEOUT', 504, 'TARGET_TIMEOUT', 'connection_timeout'],
    ['tcp', 'ETIMEDOUT', 504, 'TARGET_TIMEOUT', 'connection_timeout'],
    ['tcp', 'EHOSTUNREACH', 502, 'TARGET_UNREACHABLE', 'destination_ip_unroutable'],
    ['tcp', 'ENETUNREACH', 502, 'TARGET_UNREACHABLE', 'destination_ip_unroutable'],
    ['tcp', 'EACCES', 502, 'TARGET_UNREACHABLE', 'destination_ip_unroutable'],
    ['tcp', 'ECONNRESET', 502, 'TARGET_CLOSED', 'connection_terminated'],
    ['tcp', 'EMFILE', 503, 'TOO_MANY_CONNECTIONS', 'connection_limit_reached'],
    ['tcp', 'DENIED', 403, 'DENIED', 'http_request_denied'],
  ] as const)('%s %s: %i %s', (phase, dialCode, status, code, proxyError) => {
    expect(refusalOfDial({ phase, code: dialCode })).toMatchObject({ status, code, proxyError });
  });
});
