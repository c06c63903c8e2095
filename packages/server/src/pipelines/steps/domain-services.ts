// The part of the step port that is about what MockOps keeps: SDKs, files between steps, holds, drift, scenarios, sandboxes, pull requests.
import type {
  ArtifactKind,
  DriftIncident,
  EnvironmentName,
  EventEnvelope,
  Filters,
  Hold,
  Sandbox,
  ScenarioReport,
  SdkEvidence,
  SystemScenarioRun,
} from '@mockops/contract';

export interface DomainServices {
  /** Where mocks are served, without a slash at its end. */
  gateway_url: string;
  sdks: {
    find: (place: SdkPlace) => Promise<{ revision: number | null; digest: string } | undefined>;
    /** False when an SDK of a newer revision is there. */
    save: (sdk: SdkPlace & MadeSdk) => Promise<boolean>;
    /** The newest revision that any SDK of the workspace was generated from. */
    lastRevision: (workspace: string) => Promise<number | null>;
  };
  files: {
    /** Answers the reference, `files:<digest>`. */
    put: (files: Record<string, string>) => Promise<string>;
    /** Throws Problem `not-found` when there is none of that name any more. */
    get: (reference: string) => Promise<Record<string, string>>;
  };
  findHold: (entry: {
    workspace: string;
    entity_type: ArtifactKind;
    entity_id: string;
    environment: EnvironmentName;
  }) => Promise<Hold | null>;
  /** Live incidents, or these ones; answers that were handed in before are compared first. */
  incidents: (workspace: string, ids?: string[]) => Promise<DriftIncident[]>;
  /** Text of a scenario as one version has it, or as it is live in an environment; null: not live there. Throws Problem `not-found`. */
  scenario: (request: {
    workspace: string;
    scenario_id: string;
    version?: number | undefined;
    environment: EnvironmentName;
  }) => Promise<{ text: string; version: number; live_version: number | null }>;
  /** Explicit mocks of an environment: path in the workspace folder → text. */
  mocks: (workspace: string, environment: EnvironmentName) => Promise<Record<string, string>>;
  runSystemScenario: (
    run: SystemScenarioRun & {
      federation: string;
      scenario: string;
      ci_run: string;
      idempotency_key: string;
      signal: AbortSignal;
    },
  ) => Promise<ScenarioReport>;
  /** The same key gives the same sandbox. */
  createSandbox: (sandbox: { federation: string; key: string; ttl_ms: number }) => Promise<Sandbox>;
  /** False when it was gone already. */
  deleteSandbox: (id: string) => Promise<boolean>;
  /** The first event since then that passes; of the workspace or of none, or of any when none is named. Among the first 1000 of its type. */
  findEvent: (request: {
    type: string;
    filters: Filters;
    since: Date;
    workspace: string | null;
  }) => Promise<EventEnvelope | undefined>;
  /** What a look at the outside showed; the event is told once, whoever saw it first. */
  tellPullRequest: (pull: {
    repository: string;
    number: number;
    branch: string;
    url: string;
    merged: boolean;
  }) => Promise<void>;
}

interface MadeSdk {
  revision: number | null;
  digest: string;
  /** Its files, `files:<digest>`, for who downloads them. */
  artifact?: string;
  file_count?: number;
  verified?: SdkEvidence | null;
}

export interface SdkPlace {
  workspace: string;
  /** Folder below the SDK directory. */
  output: string;
  language: string;
}
