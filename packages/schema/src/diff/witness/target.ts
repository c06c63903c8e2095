// What a change of a whole is about: which operation, webhook or callback of each side, and which part of it.
import type { ApiOperation } from '../../model.ts';
import type { Draft } from '../gather.ts';
import type { Path } from '../operations/pair.ts';
import type { Sides } from './sides.ts';

export interface Target {
  /** Told with the witness. */
  operation: string;
  /** For the checkers: of callbacks, behind the key of the operation that they belong to. */
  key: string;
  /** Of callbacks, before the part: `callback paid {…} POST: `. */
  prefix: string;
  a: ApiOperation | undefined;
  b: ApiOperation | undefined;
  /** The service calls: a webhook or a callback. */
  isSent: boolean;
  /** In the older one, below the operation or callback. */
  path: Path;
  /** In the newer one. */
  pathAfter: Path;
}

export function targetOf(draft: Draft, operations: readonly string[], { before, after }: Sides): Target | undefined {
  const [operation] = operations;
  if (operation === undefined) return undefined;
  const [path, pathAfter] = [draft.before?.path ?? [], draft.after?.path ?? []];
  const callback = callbackOf(path) ?? callbackOf(pathAfter);
  const key = callback ? `${operation} ${callback.key}` : operation;
  const [a, b] = [before.checker().operation(key), after.checker().operation(key)];
  if (!a && !b) return undefined;
  return {
    operation,
    key,
    prefix: callback?.prefix ?? '',
    a: a && named(a, callback?.key),
    b: b && named(b, callback?.key),
    isSent: callback !== undefined || /^WEBHOOK /.test(key),
    path: callback && path.length >= 4 ? path.slice(4) : path,
    pathAfter: callback && pathAfter.length >= 4 ? pathAfter.slice(4) : pathAfter,
  };
}

/** Under its own name, which tells that the service calls. */
const named = (operation: ApiOperation, key: string | undefined): ApiOperation =>
  key === undefined ? operation : { ...operation, key };

function callbackOf([first, name, expression, method]: Path): { key: string; prefix: string } | undefined {
  if (first !== 'callbacks' || method === undefined) return undefined;
  const text = `${name} ${expression} ${String(method).toUpperCase()}`;
  return { key: `CALLBACK ${text}`, prefix: `callback ${text}: ` };
}
