import { spawnSync } from 'node:child_process';

/** Python with the packages that tests use as independent servers and readers; `.ci/run` makes one and names it here. */
export const testPython = process.env.TEST_PYTHON ?? 'python3';

/** For `describe.skipIf(...)`: does this Python lack one of these modules? On CI a missing one is an error. */
export function missingModules(...modules: readonly string[]): boolean {
  const { status } = spawnSync(testPython, ['-c', `import ${modules.join(', ')}`]);
  if (status === 0) return false;
  if (process.env.CI)
    throw new Error(`${testPython} has not all of ${modules.join(', ')}, and on CI it must`);
  return true;
}
