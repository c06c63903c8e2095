// Where links lead, in one spelling: an operation may be named by its id or by a reference to its place. In: what was read, with targets as written.
// Out: the same with the key of the operation, `GET /charges/{id}`; a target that is no operation of the contract stays as written.
import { fromPointer } from '../json.ts';
import { operationKey } from './operations.ts';
import type { Unsigned } from './settle.ts';

interface Linking {
  responses: { links: { name: string; target: string }[] }[];
  callbacks: readonly Linking[];
}

export function nameLinkTargets(linking: readonly Linking[], operations: readonly Unsigned[]): void {
  const byId = new Map(operations.map(({ operation_id, key }) => [operation_id, key]));
  const keys = new Set(operations.map(({ key }) => key));
  const nameIn = ({ responses, callbacks }: Linking): void => {
    for (const { links } of responses)
      for (const link of links) link.target = byId.get(link.target) ?? referred(link.target, keys) ?? link.target;
    callbacks.forEach(nameIn);
  };
  linking.forEach(nameIn);
}

/** `#/paths/~1charges~1{id}/get`, also with the name of the file in front. */
function referred(target: string, keys: ReadonlySet<string>): string | undefined {
  const hash = target.indexOf('#/paths/');
  if (hash < 0) return undefined;
  const [, path = '', method = '', ...rest] = fromPointer(decode(target.slice(hash + 1)));
  const key = operationKey(method, path);
  return rest.length === 0 && keys.has(key) ? key : undefined;
}

function decode(pointer: string): string {
  try {
    return decodeURIComponent(pointer);
  } catch {
    return pointer;
  }
}
