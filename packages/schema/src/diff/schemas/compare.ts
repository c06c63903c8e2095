// createComparer: compares pairs of schemas. Each pair of views is compared once per direction and becomes a node.
import type { JsonSchema } from '../../model.ts';
import type { Clock } from '../lifecycle.ts';
import { type Effect, levelOf } from '../rules/schemas.ts';
import { hasType } from '../view/bounds.ts';
import type { Views } from '../view/create.ts';
import { emptyView, isAny, isBare, type SchemaView } from '../view/view.ts';
import { asTypes, asValues, compareGroups, compareMembersOf, isOnlyGroups, withTypes } from './alternatives.ts';
import { compareConditions } from './conditions.ts';
import { compareDiscriminators } from './discriminator.ts';
import type { Direction, Finding } from './finding.ts';
import { compareLife } from './life.ts';
import { compareLimits } from './limits.ts';
import { compareMembers } from './members.ts';
import { addEffects, type Comparer, effectOf, type PairNode, WORDING } from './node.ts';
import type { IsUnchanged } from './unchanged.ts';
import {
  compareFormats,
  compareKnown,
  comparePatterns,
  compareTypes,
  compareValues,
  mayBeNull,
  shareType,
} from './values.ts';

interface Compared {
  before: Views;
  after: Views;
  isUnchanged: IsUnchanged;
  clock: Clock;
}

/** Nothing was found, here or below. Its views, which nobody asks for then, say nothing. */
const unchanged = (x: JsonSchema | undefined, y: JsonSchema | undefined, direction: Direction): PairNode => ({
  ...{ direction, pair: '', before: x ?? true, after: y ?? true },
  ...{ a: NO_VIEW, b: NO_VIEW, findings: [], children: [] },
});

const NO_VIEW = emptyView(-1);

export function createComparer({ before, after, isUnchanged, clock }: Compared): Comparer {
  const nodes = new Map<string, PairNode>();

  const compare: Comparer['compare'] = (x, y, direction) => {
    if (isUnchanged(x, y)) return unchanged(x, y, direction);
    const [a, b] = [before.of(x), after.of(y)];
    const pair = `${a.id} ${b.id}`;
    const key = `${direction} ${pair}`;
    const known = nodes.get(key);
    if (known) return known;
    const node: PairNode = { direction, pair, before: x ?? true, after: y ?? true, a, b, findings: [], children: [] };
    nodes.set(key, node);
    comparePair(node);
    return node;
  };

  const relation: Comparer['relation'] = (x, y) => {
    if (x === undefined && y === undefined) return 'none';
    return (['request', 'response'] as const).reduce<Effect>(
      (effect, direction) => addEffects(effect, effectOf(compare(x, y, direction))),
      'none',
    );
  };
  const comparer: Comparer = { compare, relation, nodes: () => [...nodes.values()] };

  const comparePair = (node: PairNode): void => {
    const { a, b, findings, direction } = node;
    if (a.docs !== b.docs)
      findings.push({ rule: WORDING, effect: 'none', text: 'has another title, description or example' });
    findings.push(...compareLife(a, b, clock), ...compareDiscriminators(a, b, relation));
    if (compareExtremes(node)) return;
    const [listA, listB] = [asValues(a, before) ?? a, asValues(b, after) ?? b];
    const flatA = listB.groups.length === 0 ? (asTypes(listA, before) ?? listA) : listA;
    const flatB = listA.groups.length === 0 ? (asTypes(listB, after) ?? listB) : listB;
    if (compareAlternatives(node, flatA, flatB)) return;
    findings.push(
      ...compareTypes(withTypes(flatA, flatB, before), withTypes(flatB, flatA, after)),
      ...compareValues(flatA, flatB),
      ...compareKnown(flatA, flatB),
    );
    // Where no type is left of the old ones, limits of the old type say nothing more.
    if (shareType(flatA, flatB))
      findings.push(
        ...compareFormats(flatA, flatB),
        ...comparePatterns(flatA, flatB, direction),
        ...compareLimits(flatA, flatB),
      );
    if (hasType(flatA.types, 'object') && hasType(flatB.types, 'object'))
      compareMembers({ a: flatA, b: flatB, before, after, node, comparer });
    compareItems(node, flatA, flatB);
    compareConditions(node, comparer);
  };

  /** Everything, or nothing, on one side says it all. */
  const compareExtremes = ({ a, b, findings }: PairNode): boolean => {
    if (a.never || b.never) {
      if (a.never === b.never) return true;
      findings.push(
        b.never
          ? { aspect: 'type-changed', effect: 'narrows', text: 'no longer accepts any value' }
          : { aspect: 'type-generalized', effect: 'widens', text: 'accepts values now, where it accepted none' },
      );
      return true;
    }
    if (!isAny(a) && !isAny(b)) return false;
    if (isAny(a) && isAny(b)) return true;
    // Types say most about what is not just anything any more; the rest of it is told with them.
    const said = isAny(a) ? b : a;
    if (said.types && !said.implied && isBare(said)) findings.push(...compareTypes(a, b));
    else if (isAny(b))
      findings.push({
        aspect: 'type-generalized',
        effect: 'widens',
        text: 'accepts any value now',
        candidates: ['text', 1, true, [], {}, null],
      });
    else
      findings.push({
        aspect: 'type-specialized',
        effect: 'narrows',
        text: 'no longer accepts any value',
        candidates: ['text', 1, true, [], {}, null],
      });
    return true;
  };

  /** True when nothing but alternatives was there to compare. */
  const compareAlternatives = (node: PairNode, a: SchemaView, b: SchemaView): boolean => {
    if (a.groups.length === 0 && b.groups.length === 0) return false;
    const sides = { before, after, comparer, node };
    const [aNull, bNull] = [mayBeNull(a), mayBeNull(b)];
    const bySelf =
      a.groups.length > 0 && b.groups.length > 0 ? !a.types || !b.types : isOnlyGroups(a.groups.length > 0 ? a : b);
    if (aNull !== bNull && bySelf)
      node.findings.push({
        aspect: bNull ? 'became-nullable' : 'became-not-nullable',
        effect: bNull ? 'widens' : 'narrows',
        text: bNull ? 'may be null now' : 'may no longer be null',
        candidates: [null],
      });
    const [grouped, plain] = a.groups.length > 0 ? [a, b] : [b, a];
    const [group] = grouped.groups;
    if (plain.groups.length > 0 || !group || !isOnlyGroups(grouped) || grouped.groups.length > 1) {
      compareGroups(a.groups, b.groups, sides);
      return false;
    }
    // A plain schema beside alternatives counts as the only alternative.
    const isBefore = grouped === a;
    const whole = isBefore ? after.strict(node.after) : before.strict(node.before);
    const only = { kind: group.kind, members: [whole] };
    compareMembersOf(isBefore ? group : only, isBefore ? only : group, sides, !isBefore && group.kind === 'oneOf');
    return true;
  };

  const compareItems = (node: PairNode, a: SchemaView, b: SchemaView): void => {
    const { direction, children, findings } = node;
    if (!hasType(a.types, 'array') || !hasType(b.types, 'array')) return;
    const fixed = Math.max(a.fixedItems.length, b.fixedItems.length);
    for (let index = 0; index < fixed; index += 1) {
      const [x, y] = [a.fixedItems[index], b.fixedItems[index]];
      if (x !== undefined && y !== undefined)
        children.push({ segment: `[${index}]`, path: ['prefixItems', String(index)], node: compare(x, y, direction) });
      else findings.push(...fixedItem(index, x ?? a.items, y ?? b.items, x === undefined, direction));
    }
    if (a.items === undefined && b.items === undefined) return;
    const [wasClosed, isClosed] = [before.of(a.items).never, after.of(b.items).never];
    if (wasClosed !== isClosed)
      findings.push({
        aspect: isClosed ? 'additional-items-forbidden' : 'additional-items-allowed',
        effect: isClosed ? 'narrows' : 'widens',
        text: isClosed ? 'allows no further items now' : 'allows further items now',
        keyword: 'items',
      });
    else if (!isClosed) children.push({ segment: '[]', path: ['items'], node: compare(a.items, b.items, direction) });
  };

  const fixedItem = (
    index: number,
    x: JsonSchema | undefined,
    y: JsonSchema | undefined,
    isNew: boolean,
    direction: Direction,
  ): Finding[] => {
    const effect = relation(x, y);
    return [
      {
        aspect: isNew ? 'prefix-items-added' : 'prefix-items-removed',
        effect,
        level: effect === 'none' ? 'none' : levelOf(effect, direction),
        text: isNew ? `has a schema for item ${index} now` : `has no schema for item ${index} any more`,
        keyword: 'prefixItems',
      },
    ];
  };

  return comparer;
}
