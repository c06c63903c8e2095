// Values for the place of a change, likeliest first: those that the comparison named, samples of what came or went, samples with or without a member.
import { isObject } from '../../json.ts';
import type { JsonSchema } from '../../model.ts';
import type { Sampler } from '../../sample/sampler.ts';
import type { Finding } from '../schemas/finding.ts';
import type { PairNode } from '../schemas/node.ts';

const SEEDS = ['a', 'b', 'c', 'd', 'e', 'f'];
/** Of every type, none of which looks like another. */
const TYPICAL: unknown[] = ['text', 1, 0.5, true, [], {}, null];

export function* candidatesFor(
  { finding, node }: { finding: Finding; node: PairNode },
  from: 'before' | 'after',
  sampler: Sampler,
): Generator<unknown> {
  const schema = from === 'before' ? node.before : node.after;
  if (finding.proof)
    yield* withOrWithout(finding.proof, {
      schema,
      other: from === 'before' ? node.after : node.before,
      node,
      from,
      sampler,
    });
  yield* finding.candidates ?? [];
  for (const one of finding.sampleOf ?? []) for (const seed of SEEDS.slice(0, 3)) yield sampler.sample(one, { seed });
  if (finding.proof) return;
  for (const seed of SEEDS) yield sampler.sample(schema, { seed });
  // A list that repeats its item, a text that is longer than samples are.
  const [first] = SEEDS.map((seed) => sampler.sample(schema, { seed }));
  if (Array.isArray(first) && first.length > 0) yield [first[0], first[0], ...first.slice(1)];
  yield* TYPICAL;
}

interface Members {
  schema: JsonSchema;
  other: JsonSchema;
  node: PairNode;
  from: 'before' | 'after';
  sampler: Sampler;
}

function* withOrWithout(
  proof: NonNullable<Finding['proof']>,
  { schema, node, from, sampler }: Members,
): Generator<unknown> {
  for (const seed of SEEDS.slice(0, 3)) {
    const sample = sampler.sample(schema, { seed });
    const object = isObject(sample) ? sample : {};
    if ('without' in proof) {
      yield Object.fromEntries(Object.entries(object).filter(([name]) => name !== proof.without));
      continue;
    }
    const view = from === 'before' ? node.a : node.b;
    const member = view.properties.get(proof.with) ?? view.rest;
    const own = member === undefined ? undefined : sampler.sample(member, { seed });
    const values = own === undefined ? TYPICAL : [own, ...(member === view.rest ? [] : TYPICAL)];
    for (const value of values) yield { ...object, [proof.with]: value };
    if (own !== undefined) continue;
    return;
  }
}
