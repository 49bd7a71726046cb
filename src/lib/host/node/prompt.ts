import { Interrupted } from '../../errors.js';
import type { Prompt } from '../prompt.js';

/** inquirer, loaded when the first question is asked. */
export const nodePrompt: Prompt = {
  confirm: (question, options = {}) =>
    ask(
      { type: 'confirm', name: 'answer', message: question, default: options.default ?? false },
      options.signal,
    ),
  input: (question, options = {}) =>
    ask({
      type: 'input',
      name: 'answer',
      message: question,
      ...(options.default === undefined ? {} : { default: options.default }),
      validate: (value: string) => options.check?.(value) ?? true,
    }),
  secret: (question, options = {}) =>
    ask(
      { type: 'password', name: 'answer', message: question, mask: '*', toggleMask: false },
      options.signal,
      process.stderr,
    ),
  select: (question, choices) =>
    ask({
      type: 'select',
      name: 'answer',
      message: question,
      choices: choices.map((choice) => ({ ...choice })),
    }),
};

const cancelled = new Set(['ExitPromptError', 'AbortPromptError']);

async function ask<T>(question: object, end?: AbortSignal, output?: NodeJS.WritableStream): Promise<T> {
  const { default: inquirer } = await import('inquirer');
  end?.throwIfAborted();
  const inputEnd = watchInputEnd();
  const signal = end ? AbortSignal.any([inputEnd.signal, end]) : inputEnd.signal;
  try {
    const answers = await inquirer.createPromptModule({ signal, ...(output && { output }) })([
      question as never,
    ]);
    return (answers as { answer: T }).answer;
  } catch (error) {
    end?.throwIfAborted();
    if (cancelled.has((error as Error).name)) throw new Interrupted('SIGINT');
    throw error;
  } finally {
    inputEnd.stop();
  }
}

/** Ctrl-D closes inquirer's reader without a word, and the question would wait for ever. */
function watchInputEnd(): { signal: AbortSignal; stop: () => void } {
  const ended = new AbortController();
  const end = () => ended.abort();
  const onKey = (_text: unknown, key: { ctrl?: boolean; name?: string } | undefined) => {
    if (key?.ctrl && key.name === 'd') end();
  };
  process.stdin.on('keypress', onKey).on('end', end);
  return {
    signal: ended.signal,
    stop: () => void process.stdin.off('keypress', onKey).off('end', end),
  };
}
