import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeHealthResponse,
  encodeHealthRequest,
  grpcStatusName,
} from '../../../../src/lib/probe/protocols/grpc-health.js';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('the health check of gRPC', () => {
  it.each([
    ['', '00 00000000'],
    ['a.B', '00 00000005 0a 03 612e42'],
    ['订单', '00 00000008 0a 06 e8aea2e58d95'],
    ['x'.repeat(200), `00 000000cb 0a c801 ${'78'.repeat(200)}`],
  ])('asks for %j', (service, bytes) => {
    expect(encodeHealthRequest(service)).toEqual(hex(bytes));
  });

  it.each([
    ['00 00000002 0801', 'SERVING'],
    ['00 00000002 0802', 'NOT_SERVING'],
    ['00 00000002 0803', 'SERVICE_UNKNOWN'],
    ['00 00000002 0800', 'UNKNOWN'],
    ['00 00000000', 'UNKNOWN'],
    // The last one counts; unknown fields of every wire type are passed over.
    ['00 00000004 0802 0801', 'SERVING'],
    ['00 00000013 1001 190000000000000000 1a0161 2500000000', 'UNKNOWN'],
    ['00 0000000a 8101 0000000000000000', 'UNKNOWN'],
    // Longer than need be, but a one.
    ['00 00000003 088100', 'SERVING'],
    ['00 00000003 088101', null],
  ])('%s says %s', (bytes, status) => {
    expect(decodeHealthResponse(hex(bytes))).toBe(status);
  });

  it.each([
    ['nothing', ''],
    ['a compressed message', '01 00000002 0801'],
    ['a message that is cut short', '00 00000003 0801'],
    ['two messages', '00 00000002 0801 00 00000002 0801'],
    ['a state beyond the list', '00 00000002 0809'],
    ['a state of another type', '00 00000003 0a0161'],
    ['a field without a number', '00 00000002 0001'],
    ['a group', '00 00000001 0b'],
    ['a varint without an end', '00 0000000b 08 ffffffffffffffffffff'],
    ['a text beyond the end', '00 00000003 12ff01'],
  ])('%s is no answer', (_name, bytes) => {
    expect(decodeHealthResponse(hex(bytes))).toBeNull();
  });

  it('reads any bytes to an end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (raw) => {
        const prefix = Buffer.from([0, 0, 0, 0, raw.length]);
        const status = decodeHealthResponse(Buffer.concat([prefix, raw]));
        expect([null, 'UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN']).toContain(status);
      }),
    );
  });

  it.each([
    ['0', 'OK'],
    ['5', 'NOT_FOUND'],
    ['12', 'UNIMPLEMENTED'],
    ['16', 'UNAUTHENTICATED'],
    ['17', null],
    ['-1', null],
    ['', null],
    [undefined, null],
  ])('status %s is %s', (code, name) => {
    expect(grpcStatusName(code)).toBe(name);
  });
});
