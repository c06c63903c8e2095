// Which operation of a contract a request is for. Fixed segments beat mixed ones (`{id}.json`), which beat parameters, segment by
// segment from the left: as the engine finds the operation that it answers with.
import { byText } from '../json.ts';
import type { ApiOperation } from '../model.ts';

export interface RoutedOperation {
  operation: ApiOperation;
  /** By name, decoded. */
  path_params: Record<string, string>;
}

/** `path` as it is requested: `/pets/7`, segments escaped. */
export type Router = (method: string, path: string) => RoutedOperation | undefined;

interface Template {
  operation: ApiOperation;
  /** Of each segment what stands around its parameters: `['', '.json']` for `{id}.json`, one text where there is none. */
  segments: string[][];
  names: string[];
  /** A digit per segment, smaller first: fixed, mixed, parameter. */
  order: string;
}

const PARAMETER = /\{([^{}]*)\}/;

export function createRouter(operations: readonly ApiOperation[]): Router {
  const byMethod = Map.groupBy(operations.map(toTemplate), ({ operation }) => operation.method);
  for (const templates of byMethod.values()) templates.sort((a, b) => byText(a.order, b.order));
  return (method, path) => {
    const wanted = path.split('/').map(decode);
    for (const { operation, segments, names } of byMethod.get(method) ?? []) {
      if (segments.length !== wanted.length) continue;
      const found = segments.map((parts, index) => valuesIn(parts, wanted[index] ?? ''));
      if (found.includes(undefined)) continue;
      const texts = found.flatMap((values) => values ?? []);
      return { operation, path_params: Object.fromEntries(names.map((name, index) => [name, texts[index] ?? ''])) };
    }
    return undefined;
  };
}

function toTemplate(operation: ApiOperation): Template {
  const pieces = operation.path.split('/').map((segment) => segment.split(PARAMETER));
  const segments = pieces.map((all) => all.filter((_, index) => index % 2 === 0));
  return {
    operation,
    segments,
    names: pieces.flatMap((all) => all.filter((_, index) => index % 2 === 1)),
    order: segments.map((parts) => (parts.length === 1 ? 0 : parts.some((part) => part !== '') ? 1 : 2)).join(''),
  };
}

/** What stands between the parts, the shortest first, each at least one character; undefined where the parts are not there. */
function valuesIn(parts: string[], text: string): string[] | undefined {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first ? [] : undefined;
  if (!text.startsWith(first) || !text.endsWith(last)) return undefined;
  const end = text.length - last.length;
  const values: string[] = [];
  let at = first.length;
  for (const part of rest) {
    const next = text.indexOf(part, at + 1);
    if (next < 0 || next + part.length > end) return undefined;
    values.push(text.slice(at, next));
    at = next + part.length;
  }
  return at < end ? [...values, text.slice(at, end)] : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
