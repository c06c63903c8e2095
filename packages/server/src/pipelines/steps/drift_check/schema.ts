// Config of `drift_check`: how much drift is fine, and where.
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
