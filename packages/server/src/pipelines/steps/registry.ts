// Every step type by the name that pipelines use. A new one is a folder beside the others and a line here.
import { annotate } from './annotate/index.ts';
import { approval } from './approval/index.ts';
import { autoPromote } from './auto_promote/index.ts';
import { call } from './call/index.ts';
import { callback } from './callback/index.ts';
import { canPromote } from './can_promote/index.ts';
import { coverageCheck } from './coverage_check/index.ts';
import { createPr } from './create_pr/index.ts';
import { createSandbox } from './create_sandbox/index.ts';
import { deleteSandbox } from './delete_sandbox/index.ts';
import { driftCheck } from './drift_check/index.ts';
import { driftReport } from './drift_report/index.ts';
import { emitEvent } from './emit_event/index.ts';
import { fail } from './fail/index.ts';
import { http } from './http/index.ts';
import { notify } from './notify/index.ts';
import { proposeDriftFix } from './propose_drift_fix/index.ts';
import { regenerateSdk } from './regenerate_sdk/index.ts';
import { rollbackPromotion } from './rollback_promotion/index.ts';
import { runScenario } from './run_scenario/index.ts';
import { runSystemScenario } from './run_system_scenario/index.ts';
import { schemaDiff } from './schema_diff/index.ts';
import { setRealityLevel } from './set_reality_level/index.ts';
import type { StepType } from './step-type.ts';
import { summary } from './summary/index.ts';
import { transform } from './transform/index.ts';
import { updateCi } from './update_ci/index.ts';
import { validateScenario } from './validate_scenario/index.ts';
import { wait } from './wait/index.ts';
import { waitForEvent } from './wait_for_event/index.ts';
import { waitForPr } from './wait_for_pr/index.ts';

export const STEP_TYPES: Record<string, StepType> = {
  annotate,
  approval,
  auto_promote: autoPromote,
  call,
  callback,
  can_promote: canPromote,
  coverage_check: coverageCheck,
  create_pr: createPr,
  create_sandbox: createSandbox,
  delete_sandbox: deleteSandbox,
  drift_check: driftCheck,
  drift_report: driftReport,
  emit_event: emitEvent,
  fail,
  http,
  notify,
  propose_drift_fix: proposeDriftFix,
  regenerate_sdk: regenerateSdk,
  rollback_promotion: rollbackPromotion,
  run_scenario: runScenario,
  run_system_scenario: runSystemScenario,
  schema_diff: schemaDiff,
  set_reality_level: setRealityLevel,
  summary,
  transform,
  update_ci: updateCi,
  validate_scenario: validateScenario,
  wait,
  wait_for_event: waitForEvent,
  wait_for_pr: waitForPr,
};
