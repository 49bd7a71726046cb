import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { AliproxyCommand, type CommandContext, type Parsed, type Report } from '../lib/cli/base-command.js';
import type { ExplainFlags } from '../lib/cli/explain-request.js';
import { choiceFlag } from '../lib/cli/flags.js';
import { exitCodes } from '../lib/errors.js';
import type { Shell } from '../lib/proxy/explain/shell-lines.js';

/** The flags' values as oclif gives them. */
interface Given extends ExplainFlags {
  readonly shell?: Shell | 'all';
}

export default class Explain extends AliproxyCommand {
  static override summary = 'Say which proxy each client would use for a URL, and why they differ.';

  static override description =
    `For Go (net/http), curl, wget, git, Python (requests), Node.js (fetch), Java, .NET (HttpClient) and, on Windows, WinINET: the proxy it would take from the variables and from its own settings, the variable or the NO_PROXY entry that decides, and what to set so that all of them agree. Nothing is contacted and nothing is changed.

URL may have any scheme; host or host:port is taken for https, or for what the port is known for, else http. A user part and a query are dropped.

With --environment a saved environment is judged instead of this one: what env, printenv, env -0 or cmd's set print, export lines, or a JSON object. Settings and versions of this machine then play no part.

Exit codes: 0 answered, also where clients disagree, 2 wrong usage or configuration, 130 interrupted.`;

  static override examples = [
    {
      description: 'Why does curl get there, and the Go program not?',
      command: '<%= config.bin %> <%= command.id %> https://api.internal/health',
    },
    {
      description: 'What would a longer NO_PROXY change?',
      command:
        '<%= config.bin %> <%= command.id %> https://api.internal --no-proxy .internal,10.0.0.0/8 --client go,curl',
    },
    {
      description: 'Judge the environment of another machine, as JSON',
      command: '<%= config.bin %> <%= command.id %> http://10.0.3.8:8080 --environment colleague.txt --json',
    },
  ];

  static override args = {
    url: Args.string({ required: true, description: 'A URL, host or host:port.' }),
  };

  static override flags = {
    environment: Flags.string({
      summary: 'Judge the variables saved in this file, not those of this process.',
      helpValue: 'FILE',
      helpGroup: 'ENVIRONMENT',
    }),
    platform: choiceFlag(['windows', 'linux', 'macos'])({
      summary: 'The system that the file comes from. [default: as the file tells]',
      helpGroup: 'ENVIRONMENT',
    }),
    'http-proxy': Flags.string({
      summary: 'As if HTTP_PROXY had this value, in both spellings; empty: as if it were not set.',
      helpValue: 'URL',
      helpGroup: 'ENVIRONMENT',
    }),
    'https-proxy': Flags.string({
      summary: 'The same for HTTPS_PROXY.',
      helpValue: 'URL',
      helpGroup: 'ENVIRONMENT',
    }),
    'no-proxy': Flags.string({
      summary: 'The same for NO_PROXY.',
      helpValue: 'LIST',
      helpGroup: 'ENVIRONMENT',
    }),
    client: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Only these clients; repeat it, or separate them by commas.',
      helpValue: 'ID,…',
      helpGroup: 'OUTPUT',
    }),
    shell: choiceFlag(['powershell', 'cmd', 'bash', 'all'])({
      summary: "The shell to write the advice for. [default: the system's]",
      helpGroup: 'OUTPUT',
    }),
  };

  protected override async perform({ flags, args }: Parsed, context: CommandContext): Promise<Report> {
    const given = flags as Given;
    const { explain } = await import('../lib/proxy/explain/explain.js');
    const { readExplainRequest, worldFor } = await import('../lib/cli/explain-request.js');
    const { adviceLines, shellOf, shells } = await import('../lib/proxy/explain/shell-lines.js');
    const { explainJson, explainText } = await import('../lib/output/views/explain.js');
    const { text, style } = context;
    const request = await readExplainRequest(String(args.url), given, context);
    const world = await worldFor(request, context);
    const explanation = explain(
      request.target,
      world,
      request.clients === undefined ? {} : { clients: request.clients },
    );
    const lines = adviceLines(explanation.advice?.changes ?? []);
    const shown = { explanation, lines, assumed: request.assumed };
    const shell = given.shell ?? shellOf(world.os);
    return {
      exitCode: exitCodes.ok,
      json: explainJson(shown, text),
      view: () =>
        explainText(
          shown,
          { text, style },
          { shells: shell === 'all' ? shells : [shell], environmentFile: given.environment },
        ),
    };
  }
}
