import { createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeNetwork } from '../../../src/lib/host/node/network.js';
import { startTls } from '../../../src/lib/proxy/way/tls-client.js';
import { type Certificates, makeCertificates } from '../../helpers/certificates.js';
import { missing } from '../../helpers/programs.js';
import { listening, portOf } from '../probe/world.js';

describe.skipIf(missing('openssl'))('TLS connections of one process', () => {
  let certificates: Certificates;
  const close: (() => void)[] = [];

  beforeAll(async () => {
    certificates = await makeCertificates();
  });
  afterAll(async () => {
    for (const act of close) act();
    await certificates?.remove();
  });

  async function session(port: number, ca: string | null, alpn: readonly string[] = []) {
    const socket = nodeNetwork.connect({ host: '127.0.0.1', port }).on('error', () => {});
    const request = { host: '127.0.0.1', ca, alpn, timeoutMs: 5_000, signal: new AbortController().signal };
    const found = await startTls(socket, request, nodeNetwork);
    found.socket.destroy();
    return found;
  }

  it('share no trust and no protocol, in whatever order they are made', async () => {
    const server = createServer({ ...certificates.server, ALPNProtocols: ['h2', 'http/1.1'] });
    server.on('secureConnection', (socket) => socket.on('error', () => {}));
    await listening(server);
    close.push(() => server.close());
    const port = portOf(server);
    const { ca, selfSigned } = certificates;
    const authorities = [null, ca, selfSigned.cert, ca, null, selfSigned.cert];
    const seen = [];
    for (const authority of authorities) seen.push((await session(port, authority)).verifyError);
    expect(seen.map((error) => error === null)).toEqual(authorities.map((authority) => authority === ca));
    const h2 = await session(port, ca, ['h2']);
    const http = await session(port, ca, ['http/1.1']);
    expect([h2.alpn, http.alpn]).toEqual(['h2', 'http/1.1']);
  });

  it('take more authorities than are kept at a time', async () => {
    const server = createServer(certificates.server);
    server.on('secureConnection', (socket) => socket.on('error', () => {}));
    await listening(server);
    close.push(() => server.close());
    for (let n = 0; n < 20; n++) {
      const { verifyError } = await session(portOf(server), `${certificates.ca}\n# ${n}\n`);
      expect(verifyError).toBeNull();
    }
  });
});
