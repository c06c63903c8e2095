// Config and outputs of `drift_check`: how much drift is fine, and where; and what there is.
import { EnvironmentName } from '@mockops/contract';
import { z } from 'zod';

export const DriftCheckConfig = z.strictObject({
  /** Default: the workspace of the event. */
  workspace_id: z.string().min(1).optional(),
  /** Default: every environment. */
  environment: EnvironmentName.optional(),
  /** `within_budget`: no drift budget is exceeded. `none`: no incident is open at all. */
  expect: z.enum(['within_budget', 'none']).default('within_budget'),
});
export type DriftCheckConfig = z.infer<typeof DriftCheckConfig>;

export const DriftCheckOutputs = z.object({
  within_budget: z.boolean(),
  open_incidents: z.int(),
  breaking: z.int(),
  /** Per environment that has a contract. */
  findings: z.array(
    z.object({
      environment: z.string(),
      operations: z.array(z.string()),
      breaking: z.int(),
      non_breaking: z.int(),
      within_budget: z.boolean(),
    }),
  ),
});
