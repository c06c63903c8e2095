// Which operation of one contract is which of the other: by key, then by key with the names of path parameters left out.
import type { ApiOperation } from '../../model.ts';

export interface Matched {
  pairs: [ApiOperation, ApiOperation][];
  removed: ApiOperation[];
  added: ApiOperation[];
}

export const shapeOf = (text: string): string => text.replace(/\{[^{}]+\}/g, '{}');

export function matchOperations(before: ApiOperation[], after: ApiOperation[]): Matched {
  const pairs: [ApiOperation, ApiOperation][] = [];
  const match = (left: ApiOperation[], right: ApiOperation[], keyOf: (operation: ApiOperation) => string) => {
    const open = new Map(right.map((operation) => [keyOf(operation), operation]));
    const rest = left.filter((operation) => {
      const found = open.get(keyOf(operation));
      if (!found) return true;
      open.delete(keyOf(operation));
      pairs.push([operation, found]);
      return false;
    });
    const taken = new Set(pairs.map(([, operation]) => operation));
    return { left: rest, right: right.filter((operation) => !taken.has(operation)) };
  };
  const exact = match(before, after, ({ key }) => key);
  const loose = match(exact.left, exact.right, ({ key }) => shapeOf(key));
  return { pairs, removed: loose.left, added: loose.right };
}
