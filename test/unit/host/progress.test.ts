import { beforeEach, describe, expect, it, vi } from 'vitest';
import { nodeProgress } from '../../../src/lib/host/node/progress.js';

const ora = vi.hoisted(() => vi.fn(() => ({ start: () => ({ text: '', stop() {} }) })));
vi.mock('ora', () => ({ default: ora }));

describe('the spinner', () => {
  beforeEach(() => ora.mockClear());

  it.each([
    [0, false],
    [1, 'cyan'],
  ] as const)('at colour level %s has the colour %s', async (level, color) => {
    const progress = nodeProgress(level);
    progress.update('working');
    await expect.poll(() => ora.mock.calls).toEqual([[expect.objectContaining({ color })]]);
    progress.stop();
  });
});
