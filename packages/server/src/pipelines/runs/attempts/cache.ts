// Outputs of pure and idempotent steps, kept by what made them: the key of the user, the type and its version, and the whole rendered config. Secrets enter
// the digest as HMAC, so that a rotation is a miss and a leaked digest tells nothing.
import { evaluateCondition, type JsonObject, type RunContext, renderText, type StepPlan } from '@mockops/pipelines';
import type { Database } from '../../../db/database.ts';
import { canonicalJson, sha256 } from '../../../digest.ts';
import type { Redactor } from '../../../secrets/redactor.ts';
import type { StepType } from '../../steps/step-type.ts';
import { asOutputs } from '../cells/store.ts';
import type { PinnedRun } from '../pinned.ts';
import { readCache, writeCache } from './store.ts';

export interface CacheEntry {
  scope: string;
  key: string;
  ttl_ms: number;
  /** Not read, only written. */
  refresh: boolean;
}

/** Undefined: this step is not cached. Throws nothing: a message instead. */
export function cacheEntry(
  run: PinnedRun,
  step: StepPlan,
  { type, rendered, context }: { type: StepType; rendered: unknown; context: RunContext },
  redactor: Redactor,
  maskForDigest: (value: unknown, redactor: Redactor) => unknown,
): CacheEntry | undefined | { problem: string } {
  const { cache } = step;
  if (!cache) return undefined;
  if (type.effect !== 'pure' && type.effect !== 'idempotent')
    return {
      problem: `${step.path}.cache: a step of type "${step.type}" does something outside, so its outputs cannot stand for it`,
    };
  const key = renderText(cache.key, context, `${step.path}.cache.key`);
  if (!key.ok) return { problem: key.issues.map(({ path, message }) => `${path}: ${message}`).join('; ') };
  const refresh =
    cache.refresh === undefined
      ? undefined
      : evaluateCondition(String(cache.refresh), context, `${step.path}.cache.refresh`);
  if (refresh && !refresh.ok)
    return { problem: refresh.issues.map(({ path, message }) => `${path}: ${message}`).join('; ') };
  const made_of = {
    key: key.value,
    type: step.type,
    version: type.version ?? '1',
    config: maskForDigest(rendered, redactor),
    outputs: step.outputs,
    environment: step.environment,
    workspace: run.workspace_uid,
  };
  return {
    scope: scopeOf(run, cache.scope),
    key: sha256(canonicalJson(made_of)),
    ttl_ms: cache.ttl,
    refresh: refresh?.value ?? false,
  };
}

function scopeOf(run: PinnedRun, scope: 'pipeline' | 'workspace' | 'org'): string {
  if (scope === 'pipeline') return `pipeline:${run.pipeline_id ?? run.pipeline_name}`;
  return scope === 'workspace' && run.workspace_uid !== null ? `workspace:${run.workspace_uid}` : `org:${run.org_id}`;
}

export async function findCached(
  database: Database,
  entry: CacheEntry,
): Promise<{ outputs: JsonObject; stored_by: string } | undefined> {
  if (entry.refresh) return undefined;
  const found = await readCache(database.db, entry);
  return found && { outputs: asOutputs(found.outputs), stored_by: found.stored_by };
}

export async function storeCached(
  database: Database,
  { scope, key, ttl_ms }: CacheEntry,
  outputs: JsonObject,
  stored_by: string,
): Promise<void> {
  await writeCache(database.db, { scope, key, ttl_ms, outputs, stored_by });
}
