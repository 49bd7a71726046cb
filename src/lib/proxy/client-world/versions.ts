import type { Host } from '../../host/host.js';
import type { ClientId, ClientWorld } from '../clients/client.js';

const limitMs = 2_000;

/** How a client tells its version. */
const questions: readonly {
  readonly client: ClientId;
  readonly file: string;
  readonly args: readonly string[];
  readonly version: RegExp;
}[] = [
  { client: 'curl', file: 'curl', args: ['--disable', '--version'], version: /^curl (\d+\.\d+\.\d+)/ },
  { client: 'wget', file: 'wget', args: ['--version'], version: /^GNU Wget2? (\d+(?:\.\d+)+)/ },
  { client: 'git', file: 'git', args: ['--version'], version: /^git version (\d+(?:\.\d+)+)/ },
  {
    client: 'dotnet',
    file: 'dotnet',
    args: ['--list-runtimes'],
    // In the order of their versions: the last is the newest.
    version: /.*^Microsoft\.NETCore\.App (\d+\.\d+\.\d+)/ms,
  },
];

/** The versions of the installed clients, asked at the same time; a client that does not answer is left out. */
export async function installedVersions(
  host: Host,
  asked: (client: ClientId) => boolean,
  signal: AbortSignal,
): Promise<ClientWorld['versions']> {
  const answers = await Promise.all(
    questions
      // git speaks HTTP by libcurl, which is of curl's release.
      .filter(({ client }) => asked(client) || (client === 'curl' && asked('git')))
      .map(async ({ client, file, args, version }) => {
        const { stdout } = await host.processes.run({ file, args, timeoutMs: limitMs, signal });
        return [client, version.exec(stdout)?.[1]] as const;
      }),
  );
  const found = Object.fromEntries(answers.filter(([, version]) => version !== undefined));
  return { node: host.platform.nodeVersion, ...found };
}
