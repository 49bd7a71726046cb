import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { missing } from '../../../helpers/programs.js';
import { listenSilently } from '../../../helpers/silent-listener.js';
import { afterwards, Client, listening, openTarget, openTunnel, pause, until } from '../world.js';

const run = promisify(execFile);

const user = { name: 'zoë', secret: { kind: 'password', password: 'right:one' } } as const;

/** The request for a port of 127.0.0.1, or of a name. */
function asking(port: number, name?: string): Buffer {
  const address = name === undefined ? [1, 127, 0, 0, 1] : [3, name.length, ...Buffer.from(name, 'latin1')];
  return Buffer.from([5, 1, 0, ...address, port >> 8, port & 0xff]);
}

function credentials(name: string, password: string): Buffer {
  const [user, word] = [Buffer.from(name), Buffer.from(password)];
  return Buffer.from([1, user.length, ...user, word.length, ...word]);
}

const hexOf = (client: Client) => Buffer.from(client.text, 'latin1').toString('hex');

describe('SOCKS5', () => {
  it('opens a way in both directions, and says where it is connected from', async () => {
    const target = await openTarget((socket) => socket.on('data', (bytes) => socket.write(`<${bytes}>`)));
    const dialled: Socket[] = [];
    const tunnel = await openTunnel({ dialled });
    const client = new Client(tunnel.address.port).send(Uint8Array.of(5, 1, 0));
    await until(() => hexOf(client) === '0500');
    client.send(asking(target.port));
    await until(() => client.text.length === 12);
    const port = dialled[0]?.localPort ?? 0;
    expect(hexOf(client)).toBe(`0500050000017f000001${port.toString(16).padStart(4, '0')}`);
    client.send('hello');
    await until(() => client.text.endsWith('<hello>'));
    expect(tunnel.counts).toMatchObject({ active: 1, bytesUp: 5, bytesDown: 7, failures: {} });
  });

  it('understands a client that sends everything at once, and gives the rest to the target', async () => {
    const target = await openTarget();
    const { address } = await openTunnel();
    const early = Buffer.alloc(1_000_000, 'abcdefghijklm');
    new Client(address.port).send(Buffer.concat([Buffer.of(5, 1, 0), asking(target.port), early]));
    const pieces: Buffer[] = [];
    (await target.next()).on('data', (bytes) => pieces.push(bytes));
    await until(() => pieces.reduce((sum, piece) => sum + piece.length, 0) >= early.length);
    expect(Buffer.concat(pieces).equals(early)).toBe(true);
  });

  it('understands a client that sends byte by byte', async () => {
    const target = await openTarget((socket) => socket.end('bye'));
    const { address } = await openTunnel({
      access: { allow: [], deny: [], allowFrom: [], users: [user] },
      names: { 'db.test': [{ address: '127.0.0.1', family: 4 }] },
    });
    const client = new Client(address.port);
    client.socket.setNoDelay(true);
    const bytes = [
      Buffer.of(5, 1, 2),
      credentials(user.name, user.secret.password),
      asking(target.port, 'db.test'),
    ];
    for (const byte of Buffer.concat(bytes)) {
      client.send(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await client.toEnd()).toMatch(/^\x05\x02\x01\x00\x05\x00\x00\x01.{6}bye$/s);
  });

  it('delivers the greeting of a target that speaks first', async () => {
    const target = await openTarget((socket) => socket.write('SSH-2.0-x\r\n'));
    const { address } = await openTunnel();
    for (let round = 0; round < 20; round++) {
      const client = new Client(address.port).send(Buffer.concat([Buffer.of(5, 1, 0), asking(target.port)]));
      await until(() => client.text.endsWith('SSH-2.0-x\r\n'));
    }
  });

  it.each([
    ['of a user', user.name, user.secret.password, '050201000500'],
    ['with a wrong password', user.name, 'wrong', '05020101'],
    ['of nobody', 'nobody', user.secret.password, '05020101'],
    ['that are empty', '', '', '05020101'],
  ])('asks for credentials where there are users, and judges those %s', async (_what, name, word, start) => {
    const target = await openTarget((socket) => socket.end('bye'));
    const tunnel = await openTunnel({ access: { allow: [], deny: [], allowFrom: [], users: [user] } });
    const client = new Client(tunnel.address.port).send(
      Buffer.concat([Buffer.of(5, 2, 0, 2), credentials(name, word), asking(target.port)]),
    );
    await client.toEnd();
    expect(hexOf(client).startsWith(start)).toBe(true);
    const isRight = start.length > 10;
    expect(client.text.endsWith('bye')).toBe(isRight);
    expect(target.sockets).toHaveLength(isRight ? 1 : 0);
    expect(tunnel.counts.failures).toEqual(isRight ? {} : { AUTH_REQUIRED: 1 });
  });

  it('takes a client that offers nothing but a password where none is needed', async () => {
    const target = await openTarget((socket) => socket.end('bye'));
    const { address } = await openTunnel();
    const client = new Client(address.port).send(
      Buffer.concat([Buffer.of(5, 1, 2), credentials('a', 'b'), asking(target.port)]),
    );
    expect(await client.toEnd()).toMatch(/bye$/);
  });

  it.each([
    ['no method that is spoken here', [5, 1, 1], '05ff', 'AUTH_REQUIRED'],
    ['no method at all', [5, 0], '05ff', 'AUTH_REQUIRED'],
    ['BIND', [5, 1, 0, 5, 2, 0, 1, 127, 0, 0, 1, 0, 80], '05000507', 'BAD_REQUEST'],
    ['UDP ASSOCIATE', [5, 1, 0, 5, 3, 0, 1, 0, 0, 0, 0, 0, 0], '05000507', 'BAD_REQUEST'],
    ['an unknown type of address', [5, 1, 0, 5, 1, 0, 9, 1, 2, 3], '05000508', 'BAD_REQUEST'],
    ['a disguised address', [5, 1, 0, ...asking(80, '0x7f000001')], '05000501', 'BAD_REQUEST'],
    ['a closed port', [5, 1, 0, ...asking(1)], '05000505', 'TARGET_REFUSED'],
    ['an unknown name', [5, 1, 0, ...asking(80, 'nowhere.test')], '05000504', 'TARGET_DNS'],
    ['the metadata service', [5, 1, 0, ...asking(80, '100.100.100.200')], '05000502', 'DENIED'],
    ['a name for it', [5, 1, 0, ...asking(80, 'meta.test')], '05000502', 'DENIED'],
    ['SOCKS4', [4, 1, 0, 80, 127, 0, 0, 1, 0], '005b000000000000', 'BAD_REQUEST'],
  ])('says no in its own words: %s', async (_what, bytes, start, code) => {
    const tunnel = await openTunnel({
      names: { 'nowhere.test': [], 'meta.test': [{ address: '100.100.100.200', family: 4 }] },
    });
    const client = new Client(tunnel.address.port).send(Uint8Array.from(bytes));
    await client.toEnd();
    const expected = start.startsWith('0500') ? `${start}${'000100000000'}0000` : start;
    expect({ hex: hexOf(client), error: client.error }).toEqual({ hex: expected, error: null });
    expect(tunnel.counts.failures).toEqual({ [code]: 1 });
  });

  it.skipIf(process.platform !== 'linux')('says that the target does not answer', async () => {
    const silent = await listenSilently('127.0.0.2');
    afterwards(silent.close);
    const { address } = await openTunnel({ connectTimeoutMs: 100 });
    const client = new Client(address.port).send(
      Buffer.concat([Buffer.of(5, 1, 0), asking(silent.port, '127.0.0.2')]),
    );
    await client.toEnd();
    expect(hexOf(client)).toMatch(/^05000506/);
  });

  it('refuses to connect to itself', async () => {
    const tunnel = await openTunnel();
    const client = new Client(tunnel.address.port).send(
      Buffer.concat([Buffer.of(5, 1, 0), asking(tunnel.address.port)]),
    );
    await client.toEnd();
    expect(hexOf(client)).toMatch(/^05000502/);
    expect(tunnel.counts.failures).toEqual({ PROXY_LOOP: 1 });
  });

  it.each([
    ['greeting', [5], '05ff'],
    ['credentials', [5, 1, 2, 1, 200], '05020101'],
    ['request', [5, 1, 0, 5, 1, 0, 3, 200], '050005010001000000000000'],
  ])('is not waited for longer than the header timeout in all: %s', async (_what, bytes, hex) => {
    const tunnel = await openTunnel({ headerTimeoutMs: 200 });
    const client = new Client(tunnel.address.port);
    const began = performance.now();
    for (const byte of [...bytes, ...Array(100).fill(97)]) {
      if (client.ended) break;
      client.send(Uint8Array.of(byte));
      await pause(15);
    }
    expect(performance.now() - began).toBeLessThan(700);
    expect(hexOf(client)).toBe(hex);
    expect(tunnel.counts.failures).toEqual({ HEADER_TIMEOUT: 1 });
  });

  it.each([
    ['ends in the middle of its request', false, { BAD_REQUEST: 1 }],
    ['goes away in the middle of its request', true, {}],
  ])('leaves nothing behind when the client %s', async (_what, resets, failures) => {
    const tunnel = await openTunnel();
    const client = new Client(tunnel.address.port).send(Uint8Array.of(5, 1, 0, 5, 1));
    await until(() => hexOf(client) === '0500');
    if (resets) client.socket.resetAndDestroy();
    else client.socket.end();
    await until(() => tunnel.counts.active === 0);
    expect(tunnel.counts.failures).toEqual(failures);
  });

  it.skipIf(process.platform !== 'linux')('stops dialling when the client has gone', async () => {
    const silent = await listenSilently('127.0.0.2');
    afterwards(silent.close);
    const dialled: Socket[] = [];
    const tunnel = await openTunnel({ connectTimeoutMs: 60_000, dialled });
    const client = new Client(tunnel.address.port).send(
      Buffer.concat([Buffer.of(5, 1, 0), asking(silent.port, '127.0.0.2')]),
    );
    await until(() => dialled.length === 1);
    client.socket.resetAndDestroy();
    await until(() => tunnel.counts.active === 0 && dialled[0]?.destroyed === true, 2_000);
    expect(tunnel.counts.failures).toEqual({});
  });

  it.each(['client', 'target'])('lets the other side finish when the %s has ended its own', async (first) => {
    const target = await openTarget();
    const { address } = await openTunnel();
    const client = new Client(address.port).send(Buffer.concat([Buffer.of(5, 1, 0), asking(target.port)]));
    const socket = await target.next();
    let seen = '';
    socket.on('data', (bytes) => {
      seen += bytes;
    });
    if (first === 'client') {
      client.socket.end('question');
      await until(() => socket.readableEnded);
      socket.end('answer');
    } else {
      socket.end('answer');
      await until(() => client.ended);
      client.socket.end('question');
      await until(() => socket.readableEnded);
    }
    expect(await client.toEnd()).toMatch(/answer$/);
    expect(seen).toBe('question');
  });
});

describe.skipIf(missing('curl'))('curl', () => {
  it.each([
    ['socks5', []],
    ['socks5h', []],
    ['socks5h', ['--proxy-user', `${user.name}:${user.secret.password}`]],
  ])('reads a page by %s %s', async (scheme, more) => {
    const server = createServer((_req, res) => res.end('the page'));
    const port = await listening(server);
    afterwards(() => server.close());
    const users = more.length > 0 ? [user] : [];
    const { address } = await openTunnel({ access: { allow: [], deny: [], allowFrom: [], users } });
    const { stdout } = await run('curl', [
      ...['-sS', '--max-time', '10', '--noproxy', '', '-x', `${scheme}://127.0.0.1:${address.port}`],
      ...[...more, `http://localhost:${port}/`],
    ]);
    expect(stdout).toBe('the page');
  });
});
