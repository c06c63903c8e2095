// `schema_diff`: what differs between two contracts of a workspace. In: environments or contract revisions.
// Out: whether anything changed, how badly, and the operations that it touches.
import { formatIssue } from '@mockops/contract';
import { type ApiModel, diffApis, loadApi } from '@mockops/schema';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { requireWorkspace } from '../require-workspace.ts';
import { type StepContext, StepFailure } from '../step-type.ts';
import { SchemaDiffConfig } from './schema.ts';

type Context = StepContext<SchemaDiffConfig>;

export const schemaDiff = defineStep<SchemaDiffConfig>({
  type: 'schema_diff',
  summary: 'Compares the contracts of two environments or revisions of a workspace',
  effect: 'pure',
  config: SchemaDiffConfig,
  timeout_ms: 60_000,
  run: (context) =>
    asStepWork(async () => {
      const { from, to } = context.config;
      const { change_level, changes } = diffApis(await loadSide(context, from), await loadSide(context, to));
      const changed = changes.length > 0;
      context.log(changed ? `${changes.length} operations differ, ${change_level}` : `${from} and ${to} mean the same`);
      return {
        changed,
        change_level: changed ? change_level : null,
        breaking: change_level === 'breaking',
        affected_operations: [...new Set(changes.map(({ operation }) => operation))],
        changes,
      };
    }),
});

async function loadSide(context: Context, side: SchemaDiffConfig['from']): Promise<ApiModel> {
  const workspace = requireWorkspace(context);
  const loaded = await loadApi((await context.services.contract(workspace, side)).files);
  if (loaded.ok) return loaded.value;
  const issues = loaded.issues.slice(0, 5).map(formatIssue).join('; ');
  throw new StepFailure(`the contract of ${workspace} (${side}) cannot be read: ${issues}`);
}
