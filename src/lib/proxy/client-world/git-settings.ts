import type { Host } from '../../host/host.js';
import type { ClientSetting } from '../clients/client.js';

const limitMs = 2_000;

/** `http.proxy` and `http.<url>.proxy` as they hold in the current folder, in the order git reads them. */
export async function gitProxySettings(
  { processes, platform }: Host,
  signal: AbortSignal,
): Promise<readonly ClientSetting[]> {
  const { exitCode, stdout } = await processes.run({
    file: 'git',
    args: ['config', '-z', '--get-regexp', '^http\\.(.*\\.)?proxy$'],
    cwd: platform.cwd,
    timeoutMs: limitMs,
    signal,
  });
  return exitCode === 0 ? readGitSettings(stdout) : [];
}

/** `git config -z`: a name, a line end and a value, ended by NUL; a name alone is a switch without a value. */
export function readGitSettings(stdout: string): ClientSetting[] {
  return stdout
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const end = entry.indexOf('\n');
      return end < 0
        ? { name: entry, value: '' }
        : { name: entry.slice(0, end), value: entry.slice(end + 1) };
    });
}
