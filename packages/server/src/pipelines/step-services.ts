// The port that steps use, bound to one run: what they change is caused by the run's event and acts in the pipeline's name.
import { ENVIRONMENTS, Problem } from '@mockops/contract';
import type { SdkProvider } from '@mockops/sdkgen/node';
import type { Analytics } from '../analytics/service.ts';
import type { Connections } from '../connections/service.ts';
import type { Contracts } from '../contracts/contracts.ts';
import type { ContractHistory } from '../contracts/service.ts';
import type { Database } from '../db/database.ts';
import type { Drift } from '../drift/service.ts';
import { requireEnvironment } from '../environments/service.ts';
import type { Cause, Events } from '../events/service.ts';
import type { Federations } from '../federation/service.ts';
import type { Gateways } from '../gateway/service.ts';
import { readOutcomes, type Sender } from '../notify/store.ts';
import type { AddressGuard } from '../outgoing/guard.ts';
import type { Promotions } from '../promotion/service.ts';
import type { Scenarios } from '../scenarios/service.ts';
import type { Redactor } from '../secrets/redactor.ts';
import type { Traffic } from '../traffic/service.ts';
import type { Workspaces } from '../workspaces/service.ts';
import { createDeliveries } from './deliveries.ts';
import { guardScope, type Scope } from './scope/scope.ts';
import { createDomainPort } from './step-domain.ts';
import { createRealityPort } from './step-reality.ts';
import type { DriftState, StepServices } from './steps/services.ts';
import type { Approvals, Callbacks, Calls } from './steps/waiting.ts';

export interface StepServicesOptions {
  database: Database;
  org_id: string;
  events: Events;
  scenarios: Scenarios;
  gateway_url: string;
  workspaces: Workspaces;
  promotions: Promotions;
  connections: Connections;
  gateways: Gateways;
  drift: Drift;
  federations: Federations;
  traffic: Traffic;
  analytics: Analytics;
  contracts: Contracts;
  history: ContractHistory;
  sdk_directory: string;
  sdk_providers: ReadonlyMap<string, SdkProvider>;
  guard: AddressGuard;
  approvals: Approvals;
  callbacks: Callbacks;
  calls: Calls;
}

/** The attempt that uses the port: what it opens is hidden in what is shown of it, what it sends is attributed to it, its reach is bounded. */
export interface AttemptOf {
  redactor?: Redactor;
  sender?: Sender;
  scope?: Scope;
}

export function createStepServices(options: StepServicesOptions) {
  const { database, workspaces, promotions, connections, gateways, drift } = options;
  const realityPort = createRealityPort(options);
  const domainPort = createDomainPort(options);

  const build = (actor: string, cause: Cause | undefined, attempt: AttemptOf): StepServices => ({
    deliveries: createDeliveries(database, attempt.sender, attempt.redactor),
    outcomes: async (execution_id) => {
      const outcomes = await readOutcomes(database.db, execution_id);
      if (!outcomes) throw new Problem('not-found', `there is no run "${execution_id}"`);
      return outcomes;
    },
    contracts: options.contracts,
    sdk_directory: options.sdk_directory,
    sdk_providers: options.sdk_providers,
    guard: options.guard,
    approvals: options.approvals,
    callbacks: options.callbacks,
    calls: options.calls,
    emit: async ({ workspace: reference, subject, ...event }) => {
      const workspace = reference === null ? undefined : await workspaces.require(reference);
      await database.transaction((tx) =>
        options.events.emitCustom(tx, {
          ...event,
          actor,
          ...(subject !== null && { subject }),
          ...(workspace && { workspace }),
          ...(cause && { cause }),
        }),
      );
    },
    connection: (kind, where) => connections.open(kind, where, attempt.redactor),
    proposeDriftFix: (workspace) => drift.proposeFix(workspace),

    ...realityPort(actor, cause),
    ...domainPort(actor, cause),

    contract: async (reference, side) => {
      const workspace = await workspaces.require(reference);
      const files = await options.history.filesOf(workspace, side);
      const revision = typeof side === 'number' ? side : workspace.contract_revision;
      return { files, title: workspace.title ?? workspace.slug, revision };
    },
    schemaPolicy: async (reference) => options.history.policyOf(await workspaces.require(reference)),

    promote: async ({ respect_hold, ...request }) => {
      const automation = { respect_hold };
      const promotion = await promotions.promote({ ...request, automation, actor, ...(cause && { cause }) });
      // The step is done when the next request shows it.
      const workspace = await workspaces.require(request.workspace);
      await gateways.apply(`${workspace.slug}@${request.to_environment}`);
      return {
        promotion_id: promotion.id,
        changed: promotion.status === 'completed',
        held: promotion.status === 'held',
        version: promotion.version,
        previous_version: promotion.previous_version,
      };
    },

    liveVersion: async ({ workspace: reference, entity_type, entity_id, environment }) => {
      const workspace = await workspaces.require(reference);
      const { entries } = await requireEnvironment(database.db, workspace, environment);
      return entries[`${entity_type}/${entity_id}`] ?? null;
    },

    findPromotion: async (workspace, reference) => {
      const { id, entity_type, entity_id, previous_version, to_environment } = await promotions.find(
        workspace,
        reference,
      );
      return { promotion_id: id, entity_type, entity_id, previous_version, environment: to_environment };
    },

    rollbackPromotion: async (reference, promotion_id, { hold }) => {
      const by = { actor, ...(cause && { cause }) };
      const version = await promotions.rollback({ workspace: reference, promotion_id, hold, ...by });
      const { to_environment } = await promotions.find(reference, { promotion_id });
      const workspace = await workspaces.require(reference);
      await gateways.apply(`${workspace.slug}@${to_environment}`);
      return version;
    },

    drift: async (reference, only) => {
      const { slug } = await workspaces.require(reference);
      await drift.flush();
      const states: DriftState[] = [];
      for (const environment of only ? [only] : ENVIRONMENTS) {
        const state = await drift.state(slug, environment);
        if (state) states.push({ environment, ...state });
      }
      if (states.length > 0) return states;
      throw new Problem('not-found', `workspace "${slug}" has no contract in ${only ?? 'any environment'}`);
    },

    coverage: async (question) => {
      await options.traffic.flush();
      const { time_range, ci_run } = question;
      const federation = 'federation' in question ? await options.federations.require(question.federation) : undefined;
      const services = federation && (await options.federations.services(federation));
      const named = services ? services.map(({ service }) => service.workspace_id) : [];
      const own = 'workspace' in question ? [question.workspace] : [...new Set(named)];
      return options.analytics.ciCoverage({ workspaces: own, time_range, ci_run });
    },
  });

  return (actor: string, cause?: Cause, attempt: AttemptOf = {}): StepServices => {
    const services = build(actor, cause, attempt);
    return attempt.scope ? guardScope(services, attempt.scope) : services;
  };
}
