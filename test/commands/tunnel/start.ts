import { Config } from '@oclif/core/config';
import Tunnel from '../../../src/commands/tunnel/index.js';
import type { Host } from '../../../src/lib/host/host.js';
import type { TunnelReady } from '../../../src/lib/tunnel/run/ready.js';
import { type FakeHost, type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';

const config = Config.load({ root: process.cwd(), ignoreManifest: true });

/** Runs the command in a world in memory; `changes` are put in the place of its parts. */
export async function start(
  argv: readonly string[],
  options: FakeHostOptions = {},
  changes: Partial<Host> = {},
) {
  const host = fakeHost(options);
  const command = new Tunnel([...argv], await config);
  command.id = 'tunnel';
  return { host, finished: command.runWith({ ...host, ...changes }) };
}

/** Runs it to its end; for what ends by itself. */
export async function outcome(argv: readonly string[], options?: FakeHostOptions) {
  const { host, finished } = await start(argv, options);
  return { exitCode: await finished, ...host.written };
}

export const configPath = '/home/li/project/aliproxy.yaml';

/** A world with an aliproxy.yaml; `yaml` stands below `tunnel:`. */
export function configured(yaml: string, options: FakeHostOptions = {}): FakeHostOptions {
  const lines = yaml.split('\n').map((line) => `  ${line}\n`);
  return { ...options, files: { ...options.files, [configPath]: `tunnel:\n${lines.join('')}` } };
}

/** The lines of JSON that were written so far. */
export function events({ written }: FakeHost): Record<string, unknown>[] {
  return written.out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

export function portOf(host: FakeHost): number {
  const [ready] = events(host) as unknown as TunnelReady[];
  return ready?.listen[0]?.port ?? 0;
}
