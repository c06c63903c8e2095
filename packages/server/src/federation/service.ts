// Federations: many workspaces behind one base URL, each service with its own reality.
import {
  type ChaosSettings,
  DEFAULT_REALITY,
  FederationDocument,
  FederationService,
  type FederationSnapshot,
  formatPath,
  type Issue,
  type Path,
  type Position,
  Problem,
  type RealityLevel,
  readDocument,
} from '@mockops/contract';
import type { Database, Tx } from '../db/database.ts';
import { lockName } from '../db/locks.ts';
import { canonicalJson, sha256 } from '../digest.ts';
import { findEnvironment } from '../environments/store.ts';
import type { Cause, Events } from '../events/service.ts';
import { findWorkspace } from '../workspaces/store.ts';
import {
  deleteFederationRow,
  type FederationRow,
  findFederation,
  listFederationRows,
  listServiceRows,
  lockFederation,
  type ServiceRow,
  saveServices,
  upsertFederation,
} from './store.ts';

/** null takes a setting away. */
export interface ServicePatch {
  reality_level?: RealityLevel | null | undefined;
  blend_ratio?: number | null | undefined;
  upstream_url?: string | null | undefined;
  chaos?: ChaosSettings | null | undefined;
}

/** A service with the level that is in force, and why. */
export interface ResolvedService extends ServiceRow {
  reality_level: RealityLevel;
  reality_reason: string;
  upstream_url: string | null;
}

export function createFederations(options: { database: Database; org_id: string; events: Events }) {
  const { database, org_id, events } = options;

  async function require(reference: string): Promise<FederationRow> {
    const row = await findFederation(database.db, org_id, reference);
    if (!row) throw new Problem('not-found', `there is no federation "${reference}"`);
    return row;
  }

  async function save(
    tx: Tx,
    document: FederationDocument,
    reason: string,
    actor: string,
    placeOf: PlaceOf,
    cause?: Cause,
  ): Promise<FederationRow> {
    await lockName(tx.db, 'workspace or federation', org_id, document.name);
    const { services, issues } = await resolveServices(tx, document, placeOf);
    if (await findWorkspace(tx.db, org_id, document.name))
      throw new Problem('name-taken', `"${document.name}" is the name of a workspace`);
    if (issues.length > 0)
      throw new Problem('invalid-document', `federation "${document.name}" was not saved`, { issues });
    const digest = sha256(
      canonicalJson({
        name: document.name,
        environment: document.environment,
        services: services.map(({ service }) => service),
      }),
    );
    const before = await findFederation(tx.db, org_id, document.name);
    if (before?.digest === digest && before.description === (document.description ?? null)) return before;
    const row = await upsertFederation(tx.db, {
      org_id,
      name: document.name,
      description: document.description ?? null,
      environment: document.environment,
      digest,
    });
    await saveServices(tx.db, row.id, services);
    await events.emit(tx, {
      type: 'federation.changed',
      subject: row.name,
      actor,
      data: { federation: row.name, revision: row.revision, digest, reason },
      ...(cause && { cause }),
    });
    return row;
  }

  async function resolveServices(tx: Tx, document: FederationDocument, placeOf: PlaceOf) {
    const issues: Issue[] = [];
    const services: { service: FederationService; workspace_uid: string }[] = [];
    const refuse = (index: number, within: Path, message: string, hint: string) => {
      const path = ['services', index, ...within];
      const at = placeOf(path);
      issues.push({ code: 'FED001', path: formatPath(path), message, hint, ...(at && { at }) });
    };
    for (const [index, service] of document.services.entries()) {
      const workspace = await findWorkspace(tx.db, org_id, service.workspace_id);
      if (!workspace)
        refuse(
          index,
          ['workspace_id'],
          `there is no workspace "${service.workspace_id}"`,
          'push it first, or correct the name',
        );
      const twin = document.services.findIndex((other) => other.base_path === service.base_path);
      if (twin !== index)
        refuse(
          index,
          ['base_path'],
          `base path ${service.base_path} is used twice, first by service "${document.services[twin]?.name}"`,
          'give each service its own',
        );
      if (document.services.findIndex((other) => other.name === service.name) !== index)
        refuse(index, ['name'], `service name "${service.name}" is used twice`, 'give each service its own');
      for (const [position, dependency] of service.dependencies.entries()) {
        if (!document.services.some((other) => other.name === dependency))
          refuse(
            index,
            ['dependencies', position],
            `there is no service "${dependency}" in this federation`,
            'name one of its services',
          );
      }
      if (!workspace) continue;
      const needsUpstream = service.reality_level === 'real' || service.reality_level === 'blended';
      if (needsUpstream && service.upstream_url === undefined) {
        const environment = await findEnvironment(tx.db, workspace.id, document.environment);
        if (!environment?.settings.upstream_url) {
          refuse(
            index,
            ['reality_level'],
            `"${service.reality_level}" needs an upstream, and neither the service nor ${workspace.slug}@${document.environment} has one`,
            'set upstream_url on the service or in environments.yaml',
          );
        }
      }
      services.push({ service: { ...service, workspace_id: workspace.slug }, workspace_uid: workspace.id });
    }
    return { services, issues };
  }

  return {
    require,
    list: () => listFederationRows(database.db, org_id),

    /** From YAML text, so that findings have line and column. */
    putSource: async (source: string, file: string, actor: string, name?: string): Promise<FederationRow> => {
      const read = readDocument(source, file, FederationDocument, { wrapper: 'federation' });
      if (!read.ok)
        throw new Problem('invalid-document', `${file} is not a federation; nothing was saved`, {
          issues: read.issues,
        });
      if (name !== undefined && read.value.name !== name)
        throw new Problem('bad-request', `${file} names federation "${read.value.name}", but it was put as "${name}"`);
      return database.transaction((tx) => save(tx, read.value, `put ${file}`, actor, read.placeOf));
    },

    updateService: async (
      reference: string,
      service: string,
      patch: ServicePatch,
      actor: string,
      cause?: Cause,
    ): Promise<FederationRow> => {
      const { id, name } = await require(reference);
      return database.transaction(async (tx) => {
        await lockName(tx.db, 'workspace or federation', org_id, name);
        const federation = await lockFederation(tx.db, id);
        if (!federation) throw new Problem('not-found', `federation "${name}" was removed`);
        const rows = await listServiceRows(tx.db, federation.id);
        if (!rows.some((row) => row.service.name === service))
          throw new Problem('not-found', `federation "${federation.name}" has no service "${service}"`);
        const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
        const services = rows.map((row) =>
          row.service.name === service ? patchService(row.service, given) : row.service,
        );
        const document = {
          name: federation.name,
          environment: federation.environment,
          services,
          ...(federation.description && { description: federation.description }),
        };
        return save(
          tx,
          document,
          `${service}: ${Object.entries(given).map(tellChange).join(', ')}`,
          actor,
          () => undefined,
          cause,
        );
      });
    },

    remove: async (reference: string, actor: string): Promise<FederationRow> => {
      const federation = await require(reference);
      await database.transaction(async (tx) => {
        await lockName(tx.db, 'workspace or federation', org_id, federation.name);
        if (!(await deleteFederationRow(tx.db, federation.id)))
          throw new Problem('not-found', `there is no federation "${reference}"`);
        await events.emit(tx, {
          type: 'federation.changed',
          subject: federation.name,
          actor,
          data: { federation: federation.name, revision: federation.revision + 1, digest: '', reason: 'removed' },
        });
      });
      return federation;
    },

    /** Services with the reality level in force: the service's own, else the environment's, else the default. */
    services: async (federation: FederationRow): Promise<ResolvedService[]> => {
      const rows = await listServiceRows(database.db, federation.id);
      return Promise.all(
        rows.map(async (row) => {
          const environment = await findEnvironment(database.db, row.workspace_uid, federation.environment);
          const level = row.service.reality_level ?? environment?.settings.reality_level;
          const reality_reason = row.service.reality_level
            ? 'federation service'
            : environment?.settings.reality_level
              ? `environment ${federation.environment}`
              : 'default';
          return {
            ...row,
            reality_level: level ?? DEFAULT_REALITY,
            reality_reason,
            upstream_url: row.service.upstream_url ?? environment?.settings.upstream_url ?? null,
          };
        }),
      );
    },

    snapshot: async (name: string): Promise<FederationSnapshot | undefined> => {
      const row = await findFederation(database.db, org_id, name);
      if (!row) return undefined;
      const services = await listServiceRows(database.db, row.id);
      return {
        federation: row.name,
        digest: row.digest,
        environment: row.environment,
        services: services.map(({ service }) => service),
      };
    },
  };
}
/** For histories and events; a URL may carry a password, so only that it changed is told. */
function tellChange([key, value]: [string, unknown]): string {
  return key === 'upstream_url' ? key : `${key} ${JSON.stringify(value)}`;
}

export type Federations = ReturnType<typeof createFederations>;

function patchService(service: FederationService, given: Record<string, unknown>): FederationService {
  const members = Object.entries({ ...service, ...given }).filter(([, value]) => value !== null);
  return FederationService.parse(Object.fromEntries(members));
}

/** Where a value stands in what was put; nowhere when no text was. */
type PlaceOf = (path: Path) => Position | undefined;
