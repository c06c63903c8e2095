// The policy that the `schema` commands judge by: a YAML file with `levels`, `ignore` and the rest, bare or under `schema_policy`.
import { formatIssue, readDocument, SchemaPolicy } from '@mockops/contract';
import { findRule } from '@mockops/schema';
import { z } from 'zod';
import { Failure } from './failure.ts';
import type { Io } from './io.ts';
import { readTextFile } from './text-file.ts';

const PolicyFile = z.union([z.strictObject({ schema_policy: SchemaPolicy }), SchemaPolicy]);

export async function readPolicy(file: string | undefined, io: Io): Promise<SchemaPolicy> {
  if (file === undefined) return SchemaPolicy.parse({});
  const read = readDocument(await readTextFile(file), file, PolicyFile);
  if (!read.ok) throw new Failure(`${file} is no policy for contracts.`, { issues: read.issues });
  for (const issue of read.issues) io.err(`warning: ${formatIssue(issue)}`);
  const policy = 'schema_policy' in read.value ? read.value.schema_policy : read.value;
  for (const rule of Object.keys(policy.levels))
    if (!findRule(rule)) io.err(`warning: ${file} gives a level to "${rule}", which is no rule of ours`);
  return policy;
}
