// How a workspace judges changes of its contract: the file `schema-policy.yaml` of its folder, versioned like everything in it.
import { type Issue, readDocument, SchemaPolicy } from '@mockops/contract';
import { findRule } from '@mockops/schema';

export const POLICY_FILE = 'schema-policy.yaml';

/** Levels for rules that do not exist are told, and kept: another version may know them. */
export function readPolicyFile(
  content: string,
  file: string = POLICY_FILE,
): { ok: true; value: SchemaPolicy; issues: Issue[] } | { ok: false; issues: Issue[] } {
  const read = readDocument(content, file, SchemaPolicy);
  if (!read.ok) return read;
  const unknown = Object.keys(read.value.levels)
    .filter((rule) => findRule(rule) === undefined)
    .map(
      (rule): Issue => ({
        code: 'WSP008',
        path: `levels.${rule}`,
        message: `there is no rule "${rule}"`,
        severity: 'warning',
        hint: 'docs/reference/schema-rules lists them',
      }),
    );
  return { ok: true, value: read.value, issues: [...read.issues, ...unknown] };
}
