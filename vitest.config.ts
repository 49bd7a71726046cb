import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    disableConsoleIntercept: true,
    reporters: ['default', './test/helpers/reporter.ts'],
  },
});
