// Contracts of workspaces: their revisions, what changed between two of them, and where they are fetched from.
import { z } from 'zod';
import { EnvironmentName, Instant } from '../names.ts';
import { SchemaChange, SchemaChangeLevel, SuggestedVersion } from '../schema-changes.ts';
import { route } from './route.ts';

const InWorkspace = z.object({ workspace: z.string().describe('slug or id') });

export const ContractRevision = z.object({
  revision: z.int(),
  digest: z.string(),
  kind: z.enum(['openapi', 'protobuf']),
  /** As the contract calls itself: `info.version`. */
  version: z.string(),
  operations: z.int(),
  files: z.array(z.string()),
  /** Of what changed since the revision before; null for the first. */
  level: SchemaChangeLevel.nullable(),
  counts: z.partialRecord(SchemaChangeLevel, z.int()),
  actor: z.string(),
  message: z.string(),
  /** What brought it: push, rollback, promotion, watch, recorder. */
  source: z.string(),
  created_at: Instant,
});
export type ContractRevision = z.infer<typeof ContractRevision>;

/** A revision's number, or what is live in an environment. */
const Side = z.union([EnvironmentName, z.coerce.number().int().min(1)], {
  error: 'write the number of a contract revision, or dev, test or prod',
});

export const ContractComparison = z.object({
  before: z.string(),
  after: z.string(),
  level: SchemaChangeLevel,
  suggested: SuggestedVersion,
  changes: z.array(SchemaChange),
});
export type ContractComparison = z.infer<typeof ContractComparison>;

const tag = 'contracts';
export const contractRoutes = {
  listContractRevisions: route({
    method: 'GET',
    path: '/api/v1/workspaces/:workspace/contract/revisions',
    summary: 'Revisions of the contract in dev, newest first',
    tag,
    params: InWorkspace,
    query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) }),
    response: z.array(ContractRevision),
  }),
  getContractRevision: route({
    method: 'GET',
    path: '/api/v1/workspaces/:workspace/contract/revisions/:revision',
    summary: 'One revision with the text of its files',
    tag,
    params: InWorkspace.extend({ revision: z.coerce.number().int().min(1) }),
    response: ContractRevision.extend({ content: z.record(z.string(), z.string()) }),
  }),
  compareContracts: route({
    method: 'GET',
    path: '/api/v1/workspaces/:workspace/contract/diff',
    summary: 'What changed between two revisions or environments, judged by the policy of the workspace',
    tag,
    params: InWorkspace,
    query: z.object({ from: Side, to: Side.default('dev') }),
    response: ContractComparison,
  }),
};
