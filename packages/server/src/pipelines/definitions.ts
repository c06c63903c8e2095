// Definitions: read from YAML, checked, and saved as immutable revisions; identical content makes none.
import { EVENT_TYPES, type Issue, type PipelineDocument, Problem } from '@mockops/contract';
import { findEventLoops, parsePipeline, planRun } from '@mockops/pipelines';
import type { Database, Tx } from '../db/database.ts';
import { lockName } from '../db/locks.ts';
import { canonicalJson, sha256 } from '../digest.ts';
import type { StepServices } from './steps/services.ts';
import type { StepType } from './steps/step-type.ts';
import { findPipeline, insertPipelineRevision, listPipelineRows, type PipelineRow } from './store.ts';
import { readStored } from './stored-document.ts';

export interface CheckedDefinition {
  source: string;
  file: string;
  document: PipelineDocument;
  /** Warnings: it can be saved, but someone should look. */
  issues: Issue[];
}

export interface SavedDefinition {
  name: string;
  revision: number;
  changed: boolean;
}

export function createDefinitions(options: {
  database: Pick<Database, 'db'>;
  org_id: string;
  step_types: Record<string, StepType>;
  services: () => StepServices;
  /** Names of the secrets that a pipeline of this workspace may read, or of any when it belongs to none. */
  storedSecrets: (workspace_id: string | null) => Promise<string[]>;
  /** In the transaction that saves a revision. `anew`: it was switched off before. */
  onSaved: (tx: Tx, saved: { id: string; document: PipelineDocument; anew: boolean }) => Promise<void>;
}) {
  const { org_id, step_types } = options;
  const known = { step_types, event_types: EVENT_TYPES };

  /** What a step type finds missing here and now, a connection for example: warnings, since it may be added before the first run. */
  async function checkSteps(document: PipelineDocument, workspace_id: string | null): Promise<Issue[]> {
    const found: Issue[] = [];
    for (const step of planRun(document).steps) {
      const type = step_types[step.type];
      const config = type?.config.safeParse(step.config);
      if (!type?.check || !config?.success) continue;
      for (const message of await type.check(config.data, { org_id, workspace_id, services: options.services() })) {
        found.push({ code: 'CHK001', path: `${step.path}.config`, message, severity: 'warning' });
      }
    }
    return found;
  }

  async function checkSecrets({ secrets = [] }: PipelineDocument, workspace_id: string | null): Promise<Issue[]> {
    if (secrets.length === 0) return [];
    const stored = new Set(await options.storedSecrets(workspace_id));
    return secrets.flatMap((name, index): Issue[] => {
      if (stored.has(name)) return [];
      const message = `secret "${name}" is stored nowhere that this pipeline may read; its steps fail until it is`;
      const hint = `store it: mockops secret set ${name}`;
      return [{ code: 'CHK001', path: `secrets[${index}]`, message, severity: 'warning', hint }];
    });
  }

  /** Pipelines that this one would keep going, and be kept going by. Warnings: what filters and conditions let through, only data decides. */
  async function checkLoops(document: PipelineDocument, workspace_id: string | null): Promise<Issue[]> {
    const others = (await listPipelineRows(options.database.db, org_id)).filter(
      (row) =>
        row.enabled &&
        row.name !== document.name &&
        // Those of two workspaces never see each other's events.
        (row.workspace_id === null || workspace_id === null || row.workspace_id === workspace_id),
    );
    const readable = others.map(readStored).flatMap((read) => (read.ok ? [read.document] : []));
    const all = [...readable, document];
    return findEventLoops(all, known)
      .filter(({ pipelines }) => pipelines.length > 1 && pipelines.includes(document.name))
      .map(({ message }) => ({
        code: 'LOOP001',
        path: 'triggers',
        message,
        severity: 'warning',
        hint: 'filter the events, or set limits.loop; at run time the loop guard ends it',
      }));
  }

  return {
    /** Outside of any transaction: it asks the database for connections. */
    check: async (
      { source, file }: { source: string; file: string },
      workspace_id: string | null,
    ): Promise<{ ok: true; value: CheckedDefinition } | { ok: false; issues: Issue[] }> => {
      const parsed = parsePipeline(source, file, known);
      if (!parsed.ok) return parsed;
      const document = parsed.value;
      const issues = [
        ...parsed.issues,
        ...(await checkSteps(document, workspace_id)),
        ...(await checkSecrets(document, workspace_id)),
        ...(await checkLoops(document, workspace_id)),
      ];
      return { ok: true, value: { source, file, document, issues } };
    },

    save: async (
      tx: Tx,
      { source, file, document, issues }: CheckedDefinition,
      workspace_id: string | null,
    ): Promise<SavedDefinition> => {
      const { name } = document;
      await lockName(tx.db, 'pipeline', org_id, name);
      const before = await findPipeline(tx.db, org_id, name);
      if (before && before.workspace_uid !== workspace_id) {
        throw new Problem(
          'name-taken',
          `pipeline "${name}" belongs to ${before.workspace_id ? `workspace "${before.workspace_id}"` : 'the organisation'}; choose another name`,
        );
      }
      const digest = sha256(canonicalJson(document));
      if (before?.digest === digest && readStored(before).ok)
        return { name, revision: before.revision, changed: false };
      const { id, revision } = await insertPipelineRevision(tx.db, {
        org_id,
        workspace_id,
        name,
        definition: document,
        source,
        file,
        digest,
        issues,
        enabled: isEnabled(before, document),
      });
      await options.onSaved(tx, { id, document, anew: before?.enabled === false });
      return { name, revision, changed: true };
    },
  };
}

/** A file that says of `enabled` what it said before says nothing new: what somebody switched off stays off. */
function isEnabled(before: PipelineRow | undefined, { enabled }: PipelineDocument): boolean {
  if (!before) return enabled;
  const stored = readStored(before);
  return stored.ok && stored.document.enabled === enabled ? before.enabled : enabled;
}
