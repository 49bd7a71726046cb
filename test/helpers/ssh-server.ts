import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from './programs.js';
import { type RunningServer, startProgram } from './servers.js';

const run = promisify(execFile);

/** OpenSSH's server with a host key of its own. `maxStartups`: so many may be about to log in at once. */
export function startSsh({ maxStartups = 100 }: { maxStartups?: number } = {}): Promise<RunningServer> {
  return startProgram('sshd', async (port, folder) => {
    const keygen = findProgram('ssh-keygen');
    if (keygen === null) throw new Error('ssh-keygen is not installed');
    const key = join(folder, 'host-key');
    await run(keygen, ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    // Where sshd separates privileges it wants this folder, and nobody makes it without the service.
    if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
    return [
      ...['-D', '-e', '-f', '/dev/null', '-h', key, '-p', String(port)],
      ...['ListenAddress=127.0.0.1', 'PidFile=none', `MaxStartups=${maxStartups}`].flatMap((o) => ['-o', o]),
    ];
  });
}
