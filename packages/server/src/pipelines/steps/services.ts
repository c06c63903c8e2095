// What steps may use of the rest of the server: a narrow port, so that a step type is testable with a real peer and little else.
import type {
  ArtifactKind,
  ChaosSettings,
  ConnectionKind,
  ConnectionSettings,
  EnvironmentName,
  Measure,
  RealityLevel,
  SchemaPolicy,
} from '@mockops/contract';
import type { SdkProvider } from '@mockops/sdkgen/node';
import type { Contracts } from '../../contracts/contracts.ts';
import type { AddressGuard } from '../../outgoing/guard.ts';
import type { DomainServices } from './domain-services.ts';
import type { Approvals, Callbacks, Calls, CustomEvent } from './waiting.ts';

type SettingsOf<K extends ConnectionKind> = Extract<ConnectionSettings, { kind: K }>;

export interface StepServices extends DomainServices {
  /**
   * Contract files (path in the workspace folder, `schemas/openapi.yaml` → text) of a workspace as one environment has them, or as the
   * numbered revision of its contract in dev had them. Throws Problem `workspace-not-found` or `not-found`.
   */
  contract: (
    workspace: string,
    at: EnvironmentName | number,
  ) => Promise<{ files: Record<string, string>; title: string; revision: number }>;
  /** What files of contracts say, and how they differ. */
  contracts: Contracts;
  /** How the workspace judges changes of its contract. */
  schemaPolicy: (workspace: string) => Promise<SchemaPolicy>;
  /** The contract with the open drift findings applied, as changed files by their path in the workspace folder; empty when there is nothing to change. */
  proposeDriftFix: (workspace: string) => Promise<{ files: Record<string, string>; summary: string[] }>;
  promote: (request: {
    workspace: string;
    entity_type: ArtifactKind;
    entity_id: string;
    version?: number;
    from_environment: EnvironmentName;
    to_environment: EnvironmentName;
    comments?: string;
    respect_hold: boolean;
    idempotency_key: string;
  }) => Promise<{
    promotion_id: string;
    changed: boolean;
    /** A hold kept it from happening. */
    held: boolean;
    version: number;
    previous_version: number | null;
  }>;
  /** The version that is live in an environment, or null. */
  liveVersion: (entry: Entry & { environment: EnvironmentName }) => Promise<number | null>;
  /** Throws Problem `not-found` when there is no such promotion, or none of that entry to that environment. */
  findPromotion: (workspace: string, reference: PromotionReference) => Promise<PastPromotion>;
  /** Puts the entry back when the promoted version is still live; answers the version that is live then. Ends when gateways serve it. */
  rollbackPromotion: (workspace: string, promotion_id: string, options: { hold: boolean }) => Promise<number | null>;
  /** Live drift of each environment that has a contract, or of one; answers that were handed in before are compared first. */
  drift: (workspace: string, environment?: EnvironmentName) => Promise<DriftState[]>;
  /** What CI has called and used, of what exists. */
  coverage: (
    request: ({ workspace: string } | { federation: string }) & { time_range: string; ci_run?: string | undefined },
  ) => Promise<CiCoverage>;
  /** As it is set; throws Problem `not-found`. */
  reality: (target: RealityTarget) => Promise<Reality>;
  /** null takes a setting away, absent leaves it alone. */
  setReality: (target: RealityTarget, patch: Partial<Reality>) => Promise<void>;
  /** Wakes the gateways and waits, at most a few seconds; answers those that do not serve the target's newest state yet. */
  serve: (target: RealityTarget) => Promise<string[]>;
  /** The named connection, else the workspace's default of that kind, else the organisation's; undefined when there is none. Secrets in clear. */
  connection: <K extends ConnectionKind>(
    kind: K,
    options: { workspace: string | null; name?: string },
  ) => Promise<SettingsOf<K> | undefined>;
  /** Rows that remember what was sent: the second call with a key answers what the first one stored. */
  deliveries: Deliveries;
  /** How the run stands so far, and how the last one before it ended. */
  outcomes: (execution_id: string) => Promise<Outcomes>;
  /** Folder that regenerate_sdk may write below. */
  sdk_directory: string;
  /** Who makes SDKs, by name; `builtin` is always there. */
  sdk_providers: ReadonlyMap<string, SdkProvider>;
  /** Where outgoing requests may connect to. */
  guard: AddressGuard;
  /** What people are asked to decide. */
  approvals: Approvals;
  /** Addresses by which a waiting step is called back. */
  callbacks: Callbacks;
  /** Runs of other pipelines that a step starts. */
  calls: Calls;
  /** Emits an event of the author's own, as a consequence of the run's event. */
  emit: (event: CustomEvent) => Promise<void>;
}

interface Entry {
  workspace: string;
  entity_type: ArtifactKind;
  entity_id: string;
}

/** One by its id, or the newest one that changed an entry of an environment. */
export type PromotionReference =
  | { promotion_id: string }
  | { entity_type: ArtifactKind; entity_id: string; environment: EnvironmentName };

export interface PastPromotion {
  promotion_id: string;
  entity_type: ArtifactKind;
  entity_id: string;
  /** null: the entry was not live before. */
  previous_version: number | null;
  /** Where it went live. */
  environment: EnvironmentName;
}

export interface DriftState {
  environment: EnvironmentName;
  /** With a live incident, `POST /charges`. */
  operations: string[];
  /** Live findings. */
  breaking: number;
  non_breaking: number;
  within_budget: boolean;
}

export interface CiCoverage {
  operations: Measure;
  personas: Measure;
  /** Mean coverage (0..1) of the operations that changed within the window; null when none did. */
  change_coverage: number | null;
  /** Names of what CI left out; under `changes`, of changed operations that are not covered whole. */
  missing: { operations: string[]; personas: string[]; changes: string[] };
}

export type RealityTarget =
  | { workspace: string; environment: EnvironmentName }
  | { federation: string; service: string };

/** null: not set, so the default holds. */
export interface Reality extends Record<string, unknown> {
  reality_level: RealityLevel | null;
  blend_ratio: number | null;
  chaos: ChaosSettings | null;
}

export interface Delivery {
  key: string;
  state: 'sending' | 'sent';
  /** What the outside answered, JSON. */
  receipt: Record<string, unknown> | null;
  /** The run that sent it, or is sending it. */
  execution_id: string | null;
}

export interface Deliveries {
  /** Marks the key as being sent. Answers the row that was there before, if any. */
  begin: (key: string, target: string) => Promise<Delivery | undefined>;
  /** The row of a key, and nothing changes. */
  find: (key: string) => Promise<Delivery | undefined>;
  complete: (key: string, receipt: Record<string, unknown>) => Promise<void>;
  /** The send certainly did not happen: a later attempt may begin again. */
  abandon: (key: string) => Promise<void>;
  /**
   * Takes the next place in a line that moves every `spacing_ms`, of which `burst` may stand at once. Answers how long to wait, in ms; null, and no
   * place is taken, when that is longer than `max_wait_ms`.
   */
  reserve: (place: Place) => Promise<number | null>;
}

export interface Place {
  key: string;
  spacing_ms: number;
  burst: number;
  max_wait_ms: number;
}

/** How a run stands, and how the run of the same pipeline before it ended. */
export interface Outcomes {
  now: 'success' | 'failure' | 'cancelled';
  before: 'success' | 'failure' | null;
}
