// Runs that a `call` step starts: a reusable pipeline, newest or of a pinned revision, with typed inputs. One run per calling step, however often the step
// is tried. Calls go five deep at most and never back to a pipeline that is calling.
import { Problem } from '@mockops/contract';
import { type JsonObject, readInputs } from '@mockops/pipelines';
import { z } from 'zod';
import type { Tx } from '../../db/database.ts';
import { deterministicUuid } from '../../digest.ts';
import type { NewRun, Runs, StepReference } from '../runs/ports.ts';
import { findPipeline, findRevision, type PipelineRow } from '../store.ts';
import { requireStored } from '../stored-document.ts';
import { findCaller, loadEvents } from './store.ts';

export interface NewCall {
  from: StepReference;
  pipeline: string;
  /** null: the newest. */
  revision: number | null;
  inputs: JsonObject;
}

const MAX_DEPTH = 5;

const CalledBy = z.object({ execution_id: z.string(), depth: z.int() });

export function createCalls({ org_id, runs }: { org_id: string; runs: Pick<Runs, 'create'> }) {
  /** Answers the id of the run. Throws Problem when the pipeline cannot be called. */
  return async function startCall(tx: Tx, { from, pipeline: name, revision, inputs }: NewCall): Promise<string> {
    // Locked: a caller that ends at this very moment would end its called runs before this one is there.
    const caller = await findCaller(tx.db, org_id, from.execution_id, { lock: true });
    if (!caller) throw new Problem('not-found', `there is no run "${from.execution_id}"`);
    if (caller.ended) throw new Problem('conflict', `run #${caller.number} of "${caller.pipeline_name}" has ended`);
    const row = await findPipeline(tx.db, org_id, name);
    if (!row) throw new Problem('not-found', `there is no pipeline "${name}" to call`);
    const pipeline = await pinned(tx, row, revision);
    const document = requireStored(pipeline);
    const depth = await callDepth(tx, caller, row);
    if (!document.reusable)
      throw new Problem('conflict', `pipeline "${name}" is not reusable; write "reusable: true" in it`);
    if (!row.enabled) throw new Problem('conflict', `pipeline "${name}" is disabled`);
    if (row.workspace_uid !== null && row.workspace_uid !== caller.workspace_uid)
      throw new Problem('conflict', `pipeline "${name}" belongs to another workspace than the run that calls it`);
    const read = readInputs(document.inputs ?? {}, inputs);
    if (!read.ok)
      throw new Problem(
        'bad-request',
        `pipeline "${name}" cannot be called with these inputs: ${read.issues.map(({ message }) => message).join('; ')}`,
        { issues: read.issues },
      );
    const events = (await loadEvents(tx.db, caller.events)).map(({ event }) => event);
    const event = events.find(({ id }) => id === caller.event_id) ?? events.at(-1);
    if (!event) throw new Problem('not-found', `the event of run "${from.execution_id}" is gone`);
    const place = [from.step_name, from.item];
    const run: NewRun = {
      id: deterministicUuid('call', from.execution_id, ...place),
      ...{ pipeline, document, event, events, inputs: read.value },
      workspace_uid: caller.workspace_uid,
      reason: `called by step "${from.step_name}" of run #${caller.number} of "${caller.pipeline_name}"`,
      started_by: `pipeline:${caller.pipeline_name}`,
      // What the calling run does once, over its re-runs, the called one does once.
      effect_root: deterministicUuid('call', caller.effect_root ?? from.execution_id, ...place),
      called_by: { ...from, depth },
    };
    return (await runs.create(tx, run)).id;
  };

  /** How deep the new run is. Throws when it is too deep, or the pipeline is calling already. */
  async function callDepth(
    tx: Tx,
    caller: NonNullable<Awaited<ReturnType<typeof findCaller>>>,
    row: PipelineRow,
  ): Promise<number> {
    const chain: string[] = [];
    for (let next: typeof caller | undefined = caller; next; ) {
      chain.unshift(next.pipeline_name);
      if (next.pipeline_id === row.id)
        throw new Problem('conflict', `pipelines call each other in a circle: ${[...chain, row.name].join(' → ')}`);
      const by = CalledBy.safeParse(next.called_by);
      next = by.success ? await findCaller(tx.db, org_id, by.data.execution_id, { lock: false }) : undefined;
    }
    if (chain.length > MAX_DEPTH)
      throw new Problem('conflict', `calls are ${MAX_DEPTH} deep at most: ${[...chain, row.name].join(' → ')}`);
    return chain.length;
  }
}

async function pinned(tx: Tx, row: PipelineRow, revision: number | null): Promise<PipelineRow> {
  if (revision === null || revision === row.revision) return row;
  const found = await findRevision(tx.db, row.id, revision);
  if (!found)
    throw new Problem('not-found', `pipeline "${row.name}" has no revision ${revision}; its newest is ${row.revision}`);
  return { ...row, ...found };
}
