// What each page keeps in its URL: filters, time range, tabs, what is opened. All of it is optional, so that addresses stay short; what is not valid is dropped, so that a link never fails.
import {
  Approval,
  DeadLetter,
  EnvironmentName,
  EventEnvelope,
  RunStatus,
  SchemaChangeLevel,
  TimeRange,
} from '@mockops/contract';
import { z } from 'zod';

const workspace = z.string().optional();
const environment = EnvironmentName.optional();
const time_range = TimeRange.optional();
const side = z.coerce
  .string()
  .regex(/^([1-9]\d{0,8}|dev|test|prod)$/)
  .optional();

export const OverviewSearch = z.object({ time_range });
export const CoverageSearch = z.object({
  time_range,
  workspace,
  environment,
  tab: z.enum(['operations', 'personas', 'scenarios']).optional(),
  under_tested: z.boolean().optional(),
});
export const DriftSearch = z.object({
  time_range,
  workspace,
  status: z.enum(['open', 'acknowledged', 'resolved']).optional(),
  /** What is looked at to be adopted: an incident's id, or `all` of the workspace. */
  adopt: z.string().optional(),
});
export const FederationSearch = z.object({ service: z.string().optional() });
export const PipelineSearch = z.object({ status: RunStatus.optional() });
export const RunSearch = z.object({ step: z.string().optional() });
export const EventsSearch = z.object({
  type: EventEnvelope.shape.type.optional(),
  workspace,
  correlation: z.string().optional(),
});
export const ApprovalsSearch = z.object({ status: Approval.shape.status.optional() });
export const DeadLettersSearch = z.object({ status: DeadLetter.shape.status.optional() });
export const ReplaysSearch = z.object({
  id: z.string().optional(),
  type: z.string().optional(),
  workspace,
  event: z.string().optional(),
  pipeline: z.string().optional(),
});
export const WebhooksSearch = z.object({ name: z.string().optional() });
export const ContractSearch = z.object({
  /** A revision's number or an environment. */
  from: side,
  to: side,
  level: SchemaChangeLevel.optional(),
  /** Fingerprint of the chosen one. */
  change: z.string().optional(),
});
export const WorkspaceSearch = z.object({ settings: environment, history: environment });

/** Reads a URL's parameters by a schema; each one that does not hold is dropped. */
export function readSearch<S extends z.ZodObject>(schema: S) {
  return (search: Record<string, unknown>): z.output<S> => {
    const read = schema.safeParse(search);
    if (read.success) return read.data;
    const refused = new Set(read.error.issues.map((issue) => issue.path[0]));
    return schema.parse(Object.fromEntries(Object.entries(search).filter(([key]) => !refused.has(key))));
  };
}
