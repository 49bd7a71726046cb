import { Config } from '@oclif/core/config';
import { beforeAll } from 'vitest';
import Probe from '../../../src/commands/probe.js';
import type { Files } from '../../../src/lib/host/files.js';
import { nodeClock } from '../../../src/lib/host/node/clock.js';
import { type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';
import { fakeProxy, keepingFakes, serve } from '../../integration/probe/world.js';

export interface BenchOptions extends FakeHostOptions {
  /** In place of what works in the memory's file system. */
  broken?: Partial<Files>;
}

/** The command in a fake world with the real network and clock; call it once in a file. */
export function probeBench() {
  let config: Config;
  beforeAll(async () => {
    Probe.id = 'probe';
    config = await Config.load({ root: process.cwd(), ignoreManifest: true });
  });
  const keep = keepingFakes();

  function begin(argv: readonly string[], { broken = {}, ...options }: BenchOptions = {}) {
    const fake = fakeHost(options);
    const host = { ...fake, clock: nodeClock, files: { ...fake.files, ...broken } };
    return { host, finished: new Probe([...argv], config).runWith(host) };
  }

  async function run(argv: readonly string[], options?: BenchOptions) {
    const { host, finished } = begin(argv, options);
    return { exitCode: await finished, ...host.written, contents: host.contents };
  }

  async function runJson(argv: readonly string[], options?: BenchOptions) {
    const { exitCode, out, err } = await run([...argv, '--json'], options);
    return { exitCode, document: JSON.parse(out), err };
  }

  return {
    ...{ begin, run, runJson, keep },
    /** A Redis that answers each PING. */
    pong: async () => keep(await serve((socket) => socket.on('data', () => socket.write('+PONG\r\n')))),
    silent: async () => keep(await serve((socket) => socket.resume())),
    /** A proxy that opens no tunnel to anywhere. */
    forbidding: async () => keep(await fakeProxy('HTTP/1.1 403 Forbidden\r\nContent-Length: 5\r\n\r\nnever')),
    /** A web server that answers every request the same, and keeps what it was asked. */
    web: async (answer = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nready') => {
      const asked: string[] = [];
      const fake = await serve((socket) => {
        let head = '';
        socket.on('data', (chunk) => {
          head += chunk.toString('latin1');
          if (!head.includes('\r\n\r\n')) return;
          asked.push(head);
          head = '';
          socket.end(answer);
        });
      });
      return { ...keep(fake), asked };
    },
  };
}

/** The configuration file of the project, as a fake world has it. */
export const configPath = '/home/li/project/aliproxy.yaml';

/** The lines of the section `probe`, as that file. */
export function probeSection(...lines: readonly string[]): Record<string, string> {
  return { [configPath]: `probe:\n${lines.map((line) => `  ${line}\n`).join('')}` };
}
