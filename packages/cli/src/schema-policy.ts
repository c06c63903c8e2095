// The policy that the `schema` commands judge by: a YAML file with `levels`, `ignore` and the rest, bare or under `schema_policy`.
import { formatIssue, readDocument, SchemaPolicy } from '@mockops/contract';
import { findRule } from '@mockops/schema';
import { Failure } from './failure.ts';
import type { Io } from './io.ts';
import { readTextFile } from './text-file.ts';

export async function readPolicy(file: string | undefined, io: Io): Promise<SchemaPolicy> {
  if (file === undefined) return SchemaPolicy.parse({});
  const read = readDocument(await readTextFile(file), file, SchemaPolicy, { wrapper: 'schema_policy' });
  if (!read.ok) throw new Failure(`${file} is no policy for contracts.`, { issues: read.issues });
  for (const issue of read.issues) io.err(`warning: ${formatIssue(issue)}`);
  for (const rule of Object.keys(read.value.levels))
    if (!findRule(rule))
      io.err(`warning: ${file} gives a level to "${rule}", which is no rule; write its id as changes show it`);
  const today = new Date().toISOString().slice(0, 10);
  for (const { until, reason } of read.value.ignore)
    if (until !== undefined && until < today)
      io.err(`warning: ${file} accepted a change until ${until} (${reason}); remove the entry, or give it another day`);
  return read.value;
}
