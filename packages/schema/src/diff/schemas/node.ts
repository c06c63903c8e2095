// A pair of schemas that was compared, once per direction. Nodes point at the pairs inside them, so a change in a shared schema is
// found once and reached from every operation that uses it.
import type { JsonSchema } from '../../model.ts';
import type { Effect } from '../rules/schemas.ts';
import type { SchemaView } from '../view/view.ts';
import type { Direction, Finding } from './finding.ts';

export interface PairNode {
  direction: Direction;
  /** The same for both directions. */
  pair: string;
  before: JsonSchema;
  after: JsonSchema;
  a: SchemaView;
  b: SchemaView;
  findings: Finding[];
  children: Edge[];
}

export interface Edge {
  /** Appended to the place: `.email`, `[]`, `{}`; empty for an alternative. */
  segment: string;
  /** Keywords on the way: `['properties', 'email']`. */
  path: string[];
  node: PairNode;
}

export interface Comparer {
  compare(before: JsonSchema | undefined, after: JsonSchema | undefined, direction: Direction): PairNode;
  /** How the set of valid values moved, in whichever direction it is used. */
  relation(before: JsonSchema | undefined, after: JsonSchema | undefined): Effect;
  nodes(): PairNode[];
}

export const addEffects = (a: Effect, b: Effect): Effect => (a === 'none' || a === b ? b : b === 'none' ? a : 'both');

/** Of everything below. */
export function effectOf(root: PairNode): Effect {
  let effect: Effect = 'none';
  const seen = new Set<PairNode>();
  const open = [root];
  for (let node = open.pop(); node && effect !== 'both'; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const finding of node.findings) effect = addEffects(effect, finding.effect);
    for (const child of node.children) open.push(child.node);
  }
  return effect;
}

/** Nothing but wording differs below. */
export function isClean(root: PairNode): boolean {
  const seen = new Set<PairNode>();
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.findings.length > 0 && node.findings.some(({ rule }) => rule !== WORDING)) return false;
    for (const child of node.children) open.push(child.node);
  }
  return true;
}

export const WORDING = 'schema-wording-changed';
