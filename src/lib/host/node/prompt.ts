import { Interrupted } from '../../errors.js';
import type { Prompt } from '../prompt.js';

/** inquirer, loaded when the first question is asked. */
export const nodePrompt: Prompt = {
  confirm: (question, options = {}) =>
    ask({ type: 'confirm', name: 'answer', message: question, default: options.default ?? false }),
  input: (question, options = {}) =>
    ask({
      type: 'input',
      name: 'answer',
      message: question,
      ...(options.default === undefined ? {} : { default: options.default }),
      validate: (value: string) => options.check?.(value) ?? true,
    }),
  select: (question, choices) =>
    ask({
      type: 'select',
      name: 'answer',
      message: question,
      choices: choices.map((choice) => ({ ...choice })),
    }),
};

async function ask<T>(question: object): Promise<T> {
  const { default: inquirer } = await import('inquirer');
  try {
    const answers = await inquirer.prompt([question as never]);
    return (answers as { answer: T }).answer;
  } catch (error) {
    if ((error as Error).name === 'ExitPromptError') throw new Interrupted('SIGINT');
    throw error;
  }
}
