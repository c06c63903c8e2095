// Two contracts by their sources, compared: what the `schema` commands report.
import type { SchemaPolicy } from '@mockops/contract';
import { diffApis, type SchemaReport } from '@mockops/schema';
import type { Io } from '../io.ts';
import { loadSource } from './load.ts';

interface Comparison {
  before: string;
  after: string;
  policy: SchemaPolicy;
  io: Io;
}

export async function compareSources({ before, after, policy, io }: Comparison): Promise<SchemaReport> {
  const [old, young] = [await loadSource(before, io), await loadSource(after, io)];
  const today = new Date().toISOString().slice(0, 10);
  const locate = { before: old.locate, after: young.locate };
  const { changes, level, suggested } = diffApis(old.api, young.api, { policy, today, locate });
  return { before, after, level, suggested, changes };
}
