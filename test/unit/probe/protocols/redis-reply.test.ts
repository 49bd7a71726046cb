import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeRedisReply, refusesDatabase } from '../../../../src/lib/probe/protocols/redis-reply.js';
import { encodeCommand, judgeRespReply } from '../../../../src/lib/probe/protocols/resp.js';

describe('a reply of Redis', () => {
  it.each([
    ['-NOAUTH Authentication required.', 'APP_AUTH_REQUIRED'],
    ['-ERR operation not permitted', 'APP_AUTH_REQUIRED'],
    ['-WRONGPASS invalid username-password pair or user is disabled.', 'APP_AUTH_FAILED'],
    ['-ERR invalid password', 'APP_AUTH_FAILED'],
    ['-ERR invalid username-password pair', 'APP_AUTH_FAILED'],
    ["-ERR wrong number of arguments for 'auth' command", 'APP_AUTH_FAILED'],
    ['-LOADING Redis is loading the dataset in memory', 'APP_LOADING'],
    ["-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", 'APP_DEGRADED'],
    [
      '-BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.',
      'APP_DEGRADED',
    ],
    ["-READONLY You can't write against a read only replica.", 'APP_DEGRADED'],
    ['-ERR redis temporary failure', 'APP_DEGRADED'],
    ['-ERR request refused, too many pending request', 'APP_DEGRADED'],
    ['-DENIED Redis is running in protected mode because protected mode is enabled', 'APP_DENIED'],
    ['-ERR max number of clients reached', 'APP_OVERLOADED'],
    ['-ERR max number of clients + cluster connections reached', 'APP_OVERLOADED'],
    ['-ERR must use ssl connection in ssl port', 'APP_TLS_REQUIRED'],
    ['-ERR illegal address', 'APP_WHITELIST'],
    ['-ERR client ip is not in whitelist', 'APP_WHITELIST'],
  ])('%s: %s', (line, code) => {
    expect(judgeRedisReply(line)).toEqual({ kind: 'fault', code, clientIp: null });
  });

  it.each([
    ['-ERR illegal address: 10.0.0.10:51234', '10.0.0.10'],
    ['-ERR illegal address: 10.0.0.10', '10.0.0.10'],
    ['-ERR illegal address: [fd00::10]:51234', 'fd00::10'],
    ['-ERR client ip is not in whitelist', null],
  ])('%s: the address that was seen is %s', (line, clientIp) => {
    expect(judgeRedisReply(line)).toEqual({ kind: 'fault', code: 'APP_WHITELIST', clientIp });
  });

  it('takes no address for a client’s where it is another', () => {
    const line = '-MASTERDOWN Link with MASTER 10.0.0.7:6379 is down';
    expect(judgeRedisReply(line)).toMatchObject({ code: 'APP_DEGRADED', clientIp: null });
  });

  it.each([
    ['-ERR AUTH <password> called without any password configured for the default user.', 'AUTH_NOT_NEEDED'],
    ['-ERR Client sent AUTH, but no password is set', 'AUTH_NOT_NEEDED'],
    ["-NOPERM this user has no permissions to run the 'ping' command", 'PING_NOT_ALLOWED'],
    ["-ERR command 'ping' not support for your account", 'PING_NOT_ALLOWED'],
    ["-ERR unknown command 'PING'", 'PING_NOT_ALLOWED'],
    ['-MOVED 3999 10.0.0.7:6381', 'CLUSTER'],
    ['-CLUSTERDOWN The cluster is down', 'CLUSTER'],
  ])('%s: %s', (line, note) => {
    expect(judgeRedisReply(line)).toEqual({ kind: 'note', note });
  });

  it.each(['+OK POP3 ready', '* OK IMAP4rev1', ':1', '$4', '+PONGPONG'])('%s is foreign', (line) => {
    expect(judgeRedisReply(line)).toEqual({ kind: 'foreign' });
  });

  it.each([
    ['-ERR DB index is out of range', true],
    ['-ERR invalid DB index', true],
    ['-ERR SELECT is not allowed in cluster mode', true],
    ["-NOPERM this user has no permissions to run the 'select' command", true],
    ["-ERR unknown command 'SELECT'", true],
    ['-LOADING Redis is loading the dataset in memory', false],
    ['-MASTERDOWN Link with MASTER is down', false],
    ['-ERR max number of clients reached', false],
    ['-NOAUTH Authentication required.', false],
  ])('to SELECT, %s: about the database %s', (line, isAboutDatabase) => {
    expect(refusesDatabase(line)).toBe(isAboutDatabase);
  });
});

describe('RESP', () => {
  it('writes a command as an array of bulk strings, counted in bytes', () => {
    expect(encodeCommand(['AUTH', '密码']).toString()).toBe('*2\r\n$4\r\nAUTH\r\n$6\r\n密码\r\n');
  });

  it.each([
    ['+PONG\r\n', { line: '+PONG' }],
    ['-ERR a\tb\u0007c\r\n+PONG\r\n', { line: '-ERR a b c' }],
    ['+PON', 'more'],
    ['+PONG\r', 'more'],
    ['', 'more'],
    ['HTTP/1.1 400 Bad Request\r\n', 'foreign'],
    ['-\u0000\u0000\u0000\n8.0.36', 'foreign'],
  ])('%j', (bytes, reading) => {
    expect(bytes === '' ? 'more' : judgeRespReply(Buffer.from(bytes))).toEqual(reading);
  });

  it('gives one verdict, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (raw) => {
        const bytes = Buffer.from(raw);
        const whole = judgeRespReply(bytes);
        for (let end = 1; end < bytes.length; end++) {
          const part = judgeRespReply(bytes.subarray(0, end));
          if (part === 'more') continue;
          expect(whole).toEqual(part);
          break;
        }
      }),
    );
  });
});
