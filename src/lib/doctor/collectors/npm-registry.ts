import type { Host } from '../../host/host.js';
import { readIfThere } from '../../host/read-if-there.js';
import { firstVariable } from '../../host/variables.js';
import { pathsOf, rootFolder } from './paths.js';

/** npm itself is a program on Node: its start takes longer than all of this. */
const npmMs = 3_000;

/**
 * The registry that npm is set to for programs installed globally: a variable, the user's `.npmrc`, else what npm
 * says. Its user part is left out: it is npm's to send. Null where there is none.
 */
export async function findRegistry(host: Host, signal: AbortSignal): Promise<URL | null> {
  const { env, platform } = host;
  // npm takes its variables in any case.
  const named = Object.keys(env).find((name) => name.toLowerCase() === 'npm_config_registry');
  const variable = named && env[named];
  if (variable) return readRegistryUrl(variable);
  const userFile =
    firstVariable(['npm_config_userconfig', 'NPM_CONFIG_USERCONFIG'], env, platform.os)?.value ??
    pathsOf(host).join(platform.home, '.npmrc');
  const setting = await readSetting(host, userFile);
  return readRegistryUrl(setting ?? (await askNpm(host, signal)));
}

/** `registry = https://…`, the last one counts; `${NAME}` is the variable of that name. */
async function readSetting(host: Host, path: string): Promise<string | null> {
  const content = await readIfThere(host, path);
  const value = [...(content ?? '').matchAll(/^[ \t]*registry[ \t]*=[ \t]*(.*?)[ \t]*\r?$/gm)].at(-1)?.[1];
  if (!value) return null;
  return value
    .replace(/^(["'])(.*)\1$/, '$2')
    .replace(/\$\{([^}]+)\}/g, (whole, name: string) => host.env[name] ?? whole);
}

async function askNpm(host: Host, signal: AbortSignal): Promise<string> {
  const npm = await host.processes.find('npm');
  if (npm === null) return '';
  const { stdout } = await host.processes.run({
    file: npm,
    args: ['config', 'get', 'registry'],
    timeoutMs: npmMs,
    // A folder's own .npmrc is not meant: this program is installed for all of them.
    cwd: rootFolder(host),
    env: { NO_UPDATE_NOTIFIER: '1', npm_config_update_notifier: 'false' },
    signal,
  });
  return stdout.trim().split(/\r?\n/).at(-1) ?? '';
}

function readRegistryUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text.endsWith('/') ? text : `${text}/`);
  url.username = '';
  url.password = '';
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : null;
}
