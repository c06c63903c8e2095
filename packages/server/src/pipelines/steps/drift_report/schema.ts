// Config and outputs of `drift_report`: whose drift, and how it is told.
import { EnvironmentName } from '@mockops/contract';
import { z } from 'zod';

export const DriftReportConfig = z.strictObject({
  /** Default: the workspace of the event. */
  workspace_id: z.string().min(1).optional(),
  /** Ids of incidents; default: all that are open. */
  incidents: z.array(z.string().min(1)).max(1_000).optional(),
});
export type DriftReportConfig = z.infer<typeof DriftReportConfig>;

export const DriftReport = z.object({
  workspace_id: z.string(),
  endpoints: z.array(
    z.object({
      incident_id: z.string(),
      operation: z.string(),
      environment: EnvironmentName,
      severity: z.enum(['critical', 'high', 'medium', 'low']),
      status: z.enum(['open', 'acknowledged', 'resolved']),
      detected_at: z.string(),
      findings: z.array(
        z.object({
          type: z.string(),
          path: z.string(),
          severity: z.string(),
          breaking: z.boolean(),
          description: z.string(),
          count: z.int(),
        }),
      ),
    }),
  ),
  /** Counted over everything, also what is left out above. */
  breaking: z.int(),
  finding_count: z.int(),
  /** Asked for, and not there (any more). */
  missing: z.array(z.string()),
  /** Endpoints left out because there are too many. */
  omitted: z.int(),
});
export type DriftReport = z.infer<typeof DriftReport>;

export const DriftReportOutputs = z.object({ report: DriftReport, endpoint_count: z.int() });
