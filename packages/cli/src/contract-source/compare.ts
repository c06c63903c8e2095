// Two contracts by their sources, compared: what the `schema` commands report.
import type { SchemaPolicy } from '@mockops/contract';
import { type ApiModel, diffApis, type SchemaReport } from '@mockops/schema';
import { Failure } from '../failure.ts';
import type { Io } from '../io.ts';
import { loadSource } from './load.ts';

const KINDS = { openapi: 'an OpenAPI contract', protobuf: 'a Protobuf contract' };

interface Comparison {
  before: string;
  after: string;
  policy: SchemaPolicy;
  io: Io;
}

interface Side {
  source: string;
  api: ApiModel;
}

/** Between two kinds, every operation would be told as gone. */
export function requireOneKind(before: Side, after: Side): void {
  if (before.api.kind === after.api.kind) return;
  throw new Failure(
    `${before.source} is ${KINDS[before.api.kind]} and ${after.source} is ${KINDS[after.api.kind]}; contracts of two kinds cannot be compared. Name two of one kind.`,
  );
}

export async function compareSources({ before, after, policy, io }: Comparison): Promise<SchemaReport> {
  const [old, young] = [await loadSource(before, io), await loadSource(after, io)];
  requireOneKind({ source: before, api: old.api }, { source: after, api: young.api });
  const today = new Date().toISOString().slice(0, 10);
  const locate = { before: old.locate, after: young.locate };
  const { changes, level, suggested } = diffApis(old.api, young.api, { policy, today, locate });
  return { before, after, level, suggested, changes };
}
