import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Most tests wait for real servers and limits; on two cores vitest's default would be one file at a time.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 20_000,
    hookTimeout: 30_000,
    disableConsoleIntercept: true,
    reporters: ['default', './test/helpers/reporter.ts'],
  },
});
