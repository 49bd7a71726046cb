import type { Environment, Host } from '../../host/host.js';
import { spellingOf, type VariableChange, withVariables } from '../../proxy/environment-variables.js';
import { pathsOf } from '../collectors/paths.js';

/**
 * The machine as a terminal finds it that is opened after these changes: this process, and what it starts, would go on
 * with the old variables.
 */
export function worldAfter(host: Host, changes: readonly VariableChange[]): Host {
  const { os } = host.platform;
  const env = withVariables(host.env, os, changes);
  // A removed variable is gone from the new environment: how it is spelled, the old one knows.
  const names = new Set(changes.map(({ name }) => spellingOf(host.env, os, name)));
  const changed: Environment = Object.fromEntries([...names].map((name) => [name, env[name]]));
  return {
    ...host,
    env,
    processes: {
      find: async (name) => (await host.processes.find(name)) ?? (await findInNewFolders(name, host, env)),
      run: (request) => host.processes.run({ ...request, env: { ...changed, ...request.env } }),
    },
  };
}

/** The folders of PATH that this process does not have. */
async function findInNewFolders(name: string, host: Host, env: Environment): Promise<string | null> {
  const { delimiter, join } = pathsOf(host);
  const folders = (from: Environment) =>
    (from[spellingOf(from, host.platform.os, 'PATH')] ?? '').split(delimiter).filter(Boolean);
  const known = new Set(folders(host.env));
  const endings = host.platform.os === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const folder of folders(env).filter((entry) => !known.has(entry))) {
    for (const ending of endings) {
      const path = join(folder, name + ending);
      if (await host.files.exists(path)) return path;
    }
  }
  return null;
}
