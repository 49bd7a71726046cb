import * as packet from 'dns-packet';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Failure } from '../../../src/lib/errors.js';
import { runProbe } from '../../../src/lib/probe/run.js';
import { startDnsmasq } from '../../helpers/dnsmasq.js';
import { loopbackNetwork } from '../../helpers/loopback-network.js';
import { missing } from '../../helpers/programs.js';
import { type RunningServer, startSquid } from '../../helpers/servers.js';
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

describe.skipIf(missing('squid', 'dnsmasq'))('probe of dns, with a real name server', () => {
  let dnsmasq: RunningServer;
  let squid: RunningServer;

  beforeAll(async () => {
    [dnsmasq, squid] = await Promise.all([startDnsmasq(), startSquid({ tunnelPorts: 'any' })]);
  });

  afterAll(async () => {
    await Promise.all([dnsmasq?.stop(), squid?.stop()]);
  });

  const ways = () => [undefined, `http://127.0.0.1:${squid.port}`];

  it.each([
    ['real.test', 'A', ['10.1.2.3'], []],
    ['REAL.Test.', 'A', ['10.1.2.3'], []],
    ['alias.test', 'A', ['10.1.2.3'], ['real.test']],
    ['alias.test', 'CNAME', ['real.test'], []],
    ['mail.test', 'MX', ['10 mx.test'], []],
    ['text.test', 'TXT', ['v=spf1-all'], []],
    ['_redis._tcp.real.test', 'SRV', ['1 2 6379 real.test'], []],
    ['10.1.2.3', 'PTR', ['real.test'], []],
  ])('finds %s %s', async (name, type, answers, aliases) => {
    for (const via of ways()) {
      const result = await probeOne(`dns://127.0.0.1:${dnsmasq.port}/${name}?type=${type}`, { via });
      expect({ via, ...verdict(result) }).toEqual({ via, ...pass });
      expect(result.details.app).toMatchObject({
        ...{ rcode: 'NOERROR', type, answers, aliases, server: `127.0.0.1:${dnsmasq.port}` },
      });
      expect(result.timingsMs.app).toBeGreaterThan(0);
    }
  });

  it.each([
    ['gone.test', 'NXDOMAIN'],
    ['elsewhere.test', 'REFUSED'],
    ['real.test?type=AAAA', 'NOERROR'],
    ['real.test?type=MX', 'NOERROR'],
  ])('fails for %s with %s', async (question, rcode) => {
    for (const via of ways()) {
      const result = await probeOne(`dns://127.0.0.1:${dnsmasq.port}/${question}`, { via });
      expect(verdict(result)).toMatchObject({ code: 'DNS_RCODE', phase: 'app', blame: 'target', ok: false });
      expect(result.diagnosis).toMatchObject({ facts: { rcode }, retryable: false });
    }
  });

  it("asks this machine's first name server where none is named, and shows which", async () => {
    const network = { ...loopbackNetwork, nameServers: () => [`127.0.0.1:${dnsmasq.port}`, '10.0.0.2'] };
    const { results } = await runProbe(request(['dns:///real.test']), ports({ network }));
    expect(results).toMatchObject([
      { target: 'dns:///real.test', host: '127.0.0.1', port: dnsmasq.port, status: 'pass' },
    ]);
  });
});

describe('probe of dns', () => {
  const keep = keepingFakes();

  type Reply = (query: packet.DecodedPacket) => Buffer;

  /** Answers each query with these bytes, in pieces of so many. */
  async function answering(reply: Reply, pieceBytes = 65_537): Promise<Fake> {
    const fake = await serve((socket) => {
      let received = Buffer.alloc(0);
      socket.on('data', async (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]);
        if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
        const bytes = reply(packet.decode(received.subarray(2)));
        for (let at = 0; at < bytes.length; at += pieceBytes) {
          socket.write(bytes.subarray(at, at + pieceBytes));
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
    });
    return keep(fake);
  }

  const address = { type: 'A', name: 'db.test', ttl: 60, data: '10.1.2.3' } as const;
  const message =
    (more: packet.Packet = {}): Reply =>
    ({ id, questions = [] }) =>
      packet.streamEncode({
        type: 'response',
        ...{ id, questions, answers: [address], ...more },
      } as packet.Packet);
  const good = message();
  const ask = (fake: Fake, settings = {}) => probeOne(`dns://127.0.0.1:${fake.port}/db.test`, { settings });

  it('takes an answer whose names are in another case, and shows the least TTL of a chain', async () => {
    const answers: packet.Answer[] = [
      { type: 'A', name: 'REAL.test', ttl: 30, data: '10.1.2.3' },
      { type: 'CNAME', name: 'DB.test', ttl: 600, data: 'real.Test' },
    ];
    const result = await ask(await answering(message({ answers, flags: packet.AUTHORITATIVE_ANSWER })));
    expect(verdict(result)).toEqual(pass);
    expect(result.details.app).toMatchObject({ ttl: 30, authoritative: true, aliases: ['real.Test'] });
  });

  it('takes no record of another name for an answer', async () => {
    const answers: packet.Answer[] = [{ ...address, name: 'other.test' }];
    const result = await ask(await answering(message({ answers })));
    expect(result.diagnosis).toMatchObject({ code: 'DNS_RCODE', facts: { rcode: 'NOERROR' } });
  });

  it('follows no alias of another name', async () => {
    const answers: packet.Answer[] = [
      { type: 'CNAME', name: 'elsewhere.test', ttl: 1, data: 'other.test' },
      { ...address, name: 'other.test' },
    ];
    expect(verdict(await ask(await answering(message({ answers })))).code).toBe('DNS_RCODE');
  });

  it('survives a circle of aliases', async () => {
    const answers: packet.Answer[] = [
      { type: 'CNAME', name: 'db.test', ttl: 1, data: 'b.test' },
      { type: 'CNAME', name: 'b.test', ttl: 1, data: 'db.test' },
    ];
    expect(verdict(await ask(await answering(message({ answers })))).code).toBe('DNS_RCODE');
  });

  it.each([
    [2, 'SERVFAIL', true],
    [3, 'NXDOMAIN', false],
    [5, 'REFUSED', false],
    [11, 'RCODE 11', false],
  ])('rcode %i is %s', async (number, rcode, retryable) => {
    const result = await ask(await answering(message({ answers: [], flags: number })));
    expect(result.diagnosis).toMatchObject({ code: 'DNS_RCODE', facts: { rcode }, retryable });
    const bare = await ask(await answering(message({ answers: [], questions: [], flags: number })));
    expect(bare.diagnosis).toMatchObject({ code: 'DNS_RCODE', facts: { rcode } });
  });

  it.each([
    ['a reply with another id', (query) => good({ ...query, id: ((query.id ?? 0) + 1) & 0xffff })],
    [
      'our own question',
      ({ id, questions = [] }) => packet.streamEncode({ type: 'query', id, questions } as packet.Packet),
    ],
    ['an answer to another name', message({ questions: [{ type: 'A', name: 'evil.test' }] })],
    ['an answer to another type', message({ questions: [{ type: 'AAAA', name: 'db.test' }] })],
    ['an answer without a question', message({ questions: [] })],
    ['a truncated reply, over TCP', message({ flags: packet.TRUNCATED_RESPONSE })],
    [
      'a reply that is shorter than a header',
      (query) => Buffer.concat([Buffer.from([0, 4]), good(query).subarray(2, 6)]),
    ],
    [
      'a message that can’t be read',
      (query) => {
        const bytes = good(query);
        // A record more than there is.
        bytes.writeUInt16BE(9, 2 + 6);
        return bytes;
      },
    ],
  ] as const satisfies readonly (readonly [string, Reply])[])('%s is no answer', async (_name, reply) => {
    for (const pieceBytes of [65_537, 1]) {
      const result = await ask(await answering(reply, pieceBytes));
      expect({ pieceBytes, ...verdict(result) }).toMatchObject({
        ...{ code: 'APP_WRONG_PROTOCOL', phase: 'app', blame: 'config' },
      });
    }
  });

  it.each([
    ['http', 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'],
    ['ssh', 'SSH-2.0-OpenSSH_9.2p1\r\n'],
    ['tls', Buffer.from('15030300020232', 'hex')],
  ])('names %s, however it is cut', async (protocol, text) => {
    for (const pieceBytes of [65_537, 1]) {
      const result = await ask(await answering(() => Buffer.from(text as string), pieceBytes));
      expect(verdict(result)).toMatchObject({ code: 'APP_WRONG_PROTOCOL' });
      expect(result.details.app).toMatchObject({ protocol });
    }
  });

  it('tells silence, a reply that stays unfinished, and closed connections', async () => {
    const silent = keep(await serve(() => {}));
    expect(verdict(await ask(silent, { timeoutMs: 200 }))).toMatchObject({ code: 'APP_TIMEOUT' });
    const unfinished = await answering((query) => good(query).subarray(0, 20));
    expect(verdict(await ask(unfinished, { timeoutMs: 200 }))).toMatchObject({ code: 'APP_TIMEOUT' });
    const closing = keep(await serve((socket) => socket.once('data', () => socket.end())));
    expect(verdict(await ask(closing))).toMatchObject({ code: 'APP_CLOSED', blame: 'target' });
    const proxy = keep(await fakeProxy('HTTP/1.1 200 OK\r\n\r\n', (socket) => socket.end()));
    const result = await probeOne('dns://ns.test/db.test', { via: `127.0.0.1:${proxy.port}` });
    expect(verdict(result)).toMatchObject({ code: 'TUNNEL_CLOSED', phase: 'tunnel' });
  });

  it('gives the same verdict however the answer is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (pieceBytes) => {
        expect(verdict(await ask(await answering(good, pieceBytes)))).toEqual(pass);
      }),
      { numRuns: 10 },
    );
  });

  it('never hangs and never crashes on random bytes behind the right id', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 8, maxLength: 80 }), async (bytes) => {
        const fake = await answering(({ id = 0 }) => {
          const head = Buffer.from([0, bytes.length + 4, id >> 8, id & 0xff, 0x80, 0]);
          return Buffer.concat([head, bytes]);
        });
        const { code } = verdict(await ask(fake, { timeoutMs: 2_000 }));
        expect(['APP_WRONG_PROTOCOL', 'DNS_RCODE', null]).toContain(code);
      }),
      { numRuns: 20 },
    );
  });

  it('does not ask the loopback name server of this machine behind a proxy', async () => {
    const asked: string[] = [];
    const proxy = keep(
      await serve((socket) => {
        socket.once('data', (chunk: Buffer) => {
          asked.push(chunk.toString('latin1').split('\r\n')[0] ?? '');
          socket.end('HTTP/1.1 403 Forbidden\r\nVia: 1.1 p\r\n\r\n');
        });
      }),
    );
    const run = (...servers: string[]) =>
      runProbe(
        request(['dns:///db.test'], { via: `127.0.0.1:${proxy.port}` }),
        ports({ network: { ...loopbackNetwork, nameServers: () => servers } }),
      );
    await run('127.0.0.53', '[fd00::2]:5353', '10.0.0.2');
    expect(asked).toEqual(['CONNECT [fd00::2]:5353 HTTP/1.1']);
    for (const [servers, local] of [
      [['127.0.0.53', '::1'], '127.0.0.53:53'],
      [[], null],
    ] as const) {
      const failure = await run(...servers).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Failure);
      expect(failure).toMatchObject({ code: 'NO_NAME_SERVER', exitCode: 2, facts: { local } });
    }
  });
});
