// What steps may use of the rest of the server: a narrow port, so that a step type is testable with a real peer and little else.
import type { ArtifactKind, ConnectionKind, ConnectionSettings, EnvironmentName } from '@mockops/contract';

type SettingsOf<K extends ConnectionKind> = Extract<ConnectionSettings, { kind: K }>;

export interface StepServices {
  /** Contract files (path in the workspace folder, `schemas/openapi.yaml` → text) of a workspace as one environment has them; throws Problem `workspace-not-found`. */
  contract: (
    workspace: string,
    environment: EnvironmentName,
  ) => Promise<{ files: Record<string, string>; title: string; revision: number }>;
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
    idempotency_key: string;
  }) => Promise<{ promotion_id: string; changed: boolean; version: number; previous_version: number | null }>;
  /** The named connection, else the workspace's default of that kind, else the organisation's; undefined when there is none. Secrets in clear. */
  connection: <K extends ConnectionKind>(
    kind: K,
    options: { workspace: string | null; name?: string },
  ) => Promise<SettingsOf<K> | undefined>;
  /** Rows that remember what was sent: the second call with a key answers what the first one stored. */
  deliveries: Deliveries;
  /** Folder that regenerate_sdk may write below. */
  sdk_directory: string;
  /** May outgoing requests reach private networks? Absent: yes, as in a self-hosted installation. */
  allow_private_addresses?: boolean;
}

export interface Delivery {
  key: string;
  state: 'sending' | 'sent';
  /** What the outside answered, JSON. */
  receipt: Record<string, unknown> | null;
}

export interface Deliveries {
  /** Marks the key as being sent. Answers the row that was there before, if any. */
  begin: (key: string, target: string) => Promise<Delivery | undefined>;
  complete: (key: string, receipt: Record<string, unknown>) => Promise<void>;
  /** The send certainly did not happen: a later attempt may begin again. */
  abandon: (key: string) => Promise<void>;
}
