import { randomBytes } from 'node:crypto';
import { Config } from '@oclif/core/config';
import { describe, expect, it } from 'vitest';
import TunnelPasswd from '../../../src/commands/tunnel/passwd.js';
import { Authenticator } from '../../../src/lib/tunnel/access/authenticator.js';
import { readAuthFile } from '../../../src/lib/tunnel/access/users.js';
import { type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';
import { Client, openTarget, openTunnel } from '../../integration/tunnel/world.js';

const config = Config.load({ root: process.cwd(), ignoreManifest: true });

async function outcome(argv: string[], options: FakeHostOptions = {}) {
  const host = fakeHost(options);
  const command = new TunnelPasswd(argv, await config);
  command.id = 'tunnel:passwd';
  const exitCode = await command.runWith(host);
  return { exitCode, questions: host.questions, ...host.written };
}

/** Does the line prove the password? */
async function proves(line: string, name: string, password: string): Promise<boolean> {
  const file = readAuthFile(line);
  return file.ok && new Authenticator(file.users, randomBytes).accepts(name, password);
}

describe('aliproxy tunnel passwd', () => {
  it('prints a line for the first line of standard input, and nothing else', async () => {
    const { exitCode, out, err } = await outcome(['li'], { input: 'se:cret\nmore\n' });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toMatch(/^li:\$scrypt\$16384\$8\$5\$[\w+/]{22}\$[\w+/]{43}\n$/);
    expect(await proves(out, 'li', 'se:cret')).toBe(true);
  });

  it('asks twice on a terminal, by the name', async () => {
    const { exitCode, out, questions } = await outcome(['李伟', '--lang', 'zh'], {
      tty: true,
      answers: ['密码', '密码'],
    });
    expect(exitCode).toBe(0);
    expect(questions).toEqual(['李伟 的密码：', '请再次输入：']);
    expect(await proves(out, '李伟', '密码')).toBe(true);
  });

  it('asks also where its output goes to a file', async () => {
    const { exitCode, out, questions } = await outcome(['li'], {
      tty: true,
      outputIsFile: true,
      answers: ['secret', 'secret'],
    });
    expect(exitCode).toBe(0);
    expect(questions).toHaveLength(2);
    expect(out).toMatch(/^li:\$scrypt\$/);
  });

  it('prints one JSON document', async () => {
    const { exitCode, out } = await outcome(['li', '--json'], { input: 'scrypt' });
    expect(exitCode).toBe(0);
    const document = JSON.parse(out);
    expect(document).toEqual({
      schemaVersion: 1,
      command: 'tunnel passwd',
      ok: true,
      user: 'li',
      line: expect.stringMatching(/^li:\$scrypt\$/),
    });
    expect(await proves(document.line, 'li', 'scrypt')).toBe(true);
  });

  it('shows a line whole, also where the password is a word of it', async () => {
    const { out } = await outcome(['admin'], { input: 'admin' });
    expect(out).toMatch(/^admin:\$scrypt\$/);
  });

  it.each<[string, string[], FakeHostOptions, string]>([
    ['two that differ', ['li'], { tty: true, answers: ['secret', 'sceret'] }, 'PASSWORDS_DIFFER'],
    ['an empty one', ['li'], { tty: true, answers: [''] }, 'PASSWORD_EMPTY'],
    ['none on standard input', ['li'], { input: '' }, 'PASSWORD_EMPTY'],
    ['an empty line', ['li'], { input: '\n' }, 'PASSWORD_EMPTY'],
    ['one of 300 bytes', ['li'], { input: 'x'.repeat(300) }, 'PASSWORD_TOO_LONG'],
    ['one without an end', ['li'], { input: 'x'.repeat(30_000) }, 'PASSWORD_TOO_LONG'],
    ['one with a control character', ['li'], { input: 'a\tb' }, 'PASSWORD_TOO_LONG'],
    ['nobody to ask', ['li', '--no-input'], { tty: true }, 'PASSWORD_NEEDED'],
    ['CI', ['li'], { tty: true, env: { CI: 'true' } }, 'PASSWORD_NEEDED'],
    ['--json on a terminal', ['li', '--json'], { tty: true }, 'PASSWORD_NEEDED'],
    ['a name with a colon', ['li:wei'], { input: 'x' }, 'BAD_FLAG_VALUE'],
    ['an empty name', [''], { input: 'x' }, 'BAD_FLAG_VALUE'],
    ['a name that would be a comment', ['#li'], { input: 'x' }, 'BAD_FLAG_VALUE'],
    ['no name', [], { input: 'x' }, 'MISSING_ARGUMENT'],
    ['a password as an argument', ['li', 'secret'], { input: 'x' }, 'UNEXPECTED_ARGUMENT'],
  ])('refuses %s', async (_what, argv, options, code) => {
    const { exitCode, out, err } = await outcome(argv, options);
    expect(exitCode).toBe(2);
    expect(`${out}${err}`).toContain(code);
    expect(`${out}${err}`).not.toContain('$scrypt$');
  });

  it('prints what opens a tunnel', async () => {
    const { out } = await outcome(['li'], { input: 'secret\n' });
    const file = readAuthFile(out);
    const users = file.ok ? file.users : expect.fail(out);
    const target = await openTarget();
    const tunnel = await openTunnel({ access: { allow: [], deny: [], allowFrom: [], users } });
    const ask = (password: string) => {
      const credentials = Buffer.from(`li:${password}`).toString('base64');
      const head = `CONNECT ${target.authority} HTTP/1.1\r\nProxy-Authorization: Basic ${credentials}\r\n\r\n`;
      return new Client(tunnel.address.port).send(head).answer();
    };
    expect(await ask('secret')).toBe('HTTP/1.1 200 Connection established');
    expect(await ask('wrong')).toBe('HTTP/1.1 407 Proxy Authentication Required');
  });
});
