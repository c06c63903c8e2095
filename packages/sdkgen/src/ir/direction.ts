// Which types travel in requests and which in answers. A required `readOnly` property cannot be asked of a sender, a
// required `writeOnly` one not be expected of an answer: where a type goes that way, such a property is optional.

import type { Operation, TypeDef, TypeRef } from './model.ts';
import { namesIn, namesInType } from './refs.ts';

export function applyDirections(types: Map<string, TypeDef>, operations: readonly Operation[]): void {
  const sent = reach(
    types,
    operations.flatMap((operation) => [
      ...operation.params.map((param) => param.type),
      ...(operation.body === undefined ? [] : [operation.body.type]),
    ]),
  );
  const received = reach(
    types,
    operations.flatMap((operation) => [operation.result.type, ...operation.errors.map((error) => error.type)]),
  );
  for (const type of types.values()) {
    if (type.kind !== 'object') continue;
    type.sent = sent.has(type.name);
    for (const field of type.fields) {
      if (field.readOnly && type.sent) field.required = false;
      if (field.writeOnly && received.has(type.name)) field.required = false;
    }
  }
}

function reach(types: Map<string, TypeDef>, roots: readonly TypeRef[]): Set<string> {
  const reached = new Set<string>();
  const open = roots.flatMap(namesIn);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    const type = types.get(name);
    if (type !== undefined) open.push(...namesInType(type));
  }
  return reached;
}
