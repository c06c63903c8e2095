// An example for each rule of Protobuf: the smallest pair of those that are compared with buf.
import { readFileSync } from 'node:fs';
import type { SchemaPolicy, SchemaWitness } from '@mockops/contract';
import { type ApiModel, diffApis, loadApi } from '@mockops/schema';
import { z } from 'zod';
import { PROTO_PAIRS, type ProtoPair } from '../../../packages/schema/src/protobuf/breaking/pairs.fixture.ts';

/** `a.proto FIELD_NO_DELETE` by title: what buf says of each pair. */
const RECORDED = new URL('../../../packages/schema/src/protobuf/breaking/pairs.recorded.json', import.meta.url);
const POLICIES: SchemaPolicy['protobuf'][] = ['WIRE', 'FILE'];

/** By rule id. */
export async function findProtoExamples(): Promise<Map<string, ProtoPair>> {
  const recorded = z.record(z.string(), z.array(z.string())).parse(JSON.parse(readFileSync(RECORDED, 'utf8')));
  const found = new Map<string, ProtoPair>();
  const keep = (rules: readonly string[], pair: ProtoPair) => {
    for (const rule of rules) if (!found.has(rule)) found.set(rule, pair);
  };
  const pairs = PROTO_PAIRS.toSorted((a, b) => costOf(a, recorded) - costOf(b, recorded));
  for (const pair of pairs) {
    keep(
      (recorded[pair.title] ?? []).map((line) => line.replace(/.* /, '')),
      pair,
    );
    if (!isLong(pair)) keep(await rulesOf(pair), pair);
  }
  for (const pair of pairs.filter((one) => !isLong(one)).map(reversed)) keep(await rulesOf(pair), pair);
  return found;
}

const costOf = (pair: ProtoPair, recorded: Record<string, string[]>): number =>
  (recorded[pair.title]?.length ?? 0) * 50 + JSON.stringify(pair).length;
/** What is lost in one direction is new in the other. */
const reversed = ({ title, before, after }: ProtoPair): ProtoPair => ({
  title: `${title}, the other way round`,
  before: after,
  after: before,
});
const isLong = (pair: ProtoPair): boolean => JSON.stringify(pair).length > 4000;

const EVERY: SchemaPolicy['protobuf'][] = ['WIRE_JSON', 'WIRE', 'PACKAGE', 'FILE'];

/** By rule id: how a change of the pair is shown, by the first policy under which it breaks. */
export async function findProtoWitnesses(pair: ProtoPair): Promise<Map<string, SchemaWitness>> {
  const [before, after] = [await load(pair.before), await load(pair.after)];
  const found = new Map<string, SchemaWitness>();
  for (const protobuf of EVERY)
    for (const { rule, witness } of diffApis(before, after, { policy: { protobuf } }).changes)
      if (witness && !found.has(rule)) found.set(rule, witness);
  return found;
}

async function rulesOf(pair: ProtoPair): Promise<string[]> {
  const [before, after] = [await load(pair.before), await load(pair.after)];
  return POLICIES.flatMap((protobuf) => diffApis(before, after, { policy: { protobuf } }).changes).map(
    ({ rule }) => rule,
  );
}

async function load(files: Record<string, string>): Promise<ApiModel> {
  const read = await loadApi(files);
  if (!read.ok) throw new Error(`a pair does not load: ${JSON.stringify(read.issues)}`);
  return read.value;
}
