// Every step type by the name that pipelines use. A new one is a folder beside the others and a line here.
import { autoPromote } from './auto_promote/index.ts';
import { createPr } from './create_pr/index.ts';
import { notify } from './notify/index.ts';
import { regenerateSdk } from './regenerate_sdk/index.ts';
import type { StepType } from './step-type.ts';
import { updateCi } from './update_ci/index.ts';

export const STEP_TYPES: Record<string, StepType> = {
  auto_promote: autoPromote,
  create_pr: createPr,
  notify,
  regenerate_sdk: regenerateSdk,
  update_ci: updateCi,
};
