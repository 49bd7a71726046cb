// Runs inside the network namespace that metadata.test.ts makes: listeners, a tunnel, and one CONNECT to each.
import { connect, createServer } from 'node:net';
import { nodeHost } from '../../../src/lib/host/node/host.js';
import { nodeNetwork } from '../../../src/lib/host/node/network.js';
import { defaultSettings } from '../../../src/lib/tunnel/settings.js';
import { startTunnel } from '../../../src/lib/tunnel/tunnel.js';

const port = 8080;
const seen: Record<string, number> = {};
const metadata = '100.100.100.200';

async function main(): Promise<void> {
  for (const host of [metadata, '169.254.169.254', '10.0.0.1']) await listenOn(host);
  const network = {
    ...nodeNetwork,
    resolve: async () => [{ address: metadata, family: 4 as const }],
  };
  const tunnel = await startTunnel(
    { ...defaultSettings, listen: [{ host: '127.0.0.1', port: 0 }] },
    { ...nodeHost(), network },
  );
  const answers: Record<string, string> = {};
  const targets = [
    metadata,
    '169.254.169.254',
    `[::ffff:${metadata}]`,
    '[::ffff:a9fe:a9fe]',
    'metadata.test',
    '10.0.0.1',
  ];
  for (const target of targets) answers[target] = await ask(tunnel.address.port, target);
  process.stdout.write(JSON.stringify({ seen, answers }), () => process.exit());
}

function listenOn(host: string): Promise<void> {
  seen[host] = 0;
  const server = createServer((socket) => {
    seen[host] = (seen[host] ?? 0) + 1;
    socket.on('error', () => {});
  });
  return new Promise((resolve) => server.listen(port, host, resolve));
}

/** `connected`, or the code of the refusal. */
function ask(proxyPort: number, target: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(proxyPort, '127.0.0.1');
    socket.write(`CONNECT ${target}:${port} HTTP/1.1\r\n\r\n`);
    socket.once('data', (bytes) => {
      const text = bytes.toString();
      resolve(text.includes(' 200 ') ? 'connected' : (/X-Aliproxy-Error: (\w+)/.exec(text)?.[1] ?? text));
      socket.destroy();
    });
  });
}

main().catch((error: unknown) => {
  process.stderr.write(String(error));
  process.exit(1);
});
