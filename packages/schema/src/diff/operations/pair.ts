// What a comparison of two operations collects: findings about the operation itself, and the pairs of schemas that its messages use.
import type { SchemaChangeLevel } from '@mockops/contract';
import type { ApiOperation } from '../../model.ts';
import type { Clock } from '../lifecycle.ts';
import type { Direction } from '../schemas/finding.ts';
import type { Comparer, PairNode } from '../schemas/node.ts';
import type { Views } from '../view/create.ts';

/** In OpenAPI's words, below the operation. */
export type Path = (string | number)[];

interface OperationFinding {
  rule: string;
  /** `query limit`; empty: the operation itself. */
  place: string;
  /** Reads after the place, or alone where there is none. */
  text: string;
  level?: SchemaChangeLevel;
  before?: Path;
  after?: Path;
}

export interface Use {
  place: string;
  subject: 'parameter' | 'body' | 'header';
  direction: Direction;
  node: PairNode;
  before: Path;
  after: Path;
}

export interface OperationPair {
  a: ApiOperation;
  b: ApiOperation;
  findings: OperationFinding[];
  uses: Use[];
}

export interface Context {
  before: Views;
  after: Views;
  comparer: Comparer;
  clock: Clock;
  pair: OperationPair;
  /** Before every place: `callback paid: `. */
  prefix: string;
  /** Of callbacks, below the operation that they belong to. */
  paths: { before: Path; after: Path };
}

export function say(
  { pair, prefix, paths }: Context,
  rule: string,
  text: string,
  more: { place?: string; level?: SchemaChangeLevel; before?: Path; after?: Path } = {},
): void {
  pair.findings.push({
    rule,
    text,
    place: `${prefix}${more.place ?? ''}`.replace(/: $/, ''),
    ...(more.level && { level: more.level }),
    before: [...paths.before, ...(more.before ?? [])],
    after: [...paths.after, ...(more.after ?? more.before ?? [])],
  });
}

export function use(
  { pair, prefix, paths }: Context,
  { place, before, after, ...rest }: Omit<Use, 'after'> & { after?: Path },
): void {
  pair.uses.push({
    ...rest,
    place: prefix + place,
    before: [...paths.before, ...before],
    after: [...paths.after, ...(after ?? before)],
  });
}
