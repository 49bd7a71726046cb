import { Config } from '@oclif/core/config';
import { afterEach } from 'vitest';
import EcsCreate from '../../../src/commands/ecs/create.js';
import SgAuthorize from '../../../src/commands/sg/authorize.js';
import SgCreate from '../../../src/commands/sg/create.js';
import VpcCreate from '../../../src/commands/vpc/create.js';
import { parseFault } from '../../../src/lib/sandbox/faults.js';
import { type RequestEvent, type Sandbox, startSandbox } from '../../../src/lib/sandbox/sandbox.js';
import { newState } from '../../../src/lib/sandbox/state.js';
import { memoryStore } from '../../../src/lib/sandbox/state-store.js';
import { type FakeHost, type FakeHostOptions, fakeHost } from '../../helpers/fake-host.js';

const commands = {
  'vpc create': VpcCreate,
  'sg create': SgCreate,
  'sg authorize': SgAuthorize,
  'ecs create': EcsCreate,
} as const;
for (const [name, command] of Object.entries(commands)) command.id = name.replace(' ', ':');

export interface Outcome {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  readonly questions: readonly string[];
  /** The document on stdout. */
  json<T>(): T;
}

/** What a cloud command prints under `--json`: the members that tests look at. */
export interface CloudDocument {
  ok: boolean;
  dryRun: boolean;
  requestIds: string[];
  resources: Record<string, unknown>[];
  price?: unknown;
  error: Record<string, unknown> & { made: Record<string, unknown>[] };
}

/** Opens benches for the tests of a file, and closes them after each test. */
export function benches(): (...faults: string[]) => Promise<Bench> {
  const opened: Bench[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((bench) => bench.close()));
  });
  return async (...faults) => {
    const bench = await Bench.open(...faults);
    opened.push(bench);
    return bench;
  };
}

interface BenchOptions extends FakeHostOptions {
  /** Another clock than the sandbox's; the sockets have the real one in any case. */
  clock?: FakeHost['clock'];
}

/**
 * The real commands through the real pop-core against the real sandbox over real sockets. Only the clock is not real:
 * it is the same for both sides, and waiting takes no time.
 */
export class Bench {
  readonly sandbox: Sandbox;
  readonly requests: RequestEvent[];
  readonly #clock: FakeHost['clock'];

  private constructor(sandbox: Sandbox, requests: RequestEvent[], clock: FakeHost['clock']) {
    this.sandbox = sandbox;
    this.requests = requests;
    this.#clock = clock;
  }

  static async open(...faults: string[]): Promise<Bench> {
    const { clock, random } = fakeHost({ now: Date.now() });
    const requests: RequestEvent[] = [];
    const sandbox = await startSandbox({
      clock,
      random,
      store: memoryStore(() => newState(random)),
      faults: faults.flatMap((text) => parseFault(text) ?? []),
      onRequest: (event) => requests.push(event),
    });
    return new Bench(sandbox, requests, clock);
  }

  /** Starts a command line such as `vpc create --name office`. */
  start(line: string, options: BenchOptions = {}): { host: FakeHost; finished: Promise<Outcome> } {
    const words = line.split(' ');
    const command = commands[words.slice(0, 2).join(' ') as keyof typeof commands];
    const env = {
      ALIPROXY_OPENAPI_ENDPOINT: this.sandbox.endpoint,
      ALIBABA_CLOUD_ACCESS_KEY_ID: this.sandbox.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: this.sandbox.accessKeySecret,
      ALIBABA_CLOUD_REGION_ID: 'cn-hangzhou',
      ...options.env,
    };
    const host: FakeHost = { ...fakeHost({ ...options, env }), clock: options.clock ?? this.#clock };
    const finished = (async () => {
      const config = await Config.load({ root: process.cwd() });
      const exitCode = await new command(words.slice(2), config).runWith(host);
      const { out, err } = host.written;
      return { exitCode, out, err, questions: host.questions, json: () => JSON.parse(out) };
    })();
    return { host, finished };
  }

  run(line: string, options: BenchOptions = {}): Promise<Outcome> {
    return this.start(line, options).finished;
  }

  /** Successful calls of an action so far. */
  count(action: string): number {
    return this.requests.filter((event) => event.action === action && event.code === null).length;
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }
}
