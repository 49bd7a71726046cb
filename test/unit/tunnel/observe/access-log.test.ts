import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccessLog } from '../../../../src/lib/tunnel/observe/access-log.js';
import { type AccessRecord, accessRecord } from '../../../../src/lib/tunnel/observe/access-record.js';
import { type LogLevel, logLevels } from '../../../../src/lib/tunnel/observe/log-level.js';
import type { Session } from '../../../../src/lib/tunnel/session.js';
import { fakeHost } from '../../../helpers/fake-host.js';
import { sampleSession } from './sample-session.js';

const code = fc.oneof(
  fc.nat(0xffff),
  fc.constantFrom(0x0a, 0x1b, 0x7f, 0x9b, 0x200b, 0x2028, 0x202e, 0xd800),
);
const anyText = fc.array(code, { minLength: 1 }).map((codes) => String.fromCharCode(...codes));

const now = Date.UTC(2026, 10, 22, 8);

/** What is written of a session that goes from its decision to its end. */
function written(level: LogLevel, session: Session): AccessRecord[] {
  const records: AccessRecord[] = [];
  const { clock } = fakeHost({ now });
  const log = new AccessLog({ level: () => level, write: (record) => records.push(record), clock });
  log.decided(session);
  log.finished(session, 12.3456);
  return records;
}

describe('a line of the access log', () => {
  it('has the fields of the contract, in its order', () => {
    const session = sampleSession({
      ...{ user: 'li', destinationIp: '127.0.0.9', dnsMs: 0.12345, retries: 1, closeReason: 'client' },
      ...{ bytesUp: 10, bytesDown: 2_000 },
    });
    expect(JSON.stringify(accessRecord(session, now, 12.3456))).toBe(
      '{"ts":"2026-11-22T08:00:00.000Z","traceId":"4bf92f3577b34da6a3ce929d0e0e4736","connId":7,' +
        '"listener":"127.0.0.1:3128","protocol":"connect","client":"127.0.0.1:50412","user":"li",' +
        '"destHost":"redis.internal.test","destPort":6379,"destIp":"127.0.0.9","upstream":"proxy-a",' +
        '"decision":"allow","rule":null,"status":200,"code":null,"dnsMs":0.123,"connectMs":1.5,"tunnelMs":2.25,' +
        '"durationMs":12.346,"bytesUp":10,"bytesDown":2000,"closeReason":"client","retries":1}',
    );
  });

  it('has the fields of the manual', () => {
    const [, listed = ''] = /\nFields: ([^.]*)\./.exec(readFileSync('docs/tunnel.md', 'utf8')) ?? [];
    const names = [...listed.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect(Object.keys(accessRecord(sampleSession(), now, 0))).toEqual(names);
  });

  it('says null for what is not known: a client that never asked', () => {
    const session = sampleSession({
      ...{ protocol: null, destination: null, upstream: null, decision: null, status: null },
      ...{ connectMs: null, tunnelMs: null },
    });
    const record = accessRecord(session, now, 0);
    const known = Object.entries(record).filter(([, value]) => value !== null);
    expect(known.map(([name]) => name)).toEqual([
      ...['ts', 'traceId', 'connId', 'listener', 'client', 'durationMs', 'bytesUp', 'bytesDown', 'retries'],
    ]);
  });

  it('moves no cursor and breaks no line, whatever a user or a target is called', () => {
    fc.assert(
      fc.property(anyText, anyText, (user, host) => {
        const session = sampleSession({ user, destination: { host, port: 80 } });
        const line = JSON.stringify(accessRecord(session, now, 0));
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b\u202e]/);
        expect((JSON.parse(line) as AccessRecord).user).not.toBe('');
      }),
    );
  });
});

describe('the level', () => {
  const failed = () => sampleSession({ code: 'TARGET_REFUSED', status: 502 });

  it.each([
    ['off', [], []],
    ['error', [], ['end']],
    ['info', ['end'], ['end']],
    ['debug', ['decision', 'end'], ['decision', 'end']],
  ] as const)('%s: of a good one %j, of a failed one %j', (level, ofGood, ofFailed) => {
    const kinds = (session: Session) => written(level, session).map(({ at }) => at ?? 'end');
    expect(kinds(sampleSession())).toEqual(ofGood);
    expect(kinds(failed())).toEqual(ofFailed);
  });

  it('is asked for each connection', () => {
    let level: LogLevel = 'off';
    const records: AccessRecord[] = [];
    const { clock } = fakeHost();
    const log = new AccessLog({ level: () => level, write: (record) => records.push(record), clock });
    for (level of logLevels) log.finished(sampleSession(), 1);
    expect(records).toHaveLength(2);
  });
});
