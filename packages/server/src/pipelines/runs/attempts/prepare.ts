// What a step is about to do: its config rendered with vars and secrets, read by its type, and held against what may not be: secrets where they would be
// shown, values from outside where somebody must answer for them, targets that the pipeline has no permission for.
import type { Need, RunContext, Sink, StepPlan } from '@mockops/pipelines';
import { renderConfig, renderText, renderVars } from '@mockops/pipelines';
import { findSecretsOutsideSinks } from '../../../secrets/guard-secrets.ts';
import type { OpenSecrets } from '../../../secrets/service.ts';
import type { StepType } from '../../steps/step-type.ts';
import type { PinnedRun } from '../pinned.ts';

export interface PrepareOptions {
  step_types: Record<string, StepType>;
  /** Sentences, one for each thing that the pipeline may not touch. */
  allows: (run: PinnedRun, needs: readonly Need[]) => string[];
  /** Whether the pipeline's permissions name a value from outside. */
  answersFor: (run: PinnedRun, sink: Sink, value: string) => boolean;
}

export type Prepared =
  | {
      ok: true;
      type: StepType;
      config: unknown;
      /** As templates gave it, before the type's defaults; with secrets. */
      rendered: unknown;
      /** With the step's own vars. */
      context: RunContext;
      idempotency_key: string;
    }
  | { ok: false; message: string };

export function prepare(
  options: PrepareOptions,
  run: PinnedRun,
  { step, item }: { step: StepPlan; item: string },
  before: RunContext,
  secrets: OpenSecrets,
): Prepared {
  const type = options.step_types[step.type];
  if (!type) return refuse(`this server has no step type "${step.type}"`);
  if (secrets.missing.length > 0)
    return refuse(
      `secret ${secrets.missing.map((name) => `"${name}"`).join(', ')} is not stored; set it with \`mockops secret set\``,
    );
  const vars = renderVars(step.vars, before, `${step.path}.vars`);
  if (!vars.ok) return refuse(...vars.issues.map(told));
  const context: RunContext = { ...before, ...vars.value };
  const withSecrets: RunContext = { ...context, secrets: secrets.values };
  const rendered = renderConfig(step.config, withSecrets, `${step.path}.config`, {
    ...(type.sinks && { sinks: type.sinks }),
    allow: (sink, value) => options.answersFor(run, sink, value),
  });
  if (!rendered.ok) return refuse(...rendered.issues.map(told));
  const read = type.config.safeParse(rendered.value);
  if (!read.success)
    return refuse(...read.error.issues.map((issue) => `${step.path}.config.${issue.path.join('.')}: ${issue.message}`));
  const shown = findSecretsOutsideSinks(rendered.value, type.sinks, secrets.redactor);
  if (shown.length > 0) return refuse(...shown);
  const denied = options.allows(run, type.needs?.(read.data, { workspace_id: run.workspace_id }) ?? []);
  if (denied.length > 0) return refuse(...denied);
  const key = keyOf(run, step, item, context);
  if (!key.ok) return key;
  return { ok: true, type, config: read.data, rendered: rendered.value, context, idempotency_key: key.value };
}

/** What must happen once happens once for all runs that repeat each other. */
function keyOf(run: PinnedRun, step: StepPlan, item: string, context: RunContext) {
  if (step.idempotency_key !== null) {
    const key = renderText(step.idempotency_key, context, `${step.path}.idempotency_key`);
    return key.ok ? ({ ok: true, value: key.value } as const) : refuse(...key.issues.map(told));
  }
  const value = `${run.effect_root ?? run.id}/${step.name}${item === '' ? '' : `/${item}`}`;
  return { ok: true, value } as const;
}

function told({ path, message }: { path: string; message: string }): string {
  return `${path}: ${message}`;
}

function refuse(...messages: string[]): { ok: false; message: string } {
  return { ok: false, message: messages.join('; ') };
}
