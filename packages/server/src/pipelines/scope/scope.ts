// How far a run reaches, whatever its config and its event say: a pipeline of a workspace touches that workspace and the federations that contain
// it; one of the organisation touches all. In: the port that steps use, and the run. Out: the same port behind that rule.
import type { Database } from '../../db/database.ts';
import type { Federations } from '../../federation/service.ts';
import type { Workspaces } from '../../workspaces/service.ts';
import type { StepServices } from '../steps/services.ts';
import { StepFailure } from '../steps/step-type.ts';
import { readHome } from './store.ts';

export interface Scope {
  /** Both throw StepFailure. `null` is the organisation, which any pipeline may read what it shares of. */
  workspace: (reference: string | null) => Promise<void>;
  federation: (reference: string) => Promise<void>;
}

export function createScopes(options: {
  database: Pick<Database, 'db'>;
  workspaces: Pick<Workspaces, 'find'>;
  federations: Pick<Federations, 'require' | 'services'>;
}) {
  const { database, workspaces, federations } = options;

  return function scopeOf(run: { id: string; pipeline_name: string }): Scope {
    let home: Promise<string | null> | undefined;
    const homeOfRun = () => {
      home ??= readHome(database.db, run.id);
      return home;
    };
    const refuse = async (uid: string, what: string) => {
      const workspace = (await workspaces.find(uid))?.slug ?? uid;
      return new StepFailure(
        `pipeline "${run.pipeline_name}" belongs to workspace "${workspace}" and may not touch ${what}; save it as a pipeline of the organisation, without a workspace`,
      );
    };
    return {
      workspace: async (reference) => {
        const uid = await homeOfRun();
        if (uid === null || reference === null) return;
        const workspace = await workspaces.find(reference);
        // What does not exist is for the step to say.
        if (workspace && workspace.id !== uid) throw await refuse(uid, `workspace "${workspace.slug}"`);
      },
      federation: async (reference) => {
        const uid = await homeOfRun();
        if (uid === null) return;
        const federation = await federations.require(reference);
        const services = await federations.services(federation);
        if (!services.some(({ workspace_uid }) => workspace_uid === uid))
          throw await refuse(uid, `federation "${federation.name}", which does not contain it`);
      },
    };
  };
}
export type ScopeOf = ReturnType<typeof createScopes>;

/** Members of the port that name no workspace: what they reach is the run's own, or known only to who made it. */
type Unscoped =
  | 'approvals'
  | 'calls'
  | 'callbacks'
  | 'contracts'
  | 'deleteSandbox'
  | 'deliveries'
  | 'files'
  | 'gateway_url'
  | 'guard'
  | 'outcomes'
  | 'sdk_directory'
  | 'sdk_providers'
  | 'tellPullRequest';

/** A new member of the port does not compile until it says here what it reaches. */
export function guardScope(services: StepServices, scope: Scope): StepServices {
  const reach = (target: { workspace: string } | { federation: string }) =>
    'workspace' in target ? scope.workspace(target.workspace) : scope.federation(target.federation);
  const byName =
    <R extends unknown[], T>(act: (workspace: string, ...rest: R) => Promise<T>) =>
    async (workspace: string, ...rest: R): Promise<T> => {
      await scope.workspace(workspace);
      return act(workspace, ...rest);
    };
  const byTarget =
    <A extends { workspace: string } | { federation: string }, R extends unknown[], T>(
      act: (target: A, ...rest: R) => Promise<T>,
    ) =>
    async (target: A, ...rest: R): Promise<T> => {
      await reach(target);
      return act(target, ...rest);
    };
  const { sdks } = services;
  const scoped: Omit<StepServices, Unscoped> = {
    contract: byName(services.contract),
    schemaPolicy: byName(services.schemaPolicy),
    proposeDriftFix: byName(services.proposeDriftFix),
    promote: byTarget(services.promote),
    liveVersion: byTarget(services.liveVersion),
    findPromotion: byName(services.findPromotion),
    rollbackPromotion: byName(services.rollbackPromotion),
    drift: byName(services.drift),
    coverage: byTarget(services.coverage),
    reality: byTarget(services.reality),
    setReality: byTarget(services.setReality),
    serve: byTarget(services.serve),
    connection: async (kind, where) => {
      await scope.workspace(where.workspace);
      return services.connection(kind, where);
    },
    findEvent: async (request) => {
      await scope.workspace(request.workspace);
      return services.findEvent(request);
    },
    emit: async (event) => {
      await scope.workspace(event.workspace);
      return services.emit(event);
    },
    sdks: { find: byTarget(sdks.find), save: byTarget(sdks.save), lastRevision: byName(sdks.lastRevision) },
    findHold: byTarget(services.findHold),
    incidents: byName(services.incidents),
    scenario: byTarget(services.scenario),
    mocks: byName(services.mocks),
    runSystemScenario: byTarget(services.runSystemScenario),
    createSandbox: byTarget(services.createSandbox),
  };
  return { ...services, ...scoped };
}
