// Which operation of a contract a request is for. Fixed segments beat mixed ones (`{id}.json`), which beat parameters, segment by
// segment from the left: as the engine finds the operation that it answers with.
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
  matcher: RegExp;
  names: string[];
  /** A digit per segment, smaller first: fixed, mixed, parameter. */
  order: string;
}

const PARAMETER = /\{([^{}]*)\}/;

export function createRouter(operations: readonly ApiOperation[]): Router {
  const byMethod = Map.groupBy(operations.map(toTemplate), ({ operation }) => operation.method);
  for (const templates of byMethod.values()) templates.sort((a, b) => (a.order < b.order ? -1 : 1));
  return (method, path) => {
    for (const { operation, matcher, names } of byMethod.get(method) ?? []) {
      const found = matcher.exec(path);
      if (!found) continue;
      const texts = found.slice(1).map(decode);
      return { operation, path_params: Object.fromEntries(names.map((name, index) => [name, texts[index] ?? ''])) };
    }
    return undefined;
  };
}

function toTemplate(operation: ApiOperation): Template {
  const segments = operation.path.split('/');
  const pieces = operation.path.split(/\{([^{}]*)\}/);
  const source = pieces.map((piece, index) => (index % 2 === 1 ? '([^/]+?)' : fixedText(piece))).join('');
  return {
    operation,
    matcher: new RegExp(`^${source}$`),
    names: pieces.filter((_, index) => index % 2 === 1),
    order: segments.map((segment) => (!PARAMETER.test(segment) ? 0 : /^\{[^{}]*\}$/.test(segment) ? 2 : 1)).join(''),
  };
}

const fixedText = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
