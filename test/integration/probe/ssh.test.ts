import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing } from '../../helpers/programs.js';
import { startDante } from '../../helpers/proxies.js';
import { type RunningServer, startSquid } from '../../helpers/servers.js';
import { startSsh } from '../../helpers/ssh-server.js';
import { keepingFakes, pass, probeOne, serve, verdict } from './world.js';

describe.skipIf(missing('sshd', 'ssh-keygen', 'squid', 'danted'))('probe of ssh, with a real server', () => {
  let ssh: RunningServer;
  let full: RunningServer;
  let squid: RunningServer;
  let dante: RunningServer;

  beforeAll(async () => {
    [ssh, full, squid, dante] = await Promise.all([
      startSsh(),
      startSsh({ maxStartups: 1 }),
      startSquid({ tunnelPorts: 'any' }),
      startDante(),
    ]);
  });

  afterAll(async () => {
    await Promise.all([ssh, full, squid, dante].map((server) => server?.stop()));
  });

  it('reads the identification of OpenSSH, directly and through proxies', async () => {
    const proxies = [`http://127.0.0.1:${squid.port}`, `socks5://127.0.0.1:${dante.port}`];
    for (const via of [undefined, ...proxies]) {
      const result = await probeOne(`ssh://127.0.0.1:${ssh.port}`, { via });
      expect({ via, ...verdict(result) }).toEqual({ via, ...pass });
      expect(result.details.app).toMatchObject({
        protocol: 'ssh',
        protocolVersion: '2.0',
        serverVersion: expect.stringMatching(/^OpenSSH_\d/),
      });
    }
  });

  it('says that the server holds off new logins', async () => {
    const waiting = connect({ host: '127.0.0.1', port: full.port });
    await new Promise((resolve, reject) => waiting.once('data', resolve).once('error', reject));
    const result = await probeOne(`ssh://127.0.0.1:${full.port}`);
    waiting.destroy();
    expect(verdict(result)).toMatchObject({ code: 'APP_OVERLOADED', phase: 'app', blame: 'target' });
    expect(result.diagnosis?.facts).toMatchObject({ kind: 'ssh' });
    expect(result.details.app).toMatchObject({ said: 'Exceeded MaxStartups' });
  });
});

describe('probe of ssh', () => {
  const keep = keepingFakes();

  it('sends its own identification before it goes, and no reset', async () => {
    const heard: Buffer[] = [];
    let ending = (_how: string) => {};
    const ended = new Promise<string>((resolve) => {
      ending = resolve;
    });
    const server = keep(
      await serve((socket) => {
        socket.write('SSH-2.0-fake\r\n');
        socket.on('data', (chunk) => {
          // A key exchange comes at once, and is left unread by a client that destroys its socket.
          if (heard.push(chunk) === 1) socket.write(Buffer.alloc(2_000));
        });
        socket.on('end', () => ending('end')).on('error', () => ending('reset'));
        socket.on('end', () => socket.end());
      }),
    );
    expect(verdict(await probeOne(`ssh://127.0.0.1:${server.port}`))).toEqual(pass);
    expect(await ended).toBe('end');
    expect(Buffer.concat(heard).toString()).toBe('SSH-2.0-aliproxy\r\n');
  });

  it('passes over the lines before the identification', async () => {
    const server = keep(
      await serve((socket) => socket.resume().write('Welcome\r\nto this host\r\nSSH-1.99-Cisco-1.25\n')),
    );
    const result = await probeOne(`ssh://127.0.0.1:${server.port}`);
    expect(result.details.app).toMatchObject({ protocolVersion: '1.99', serverVersion: 'Cisco-1.25' });
  });

  it('shows the line of a server that refuses in its own words', async () => {
    const server = keep(await serve((socket) => socket.resume().end('Your address is not welcome.\r\n')));
    const result = await probeOne(`ssh://127.0.0.1:${server.port}`);
    expect(verdict(result)).toMatchObject({ code: 'APP_CLOSED', phase: 'app', blame: 'target' });
    expect(result.details.app).toMatchObject({ said: 'Your address is not welcome.' });
  });

  it.each([
    ['HTTP/1.1 400 Bad Request\r\n\r\n', 'http'],
    ['220 ftp.test FTP server ready\r\n', 'ftp'],
    ['4a0000000a382e302e33360001000000', 'mysql'],
    ['0102030405060708', 'unknown'],
  ])('names another protocol: %j is %s', async (text, protocol) => {
    const bytes = /^[\da-f]+$/.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text);
    const server = keep(await serve((socket) => socket.resume().write(bytes)));
    const result = await probeOne(`ssh://127.0.0.1:${server.port}`);
    expect(verdict(result)).toMatchObject({ code: 'APP_WRONG_PROTOCOL', phase: 'app', blame: 'config' });
    expect(result.diagnosis?.facts).toMatchObject({ expected: 'ssh', protocol });
  });
});
