// oneOf and anyOf: which alternative became which, what came and went, and whether oneOf may refuse what fits two of them.
import { byText } from '../../json.ts';
import { refName } from '../../keywords.ts';
import type { JsonSchema } from '../../model.ts';
import type { Effect } from '../rules/schemas.ts';
import { hasType } from '../view/bounds.ts';
import type { Views } from '../view/create.ts';
import { settle } from '../view/fold.ts';
import { type Group, hasConditions, hasShape, isBare, type SchemaView } from '../view/view.ts';
import { list } from './finding.ts';
import { addEffects, type Comparer, effectOf, isClean, type PairNode } from './node.ts';
import { mayBeNull } from './values.ts';

const MAX_TRIED_PAIRS = 400;

interface Sides {
  before: Views;
  after: Views;
  comparer: Comparer;
  node: PairNode;
}

/** Groups of the same place in both; one side may have more of them. */
export function compareGroups(mine: readonly Group[], theirs: readonly Group[], sides: Sides): void {
  const { findings } = sides.node;
  const shared = Math.min(mine.length, theirs.length);
  for (let index = 0; index < shared; index += 1) {
    const [a, b] = [mine[index], theirs[index]];
    if (a && b) compareMembersOf(a, b, sides);
  }
  for (const group of theirs.slice(shared))
    findings.push({
      aspect: 'alternatives-required',
      effect: 'narrows',
      text: 'must also fit one of several alternatives now',
      keyword: group.kind,
    });
  for (const group of mine.slice(shared))
    findings.push({
      aspect: 'alternatives-lifted',
      effect: 'widens',
      text: 'need not fit one of several alternatives any more',
      keyword: group.kind,
    });
}

export function compareMembersOf(
  a: Pick<Group, 'kind' | 'members'>,
  b: Pick<Group, 'kind' | 'members'>,
  sides: Sides,
  wrapped = false,
): void {
  const { node, comparer, before, after } = sides;
  const { direction, findings } = node;
  const [left, right] = [new Set(a.members), new Set(b.members)];
  let effect: Effect = 'none';
  // Those of the side that decides whether two alternatives fit, which are not what they were.
  const changed = new Set<JsonSchema>();
  const match = (fits: (x: JsonSchema, y: JsonSchema) => boolean): void => {
    for (const x of left)
      for (const y of right) {
        if (!left.has(x) || !right.has(y) || !fits(x, y)) continue;
        left.delete(x);
        right.delete(y);
        const child = comparer.compare(x, y, direction);
        const moved = effectOf(child);
        if (moved !== 'none') changed.add(direction === 'request' ? y : x);
        effect = addEffects(effect, moved);
        node.children.push({ segment: '', path: [b.kind], node: child });
      }
  };
  match((x, y) => refName(x) !== undefined && refName(x) === refName(y));
  if (left.size * right.size <= MAX_TRIED_PAIRS) {
    match((x, y) => isClean(comparer.compare(x, y, direction)));
    match((x, y) => isHarmless(comparer.compare(x, y, direction)));
  }
  match((x, y) => signature(before.of(x)) === signature(after.of(y)) && tagOf(x, before) === tagOf(y, after));
  match((x, y) => signature(before.of(x)) === signature(after.of(y)));
  if (left.size === 1 && right.size === 1) match((x, y) => isAlike(before.of(x), after.of(y)));
  const [was, is] = [left.size > 0 ? 'narrows' : 'none', right.size > 0 ? 'widens' : 'none'] as const;
  for (const one of direction === 'request' ? right : left) changed.add(one);
  const doubt = mayOverlap(a, b, { effect: addEffects(effect, addEffects(was, is)), changed }, sides);
  // The finding that has the other side of the doubt carries it, so that one cause is told once.
  const isRequest = direction === 'request';
  const word = b.kind === 'oneOf' ? 'one-of' : 'any-of';
  const suspect = doubt ? { level: 'risky' as const } : {};
  const hint = doubt ? '; oneOf refuses what fits two' : '';
  if (left.size > 0)
    findings.push({
      aspect: `${word}-removed`,
      effect: doubt ? 'both' : 'narrows',
      text: `lost ${count(left, before)}${isRequest ? '' : hint}`,
      keyword: b.kind,
      sampleOf: [...left],
      ...(!isRequest && suspect),
    });
  if (right.size > 0)
    findings.push({
      aspect: wrapped && left.size === 0 ? 'wrapped-in-one-of' : `${word}-added`,
      effect: doubt ? 'both' : 'widens',
      text: `has ${count(right, after)} more${isRequest ? hint : ''}`,
      keyword: b.kind,
      sampleOf: [...right],
      ...(isRequest && suspect),
    });
  const isTold = a.kind === b.kind && (isRequest ? right.size > 0 : left.size > 0);
  if (doubt && !isTold)
    findings.push({
      aspect: 'one-of-ambiguous',
      effect: 'both',
      text:
        a.kind === b.kind
          ? 'has alternatives that may overlap otherwise than before'
          : `is ${b.kind} now, was ${a.kind}`,
      keyword: b.kind,
      sampleOf: isRequest ? a.members : b.members,
    });
}

/** Where oneOf counts, an alternative that grew may take values of another, and one that shrank may give them back. */
function mayOverlap(
  a: Pick<Group, 'kind' | 'members'>,
  b: Pick<Group, 'kind' | 'members'>,
  { effect, changed }: { effect: Effect; changed: Set<JsonSchema> },
  { node, before, after }: Sides,
): boolean {
  const isRequest = node.direction === 'request';
  const harmless: Effect = isRequest ? 'narrows' : 'widens';
  if ((isRequest ? b : a).kind !== 'oneOf') return false;
  if (a.kind === b.kind && (effect === 'none' || effect === harmless)) return false;
  const [members, views] = isRequest ? [b.members, after] : [a.members, before];
  return !areApart(members, a.kind === b.kind ? changed : new Set(members), views);
}

const MAX_APART = 60;

function areApart(members: JsonSchema[], changed: Set<JsonSchema>, views: Views): boolean {
  if (members.length > MAX_APART) return false;
  return members.every((one, index) =>
    members.every(
      (other, at) =>
        at <= index || !(changed.has(one) || changed.has(other)) || exclude(views.of(one), views.of(other), views),
    ),
  );
}

/** No value fits both, as far as types, listed values and required members show. */
function exclude(u: SchemaView, v: SchemaView, views: Views, depth = 0): boolean {
  if (u.values && v.values) return [...u.values.keys()].every((text) => !v.values?.has(text));
  // An implied type refuses nothing.
  if (u.implied || v.implied) return false;
  if (
    u.types &&
    v.types &&
    [...u.types].every((type) => !hasType(v.types, type)) &&
    [...v.types].every((type) => !hasType(u.types, type))
  )
    return true;
  if (depth > 0) return false;
  if (!u.types || !v.types || u.types.size !== 1 || v.types.size !== 1 || !u.types.has('object')) return false;
  return [...u.required, ...v.required].some((name) => {
    const [x, y] = [u.properties.get(name) ?? u.rest, v.properties.get(name) ?? v.rest];
    return (
      x !== undefined &&
      y !== undefined &&
      (views.of(x).never || views.of(y).never || exclude(views.of(x), views.of(y), views, 1))
    );
  });
}

function isHarmless(child: PairNode): boolean {
  const effect = effectOf(child);
  return effect === 'none' || effect === (child.direction === 'request' ? 'widens' : 'narrows');
}

/** What an alternative looks like from outside: enough to recognise it after a change inside. */
const signature = (view: SchemaView): string =>
  JSON.stringify([
    view.types && [...view.types].sort(),
    view.values && [...view.values.keys()].sort(),
    [...view.properties.keys()].sort(),
  ]);

/** What its members always are, which tells it from others that look the same: `kind: "cat"`. */
function tagOf(member: JsonSchema, views: Views): string {
  const view = views.of(member);
  const fixed = [...view.properties].flatMap(([name, property]) => {
    const { values } = views.of(property);
    return values && view.required.has(name) ? [[name, [...values.keys()].sort()] as const] : [];
  });
  return JSON.stringify(fixed.sort(([a], [b]) => byText(a, b)));
}

/** The last two left are one alternative that changed when they share a type and most members. */
function isAlike(x: SchemaView, y: SchemaView): boolean {
  if (!x.types || !y.types || ![...x.types].some((type) => hasType(y.types, type))) return false;
  if (x.properties.size === 0 && y.properties.size === 0) return true;
  const shared = [...x.properties.keys()].filter((name) => y.properties.has(name)).length;
  return shared * 2 >= Math.max(x.properties.size, y.properties.size);
}

function count(members: Set<JsonSchema>, views: Views): string {
  const names = [...members].map((member) => refName(member) ?? describe(views.of(member)));
  return `${members.size} ${members.size === 1 ? 'alternative' : 'alternatives'} (${list(names)})`;
}

function describe(view: SchemaView): string {
  if (view.values) return list(view.values.keys());
  return view.types ? [...view.types].sort().join(' or ') : 'any';
}

/** Alternatives that are only values are one list of values; undefined where they are more than that. */
export function asValues(view: SchemaView, views: Views): SchemaView | undefined {
  const [group] = view.groups;
  if (!group || view.groups.length > 1) return undefined;
  const members = group.members.map(views.of);
  if (!members.every((member) => member.values !== undefined && !hasConditions(member))) return undefined;
  const values = new Map(members.flatMap((member) => [...(member.values ?? [])]));
  if (group.orNull) values.set('null', null);
  for (const text of values.keys()) if (view.values && !view.values.has(text)) values.delete(text);
  const flat: SchemaView = { ...view, groups: [], sizes: new Map(view.sizes), values, fixed: false };
  settle(flat);
  return flat;
}

/** Alternatives that are only types are one list of types; undefined where they are more than that. */
export function asTypes(view: SchemaView, views: Views): SchemaView | undefined {
  const [group] = view.groups;
  if (!group || view.groups.length > 1 || (view.types && !view.implied)) return undefined;
  const members = group.members.map(views.of);
  if (!members.every((member) => isBare(member) && member.types !== undefined && !member.implied)) return undefined;
  const types = new Set(members.flatMap((member) => [...(member.types ?? [])]));
  if (group.orNull) types.add('null');
  const flat: SchemaView = { ...view, groups: [], sizes: new Map(view.sizes), types, implied: false };
  settle(flat);
  return flat;
}

/** Says as its type what its alternatives say, where the other side spells it out beside them. */
export function withTypes(view: SchemaView, other: SchemaView, views: Views): SchemaView {
  if (view.types || view.groups.length === 0 || !other.types || other.groups.length === 0) return view;
  if (mayBeNull(view) !== mayBeNull(other)) return view;
  for (const { members, orNull } of view.groups) {
    const all = members.map(views.of);
    if (all.some(({ types, implied }) => !types || implied)) continue;
    const types = new Set([...all.flatMap((member) => [...(member.types ?? [])]), ...(orNull ? ['null'] : [])]);
    return { ...view, types, implied: false };
  }
  return view;
}

/** Nothing but alternatives. */
export const isOnlyGroups = (view: SchemaView): boolean =>
  view.groups.length > 0 && !hasShape(view) && (!view.types || view.implied);
