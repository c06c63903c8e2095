// `coverage_check`: lets a run go on only when CI has covered enough. In: the shares that are required, of a workspace or a federation, maybe one CI run.
// Out: what is covered, as shares. Fails naming each rule that does not hold, with its numerator and denominator and with what is missing.
import type { Measure } from '@mockops/contract';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { requireWorkspace } from '../require-workspace.ts';
import type { CiCoverage } from '../services.ts';
import { StepFailure } from '../step-type.ts';
import { CoverageCheckConfig, CoverageCheckOutputs } from './schema.ts';

/** Names in a message; the analytics list them all. */
const MAX_NAMES = 10;

export const coverageCheck = defineStep<CoverageCheckConfig>({
  type: 'coverage_check',
  summary: 'Fails when CI has covered too few operations or personas of a workspace or federation',
  effect: 'pure',
  config: CoverageCheckConfig,
  outputs: CoverageCheckOutputs,
  timeout_ms: 60_000,
  needs: () => [{ kind: 'coverage', target: 'read' }],
  run: (context) =>
    asStepWork(async () => {
      const { time_range, ci_run, federation } = context.config;
      const subject = federation === undefined ? { workspace: requireWorkspace(context) } : { federation };
      const coverage = await context.services.coverage({ ...subject, time_range, ci_run });
      const rules = readRules(context.config, coverage);
      const failed = rules.filter(({ required, measured, holds_empty }) =>
        measured === null ? required !== undefined && !holds_empty : measured < (required ?? 0),
      );
      const outputs = {
        operations: shareOf(coverage.operations),
        personas: shareOf(coverage.personas),
        change_coverage: coverage.change_coverage,
        failed_rules: failed.map(({ rule, required = 0, measured, parts }) => ({
          ...{ rule, required, measured },
          ...(parts && { numerator: parts.numerator, denominator: parts.denominator }),
        })),
      };
      for (const { rule, measured, parts } of rules)
        context.log(
          `${rule}: ${parts ? `${parts.numerator} of ${parts.denominator}` : (measured ?? 'nothing changed')}`,
        );
      if (failed.length === 0) return outputs;
      const where = ci_run === undefined ? `CI in ${time_range}` : `CI run ${ci_run}`;
      const what = federation ?? requireWorkspace(context);
      const sentences = failed.map((rule) => describe(rule, where)).join('; ');
      throw new StepFailure(`coverage of ${what} is too low: ${sentences}`, 'permanent', { outputs });
    }),
});

interface Rule {
  rule: string;
  required: number | undefined;
  measured: number | null;
  /** Where it is a count of things. */
  parts?: Measure;
  /** Nothing to measure is fine. */
  holds_empty: boolean;
  missing: string[];
}

function readRules({ require }: CoverageCheckConfig, coverage: CiCoverage): Rule[] {
  const { operations, personas, change_coverage, missing } = coverage;
  const count = (rule: 'operations' | 'personas', parts: Measure): Rule => ({
    ...{ rule, required: require[rule], measured: shareOf(parts), parts },
    holds_empty: false,
    missing: missing[rule],
  });
  return [
    count('operations', operations),
    count('personas', personas),
    {
      ...{ rule: 'change_coverage', required: require.change_coverage, measured: change_coverage },
      holds_empty: true,
      missing: missing.changes,
    },
  ];
}

/** Rounded down: 99.996 % is not all. */
function shareOf({ numerator, denominator }: Measure): number | null {
  return denominator === 0 ? null : Math.floor((numerator / denominator) * 10_000 + 1e-9) / 10_000;
}

function describe({ rule, required = 0, measured, parts, missing }: Rule, where: string): string {
  const wanted = `${format(required * 100)} % required`;
  if (measured === null) return `${rule}: there are none, so nothing can be measured (${wanted})`;
  const names = missing.slice(0, MAX_NAMES).join(', ');
  const more = missing.length > MAX_NAMES ? ` and ${missing.length - MAX_NAMES} more` : '';
  if (!parts)
    return `${rule}: ${where} covered ${format(measured * 100)} % of what changed (${wanted}), not whole are ${names}${more}`;
  const { numerator, denominator } = parts;
  const share = format((numerator / denominator) * 100);
  return `${rule}: ${where} used ${numerator} of ${denominator} (${share} %, ${wanted}), not ${names}${more}`;
}

/** One decimal, rounded down: 99.96 % is not 100 %. */
function format(percentage: number): string {
  return String(Math.floor(percentage * 10 + 1e-9) / 10);
}
