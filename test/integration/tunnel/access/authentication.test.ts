import { execFile } from 'node:child_process';
import { scryptSync } from 'node:crypto';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { User } from '../../../../src/lib/tunnel/access/access-settings.js';
import type { Session } from '../../../../src/lib/tunnel/session.js';
import { missing } from '../../../helpers/programs.js';
import { Client, openTarget, openTunnel, pause, settingsOf, until } from '../world.js';

const run = promisify(execFile);
const access = { allow: [], deny: [], allowFrom: [] };
const plain: User = { name: 'li', secret: { kind: 'password', password: 'se:cret' } };
/** Cheap to check; `tunnel passwd` makes costly ones. */
const hashed: User = { name: '李伟', secret: { kind: 'scrypt', hash: cheapHash('密码') } };

function cheapHash(password: string): string {
  const salt = Buffer.from('salted salted 16');
  const parts = [salt, scryptSync(password, salt, 32, { N: 1_024, r: 8, p: 1 })];
  return ['$scrypt$1024$8$1', ...parts.map((part) => part.toString('base64').replace(/=+$/, ''))].join('$');
}

const basic = (name: string, password: string) =>
  `Proxy-Authorization: Basic ${Buffer.from(`${name}:${password}`).toString('base64')}\r\n`;
const withUsers = (...users: User[]) => ({ access: { ...access, users } });

describe('a tunnel with users', () => {
  it.each([
    ['CONNECT without credentials', 'CONNECT', ''],
    ['CONNECT with a wrong password', 'CONNECT', basic('li', 'wrong')],
    ['CONNECT of somebody else', 'CONNECT', basic('wang', 'se:cret')],
    ['CONNECT with another scheme', 'CONNECT', 'Proxy-Authorization: Bearer x\r\n'],
    ['plain HTTP without credentials', 'GET', ''],
    ['plain HTTP with a wrong password', 'GET', basic('李伟', 'wrong')],
    ['plain HTTP with credentials for the target', 'GET', basic('li', 'se:cret').replace('Proxy-', '')],
  ])('answers 407 to %s, and goes nowhere', async (_what, method, header) => {
    const target = await openTarget();
    const tunnel = await openTunnel(withUsers(plain, hashed));
    const place = method === 'CONNECT' ? target.authority : `http://${target.authority}/`;
    const client = new Client(tunnel.address.port).send(
      `${method} ${place} HTTP/1.1\r\nHost: a\r\n${header}\r\n`,
    );
    const answer = await client.toEnd();
    expect(answer).toMatch(/^HTTP\/1\.1 407 Proxy Authentication Required\r\n/);
    expect(answer).toContain('\r\nProxy-Authenticate: Basic realm="aliproxy", charset="UTF-8"\r\n');
    expect(answer).toContain('\r\nX-Aliproxy-Error: AUTH_REQUIRED\r\n');
    expect(target.sockets).toEqual([]);
    expect(tunnel.counts.failures).toEqual({ AUTH_REQUIRED: 1 });
  });

  it.each([
    ['a password', 'li', 'se:cret'],
    ['a hashed one', '李伟', '密码'],
  ])('opens to %s, and knows who it was', async (_what, name, password) => {
    const target = await openTarget((socket) => void socket.on('data', (bytes) => socket.end(bytes)));
    const tunnel = await openTunnel(withUsers(plain, hashed));
    const sessions: Session[] = [];
    tunnel.ledger.observe({ decided: (session) => void sessions.push(session) });
    const client = new Client(tunnel.address.port).send(
      `CONNECT ${target.authority} HTTP/1.1\r\n${basic(name, password)}\r\nearly`,
    );
    await client.toEnd();
    expect(client.text).toBe('HTTP/1.1 200 Connection established\r\n\r\nearly');
    expect(sessions[0]?.user).toBe(name);
  });

  it('keeps the credentials to itself', async () => {
    const target = await openTarget();
    const tunnel = await openTunnel(withUsers(plain));
    new Client(tunnel.address.port).send(
      `GET http://${target.authority}/ HTTP/1.1\r\nHost: a\r\n${basic('li', 'se:cret')}Authorization: Basic eDp5\r\n\r\n`,
    );
    const socket = await target.next();
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes;
    });
    await until(() => text.includes('\r\n\r\n'));
    expect(text).toContain('Authorization: Basic eDp5');
    expect(text.toLowerCase()).not.toContain('proxy-authorization');
    expect(text).not.toContain(Buffer.from('li:se:cret').toString('base64'));
  });

  it('refuses two sets of credentials', async () => {
    const tunnel = await openTunnel(withUsers(plain));
    const client = new Client(tunnel.address.port).send(
      `CONNECT a.test:1 HTTP/1.1\r\n${basic('li', 'se:cret')}${basic('li', 'wrong')}\r\n`,
    );
    expect(await client.toEnd()).toContain('X-Aliproxy-Error: BAD_REQUEST\r\n');
  });

  it('judges nothing for one who has not said who he is', async () => {
    const tunnel = await openTunnel(withUsers(plain));
    for (const place of ['169.254.169.254:80', `127.0.0.1:${tunnel.address.port}`, 'nowhere.invalid:80']) {
      const client = new Client(tunnel.address.port).send(`CONNECT ${place} HTTP/1.1\r\n\r\n`);
      expect(await client.toEnd()).toContain('AUTH_REQUIRED');
    }
  });

  it('asks those who come after a reload by the new list, and lets others go on', async () => {
    const target = await openTarget((socket) => void socket.on('data', (bytes) => socket.write(bytes)));
    const tunnel = await openTunnel(withUsers(plain));
    const request = `CONNECT ${target.authority} HTTP/1.1\r\n${basic('li', 'se:cret')}\r\n`;
    const before = new Client(tunnel.address.port).send(request);
    expect(await before.answer()).toContain(' 200 ');
    await tunnel.apply(settingsOf(withUsers(hashed)));
    const after = new Client(tunnel.address.port).send(request);
    expect(await after.answer()).toContain(' 407 ');
    before.send('still here');
    await until(() => before.body === 'still here');
  });

  it('counts nothing where the client leaves while its password is checked', async () => {
    const hash = `$scrypt$16384$8$5$${'salt'.repeat(5)}AA$${'hash'.repeat(10)}AAA`;
    const tunnel = await openTunnel(withUsers({ name: 'wang', secret: { kind: 'scrypt', hash } }));
    const client = new Client(tunnel.address.port).send(
      `CONNECT a.invalid:1 HTTP/1.1\r\n${basic('wang', 'x')}\r\n`,
    );
    await until(() => tunnel.counts.active === 1);
    await pause(20);
    client.socket.resetAndDestroy();
    await until(() => tunnel.counts.active === 0);
    await pause(300);
    expect(tunnel.counts.failures).toEqual({});
  });
});

describe.skipIf(missing('curl'))('curl', () => {
  it.each([
    ['CONNECT', ['--proxytunnel', '-x', 'http://127.0.0.1:PORT']],
    ['plain HTTP', ['-x', 'http://127.0.0.1:PORT']],
    ['SOCKS5', ['-x', 'socks5h://127.0.0.1:PORT']],
  ])('gets through by %s with credentials, and not without', async (_how, options) => {
    const target = await openTarget(
      (socket) =>
        void socket.on('data', () =>
          socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok'),
        ),
    );
    const tunnel = await openTunnel(withUsers(plain, hashed));
    const curl = async (...more: string[]) => {
      const args = ['-s', '-m', '5', '--noproxy', '', ...options, ...more, `http://${target.authority}/`];
      const ready = args.map((arg) => arg.replace('PORT', String(tunnel.address.port)));
      const ended = await run('curl', [...ready, '-w', ' %{http_code}']).catch((error) => error);
      return ended.stdout as string;
    };
    expect(await curl('-U', 'li:se:cret')).toBe('ok 200');
    expect(await curl('-U', '李伟:密码')).toBe('ok 200');
    expect(await curl('-U', 'li:wrong')).not.toContain('ok');
    expect(await curl()).not.toContain('ok');
    expect(target.sockets).toHaveLength(2);
  });
});
