import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  hashPassword,
  matchesHash,
  parsePasswordHash,
} from '../../../../src/lib/tunnel/access/password-hash.js';
import { isUserName, parseUser, readAuthFile } from '../../../../src/lib/tunnel/access/users.js';

const salt = 'c2FsdHNhbHRzYWx0c2E';
const hash = 'aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g';
const line = `$scrypt$16384$8$5$${salt}$${hash}`;

describe('a user and a password', () => {
  it.each([
    ['li:secret', 'li', 'secret'],
    ['li:a:b:', 'li', 'a:b:'],
    ['li wei: ', 'li wei', ' '],
    ['李伟:密码', '李伟', '密码'],
    // e and an accent become one character, as another keyboard types it.
    ['Rene\u0301:e\u0301', 'Ren\u00e9', '\u00e9'],
  ])('%j', (text, name, password) => {
    expect(parseUser(text)).toEqual({ name, secret: { kind: 'password', password } });
  });

  it.each([
    ['', 'nothing'],
    ['li', 'no password'],
    ['li:', 'an empty password, as of a variable that is not set'],
    [':secret', 'no user'],
    [' li:secret', 'a blank before the user'],
    ['li\t:secret', 'a control character'],
    ['li:sec\nret', 'a control character'],
    ['#li:secret', 'a comment in a file'],
    [`li:${'x'.repeat(256)}`, 'longer than SOCKS5 can carry'],
    [`${'李'.repeat(86)}:secret`, 'longer than SOCKS5 can carry'],
  ])('is not %j: %s', (text) => {
    expect(parseUser(text)).toBeNull();
  });

  it('knows a name of 255 bytes as the longest', () => {
    expect(isUserName('x'.repeat(255))).toBe(true);
    expect(isUserName('x'.repeat(256))).toBe(false);
  });
});

describe('a file of users', () => {
  it('has a line for each; comments, empty lines, CRLF and a byte order mark count for nothing', () => {
    const text = `\uFEFF# users\r\n\r\nli:${line}\r\n  李伟:${line}  \r\n\t\r\n`;
    expect(readAuthFile(text)).toEqual({
      ok: true,
      users: ['li', '李伟'].map((name) => ({ name, secret: { kind: 'scrypt', hash: line } })),
    });
  });

  it('may be empty', () => {
    expect(readAuthFile('# nobody\n')).toEqual({ ok: true, users: [] });
  });

  it.each([
    ['li', 'form'],
    [`:${line}`, 'user'],
    ['li:secret', 'hash'],
    [`li :${line}`, 'user'],
    ['li:$2y$10$abcdefghijklmnopqrstuv', 'hash'],
    ['li:', 'hash'],
  ])('with the line %j has a mistake: %s', (bad, problem) => {
    expect(readAuthFile(`wang:${line}\n${bad}\n`)).toEqual({ ok: false, problems: [{ line: 2, problem }] });
  });

  it('tells all its mistakes, with their lines', () => {
    expect(
      readAuthFile(`x\n\nli:${line}\n# li\nli:${line}\nRen\u00e9:${line}\nRene\u0301:${line}\nli:-`),
    ).toEqual({
      ok: false,
      problems: [
        { line: 1, problem: 'form' },
        { line: 5, problem: 'duplicate' },
        { line: 7, problem: 'duplicate' },
        { line: 8, problem: 'hash' },
      ],
    });
  });
});

describe('the hash of a password', () => {
  it('is that of the password and of no other, and another one each time', async () => {
    const [one, other] = await Promise.all([
      hashPassword('pass:wörd', randomBytes),
      hashPassword('pass:wörd', randomBytes),
    ]);
    expect(one).toMatch(/^\$scrypt\$16384\$8\$5\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(other).not.toBe(one);
    const read = parsePasswordHash(one) ?? expect.fail(one);
    expect(await matchesHash('pass:wörd', read)).toBe(true);
    expect(await matchesHash('pass:wo\u0308rd', read)).toBe(true);
    expect(await matchesHash('pass:word', read)).toBe(false);
  });

  it('is the one of RFC 7914 section 12', async () => {
    const known = Buffer.from(
      'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640',
      'hex',
    );
    // Its r is 8, its p 16, its salt "NaCl", which is shorter than ours may be.
    const cost = { N: 1024, r: 8, p: 16 };
    expect(await matchesHash('password', { cost, salt: Buffer.from('NaCl'), hash: known })).toBe(true);
  });

  it.each([
    ['', 'nothing'],
    ['secret', 'a password'],
    [`$scrypt$16383$8$5$${salt}$${hash}`, 'N is no power of two'],
    [`$scrypt$1$8$5$${salt}$${hash}`, 'N is one'],
    [`$scrypt$16384$0$5$${salt}$${hash}`, 'r is zero'],
    [`$scrypt$16384$8$0$${salt}$${hash}`, 'p is zero'],
    [`$scrypt$4194304$8$1$${salt}$${hash}`, '4 GiB of memory'],
    [`$scrypt$16384$8$5$c2FsdA$${hash}`, 'a salt of four bytes'],
    [`$scrypt$16384$8$5$${salt}$aGFzaA`, 'a hash of four bytes'],
    [`$scrypt$16384$8$5$${salt}`, 'no hash'],
    [`$scrypt$ln=14,r=8,p=5$${salt}$${hash}`, 'the form of PHC'],
    [`${line} `, 'a blank'],
  ])('is not %j: %s', (text) => {
    expect(parsePasswordHash(text)).toBeNull();
  });
});
