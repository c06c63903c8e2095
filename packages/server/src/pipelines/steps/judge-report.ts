// Whether a run of requests was good enough. In: its report and what is expected. Out: the outputs that all such steps give, and why not.
import type { ScenarioReport } from '@mockops/contract';

const MAX_FAILED = 50;

export function judgeReport(
  report: ScenarioReport,
  { min_pass_rate, max_p95_ms }: { min_pass_rate: number; max_p95_ms?: number | undefined },
) {
  const failed = report.requests
    .filter(({ passed }) => !passed)
    .slice(0, MAX_FAILED)
    .map(({ name, method, path, problems }) => ({ name, method, path, problems }));
  const reasons: string[] = [];
  if (report.pass_rate < min_pass_rate) {
    const told = failed.slice(0, 3).map(({ name, problems }) => `${name}: ${problems.join(', ')}`);
    const rate = `${report.passed_count} of ${report.total} requests held, ${Math.floor(min_pass_rate * 1_000) / 10} % required`;
    reasons.push([rate, ...told].join('; '));
  }
  if (max_p95_ms !== undefined && report.p95_ms > max_p95_ms)
    reasons.push(`p95 is ${report.p95_ms} ms, at most ${max_p95_ms} ms are accepted`);
  const outputs = {
    report,
    passed: reasons.length === 0,
    pass_rate: report.pass_rate,
    p95_ms: report.p95_ms,
    total: report.total,
    failed,
  };
  return { outputs, reasons };
}
