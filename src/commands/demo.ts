import { AliproxyCommand, type CommandContext, type Parsed, type Report } from '../lib/cli/base-command.js';
import { demoHost } from '../lib/cli/demo-host.js';
import type { DemoStep } from '../lib/demo/steps.js';
import { exitCodes, Failure } from '../lib/errors.js';

export default class Demo extends AliproxyCommand {
  static override summary = 'Show the main job on embedded parts: no account, nothing leaves this machine.';

  static override description =
    `Runs doctor on this machine, then a tunnel and a probe of embedded targets through it (one target is refused on purpose, to show a diagnosis), then makes a VPC, a firewall rule and a server in the embedded sandbox. Every part but the doctor is embedded.

Exit codes: 0 all went as it should (whatever the doctor found), 1 a part did not, 130 interrupted.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --lang zh',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  protected override async perform({ flags }: Parsed, context: CommandContext): Promise<Report> {
    const { openStage } = await import('../lib/demo/stage.js');
    const { demoSteps } = await import('../lib/demo/steps.js');
    const { demoEnd, demoIntroduction, demoStepHead, demoTunnelEnd } = await import(
      '../lib/output/views/demo.js'
    );
    const { host, print, json, signal } = context;
    const stage = await openStage(host);
    try {
      print(demoIntroduction(stage, context));
      const parts: Record<string, unknown> = {};
      for (const step of demoSteps(stage)) {
        signal.throwIfAborted();
        print(demoStepHead(step, context));
        const world = demoHost(context, stage, {
          noColor: flags['no-color'] === true,
          real: step.name === 'doctor',
        });
        const code = await this.runOther(step.argv, world.host, json);
        signal.throwIfAborted();
        if (!step.expected.includes(code)) throw stepFailure(step, code, json ? world.document() : undefined);
        parts[step.name] = json ? world.document() : null;
        if (step.name === 'probe') {
          const end = await stage.endTunnel();
          parts.tunnel = end;
          print(demoTunnelEnd(end, context));
        }
      }
      print(demoEnd(context));
      return { exitCode: exitCodes.ok, json: { ok: true, ...gather(parts) }, view: null };
    } finally {
      await stage.close();
    }
  }

  /** Another command of this program, in a given world. */
  private async runOther(
    argv: readonly string[],
    host: CommandContext['host'],
    json: boolean,
  ): Promise<number> {
    const words = argv.findIndex((word) => word.startsWith('-'));
    const loaded = await this.config.findCommand(argv.slice(0, words).join(':'), { must: true }).load();
    const Other = loaded as unknown as new (
      ...args: ConstructorParameters<typeof AliproxyCommand>
    ) => AliproxyCommand;
    return new Other([...argv.slice(words), ...(json ? ['--json'] : [])], this.config).runWith(host);
  }
}

/** Under `--json` with the command's own document, for nothing of it was printed. */
function stepFailure({ argv }: DemoStep, code: number, document: unknown): Failure {
  const details = document === undefined ? {} : { document };
  return new Failure('DEMO_STEP', { command: argv.join(' '), code }, { details });
}

/** The documents of the commands under the names of the product's parts. */
function gather({ doctor, probe, tunnel, vpc, group, instance }: Record<string, unknown>): object {
  const resources = [vpc, group, instance].flatMap(
    (document) => (document as { resources?: unknown[] } | null)?.resources ?? [],
  );
  return { doctor, tunnel, probe, cloud: { resources } };
}
