import type { Reporter, TestModule } from 'vitest/node';
import { missingPrograms } from './programs.js';

/** The last words of a run: what could not run here and why, then the counts on a line of their own. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) {
      if (module.children.size === 0 && module.errors().length > 0) count.failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed' || state === 'failed' || state === 'skipped') count[state]++;
      }
    }
    const missing = missingPrograms();
    if (missing.length > 0) {
      console.log('\nNot tested here, because these programs are not installed:');
      for (const { name, install } of missing) console.log(`  ${name}: ${install}`);
    }
    console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}
