// Runs something again: the same event and the pinned definition, all of it, what failed, or from one step on. What ended well is taken over, and what must
// happen once happens once for both runs; only a repetition of everything does everything anew.
import { randomUUID } from 'node:crypto';
import { PipelineDocument, Problem } from '@mockops/contract';
import { isEnded, isRunEnd, type RunPlan } from '@mockops/pipelines';
import type { Database, Tx } from '../../db/database.ts';
import { findPipeline } from '../store.ts';
import { listCells } from './cells/store.ts';
import type { Pinned, PinnedRun } from './pinned.ts';
import type { Runs } from './ports.ts';
import { countAttempts, findStatus } from './store.ts';

export interface RerunRequest {
  what: 'all' | 'failed' | 'from_step';
  step?: string | undefined;
  latest: boolean;
  debug: boolean;
  actor: string;
}

export function createRerun(options: { database: Database; org_id: string; pinned: Pinned; create: Runs['create'] }) {
  const { database, org_id, pinned, create } = options;

  return async function rerun(id: string, request: RerunRequest): Promise<string> {
    return database.transaction(async (tx) => {
      const status = await findStatus(tx.db, id);
      if (!status) throw new Problem('not-found', `there is no run "${id}"`);
      const run = await pinned.load(tx.db, id);
      const called = `run #${run.number} of "${run.pipeline_name}"`;
      if (!isRunEnd(status)) throw new Problem('conflict', `${called} has not ended; cancel it first, or wait for it`);
      const current = run.pipeline_id === null ? undefined : await findPipeline(tx.db, org_id, run.pipeline_id);
      if (!current) throw new Problem('conflict', `the pipeline of ${called} was removed; save it again, and run that`);
      if (request.latest && request.what !== 'all')
        throw new Problem('bad-request', 'only a repetition of everything can take the newest definition');
      const document = request.latest ? PipelineDocument.parse(current.definition) : run.document;
      const { revision, digest } = request.latest ? current : run;
      const reuse = request.what === 'all' ? [] : await takeOver(tx, run, request, called);
      const root = request.what === 'all' ? {} : { effect_root: run.effect_root ?? run.id };
      const created = await create(tx, {
        id: randomUUID(),
        pipeline: { ...current, revision, digest },
        document,
        event: { ...run.event, replay_id: null },
        events: run.events,
        workspace_uid: run.workspace_uid,
        reason: `${request.actor} ran ${tell(request)} of run #${run.number} again`,
        inputs: run.inputs,
        started_by: request.actor,
        attempt: (await countAttempts(tx.db, run.pipeline_id ?? '', run.event.id)) + 1,
        rerun_of: run.id,
        debug: request.debug,
        reuse,
        ...root,
      });
      return created.id;
    });
  };
}

function tell({ what, step }: RerunRequest): string {
  if (what === 'from_step') return `everything from "${step ?? ''}" on`;
  return what === 'failed' ? 'what failed' : 'all';
}

/** Cells that ended well and are not to be repeated. */
async function takeOver(
  tx: Tx,
  { id, plan }: PinnedRun,
  { what, step }: RerunRequest,
  called: string,
): Promise<{ step_name: string; item: string }[]> {
  const again = what === 'from_step' ? fromStep(plan, step, called) : new Set<string>();
  const main = new Set(plan.steps.filter(({ section }) => section === 'steps').map(({ name }) => name));
  const cells = (await listCells(tx.db, id)).filter(({ name }) => main.has(name));
  const well = cells.filter(({ name, status }) => status === 'succeeded' && !again.has(name));
  const bad = cells.filter(({ status }) => isEnded(status) && status !== 'succeeded' && status !== 'skipped');
  if (what === 'failed' && bad.length === 0)
    throw new Problem('conflict', `no step of ${called} failed; run all of it again`);
  return well.map(({ name, item }) => ({ step_name: name, item }));
}

function fromStep(plan: RunPlan, name: string | undefined, called: string): Set<string> {
  const step = plan.steps.find((one) => one.name === name && one.section === 'steps');
  if (!step) {
    const known = plan.steps.filter(({ section }) => section === 'steps').map((one) => one.name);
    throw new Problem('bad-request', `${called} has no step "${name ?? ''}"; it has ${known.join(', ')}`);
  }
  const after = plan.steps.filter(({ ancestors }) => ancestors.includes(step.name)).map((one) => one.name);
  return new Set([step.name, ...after]);
}
