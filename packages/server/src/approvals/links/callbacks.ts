// Callbacks: a waiting step is woken by whoever posts to its address, once. The address is signed, not stored: it can be shown to people at any time,
// and is the same for every attempt. In: a step, a token with a body. Out: an address, a step that is woken with the body.
import { type Callback, Problem } from '@mockops/contract';
import type { JsonObject } from '@mockops/pipelines';
import { z } from 'zod';
import type { Database, Tx } from '../../db/database.ts';
import { sha256 } from '../../digest.ts';
import type { Runs, StepReference } from '../../pipelines/runs/ports.ts';
import { findStatus } from '../../pipelines/runs/store.ts';
import type { Callbacks as CallbacksOfSteps } from '../../pipelines/steps/waiting.ts';
import { oneByOne } from '../../runtime/one-by-one.ts';
import type { DueTask } from '../../runtime/ticker.ts';
import { isStepOver, lockRun } from '../store.ts';
import {
  findLink,
  type LinkRow,
  listCallbackLinks,
  listUndeliveredCallbacks,
  lockLink,
  markLinkDelivered,
  saveLink,
  useLink,
} from './store.ts';
import { createTokenSigner, digestOf } from './tokens.ts';

const Subject = z.object({ execution_id: z.string(), step_name: z.string(), item: z.string(), name: z.string() });
const Body = z.record(z.string(), z.json());
/** Looked at again, so that nothing waits for a step that has only just begun to. */
const LOOK_AGAIN_MS = 250;
const BATCH = 100;
/** As steps promise; it becomes an output, which may be a little more. */
const MAX_BODY_BYTES = 256 * 1_024 - 100;

export function createCallbacks(options: {
  database: Database;
  org_id: string;
  runs: Pick<Runs, 'wake'>;
  /** Signs the addresses. */
  master_key: string;
  /** Where the outside reaches this server, without trailing slash. */
  public_url: string;
  now: () => Date;
  /** Somebody called before the step waited: `deliver` has something to do. */
  onUndelivered: () => void;
}) {
  const { database, org_id, runs, now } = options;
  const sign = createTokenSigner(options.master_key);
  const tokenOf = ({ execution_id, step_name, item }: StepReference) => sign({ execution_id, step_name, item });
  const urlOf = (step: StepReference) => `${options.public_url}/hooks/callback/${tokenOf(step)}`;

  /** Wakes the step when it waits already; else the ticker does, or the step finds the body when it asks. */
  async function deliver(tx: Tx, digest: string, step: StepReference, body: JsonObject): Promise<boolean> {
    const heard = await runs.wake(tx, step, { kind: 'callback', body, by: null });
    if (!heard && !(await isStepOver(tx.db, step))) {
      tx.afterCommit(options.onUndelivered);
      return false;
    }
    await markLinkDelivered(tx.db, digest, now());
    return true;
  }

  async function findRow(token: string): Promise<LinkRow & { step: StepReference }> {
    const digest = digestOf(token);
    const link = digest && (await findLink(database.db, org_id, 'callback', digest));
    if (!link) throw new Problem('not-found', 'no step waits for this call; check the address');
    const { name: _, ...step } = Subject.parse(link.subject);
    return { ...link, step };
  }

  return {
    /** For steps. */
    ofSteps: {
      open: async (step, { name, expires_at }) => {
        const { execution_id, step_name, item } = step;
        await saveLink(database.db, {
          digest: sha256(tokenOf(step)),
          org_id,
          kind: 'callback',
          subject: { execution_id, step_name, item, name },
          actor: null,
          expires_at,
          created_at: now(),
        });
        return { url: urlOf(step) };
      },
      received: async (step) => {
        const link = await findLink(database.db, org_id, 'callback', sha256(tokenOf(step)));
        return link?.payload ? Body.parse(link.payload) : undefined;
      },
    } satisfies CallbacksOfSteps,

    /** Throws Problem `not-found` for an unknown token, `conflict` when it was used, is over, or its step does not wait any more. */
    receive: async (token: string, body: JsonObject): Promise<{ accepted: true }> => {
      const { digest, step } = await findRow(token);
      // Refused before it uses up the address.
      if (Buffer.byteLength(JSON.stringify(body)) > MAX_BODY_BYTES)
        throw new Problem(
          'bad-request',
          'the body is larger than 256 KiB; send a smaller one, the address still works',
        );
      await database.transaction(async (tx) => {
        const run = await lockRun(tx.db, org_id, step.execution_id);
        const link = run && (await lockLink(tx.db, org_id, 'callback', digest));
        if (!link || run.completed_at || (await isStepOver(tx.db, step)))
          throw new Problem('conflict', 'the step does not wait for this call any more');
        if (link.used_at) throw new Problem('conflict', 'this address was called already; it works once');
        if (link.expires_at && link.expires_at <= now())
          throw new Problem('conflict', `this address ended at ${link.expires_at.toISOString()}`);
        await useLink(tx.db, digest, now(), body);
        await deliver(tx, digest, step, body);
      });
      return { accepted: true };
    },

    /** Throws Problem `not-found` for an unknown run. */
    list: async (execution_id: string): Promise<Callback[]> => {
      if (!(await findStatus(database.db, execution_id)))
        throw new Problem('not-found', `there is no run "${execution_id}"`);
      const rows = await listCallbackLinks(database.db, org_id, execution_id);
      const shown = rows.map(async ({ subject, used_at, expires_at }) => {
        const { name, ...step } = Subject.parse(subject);
        const awaited = used_at === null && (expires_at === null || expires_at > now());
        const open = awaited && !(await isStepOver(database.db, step));
        return {
          step: step.step_name,
          item: step.item,
          name,
          url: open ? urlOf(step) : null,
          expires_at: expires_at?.toISOString() ?? null,
          used_at: used_at?.toISOString() ?? null,
        };
      });
      return Promise.all(shown);
    },

    /** Calls that came before their step waited. */
    deliver: {
      name: 'callbacks',
      run: async () => {
        let left = false;
        await oneByOne(await listUndeliveredCallbacks(database.db, org_id, BATCH), async (row) => {
          const { digest, subject, payload } = row;
          const { name: _, ...step } = Subject.parse(subject);
          const done = await database.transaction(async (tx) => {
            const run = await lockRun(tx.db, org_id, step.execution_id);
            const link = await lockLink(tx.db, org_id, 'callback', digest);
            if (!link || link.delivered_at) return true;
            // The run was deleted, and nobody can hear it.
            if (!run) await markLinkDelivered(tx.db, digest, now());
            return !run || deliver(tx, digest, step, Body.parse(payload ?? {}));
          });
          left ||= !done;
        });
        return left ? new Date(now().getTime() + LOOK_AGAIN_MS) : null;
      },
    } satisfies DueTask,
  };
}
export type Callbacks = ReturnType<typeof createCallbacks>;
