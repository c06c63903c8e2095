// Compares pairs of schemas. Each pair of views is compared once per direction and becomes a node; nodes point at the pairs
// inside them, so a change in a shared schema is found once and reached from every operation that uses it.
import { isObject } from '../json.ts';
import { refName } from '../keywords.ts';
import type { JsonSchema } from '../model.ts';
import { type Direction, type Finding, narrowed, widened } from './finding.ts';
import { compareConstraints, compareTypes, compareValues } from './rules.ts';
import type { SchemaView, Views } from './view.ts';

export interface PairNode {
  findings: Finding[];
  /** `segment` is appended to the place: `.email`, `[]`. */
  children: { segment: string; node: PairNode }[];
}

export type CompareSchemas = (
  before: JsonSchema | undefined,
  after: JsonSchema | undefined,
  direction: Direction,
) => PairNode;

const MAX_TRIED_PAIRS = 400;

export function createComparer(before: Views, after: Views): { compare: CompareSchemas; nodes: () => PairNode[] } {
  const nodes = new Map<string, PairNode>();

  const compare: CompareSchemas = (x, y, direction) => {
    const [a, b] = [before.of(x), after.of(y)];
    const key = `${direction} ${a.id} ${b.id}`;
    const known = nodes.get(key);
    if (known) return known;
    const node: PairNode = { findings: [], children: [] };
    nodes.set(key, node);
    comparePair(a, b, { x, y, direction, node });
    return node;
  };

  interface Pair {
    x: JsonSchema | undefined;
    y: JsonSchema | undefined;
    direction: Direction;
    node: PairNode;
  }

  const comparePair = (a: SchemaView, b: SchemaView, { x, y, direction, node }: Pair): void => {
    const { findings, children } = node;
    if (a.docs !== b.docs) findings.push({ severity: 'docs_only', text: 'has a new description or example' });
    if (a.trivial || b.trivial) {
      if (a.trivial === b.trivial) return;
      const widens = b.trivial === 'any' || a.trivial === 'never';
      const text = widens ? 'accepts any value now' : 'no longer accepts any value';
      findings.push({ severity: widens ? widened(direction) : narrowed(direction), text });
      return;
    }
    if (!a.deprecated && b.deprecated) findings.push({ severity: 'non_breaking', text: 'is deprecated' });
    if (a.nullable !== b.nullable)
      findings.push(
        b.nullable
          ? { severity: widened(direction), text: 'may be null now' }
          : { severity: narrowed(direction), text: 'may no longer be null' },
      );
    // A plain schema beside alternatives counts as the only alternative.
    if (a.alternatives || b.alternatives) {
      const oneSided = !a.alternatives !== !b.alternatives && !hasOwnShape(a.alternatives ? a : b);
      compareAlternatives(
        a.alternatives ?? (oneSided ? [x ?? true] : []),
        b.alternatives ?? (oneSided ? [y ?? true] : []),
        direction,
        node,
      );
      if (oneSided) return;
    }
    findings.push(
      ...compareTypes(a, b, direction),
      ...compareValues(a, b, direction),
      ...compareConstraints(a, b, direction),
    );
    if (a.fallback !== b.fallback) findings.push({ severity: 'non_breaking', text: 'has another default' });
    if (a.other !== b.other)
      findings.push({ severity: 'breaking', text: 'has other conditions (not, if, contains or similar)' });
    compareProperties(a, b, direction, node);
    if (a.items !== undefined || b.items !== undefined)
      children.push({ segment: '[]', node: compare(a.items, b.items, direction) });
    const fixed = Math.max(a.fixedItems.length, b.fixedItems.length);
    for (let index = 0; index < fixed; index += 1)
      children.push({ segment: `[${index}]`, node: compare(a.fixedItems[index], b.fixedItems[index], direction) });
  };

  const compareProperties = (
    a: SchemaView,
    b: SchemaView,
    direction: Direction,
    { findings, children }: PairNode,
  ): void => {
    const isHidden = (views: Views, schema: JsonSchema) => views.of(schema).hidden[direction];
    for (const [name, mine] of a.properties) {
      if (isHidden(before, mine)) continue;
      const theirs = b.properties.get(name);
      if (theirs === undefined || isHidden(after, theirs)) {
        const refused = direction === 'response' || b.rest === false;
        findings.push({ severity: refused ? 'breaking' : 'non_breaking', text: `lost the property "${name}"` });
        continue;
      }
      children.push({ segment: `.${name}`, node: compare(mine, theirs, direction) });
    }
    for (const [name, theirs] of b.properties) {
      if (isHidden(after, theirs)) continue;
      const mine = a.properties.get(name);
      if (mine !== undefined && !isHidden(before, mine)) continue;
      const required = b.required.has(name) && direction === 'request' && !a.required.has(name);
      findings.push({
        severity: required ? 'breaking' : 'non_breaking',
        text: `has the new ${b.required.has(name) ? 'required' : 'optional'} property "${name}"`,
      });
    }
    const isShared = (name: string) => a.properties.has(name) === b.properties.has(name);
    for (const name of b.required)
      if (!a.required.has(name) && isShared(name) && !isHiddenMember(b, name, direction))
        findings.push({ severity: narrowed(direction), text: `requires "${name}" now` });
    for (const name of a.required)
      if (!b.required.has(name) && isShared(name) && !isHiddenMember(a, name, direction))
        findings.push({ severity: widened(direction), text: `no longer requires "${name}"` });
    compareRest(a, b, direction, { findings, children });
  };

  const isHiddenMember = (view: SchemaView, name: string, direction: Direction): boolean => {
    const schema = view.properties.get(name);
    return isObject(schema) && schema[direction === 'request' ? 'readOnly' : 'writeOnly'] === true;
  };

  const compareRest = (a: SchemaView, b: SchemaView, direction: Direction, { findings, children }: PairNode): void => {
    if (a.rest === b.rest) return;
    if (b.rest === false) findings.push({ severity: narrowed(direction), text: 'allows no other properties now' });
    else if (a.rest === false) findings.push({ severity: 'non_breaking', text: 'allows other properties now' });
    else children.push({ segment: '{}', node: compare(a.rest, b.rest, direction) });
  };

  const compareAlternatives = (
    mine: JsonSchema[],
    theirs: JsonSchema[],
    direction: Direction,
    node: PairNode,
  ): void => {
    const left = new Set(mine);
    const right = new Set(theirs);
    const match = (fits: (a: JsonSchema, b: JsonSchema) => boolean): void => {
      for (const a of left)
        for (const b of right) {
          if (!left.has(a) || !fits(a, b)) continue;
          left.delete(a);
          right.delete(b);
          node.children.push({ segment: '', node: compare(a, b, direction) });
        }
    };
    match((a, b) => refName(a) !== undefined && refName(a) === refName(b));
    if (left.size * right.size <= MAX_TRIED_PAIRS) match((a, b) => isClean(compare(a, b, direction)));
    match((a, b) => signature(before.of(a)) === signature(after.of(b)));
    if (left.size > 0) node.findings.push({ severity: narrowed(direction), text: `lost ${count(left.size)}` });
    if (right.size > 0) node.findings.push({ severity: widened(direction), text: `has ${count(right.size)} more` });
  };

  return { compare, nodes: () => [...nodes.values()] };
}

const count = (size: number): string => `${size} ${size === 1 ? 'alternative' : 'alternatives'}`;

const hasOwnShape = (view: SchemaView): boolean =>
  view.types !== undefined || view.values !== undefined || view.properties.size > 0 || view.constraints.size > 0;

/** Nothing but wording differs below. */
function isClean(root: PairNode): boolean {
  const seen = new Set<PairNode>();
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.findings.some(({ severity }) => severity !== 'docs_only')) return false;
    open.push(...node.children.map((child) => child.node));
  }
  return true;
}

/** What an alternative looks like from outside: enough to recognise it after a change inside. */
const signature = (view: SchemaView): string =>
  JSON.stringify([
    view.types && [...view.types].sort(),
    view.values && [...view.values].sort(),
    [...view.properties.keys()].sort(),
  ]);
