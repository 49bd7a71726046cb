import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Protocol, protocolOf } from '../../../src/lib/probe/diagnosis/protocol-of.js';
import { addressIn } from '../../../src/lib/probe/protocols/address-in.js';
import { judgeMysqlError, judgeMysqlGreeting } from '../../../src/lib/probe/protocols/mysql-greeting.js';
import { judgePostgresAnswer, judgePostgresError } from '../../../src/lib/probe/protocols/postgres-answer.js';
import { judgeSshIdentification } from '../../../src/lib/probe/protocols/ssh-identification.js';
import { cleanLine } from '../../../src/lib/proxy/clean-line.js';

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');

function packet(payload: Buffer, sequence = 0): Buffer {
  const header = Buffer.from([0, 0, 0, sequence]);
  header.writeUIntLE(payload.length, 0, 3);
  return Buffer.concat([header, payload]);
}

function greeting(version: string, capabilities: string): Buffer {
  const tail = hex(`01000000 0102030405060708 00 ${capabilities} ff 0200 ffff 15`);
  return packet(Buffer.concat([Buffer.from(`\n${version}\0`), tail]));
}

describe("MySQL's greeting", () => {
  it.each([
    ['8.0.36', 'fff7', '8.0.36', false],
    ['8.4.0', 'ffff', '8.4.0', true],
    ['5.5.5-10.11.6-MariaDB-0+deb12u1', 'fef7', '10.11.6-MariaDB-0+deb12u1', false],
    ['11.4.2-MariaDB', 'feff', '11.4.2-MariaDB', true],
    ['5.5.5-community', 'ffff', '5.5.5-community', true],
  ])('of %s, capabilities %s', (rawVersion, capabilities, version, tls) => {
    expect(judgeMysqlGreeting(greeting(rawVersion, capabilities))).toEqual({
      ...{ kind: 'greeting', rawVersion, version, tls },
    });
  });

  it('is foreign where its head or its version can be none', () => {
    expect(judgeMysqlGreeting(packet(Buffer.from('\n8.0.36\0'), 1))).toBe('foreign');
    expect(judgeMysqlGreeting(hex('ffff0000 0a'))).toBe('foreign');
    expect(judgeMysqlGreeting(hex('02000000 0a'))).toBe('foreign');
    expect(judgeMysqlGreeting(packet(Buffer.from('\t3.20\0 of protocol 9')))).toBe('foreign');
    expect(judgeMysqlGreeting(packet(Buffer.from('\nno end of the version')))).toBe('foreign');
    expect(judgeMysqlGreeting(packet(Buffer.from('\n8.0\0 short')))).toBe('foreign');
  });

  it('is an error with or without SQLSTATE', () => {
    expect(judgeMysqlGreeting(packet(Buffer.from('\xff\x6a\x04Host is not allowed', 'latin1')))).toEqual({
      ...{ kind: 'error', code: 1130, message: 'Host is not allowed' },
    });
    expect(judgeMysqlGreeting(packet(Buffer.from('\xff\x10\x04#08004Too many\x1b[31m', 'latin1')))).toEqual({
      ...{ kind: 'error', code: 1040, message: 'Too many [31m' },
    });
  });

  it.each([
    [1040, '', 'APP_OVERLOADED'],
    [1203, '', 'APP_OVERLOADED'],
    [1226, '', 'APP_OVERLOADED'],
    [1045, 'Access denied', 'APP_DENIED'],
    [1129, '', 'APP_DENIED'],
    [1130, '', 'APP_DENIED'],
    [2801, 'ip not in whitelist, client ip is 10.0.0.10', 'APP_WHITELIST'],
    [1045, 'IP not in Whitelist', 'APP_WHITELIST'],
    [1053, 'Server shutdown in progress', 'APP_DEGRADED'],
    [9999, '', 'APP_DEGRADED'],
  ])('error %i %s: %s', (code, message, expected) => {
    expect(judgeMysqlError({ code, message }).code).toBe(expected);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (bytes, framed) => {
        const payload = Buffer.from(bytes);
        judgeMysqlGreeting(framed ? packet(payload) : payload);
      }),
    );
  });
});

describe("PostgreSQL's answer to an SSLRequest", () => {
  it.each<[string, unknown]>([
    ['53', { kind: 'ready', tls: true }],
    ['4e', { kind: 'ready', tls: false }],
    // Bytes behind the letter are no business of a probe (CVE-2021-23222 was about taking them for encrypted ones).
    ['53 16', { kind: 'ready', tls: true }],
    ['', 'more'],
    ['45', 'more'],
    ['45 00 00', 'more'],
    ['45 00 00 00 04', 'foreign'],
    ['45 00 ff ff ff', 'foreign'],
    ['45 0000000e 43 3533333030 00 00 00', 'more'],
    ['45 0000000c 43 3533333030 00 00', { kind: 'error', sqlState: '53300', message: '' }],
    ['45 00000006 00 00', 'foreign'],
    [Buffer.from('ERROR\r\n').toString('hex'), 'foreign'],
    [
      Buffer.from('Ecould not fork\n\0').toString('hex'),
      { kind: 'error', sqlState: null, message: 'could not fork' },
    ],
    [Buffer.from('Eh\0').toString('hex'), 'foreign'],
    ['30', 'foreign'],
  ])('%s', (bytes, expected) => {
    expect(judgePostgresAnswer(hex(bytes))).toEqual(expected);
  });

  it.each([
    ['0A000', null],
    ['28000', 'APP_DENIED'],
    ['28P01', 'APP_DENIED'],
    ['53300', 'APP_OVERLOADED'],
    ['57P03', 'APP_LOADING'],
    ['57P01', 'APP_DEGRADED'],
    [null, 'APP_DEGRADED'],
  ])('SQLSTATE %s: %s', (sqlState, code) => {
    expect(judgePostgresError({ sqlState, message: '' }).code).toBe(code);
  });
});

describe("SSH's identification", () => {
  it.each<[string, unknown]>([
    ['SSH-2.0-OpenSSH_9.6\r\n', { kind: 'ssh', protocolVersion: '2.0', serverVersion: 'OpenSSH_9.6' }],
    ['SSH-1.99-Cisco-1.25\n', { kind: 'ssh', protocolVersion: '1.99', serverVersion: 'Cisco-1.25' }],
    ['line\r\nSSH-2.0-x y z\r\n', { kind: 'ssh', protocolVersion: '2.0', serverVersion: 'x y z' }],
    ['Exceeded MaxStartups\r\n', { kind: 'overloaded', line: 'Exceeded MaxStartups' }],
    ['Not allowed at this time\r\n', { kind: 'overloaded', line: 'Not allowed at this time' }],
    ['SSH-2.0-', 'more'],
    ['SSH-2.0-\r\n', 'foreign'],
    [`SSH-2.0-${'x'.repeat(300)}`, 'foreign'],
    [
      `SSH-2.0-${'x'.repeat(245)}\r\n`,
      { kind: 'ssh', protocolVersion: '2.0', serverVersion: `${'x'.repeat(199)}…` },
    ],
    [`SSH-2.0-${'x'.repeat(246)}\r\n`, 'foreign'],
    ['HTTP/1.1 400 Bad', 'foreign'],
    ['line\r\nbin\u0001ary\r\n', 'foreign'],
    ['line\n'.repeat(4_000), 'foreign'],
  ])('%j', (text, expected) => {
    expect(judgeSshIdentification(Buffer.from(text))).toEqual(expected);
  });
});

describe('first bytes', () => {
  it.each<[Protocol, Buffer]>([
    ['smtp', Buffer.from('220 mail.test ESMTP Postfix\r\n')],
    ['smtp', Buffer.from('421-mail.test SMTP too busy\r\n')],
    ['ftp', Buffer.from('220 (vsFTPd 3.0.3)\r\n')],
    ['ftp', Buffer.from('220 ProFTPD Server\r\n')],
    ['unknown', Buffer.from('220 welcome\r\nSMTP\r\n')],
    ['imap', Buffer.from('* OK [CAPABILITY IMAP4rev1] ready\r\n')],
    ['pop3', Buffer.from('+OK Dovecot ready.\r\n')],
    ['redis', Buffer.from('+OK\r\n')],
    ['vnc', Buffer.from('RFB 003.008\n')],
    ['amqp', hex('414d5150 00000901')],
    ['nats', Buffer.from('INFO {"server_id":"N"}\r\n')],
    ['http2', hex('000012 04 00 00000000 0003 00000064')],
    ['http2', hex('000000 04 00 00000000')],
    ['unknown', hex('000005 04 00 00000000')],
    ['postgres', Buffer.concat([hex('45 0000002a'), Buffer.from('SFATAL\0')])],
    ['mysql', greeting('8.0.36', 'ffff')],
    ['unknown', hex('ffffff00 0a38')],
  ])('%s', (protocol, bytes) => {
    expect(protocolOf(bytes)).toBe(protocol);
  });
});

describe("a server's words", () => {
  it.each([
    ["Host '10.0.0.10' is not allowed", '10.0.0.10'],
    ['client ip is 192.168.3.4.', '192.168.3.4'],
    ['-ERR illegal address: 10.0.0.10:51234', '10.0.0.10'],
    ['no pg_hba.conf entry for host "fd00::10", user "x"', 'fd00::10'],
    ["Host '::1' is blocked", '::1'],
    ['version 8.0.36.1.2 of it', null],
    ['at 12:30:45 nothing', null],
    ['nothing', null],
  ])('%s: the address %s', (text, address) => {
    expect(addressIn(text)).toBe(address);
  });

  it('are one line without control characters', () => {
    expect(cleanLine(' a\r\nb\u001b[31mc\u0000 ')).toBe('a b [31mc');
    expect(cleanLine('x'.repeat(500))).toHaveLength(200);
  });
});
