import type { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runProbe } from '../../../src/lib/probe/run.js';
import { Redactor } from '../../../src/lib/redact.js';
import {
  type Fake,
  fakeProxy,
  keepingFakes,
  pass,
  ports,
  probeOne,
  request,
  serve,
  verdict,
} from './world.js';

describe('probe of redis, by the bytes of a reply', () => {
  const keep = keepingFakes();

  /** Answers the nth command of each connection with the nth reply; records the commands. */
  async function redis(
    replies: readonly string[],
    pieceBytes = 1_000,
  ): Promise<Fake & { commands: string[] }> {
    const commands: string[] = [];
    const fake = await serve((socket) => {
      let n = 0;
      socket.on('data', async (chunk: Buffer) => {
        commands.push(chunk.toString().replaceAll('\r\n', ' ').trim());
        const reply = Buffer.from(replies[n++] ?? '-ERR too many commands\r\n');
        for (let at = 0; at < reply.length; at += pieceBytes) {
          socket.write(reply.subarray(at, at + pieceBytes));
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
    });
    return Object.assign(keep(fake), { commands });
  }

  const at = (fake: Fake, userPart = '', path = '') => `redis://${userPart}127.0.0.1:${fake.port}${path}`;

  it.each([
    ['+PONG', null, null],
    ['-LOADING Redis is loading the dataset in memory', 'APP_LOADING', 'target'],
    [
      "-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
      'APP_DEGRADED',
      'target',
    ],
    ["-READONLY You can't write against a read only replica.", 'APP_DEGRADED', 'target'],
    ['-ERR redis temporary failure', 'APP_DEGRADED', 'target'],
    ['-ERR request refused, too many pending request', 'APP_DEGRADED', 'target'],
    ['-ERR max number of clients reached', 'APP_OVERLOADED', 'target'],
    ['-ERR must use ssl connection in ssl port', 'APP_TLS_REQUIRED', 'config'],
    ['-ERR client ip is not in whitelist', 'APP_WHITELIST', 'config'],
    ['-DENIED Redis is running in protected mode', 'APP_DENIED', 'config'],
    ['+OK POP3 server ready', 'APP_WRONG_PROTOCOL', 'config'],
    ['+OK', 'APP_WRONG_PROTOCOL', 'config'],
  ])('%s, whole and byte by byte', async (line, code, blame) => {
    for (const pieceBytes of [1_000, 1]) {
      const result = await probeOne(at(await redis([`${line}\r\n`], pieceBytes)));
      expect({ pieceBytes, ...verdict(result) }).toMatchObject(
        code === null ? pass : { status: 'fail', ok: false, code, phase: 'app', blame },
      );
      expect(result.details.app).toMatchObject({ reply: line });
    }
  });

  it('shows the address that a whitelist saw', async () => {
    const result = await probeOne(at(await redis(['-ERR illegal address: 10.0.0.10:51234\r\n'])));
    expect(result.diagnosis).toMatchObject({ code: 'APP_WHITELIST', facts: { clientIp: '10.0.0.10' } });
    expect(result.details.app).toMatchObject({ clientIpSeen: '10.0.0.10' });
  });

  it.each([
    ["-NOPERM this user has no permissions to run the 'ping' command", 'PING_NOT_ALLOWED'],
    ["-ERR command 'ping' not support for your account", 'PING_NOT_ALLOWED'],
    ['-MOVED 3999 127.0.0.1:6381', 'CLUSTER'],
    ['-CLUSTERDOWN The cluster is down', 'CLUSTER'],
  ])('passes with a note: %s', async (line, note) => {
    const result = await probeOne(at(await redis([`${line}\r\n`])));
    expect(verdict(result)).toEqual(pass);
    expect(result.details.app).toMatchObject({ note });
  });

  it('warns where a password is wanted and none was given, and asks for no database then', async () => {
    const fake = await redis(['-NOAUTH Authentication required.\r\n']);
    const result = await probeOne(at(fake, '', '/3'));
    expect(verdict(result)).toMatchObject({ status: 'warn', ok: true, code: 'APP_AUTH_REQUIRED' });
    expect(fake.commands).toEqual(['*1 $4 PING']);
  });

  it.each([
    [['+OK', '+PONG'], 'user', null, ['*3 $4 AUTH $2 li $4 word', '*1 $4 PING']],
    [
      ["-ERR wrong number of arguments for 'auth' command", '+OK', '+PONG'],
      ...['joined', 'AUTH_JOINED', ['*3 $4 AUTH $2 li $4 word', '*2 $4 AUTH $7 li:word', '*1 $4 PING']],
    ],
    [
      ['-WRONGPASS invalid username-password pair', '+OK', '+PONG'],
      ...['joined', 'AUTH_JOINED', ['*3 $4 AUTH $2 li $4 word', '*2 $4 AUTH $7 li:word', '*1 $4 PING']],
    ],
    [
      [
        "-ERR wrong number of arguments for 'auth' command",
        '-ERR Client sent AUTH, but no password is set',
        '+PONG',
      ],
      ...['not-needed', 'AUTH_NOT_NEEDED', expect.any(Array)],
    ],
  ] as [string[], string, string | null, string[]][])(
    'AUTH answered %j: %s',
    async (lines, auth, note, commands) => {
      const fake = await redis(lines.map((line) => `${line}\r\n`));
      const result = await probeOne(at(fake, 'li:word@'));
      expect(verdict(result)).toEqual(pass);
      expect(result.details.app).toMatchObject({ auth, note, reply: '+PONG' });
      expect(fake.commands).toEqual(commands);
    },
  );

  it('tries the joined form once, shows the first refusal, and stops', async () => {
    const fake = await redis(['-WRONGPASS invalid pair\r\n', '-ERR invalid password\r\n']);
    const result = await probeOne(at(fake, 'li:word@'));
    expect(result.diagnosis).toMatchObject({
      ...{ code: 'APP_AUTH_FAILED', retryable: false, facts: { said: '-WRONGPASS invalid pair' } },
    });
    expect(fake.commands).toHaveLength(2);
    const alone = await redis(['-WRONGPASS invalid pair\r\n']);
    expect(verdict(await probeOne(at(alone, ':word@'))).code).toBe('APP_AUTH_FAILED');
    expect(alone.commands).toHaveLength(1);
  });

  it('shows nothing of what it sent, even where the server repeats it', async () => {
    const fake = await redis([
      "-ERR unknown command 'AUTH', with args beginning with: 'li' 'pass-word-1'\r\n",
      '-ERR pass-word-1\r\n',
    ]);
    const secrets = new Redactor();
    const run = await runProbe(request([at(fake, 'li:pass-word-1@')]), ports({ secrets }));
    expect(JSON.stringify(run)).not.toContain('pass-word-1');
    expect(fake.commands[0]).toContain('pass-word-1');
  });

  it.each([
    ['+OK', null, null],
    ['-ERR DB index is out of range', 'APP_DENIED', 'config'],
    ['-ERR SELECT is not allowed in cluster mode', 'APP_DENIED', 'config'],
    ["-NOPERM this user has no permissions to run the 'select' command", 'APP_DENIED', 'config'],
    ['-LOADING Redis is loading the dataset in memory', 'APP_LOADING', 'target'],
  ])('selects the database of the URL: %s', async (line, code, blame) => {
    const fake = await redis(['+PONG\r\n', `${line}\r\n`]);
    const result = await probeOne(at(fake, '', '/2'));
    expect(fake.commands[1]).toBe('*2 $6 SELECT $1 2');
    expect(verdict(result)).toMatchObject(code === null ? pass : { code, blame, phase: 'app' });
  });

  it('does not ask for database 0, where every connection is', async () => {
    const fake = await redis(['+PONG\r\n']);
    for (const path of ['', '/', '/0']) {
      expect(verdict(await probeOne(at(fake, '', path)))).toEqual(pass);
    }
    expect(new Set(fake.commands)).toEqual(new Set(['*1 $4 PING']));
  });

  it.each([
    ['http', 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'],
    ['tls', Buffer.from('15030300020232', 'hex')],
    ['ssh', 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'],
    ['mysql', Buffer.from('4a0000000a382e302e333600080000005f', 'hex')],
    // Its length, 45, is the code of a minus.
    ['mysql', Buffer.concat([Buffer.from('2d0000000a', 'hex'), Buffer.from('8.0.36\0'.padEnd(44, 'x'))])],
    ['imap', '* OK IMAP4rev1 ready\r\n'],
    ['unknown', Buffer.alloc(300, 0x7f)],
  ])('names %s, whole and byte by byte', async (protocol, bytes) => {
    const fake = async (pieceBytes: number) =>
      keep(
        await serve(async (socket: Socket) => {
          const all = Buffer.from(bytes as string);
          for (let begin = 0; begin < all.length; begin += pieceBytes) {
            socket.write(all.subarray(begin, begin + pieceBytes));
            await new Promise((resolve) => setImmediate(resolve));
          }
        }),
      );
    for (const pieceBytes of [1_000, 1]) {
      const result = await probeOne(at(await fake(pieceBytes)));
      expect({ pieceBytes, ...verdict(result) }).toMatchObject({
        code: 'APP_WRONG_PROTOCOL',
        blame: 'config',
      });
      expect(result.details.app).toMatchObject({ protocol });
    }
  });

  it('hears a refusal that comes before the question, and the connection’s end with it', async () => {
    const fake = keep(await serve((socket) => socket.end('-ERR max number of clients reached\r\n')));
    for (const userPart of ['', ':word@']) {
      const result = await probeOne(at(fake, userPart));
      expect(verdict(result)).toMatchObject({ code: 'APP_OVERLOADED', phase: 'app' });
    }
  });

  it('tells a connection that is reset or closed, and silence', async () => {
    const resetting = keep(await serve((socket) => socket.once('data', () => socket.resetAndDestroy())));
    const closing = keep(await serve((socket) => socket.once('data', () => socket.end())));
    for (const fake of [resetting, closing]) {
      const result = await probeOne(at(fake));
      expect(verdict(result)).toMatchObject({ code: 'APP_CLOSED', phase: 'app', blame: 'target' });
      expect(result.diagnosis?.facts).toMatchObject({ expected: 'redis' });
    }
    const silent = keep(await serve(() => {}));
    const slow = await probeOne(at(silent), { settings: { timeoutMs: 200 } });
    expect(verdict(slow)).toMatchObject({ code: 'APP_TIMEOUT', phase: 'app' });
    const proxy = keep(await fakeProxy('HTTP/1.1 200 OK\r\n\r\n', (socket) => socket.end()));
    const tunnel = await probeOne('redis://r.test', { via: `127.0.0.1:${proxy.port}` });
    expect(verdict(tunnel)).toMatchObject({ code: 'TUNNEL_CLOSED', phase: 'tunnel' });
  });

  it('shares one limit between its commands', async () => {
    const fake = keep(
      await serve((socket) => socket.once('data', () => setTimeout(() => socket.write('+OK\r\n'), 250))),
    );
    const began = performance.now();
    const result = await probeOne(at(fake, ':word@'), { settings: { timeoutMs: 400 } });
    expect(verdict(result).code).toBe('APP_TIMEOUT');
    expect(performance.now() - began).toBeLessThan(550);
  });

  it('never hangs and never crashes on random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 60 }), async (raw) => {
        const fake = keep(await serve((socket) => socket.end(Buffer.from(raw))));
        const result = await probeOne(at(fake), { settings: { timeoutMs: 1_000 } });
        expect(['APP_WRONG_PROTOCOL', 'APP_CLOSED', 'APP_DEGRADED']).toContain(verdict(result).code);
      }),
      { numRuns: 20 },
    );
  });
});
