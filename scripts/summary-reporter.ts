// The closing line of a test run, for people and machines that read only the end of a log: `N passed, N failed, N skipped`.
import type { Reporter, TestModule } from 'vitest/node';

export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    let brokenFiles = 0;
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state] += 1;
      if (module.state() === 'failed' && module.errors().length > 0) brokenFiles += 1;
    }
    const failed = count.failed + count.pending + brokenFiles + errors.length;
    process.on('exit', () => console.log(`\n${count.passed} passed, ${failed} failed, ${count.skipped} skipped`));
  }
}
