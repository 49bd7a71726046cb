import type { Environment, Host } from '../../host/host.js';
import { spellingOf } from '../../host/variables.js';
import { type VariableChange, withVariables } from '../../proxy/explain/environment-variables.js';
import { findIn, pathFolders } from '../collectors/path-programs.js';

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
      start: (request) => host.processes.start({ ...request, env: { ...changed, ...request.env } }),
    },
  };
}

/** In the folders of PATH that this process does not have. */
async function findInNewFolders(name: string, host: Host, env: Environment): Promise<string | null> {
  const known = new Set(pathFolders(host));
  for (const folder of pathFolders({ ...host, env }).filter((entry) => !known.has(entry))) {
    const path = await findIn(host, folder, name);
    if (path !== null) return path;
  }
  return null;
}
