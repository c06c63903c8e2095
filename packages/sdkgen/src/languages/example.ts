// The operation that a README shows: the simplest one that reads something, else any simple one.

import type { Ir, Operation } from '../ir/model.ts';

const SIMPLE = new Set(['string', 'integer', 'number']);

export function usableExample(ir: Ir): { operation: Operation; group: string | undefined } | undefined {
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
