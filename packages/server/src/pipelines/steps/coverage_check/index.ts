// `coverage_check`: lets a run go on only when CI has covered enough. In: the shares that are required, the window, maybe one CI run.
// Out: what is covered. Fails naming each rule that does not hold, with its numerator and denominator.
import type { Measure } from '@mockops/contract';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { requireWorkspace } from '../require-workspace.ts';
import { StepFailure } from '../step-type.ts';
import { CoverageCheckConfig } from './schema.ts';

/** Names in a message; the analytics list them all. */
const MAX_NAMES = 10;

export const coverageCheck = defineStep<CoverageCheckConfig>({
  type: 'coverage_check',
  summary: 'Fails when CI has covered too few operations or personas of a workspace',
  effect: 'pure',
  config: CoverageCheckConfig,
  timeout_ms: 60_000,
  run: (context) =>
    asStepWork(async () => {
      const { time_range, ci_run, require } = context.config;
      const workspace = requireWorkspace(context);
      const { operations, personas, missing } = await context.services.coverage({ workspace, time_range, ci_run });
      const rules = [
        { rule: 'operations', required: require.operations, measured: operations, missing: missing.operations },
        { rule: 'personas', required: require.personas, measured: personas, missing: missing.personas },
      ];
      const failed_rules = rules.flatMap(({ rule, required, measured }) =>
        required === undefined || holds(measured, required)
          ? []
          : [{ rule, required, numerator: measured.numerator, denominator: measured.denominator }],
      );
      const outputs = { operations, personas, failed_rules };
      for (const { rule, measured } of rules) context.log(`${rule}: ${measured.numerator} of ${measured.denominator}`);
      if (failed_rules.length === 0) return outputs;
      const where = ci_run === undefined ? `CI in ${time_range}` : `CI run ${ci_run}`;
      const sentences = rules
        .filter(({ rule }) => failed_rules.some((failed) => failed.rule === rule))
        .map((rule) => describe(rule, where));
      throw new StepFailure(`coverage of ${workspace} is too low: ${sentences.join('; ')}`, 'permanent', { outputs });
    }),
});

/** What nobody can measure does not hold. */
function holds({ numerator, denominator }: Measure, required: number): boolean {
  return denominator > 0 && numerator / denominator >= required;
}

interface Rule {
  rule: string;
  required: number | undefined;
  measured: Measure;
  missing: string[];
}

function describe({ rule, required = 0, measured, missing }: Rule, where: string): string {
  const { numerator, denominator, percentage } = measured;
  const wanted = `${format(required * 100)} % required`;
  if (percentage === null) return `${rule}: there are none, so nothing can be measured (${wanted})`;
  const names = missing.slice(0, MAX_NAMES).join(', ');
  const more = missing.length > MAX_NAMES ? ` and ${missing.length - MAX_NAMES} more` : '';
  return `${rule}: ${where} used ${numerator} of ${denominator} (${format(percentage)} %, ${wanted}), not ${names}${more}`;
}

/** One decimal, rounded down: 99.96 % is not 100 %. */
function format(percentage: number): string {
  return String(Math.floor(percentage * 10 + 1e-9) / 10);
}
