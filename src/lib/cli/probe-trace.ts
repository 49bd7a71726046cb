import type { Network } from '../host/network.js';
import type { CommandContext } from './base-command.js';

/** The host's network, its exchange on stderr: masked in the bytes, and once more as text. */
export async function tracedNetwork({ host, secrets, progress, text }: CommandContext): Promise<Network> {
  const { traced } = await import('../probe/trace/trace-network.js');
  return traced(host.network, {
    clock: host.clock,
    secrets: () => secrets.values,
    words: text.probe.trace,
    print: (line) => {
      progress.stop();
      host.output.err(`${secrets.text(line)}\n`);
    },
  });
}
