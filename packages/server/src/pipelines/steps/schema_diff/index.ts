// `schema_diff`: what differs between two contracts of a workspace. In: environments or contract revisions.
// Out: how many operations are affected and how many break, what happened to each, the digest of the newer contract, and a summary for people.
import { formatIssue, type OperationChange } from '@mockops/contract';
import { type ApiModel, diffApis, loadApi } from '@mockops/schema';
import { changesTable } from '../../../gitops/body-templates.ts';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { requireWorkspace } from '../require-workspace.ts';
import { type StepContext, StepFailure } from '../step-type.ts';
import { SchemaDiffConfig, SchemaDiffOutputs } from './schema.ts';

type Context = StepContext<SchemaDiffConfig>;

/** Outputs are bounded, and a contract may have thousands of operations. */
const MAX_CHANGES = 200;
const MAX_DETAILS = 10;
const SEVERITY = ['breaking', 'risky', 'non_breaking', 'docs_only'];

export const schemaDiff = defineStep<SchemaDiffConfig>({
  type: 'schema_diff',
  summary: 'Compares the contracts of two environments or revisions of a workspace',
  effect: 'pure',
  version: '2',
  config: SchemaDiffConfig,
  outputs: SchemaDiffOutputs,
  timeout_ms: 60_000,
  run: (context) =>
    asStepWork(async () => {
      const to = await loadSide(context, context.config.to);
      const from = await loadOlder(context, to);
      const { change_level, operations: changes } = diffApis(from, to, { witnesses: 0 });
      const changed = changes.length > 0;
      const sorted = changes.toSorted((a, b) => SEVERITY.indexOf(a.severity) - SEVERITY.indexOf(b.severity));
      const operations = [...new Set(changes.map(({ operation }) => operation))];
      const breaking = changes.filter(({ severity }) => severity === 'breaking').length;
      const sides = `${context.config.from} and ${context.config.to}`;
      context.log(changed ? `${operations.length} operations differ, ${change_level}` : `${sides} mean the same`);
      const summary = changed ? changesTable(sorted) : 'Both contracts mean the same.';
      context.summarise(summary);
      return {
        changed,
        change_level: changed ? change_level : null,
        breaking,
        affected_operations: operations.length,
        operations: operations.slice(0, MAX_CHANGES),
        changes: sorted.slice(0, MAX_CHANGES).map(shorten),
        omitted: Math.max(0, changes.length - MAX_CHANGES),
        schema_digest: to.digest,
        summary,
      };
    }),
});

function shorten(change: OperationChange): OperationChange {
  return { ...change, details: change.details.slice(0, MAX_DETAILS) };
}

async function loadOlder(context: Context, newer: ApiModel): Promise<ApiModel> {
  const { from } = context.config;
  if (from !== 'last-generated') return loadSide(context, from);
  const revision = await context.services.sdks.lastRevision(requireWorkspace(context));
  if (revision !== null) return loadSide(context, revision);
  context.log('no SDK was generated yet, so everything is new');
  return { ...newer, operations: [], schemas: {}, digest: '' };
}

async function loadSide(context: Context, side: SchemaDiffConfig['to']): Promise<ApiModel> {
  const workspace = requireWorkspace(context);
  const loaded = await loadApi((await context.services.contract(workspace, side)).files);
  if (loaded.ok) return loaded.value;
  const issues = loaded.issues.slice(0, 5).map(formatIssue).join('; ');
  throw new StepFailure(`the contract of ${workspace} (${side}) cannot be read: ${issues}`);
}
