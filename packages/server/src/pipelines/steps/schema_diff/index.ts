// `schema_diff`: what differs between two contracts of a workspace. In: environments or contract revisions.
// Out: how many operations are affected and how many break, what happened to each, the digest of the newer contract, and a summary for people.
import { formatIssue, type OperationChange, type SchemaChange } from '@mockops/contract';
import { reportSchemaChanges } from '@mockops/schema';
import type { Loaded } from '../../../contracts/contracts.ts';
import { defineStep } from '../define-step.ts';
import { asStepWork } from '../failures.ts';
import { requireWorkspace } from '../require-workspace.ts';
import { type StepContext, StepFailure } from '../step-type.ts';
import { SchemaDiffConfig, SchemaDiffOutputs } from './schema.ts';

type Context = StepContext<SchemaDiffConfig>;

/** Outputs are bounded, and a contract may have thousands of operations. */
const MAX_CHANGES = 200;
const MAX_DETAILS = 10;
const MAX_FINDINGS = 50;
/** Of each list and of the summary, so that together they stay below what outputs may be. */
const MAX_BYTES = 60_000;
const SEVERITY = ['breaking', 'risky', 'non_breaking', 'docs_only'];

export const schemaDiff = defineStep<SchemaDiffConfig>({
  type: 'schema_diff',
  summary: 'Compares the contracts of two environments or revisions of a workspace',
  effect: 'pure',
  version: '3',
  config: SchemaDiffConfig,
  outputs: SchemaDiffOutputs,
  timeout_ms: 60_000,
  run: (context) =>
    asStepWork(async () => {
      const { config, services, log } = context;
      const to = await loadSide(context, config.to);
      const from = await loadOlder(context);
      const policy = await services.schemaPolicy(requireWorkspace(context));
      const today = (context.now?.() ?? new Date()).toISOString().slice(0, 10);
      const diff = await services.contracts.compare(from, to, { policy, today, located: true }, context.signal);
      const changes = diff.operations.toSorted((a, b) => SEVERITY.indexOf(a.severity) - SEVERITY.indexOf(b.severity));
      const operations = [...new Set(diff.operations.map(({ operation }) => operation))];
      const changed = diff.changes.length > 0;
      const sides = { before: String(config.from), after: String(config.to) };
      log(
        changed
          ? `${operations.length} operations differ, ${diff.change_level}`
          : `${sides.before} and ${sides.after} mean the same`,
      );
      const summary = reportSchemaChanges.toMarkdown({ ...sides, ...diff });
      context.summarise(summary);
      const shown = fit(changes.slice(0, MAX_CHANGES).map(shorten));
      const outputs = {
        changed,
        change_level: changed ? diff.change_level : null,
        breaking: changes.filter(({ severity }) => severity === 'breaking').length,
        affected_operations: operations.length,
        operations: operations.slice(0, MAX_CHANGES),
        changes: shown,
        findings: fit(diff.changes.slice(0, MAX_FINDINGS)),
        omitted: changes.length - shown.length,
        suggested_version: diff.suggested.contract,
        schema_digest: to.outline.digest,
        summary: fitText(summary),
      };
      const refused = diff.changes.filter((change) => isRefused(change, config.fail_on));
      if (refused.length > 0)
        throw new StepFailure(
          `${refused.length} ${refused.length === 1 ? 'change is' : 'changes are'} not allowed (fail_on: ${config.fail_on}): ${refused[0]?.message}; correct the contract, or accept them in schema-policy.yaml`,
          'permanent',
          { outputs },
        );
      return outputs;
    }),
});

function isRefused({ level, ignored }: SchemaChange, fail_on: SchemaDiffConfig['fail_on']): boolean {
  if (fail_on === undefined || ignored !== null) return false;
  return level === 'breaking' || (fail_on === 'risky' && level === 'risky');
}

function shorten(change: OperationChange): OperationChange {
  return { ...change, details: change.details.slice(0, MAX_DETAILS) };
}

/** As many from the front as may be. */
function fit<T>(list: T[]): T[] {
  let bytes = 0;
  const end = list.findIndex((item) => {
    bytes += Buffer.byteLength(JSON.stringify(item));
    return bytes > MAX_BYTES;
  });
  return end < 0 ? list : list.slice(0, end);
}

/** Whole lines. */
function fitText(text: string): string {
  const lines = text.split('\n');
  const kept = fit(lines);
  return kept.length === lines.length ? text : `${kept.join('\n')}\n\n… and more; the run shows all of it.`;
}

/** null: nothing. */
async function loadOlder(context: Context): Promise<Loaded | null> {
  const { from } = context.config;
  if (from !== 'last-generated') return loadSide(context, from);
  const revision = await context.services.sdks.lastRevision(requireWorkspace(context));
  if (revision !== null) return loadSide(context, revision);
  context.log('no SDK was generated yet, so everything is new');
  return null;
}

async function loadSide(context: Context, side: SchemaDiffConfig['to']): Promise<Loaded> {
  const workspace = requireWorkspace(context);
  const { contract, contracts } = context.services;
  const loaded = await contracts.load((await contract(workspace, side)).files);
  if (loaded.ok) return loaded.value;
  const issues = loaded.issues.slice(0, 5).map(formatIssue).join('; ');
  throw new StepFailure(`the contract of ${workspace} (${side}) cannot be read: ${issues}`);
}
