// Values for the place of a change, likeliest first: those that the comparison named, samples of what came or went, samples with or without a member.
import { canonicalText, isObject } from '../../json.ts';
import type { JsonSchema } from '../../model.ts';
import type { Finding } from '../schemas/finding.ts';
import type { PairNode } from '../schemas/node.ts';
import type { SchemaView } from '../view/view.ts';
import { blends } from './members.ts';
import type { Maker } from './minimal.ts';
import { textsHolding } from './texts.ts';

const SEEDS = ['a', 'b', 'c'];
/** Of every type, none of which looks like another. */
const TYPICAL: unknown[] = ['text', 1, 0.5, true, [], {}, null];

const ABOUT_MEMBERS =
  /^(not|if|then|else|dependent-required|dependent-schema|property-names|pattern-property)-|^alternatives-/;

export function* candidatesFor(
  { finding, node }: { finding: Finding; node: PairNode },
  from: 'before' | 'after',
  maker: Maker,
  /** Both schemas, references followed. */
  plain: JsonSchema[],
): Generator<unknown> {
  const schema = from === 'before' ? node.before : node.after;
  if (finding.proof)
    yield* withOrWithout(finding.proof, {
      schema,
      other: from === 'before' ? node.after : node.before,
      node,
      from,
      maker,
    });
  yield* finding.candidates ?? [];
  yield* byAspect(finding.aspect ?? '', from === 'before' ? node.a : node.b, node, maker);
  for (const count of finding.counts ?? []) yield* ofSize(count, from === 'before' ? node.a : node.b, maker);
  for (const one of finding.sampleOf ?? []) yield* [maker.minimal(one), maker.sample(one, 'a')];
  if (ABOUT_MEMBERS.test(finding.aspect ?? '')) yield* blends(plain, from === 'before' ? node.a : node.b, maker);
  if (finding.proof) return;
  yield maker.minimal(schema);
  for (const seed of SEEDS) yield maker.sample(schema, seed);
  // A list that repeats its item, a text that is longer than samples are.
  const first = maker.sample(schema, 'a');
  if (Array.isArray(first) && first.length > 0) yield [first[0], first[0], ...first.slice(1)];
  yield* TYPICAL;
}

/** Of keywords that few contracts have. */
function* byAspect(aspect: string, view: SchemaView, { a, b }: PairNode, maker: Maker): Generator<unknown> {
  if (aspect.startsWith('content-')) yield* textsHolding([a, b], maker);
  if (aspect.startsWith('x-extensible-enum-'))
    for (const known of [...(a.known ?? [])]) if (!b.known?.has(known)) yield JSON.parse(known);
  if (aspect.startsWith('unevaluated-properties-')) yield { ...membersOf(view, maker), some_other_member: 'text' };
  if (aspect.startsWith('unevaluated-items-'))
    yield [
      ...view.fixedItems.map((item) => maker.minimal(item)),
      ...view.contains.map(({ schema }) => maker.minimal(schema)),
      'text',
      null,
    ];
  if (aspect.startsWith('format-')) yield* [LARGE_NUMBER, 2 ** 40];
}

const membersOf = (view: SchemaView, maker: Maker) =>
  Object.fromEntries([...view.required].map((name) => [name, maker.minimal(view.properties.get(name) ?? true)]));

/** A double, and too large for a float. */
const LARGE_NUMBER = 1e300;

interface Members {
  schema: JsonSchema;
  other: JsonSchema;
  node: PairNode;
  from: 'before' | 'after';
  maker: Maker;
}

function* withOrWithout(
  proof: NonNullable<Finding['proof']>,
  { schema, node, from, maker }: Members,
): Generator<unknown> {
  for (const sample of [maker.minimal(schema), maker.sample(schema, 'a')]) {
    const object = isObject(sample) ? sample : {};
    if ('without' in proof) {
      yield Object.fromEntries(Object.entries(object).filter(([name]) => name !== proof.without));
      continue;
    }
    const view = from === 'before' ? node.a : node.b;
    const member = view.properties.get(proof.with) ?? view.rest;
    const own = member === undefined ? undefined : maker.minimal(member);
    const values = own === undefined ? TYPICAL : [own, ...(member === view.rest ? [] : TYPICAL)];
    for (const value of values) yield { ...object, [proof.with]: value };
    if (own !== undefined) continue;
    return;
  }
}

/** A list, and an object, with that many parts. */
function* ofSize(count: number, view: SchemaView, maker: Maker): Generator<unknown> {
  const seeds = Array.from({ length: count }, (_, index) => `item ${index}`);
  if (!view.types || view.types.has('array'))
    yield view.unique
      ? distinctItems(count, view, maker)
      : seeds.map((seed, index) => maker.sample(view.fixedItems[index] ?? view.items ?? true, seed));
  if (view.types && !view.types.has('object')) return;
  const names = [
    ...new Set([...view.required, ...view.properties.keys(), ...seeds.map((_, index) => `member_${index}`)]),
  ];
  yield Object.fromEntries(
    names.slice(0, count).map((name) => [name, maker.minimal(view.properties.get(name) ?? view.rest ?? true)]),
  );
}

/** Of a few signs there are not that many: samples repeat themselves, and the list stays shorter then. */
function distinctItems(count: number, view: SchemaView, maker: Maker): unknown[] {
  const items = new Map<string, unknown>();
  for (let index = 0; items.size < count && index < count * 4; index += 1) {
    const item = maker.sample(view.fixedItems[items.size] ?? view.items ?? true, `item ${index}`);
    const text = canonicalText(item);
    if (!items.has(text)) items.set(text, item);
  }
  return [...items.values()];
}
