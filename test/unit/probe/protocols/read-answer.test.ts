import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { protocolOf } from '../../../../src/lib/probe/diagnosis/protocol-of.js';
import { leave } from '../../../../src/lib/probe/protocols/leave.js';
import { judgeMysqlGreeting } from '../../../../src/lib/probe/protocols/mysql-greeting.js';
import { judgePostgresAnswer } from '../../../../src/lib/probe/protocols/postgres-answer.js';
import { type Judge, ReadError, readAnswer } from '../../../../src/lib/probe/protocols/read-answer.js';
import { judgeSshIdentification } from '../../../../src/lib/probe/protocols/ssh-identification.js';

const { signal } = new AbortController();
const limits = { limitMs: 2_000, limitBytes: 64 * 1024, signal };

/** What `readAnswer` makes of these chunks, which an end follows or not. */
async function read<T>(judge: Judge<T>, chunks: readonly Buffer[], end: boolean, limitMs = 2_000) {
  const socket = new PassThrough();
  const reading = readAnswer(socket, judge, { ...limits, limitMs }).catch((error: unknown) => {
    if (!(error instanceof ReadError)) throw error;
    return { seen: error.seen, protocol: protocolOf(error.bytes) };
  });
  for (const chunk of chunks) {
    socket.write(chunk);
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (end) socket.end();
  return reading;
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at]
    .map((from, index) => bytes.subarray(from, at[index] ?? bytes.length))
    .filter((c) => c.length);
}

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');
const mysql = Buffer.concat([
  hex('4a000000 0a'),
  Buffer.from('5.5.5-10.11.6-MariaDB\0'),
  hex('0b000000 7465737473616c74 00 fef7'),
  Buffer.alloc(37, 1),
]);
const samples: readonly (readonly [string, Judge<unknown>, Buffer])[] = [
  ['mysql', judgeMysqlGreeting, mysql],
  [
    'mysql, an error',
    judgeMysqlGreeting,
    Buffer.concat([hex('17000000 ff1004'), Buffer.from('Too many connections')]),
  ],
  ['mysql, to SSH', judgeMysqlGreeting, Buffer.from('SSH-2.0-OpenSSH_9.6p1\r\n')],
  ['mysql, a page', judgeMysqlGreeting, Buffer.from('<!doctype html><html><body>no</body></html>')],
  [
    'postgres, an error',
    judgePostgresAnswer,
    Buffer.concat([hex('45 00000012'), Buffer.from('C53300\0MFull\0\0\0')]),
  ],
  ['postgres, an old error', judgePostgresAnswer, Buffer.from('Ecould not fork\n\0')],
  ['postgres, to HTTP', judgePostgresAnswer, Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['ssh', judgeSshIdentification, Buffer.from('hello\r\nSSH-2.0-OpenSSH_9.6p1 Debian\r\n')],
  ['ssh, full', judgeSshIdentification, Buffer.from('Exceeded MaxStartups\r\n')],
  ['ssh, to MySQL', judgeSshIdentification, mysql],
  ['ssh, to SMTP', judgeSshIdentification, Buffer.from('220 mail.test ESMTP\r\n')],
];

describe('an answer', () => {
  it.each(samples)('%s: is the same however its bytes are cut', async (_name, judge, bytes) => {
    const whole = await read(judge, [bytes], true);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (places) => {
        expect(await read(judge, cut(bytes, places), true)).toEqual(whole);
      }),
      { numRuns: 25 },
    );
    const single = Array.from(bytes, (byte) => Buffer.from([byte]));
    expect(await read(judge, single, true)).toEqual(whole);
  });

  it('is complete without an end', async () => {
    expect(await read(judgeMysqlGreeting, [mysql], false)).toEqual({
      ...{ kind: 'greeting', version: '10.11.6-MariaDB', rawVersion: '5.5.5-10.11.6-MariaDB', tls: false },
    });
  });

  it('of another protocol is waited for until its bytes can name it', async () => {
    const chunks = [Buffer.from('S'), Buffer.from('SH-'), Buffer.from('2.0-x\r\n')];
    const seen = await read(() => 'foreign', chunks, false);
    expect(seen).toEqual({ seen: 'foreign', protocol: 'ssh' });
  });

  it('that never ends is foreign beyond the limit', async () => {
    const socket = new PassThrough();
    const reading = readAnswer(socket, () => 'more', { ...limits, limitBytes: 1_000 });
    socket.write(Buffer.alloc(1_001, 0x41));
    await expect(reading).rejects.toMatchObject({ seen: 'foreign' });
  });

  it('that does not come is a timeout, and an end before it is one', async () => {
    expect(await read(judgeMysqlGreeting, [mysql.subarray(0, 9)], false, 60)).toMatchObject({
      seen: 'timeout',
    });
    expect(await read(judgeMysqlGreeting, [mysql.subarray(0, 9)], true)).toMatchObject({ seen: 'closed' });
    const broken = new PassThrough();
    broken.on('error', () => {});
    broken.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    await expect(readAnswer(broken, () => 'more', limits)).rejects.toMatchObject({
      ...{ seen: 'closed', code: 'ECONNRESET' },
    });
  });

  it('ends with the reason of the one who calls it off', async () => {
    const stop = new AbortController();
    const reading = readAnswer(new PassThrough(), () => 'more', { ...limits, signal: stop.signal });
    stop.abort(new Error('stopped'));
    await expect(reading).rejects.toThrow('stopped');
  });
});

describe('a farewell', () => {
  it('says the last words, and waits for the other side no longer than a moment', async () => {
    const socket = new PassThrough();
    await leave(socket, signal, Buffer.from('bye'));
    expect(socket.writableEnded).toBe(true);
    const stuck = new PassThrough({ highWaterMark: 1 });
    stuck.pause = () => stuck;
    const began = performance.now();
    stuck.end = (() => stuck) as typeof stuck.end;
    await leave(stuck, signal);
    expect(performance.now() - began).toBeGreaterThan(150);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
