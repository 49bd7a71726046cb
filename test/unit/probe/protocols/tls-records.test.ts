import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asksForClientCertificate } from '../../../../src/lib/probe/protocols/tls-records.js';

function message(type: number, length: number): Buffer {
  const head = Buffer.from([type, 0, 0, 0]);
  head.writeUIntBE(length, 1, 3);
  return Buffer.concat([head, Buffer.alloc(length, 13)]);
}

function records(bytes: Buffer, size: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const body = bytes.subarray(at, at + size);
    parts.push(Buffer.from([22, 3, 3, body.length >> 8, body.length & 0xff]), body);
  }
  return Buffer.concat(parts);
}

const [hello, certificate, request, done] = [
  message(2, 80),
  message(11, 700),
  message(13, 30),
  message(14, 0),
];

describe("a server's handshake", () => {
  it('asks for a certificate with its message alone, however it is cut into records', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), (size) => {
        const asking = Buffer.concat([hello, certificate, request, done]);
        expect(asksForClientCertificate(records(asking, size))).toBe(true);
        const silent = Buffer.concat([hello, certificate, done]);
        expect(asksForClientCertificate(records(silent, size))).toBe(false);
      }),
    );
  });

  it('asks for none behind a record of another kind, or in no record', () => {
    const alert = Buffer.from([21, 3, 3, 0, 2, 2, 40]);
    expect(asksForClientCertificate(Buffer.concat([alert, records(request, 900)]))).toBe(false);
    expect(asksForClientCertificate(Buffer.alloc(0))).toBe(false);
    expect(asksForClientCertificate(Buffer.from('HTTP/1.1 400 Bad Request'))).toBe(false);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        asksForClientCertificate(Buffer.from(bytes));
        asksForClientCertificate(records(Buffer.from(bytes), 7));
      }),
    );
  });
});
