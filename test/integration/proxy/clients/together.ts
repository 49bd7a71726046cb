import type { Told } from './differential.js';
import type { Situation } from './situations.js';
import { type ClientRun, type ClientWorld, markPort } from './world.js';

/** Many situations for one process: `line` is what the program is told on its stdin about one of them. */
export interface Together {
  readonly program: string;
  /** The port of the marks comes after them. */
  readonly args: readonly string[];
  readonly env: ClientRun['env'];
  readonly situations: readonly Situation[];
  line(situation: Situation, mark: string): string;
}

/**
 * Puts many situations to one process, one after the other. It announces each by its mark (see `ClientWorld`) and tells
 * `mark TAB done|failed TAB text`; a process that does not get so far has failed with all that are left.
 */
export async function askTogether(
  world: ClientWorld,
  { program, args, env, situations, line }: Together,
): Promise<Told[]> {
  const stdin = situations.map((situation, index) => `${line(situation, String(index))}\n`).join('');
  const outcome = await world.run({
    program,
    args: [...args, String(markPort)],
    env,
    stdin,
    limitMs: 60_000,
  });
  const answers = new Map(
    outcome.stdout.split('\n').map((text) => {
      const [mark = '', result, says = ''] = text.split('\t');
      return [mark, { failed: result !== 'done', says }];
    }),
  );
  return situations.map((_, index) => {
    const mark = String(index);
    const answer = answers.get(mark) ?? { failed: true, says: outcome.stderr };
    return { ...answer, observed: outcome.observed.filter((observation) => observation.mark === mark) };
  });
}
