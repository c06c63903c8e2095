// Promotion: copies one entry between the manifests of two neighbouring environments; nothing else moves.
// A hold keeps automation from an entry that a person decided about: set by promoting something else by hand or by a rollback that asks for
// it, lifted by promoting the current candidate by hand. Automation never lifts one, and what fails neither sets nor lifts.
import {
  type ArtifactKind,
  ENVIRONMENTS,
  type EnvironmentName,
  type Hold,
  Problem,
  type Promotion,
} from '@mockops/contract';
import type { Database, Tx } from '../db/database.ts';
import { type Environments, requireEnvironment } from '../environments/service.ts';
import type { Cause, Events } from '../events/service.ts';
import type { Workspaces } from '../workspaces/service.ts';
import { lockWorkspace, versionExists, type WorkspaceRow } from '../workspaces/store.ts';
import {
  deleteHold,
  findHoldRow,
  findLastPromotion,
  findPromotionByKey,
  findPromotionRow,
  type HeldEntry,
  type HoldRow,
  insertPromotion,
  listHoldRows,
  listPromotionRows,
  saveHold,
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
  /** Present when no person asks. */
  automation?: { respect_hold: boolean };
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

  async function promoteWithin(tx: Tx, workspace: WorkspaceRow, request: PromotionRequest): Promise<PastPromotion> {
    const { entity_type, entity_id, from_environment, to_environment, actor, automation } = request;
    if (ENVIRONMENTS.indexOf(to_environment) !== ENVIRONMENTS.indexOf(from_environment) + 1) {
      throw new Problem(
        'bad-request',
        `${from_environment} → ${to_environment} is no promotion; the path is dev → test → prod, one stage at a time`,
      );
    }
    const key = `${entity_type}/${entity_id}`;
    await lockWorkspace(tx.db, workspace.id);
    const before = request.idempotency_key ? await findPromotionByKey(tx.db, request.idempotency_key) : undefined;
    if (before) return present(before);
    const source = await requireEnvironment(tx.db, workspace, from_environment);
    const target = await requireEnvironment(tx.db, workspace, to_environment);
    const candidate = source.entries[key];
    const version = request.version ?? candidate;
    if (version === undefined)
      throw new Problem('not-found', `${key} is not live in ${from_environment} of workspace "${workspace.slug}"`);
    if (!(await versionExists(tx.db, workspace.id, entity_type, entity_id, version))) {
      throw new Problem('not-found', `${key} of workspace "${workspace.slug}" has no version ${version}`);
    }
    const entry = { entity_type, entity_id, environment: to_environment };
    const row = {
      workspace_id: workspace.id,
      entity_type,
      entity_id,
      version,
      previous_version: target.entries[key] ?? null,
      from_environment,
      to_environment,
      promoted_by: actor,
      comments: request.comments ?? null,
      idempotency_key: request.idempotency_key ?? null,
    };
    const hold = await findHoldRow(tx.db, workspace.id, entry);
    if (hold && automation?.respect_hold) {
      await tellHeld(tx, workspace, hold, request);
      return present(await insertPromotion(tx.db, { ...row, status: 'held' }));
    }
    const change = await environments.change(tx, {
      workspace,
      name: to_environment,
      entries: { ...target.entries, [key]: version },
      reason: `promote ${key} v${version} from ${from_environment}`,
      actor,
      ...(request.cause && { cause: request.cause }),
    });
    if (!automation && version === candidate) await deleteHold(tx.db, workspace.id, entry);
    if (!automation && version !== candidate) {
      const there = candidate === undefined ? `${from_environment} has none` : `${from_environment} has v${candidate}`;
      const reason = `${actor} promoted v${version} by hand while ${there}`;
      await saveHold(tx.db, workspace.id, { ...entry, version, reason, set_by: actor });
    }
    const promotion = await insertPromotion(tx.db, { ...row, status: change.changed ? 'completed' : 'unchanged' });
    if (change.changed) await tellCompleted(tx, workspace, promotion, request);
    return present(promotion);
  }

  async function tellCompleted(
    tx: Tx,
    workspace: WorkspaceRow,
    promotion: Pick<PastPromotion, 'id' | 'version'>,
    request: PromotionRequest,
  ): Promise<void> {
    const { entity_type, entity_id, from_environment, to_environment } = request;
    await events.emit(tx, {
      type: 'promotion.completed',
      workspace,
      subject: `${workspace.slug}/${entity_id}`,
      actor: request.actor,
      data: {
        ...nameOf(workspace),
        promotion_id: promotion.id,
        entity_type,
        entity_id,
        version: promotion.version,
        from_environment,
        to_environment,
      },
      ...(request.cause && { cause: request.cause }),
    });
  }

  async function tellHeld(tx: Tx, workspace: WorkspaceRow, hold: HoldRow, request: PromotionRequest): Promise<void> {
    const { entity_type, entity_id, environment, reason } = hold;
    await events.emit(tx, {
      type: 'promotion.held',
      workspace,
      subject: `${workspace.slug}/${entity_id}`,
      actor: request.actor,
      data: { ...nameOf(workspace), entity_type, entity_id, environment, reason },
      ...(request.cause && { cause: request.cause }),
    });
  }

  /** In a transaction of its own: the failed one left nothing. */
  async function tellFailed(workspace: WorkspaceRow, request: PromotionRequest, reason: string): Promise<void> {
    const { entity_type, entity_id, version = null, from_environment, to_environment } = request;
    await database.transaction(async (tx) => {
      await events.emit(tx, {
        type: 'promotion.failed',
        workspace,
        subject: `${workspace.slug}/${entity_id}`,
        actor: request.actor,
        data: { ...nameOf(workspace), entity_type, entity_id, version, from_environment, to_environment, reason },
        ...(request.cause && { cause: request.cause }),
      });
    });
  }

  return {
    promote: async (request: PromotionRequest): Promise<PastPromotion> => {
      const workspace = await workspaces.require(request.workspace);
      try {
        return await database.transaction((tx) => promoteWithin(tx, workspace, request));
      } catch (error) {
        // What only hinders this try (a lost connection, say) is tried again, and is no outcome.
        if (error instanceof Problem && error.status < 500) await tellFailed(workspace, request, error.message);
        throw error;
      }
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
      /** Keep automation from the entry from now on. */
      hold?: boolean;
      cause?: Cause;
    }): Promise<number | null> => {
      const workspace = await workspaces.require(request.workspace);
      return database.transaction(async (tx) => {
        await lockWorkspace(tx.db, workspace.id);
        const promotion = await findPromotionRow(tx.db, workspace.id, request.promotion_id);
        if (!promotion)
          throw new Problem('not-found', `workspace "${workspace.slug}" has no promotion "${request.promotion_id}"`);
        const { entity_type, entity_id, version, previous_version, to_environment } = promotion;
        const key = `${entity_type}/${entity_id}`;
        if (request.hold) {
          const reason = `v${version} was taken back by ${request.actor}`;
          const entry = { entity_type, entity_id, environment: to_environment };
          await saveHold(tx.db, workspace.id, { ...entry, version, reason, set_by: request.actor });
        }
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

    holds: async (reference: string): Promise<Hold[]> => {
      const { id, slug } = await workspaces.require(reference);
      return (await listHoldRows(database.db, id)).map((row) => presentHold(slug, row));
    },

    findHold: async (reference: string, entry: HeldEntry): Promise<Hold | null> => {
      const { id, slug } = await workspaces.require(reference);
      const row = await findHoldRow(database.db, id, entry);
      return row ? presentHold(slug, row) : null;
    },

    /** False when there was none. */
    liftHold: async (reference: string, entry: HeldEntry): Promise<boolean> => {
      const { id } = await workspaces.require(reference);
      return deleteHold(database.db, id, entry);
    },
  };
}
export type Promotions = ReturnType<typeof createPromotions>;

function nameOf({ slug, title }: WorkspaceRow) {
  return { workspace_id: slug, workspace_name: title ?? slug };
}

function present(row: Awaited<ReturnType<typeof insertPromotion>>): PastPromotion {
  const { workspace_id: _, idempotency_key: __, created_at, ...rest } = row;
  return { ...rest, created_at: created_at.toISOString() };
}

function presentHold(slug: string, { created_at, ...row }: HoldRow): Hold {
  return { workspace_id: slug, ...row, created_at: created_at.toISOString() };
}
