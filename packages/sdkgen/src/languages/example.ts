// The operation that a README shows first: the simplest one that reads something, else any simple one; and what it needs to be
// let in.

import type { AuthScheme, Ir, Operation } from '../ir/model.ts';

const SIMPLE = new Set(['string', 'integer', 'number']);

export interface Example {
  operation: Operation;
  group: string | undefined;
  /** The credentials that go together in its first alternative; none when it is public. */
  schemes: AuthScheme[];
}

export function usableExample(ir: Ir): Example | undefined {
  const found = simplestOperation(ir);
  if (found === undefined) return undefined;
  const [needed = []] = found.operation.auth ?? [];
  return { ...found, schemes: ir.auth.filter(({ name }) => needed.includes(name)) };
}

function simplestOperation(ir: Ir): Omit<Example, 'schemes'> | undefined {
  const all = ir.groups.flatMap(({ name, operations }) => operations.map((operation) => ({ operation, group: name })));
  const simple = all.filter(
    ({ operation }) =>
      operation.body?.required !== true &&
      operation.params.every((param) => !param.required || SIMPLE.has(param.type.kind)),
  );
  const cost = ({ operation }: { operation: Operation }): number =>
    operation.params.filter((param) => param.required).length +
    (operation.method === 'GET' ? 0 : 10) +
    (operation.deprecated ? 100 : 0);
  return simple.reduce<(typeof simple)[number] | undefined>(
    (best, next) => (best === undefined || cost(next) < cost(best) ? next : best),
    undefined,
  );
}
