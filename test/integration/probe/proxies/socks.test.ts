import type { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runProbe } from '../../../../src/lib/probe/run.js';
import { loopbackNetwork } from '../../../helpers/loopback-network.js';
import { type Fake, keepingFakes, ports, probeOne, request, sendInPieces, serve, verdict } from '../world.js';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const opened = '05 00 00 01 7f000001 1f90';

/** Says these in turn, one for each message that comes, and then does as told. */
function fakeSocks(answers: readonly Buffer[], after: (socket: Socket) => void = () => {}): Promise<Fake> {
  return serve((socket) => {
    const left = [...answers];
    socket.on('data', () => {
      const answer = left.shift();
      if (answer === undefined) return;
      socket.write(answer);
      if (left.length === 0) after(socket);
    });
  });
}

describe('probe through SOCKS proxies that misbehave', () => {
  const keep = keepingFakes();

  async function through(
    answers: readonly string[],
    {
      after,
      userPart = '',
      scheme = 'socks5h',
    }: { after?: (socket: Socket) => void; userPart?: string; scheme?: string } = {},
  ): Promise<string> {
    const fake = keep(await fakeSocks(answers.map(hex), after));
    return `${scheme}://${userPart}127.0.0.1:${fake.port}`;
  }

  it.each([
    ['01', 'TARGET_UNREACHABLE', 'network'],
    ['02', 'PROXY_FORBIDDEN', 'proxy'],
    ['03', 'TARGET_UNREACHABLE', 'network'],
    ['04', 'TARGET_UNREACHABLE', 'network'],
    ['05', 'TARGET_REFUSED', 'target'],
    ['06', 'TARGET_TIMEOUT', 'network'],
    ['07', 'PROXY_PROTOCOL', 'proxy'],
    ['08', 'PROXY_PROTOCOL', 'proxy'],
  ])('reply %s: %s', async (reply, code, blame) => {
    for (const address of ['01 00000000', '04 00000000000000000000000000000000', '03 03 616161']) {
      const via = await through(['05 00', `05 ${reply} 00 ${address} 0000`], {
        after: (socket) => socket.end(),
      });
      const result = await probeOne('redis://target.test', { via });
      expect({ address, ...verdict(result) }).toMatchObject({ address, code, phase: 'tunnel', blame });
      expect(result.timingsMs.targetDns).toBeNull();
    }
  });

  it.each([
    ['a bare port', 'target.test:3306', 'mysql', '4a0000000a382e302e333600'],
    ['ssh', 'target.test:22', 'ssh', Buffer.from('SSH-2.0-OpenSSH_9.6\r\n').toString('hex')],
  ])(
    'keeps a greeting that comes in one packet with the reply: %s',
    async (_name, text, protocol, greeting) => {
      for (const address of ['01 00000000', '04 00000000000000000000000000000000', '03 03 616161']) {
        const via = await through(['05 00', `05 00 00 ${address} 0000 ${greeting}`]);
        const result = await probeOne(text, { via });
        expect(verdict(result)).toMatchObject({ status: 'pass' });
        expect(result.details.app).toMatchObject({ protocol });
      }
    },
  );

  it.each([
    ['no method, nothing offered', '', ['05 ff'], 'PROXY_AUTH_REQUIRED', 'config'],
    ['no method, a password offered', 'li:word@', ['05 ff'], 'PROXY_AUTH_FAILED', 'config'],
    ['a wrong password', 'li:word@', ['05 02', '01 01'], 'PROXY_AUTH_FAILED', 'config'],
    ['a method that was not offered', '', ['05 02'], 'PROXY_PROTOCOL', 'proxy'],
    ['GSSAPI', 'li:word@', ['05 01'], 'PROXY_PROTOCOL', 'proxy'],
    ['a reply of another version', '', ['05 00', '04 00'], 'PROXY_PROTOCOL', 'proxy'],
    ['an address of an unknown type', '', ['05 00', '05 00 00 09'], 'PROXY_PROTOCOL', 'proxy'],
    [
      'HTTP',
      '',
      [Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n').toString('hex')],
      'PROXY_WRONG_SCHEME',
      'config',
    ],
    ['TLS', '', ['15 0303 0002 0246'], 'PROXY_WRONG_SCHEME', 'config'],
    ['SSH', '', [Buffer.from('SSH-2.0-x\r\n').toString('hex')], 'PROXY_PROTOCOL', 'proxy'],
  ] as const)('%s', async (_name, userPart, answers, code, blame) => {
    const via = await through(answers, { userPart, after: (socket) => socket.end() });
    const result = await probeOne('target.test:6379', { via });
    expect(verdict(result)).toMatchObject({ code, phase: 'tunnel', blame });
  });

  it('a proxy that never answers, at each of its turns', async () => {
    for (const answers of [[], ['05 00'], ['05 02'], ['05 02', '01 00'], ['05 00', '05 00 00 01 7f']]) {
      const via = await through(answers, { userPart: 'li:word@' });
      const result = await probeOne('target.test:6379', { via, settings: { tunnelTimeoutMs: 150 } });
      expect({ answers, ...verdict(result) }).toMatchObject({
        ...{ answers, code: 'TUNNEL_TIMEOUT', phase: 'tunnel', blame: 'network' },
      });
      expect(result.timingsMs.tunnel).toBeGreaterThanOrEqual(140);
      expect(result.timingsMs.tunnel).toBeLessThan(2_000);
    }
  });

  it('a proxy that closes, at each of its turns, with FIN and with RST', async () => {
    for (const end of [(socket: Socket) => socket.end(), (socket: Socket) => socket.resetAndDestroy()]) {
      const atOnce = keep(await serve((socket) => socket.once('data', () => end(socket))));
      const result = await probeOne('target.test:6379', { via: `socks5h://127.0.0.1:${atOnce.port}` });
      expect(verdict(result)).toMatchObject({ code: 'PROXY_CLOSED', phase: 'tunnel', blame: 'proxy' });
    }
    const later = await through(['05 00', '05 00 00'], { after: (socket) => socket.end() });
    expect(verdict(await probeOne('target.test:6379', { via: later })).code).toBe('PROXY_CLOSED');
  });

  it('a connection that is opened and closed before a byte: whatever the kind of target', async () => {
    for (const end of [(socket: Socket) => socket.end(), (socket: Socket) => socket.resetAndDestroy()]) {
      const via = await through(['05 00', opened], { after: (socket) => setTimeout(() => end(socket), 30) });
      for (const text of ['target.test:3306', 'redis://target.test', 'https://target.test']) {
        const result = await probeOne(text, { via });
        expect({ text, ...verdict(result) }).toMatchObject({
          ...{ text, code: 'TUNNEL_CLOSED', phase: 'tunnel', blame: 'target' },
        });
      }
    }
  });

  it('tunnels plain HTTP: a SOCKS proxy is asked for nothing in absolute form', async () => {
    let seen = '';
    const fake = keep(
      await fakeSocks([hex('05 00'), hex(opened)], (socket) =>
        socket.on('data', (chunk: Buffer) => {
          seen += chunk.toString();
          if (seen.endsWith('\r\n\r\n')) socket.end('HTTP/1.1 204 No Content\r\n\r\n');
        }),
      ),
    );
    const via = `socks5h://li:word@127.0.0.1:${fake.port}`;
    expect(verdict(await probeOne('http://target.test/a', { via }))).toMatchObject({ status: 'pass' });
    expect(seen.split('\r\n')[0]).toBe('GET /a HTTP/1.1');
    expect(seen).not.toMatch(/proxy-authorization/i);
  });

  it('asks for the second family where the first can’t be had, on a fresh connection', async () => {
    const asked: string[] = [];
    const fake = keep(
      await serve((socket, n) => {
        let messages = 0;
        socket.on('data', (chunk: Buffer) => {
          messages += 1;
          if (messages === 1) return void socket.write(hex('05 00'));
          asked.push(chunk.toString('hex'));
          if (n === 1) socket.end(hex('05 08 00 01 00000000 0000'));
          else socket.write(Buffer.concat([hex(opened), Buffer.from('SSH-2.0-x\r\n')]));
        });
      }),
    );
    const network = {
      ...loopbackNetwork,
      resolve: async () => [
        { address: 'fd00::8', family: 6 as const },
        { address: 'fd00::9', family: 6 as const },
        { address: '10.0.3.8', family: 4 as const },
      ],
    };
    const { results } = await runProbe(
      request(['both.test:22'], { via: `socks5://127.0.0.1:${fake.port}` }),
      ports({ network }),
    );
    expect(results.map((result) => result.status)).toEqual(['pass']);
    expect(asked).toEqual(['05010004fd000000000000000000000000000008' + '0016', '050100010a000308' + '0016']);
    expect(fake.connections()).toBe(2);
  });

  it('the same verdict and the same bytes for the target, however its bytes are cut', async () => {
    const bytes = Buffer.concat([hex('05 02 01 00'), hex(opened), Buffer.from('+PONG\r\n')]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 6 }),
        async (cuts) => {
          const fake = await serve((socket) => {
            socket.once('data', () => sendInPieces(socket, bytes, cuts));
          });
          try {
            const result = await probeOne('redis://target.test', {
              via: `socks5h://li:word@127.0.0.1:${fake.port}`,
            });
            expect({ cuts, ...verdict(result) }).toMatchObject({ cuts, status: 'pass' });
          } finally {
            await fake.close();
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('an end within the limit, whatever bytes come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 40 }), async (noise) => {
        const fake = await serve((socket) => socket.once('data', () => socket.end(Buffer.from(noise))));
        try {
          for (const scheme of ['socks5h', 'http', 'https']) {
            const result = await probeOne('target.test:6379', {
              via: `${scheme}://127.0.0.1:${fake.port}`,
              settings: { tunnelTimeoutMs: 500, connectTimeoutMs: 500 },
            });
            expect(result.diagnosis?.code ?? 'PASS').not.toBe('INTERNAL');
          }
        } finally {
          await fake.close();
        }
      }),
      { numRuns: 25 },
    );
  });
});
