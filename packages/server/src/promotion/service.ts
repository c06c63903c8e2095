// Promotion: copies one entry between the manifests of two neighbouring environments; nothing else moves.
import { type ArtifactKind, ENVIRONMENTS, type EnvironmentName, Problem, type Promotion } from '@mockops/contract';
import type { Database } from '../db/database.ts';
import { type Environments, requireEnvironment } from '../environments/service.ts';
import type { Cause, Events } from '../events/service.ts';
import type { Workspaces } from '../workspaces/service.ts';
import { lockWorkspace, versionExists } from '../workspaces/store.ts';
import {
  findLastPromotion,
  findPromotionByKey,
  findPromotionRow,
  insertPromotion,
  listPromotionRows,
} from './store.ts';

export interface PromotionRequest {
  workspace: string;
  entity_type: ArtifactKind;
  entity_id: string;
  /** Absent: the version that is live in from_environment. */
  version?: number | undefined;
  from_environment: EnvironmentName;
  to_environment: EnvironmentName;
  comments?: string | undefined;
  actor: string;
  idempotency_key?: string;
  cause?: Cause;
}

type PastPromotion = Promotion & { previous_version: number | null };

export function createPromotions(options: {
  database: Database;
  events: Events;
  environments: Environments;
  workspaces: Workspaces;
}) {
  const { database, events, environments, workspaces } = options;

  return {
    promote: async (request: PromotionRequest): Promise<PastPromotion> => {
      const { entity_type, entity_id, from_environment, to_environment } = request;
      if (ENVIRONMENTS.indexOf(to_environment) !== ENVIRONMENTS.indexOf(from_environment) + 1) {
        throw new Problem(
          'bad-request',
          `${from_environment} → ${to_environment} is no promotion; the path is dev → test → prod, one stage at a time`,
        );
      }
      const workspace = await workspaces.require(request.workspace);
      const key = `${entity_type}/${entity_id}`;
      return database.transaction(async (tx) => {
        await lockWorkspace(tx.db, workspace.id);
        const before = request.idempotency_key ? await findPromotionByKey(tx.db, request.idempotency_key) : undefined;
        if (before) return present(before);
        const source = await requireEnvironment(tx.db, workspace, from_environment);
        const target = await requireEnvironment(tx.db, workspace, to_environment);
        const version = request.version ?? source.entries[key];
        if (version === undefined)
          throw new Problem('not-found', `${key} is not live in ${from_environment} of workspace "${workspace.slug}"`);
        if (!(await versionExists(tx.db, workspace.id, entity_type, entity_id, version))) {
          throw new Problem('not-found', `${key} of workspace "${workspace.slug}" has no version ${version}`);
        }
        const previous_version = target.entries[key] ?? null;
        const change = await environments.change(tx, {
          workspace,
          name: to_environment,
          entries: { ...target.entries, [key]: version },
          reason: `promote ${key} v${version} from ${from_environment}`,
          actor: request.actor,
          ...(request.cause && { cause: request.cause }),
        });
        const row = await insertPromotion(tx.db, {
          workspace_id: workspace.id,
          entity_type,
          entity_id,
          version,
          previous_version,
          from_environment,
          to_environment,
          status: change.changed ? 'completed' : 'unchanged',
          promoted_by: request.actor,
          comments: request.comments ?? null,
          idempotency_key: request.idempotency_key ?? null,
        });
        if (change.changed) {
          await events.emit(tx, {
            type: 'promotion.completed',
            workspace,
            subject: `${workspace.slug}/${entity_id}`,
            actor: request.actor,
            data: {
              workspace_id: workspace.slug,
              workspace_name: workspace.title ?? workspace.slug,
              promotion_id: row.id,
              entity_type,
              entity_id,
              version,
              from_environment,
              to_environment,
            },
            ...(request.cause && { cause: request.cause }),
          });
        }
        return present(row);
      });
    },

    /** One by its id, or the newest one that changed an entry of an environment. */
    find: async (
      reference: string,
      by: { promotion_id: string } | { entity_type: ArtifactKind; entity_id: string; environment: EnvironmentName },
    ): Promise<PastPromotion> => {
      const { id, slug } = await workspaces.require(reference);
      if ('promotion_id' in by) {
        const row = await findPromotionRow(database.db, id, by.promotion_id);
        if (row) return present(row);
        throw new Problem('not-found', `workspace "${slug}" has no promotion "${by.promotion_id}"`);
      }
      const row = await findLastPromotion(database.db, id, { ...by, to_environment: by.environment });
      if (row) return present(row);
      const entry = `${by.entity_type}/${by.entity_id}`;
      throw new Problem('not-found', `${entry} of workspace "${slug}" was never promoted to ${by.environment}`);
    },

    /** Puts the entry back when the promoted version is still live, else touches nothing. Answers the version that is live then. */
    rollback: async (request: {
      workspace: string;
      promotion_id: string;
      actor: string;
      cause?: Cause;
    }): Promise<number | null> => {
      const workspace = await workspaces.require(request.workspace);
      return database.transaction(async (tx) => {
        await lockWorkspace(tx.db, workspace.id);
        const promotion = await findPromotionRow(tx.db, workspace.id, request.promotion_id);
        if (!promotion)
          throw new Problem('not-found', `workspace "${workspace.slug}" has no promotion "${request.promotion_id}"`);
        const { version, previous_version, to_environment } = promotion;
        const key = `${promotion.entity_type}/${promotion.entity_id}`;
        const { entries } = await requireEnvironment(tx.db, workspace, to_environment);
        if (entries[key] !== version) return entries[key] ?? null;
        const { [key]: _, ...others } = entries;
        await environments.change(tx, {
          workspace,
          name: to_environment,
          entries: previous_version === null ? others : { ...others, [key]: previous_version },
          reason: `rollback of promotion ${promotion.id}: ${key} v${version} → ${previous_version === null ? 'none' : `v${previous_version}`}`,
          actor: request.actor,
          ...(request.cause && { cause: request.cause }),
        });
        return previous_version;
      });
    },

    list: async (reference: string): Promise<Promotion[]> => {
      const workspace = await workspaces.require(reference);
      return (await listPromotionRows(database.db, workspace.id)).map(present);
    },
  };
}
export type Promotions = ReturnType<typeof createPromotions>;

function present(row: Awaited<ReturnType<typeof insertPromotion>>): PastPromotion {
  const { workspace_id: _, idempotency_key: __, created_at, ...rest } = row;
  return { ...rest, created_at: created_at.toISOString() };
}
