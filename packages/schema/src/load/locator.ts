// Where a part of an ApiModel stands in the text that it was read from. Place in the model's words in; file, pointer, line and column out.
// Follows references through the files, and looks through compositions, so that a path of a merged or rewritten schema still finds its source.
import type { SourcePlace } from '@mockops/contract';
import { isObject, type JsonObject, member } from '../json.ts';
import { type Location, type Resolver, within } from '../source/resolver.ts';

/** Neither component nor operation: the document itself, such as `['components', 'securitySchemes', 'token']`. */
export interface ModelPlace {
  /** Name of a schema in `ApiModel.schemas`; the path goes on with its keywords. */
  component?: string;
  /**
   * Key of an operation or webhook; the path goes on in OpenAPI's words: `['parameters', 'query', 'limit', 'schema', 'minimum']`,
   * `['requestBody', 'content', 'application/json', 'schema', 'properties', 'id']`, `['responses', '200', 'headers', 'X-Total']`,
   * `['callbacks', 'paid', '{$request.body#/url}', 'post']`, `['security']`.
   */
  operation?: string;
  path?: (string | number)[];
}

/** The place, or its nearest ancestor that the text has; undefined for a component or an operation that the contract does not have. */
export type Locator = (place: ModelPlace) => SourcePlace | undefined;

interface Step {
  value: unknown;
  location: Location;
}

export function createLocator(contract: {
  root: { file: string; document: JsonObject };
  resolver: Resolver;
  /** Of the model's schemas. */
  locationOf: (component: string) => Location | undefined;
  positionOf: (location: Location) => SourcePlace;
}): Locator {
  const { root, resolver } = contract;
  const top: Step = { value: root.document, location: { file: root.file, pointer: '' } };

  const startOf = ({ component, operation }: ModelPlace): Step | undefined => {
    if (component !== undefined) {
      const location = contract.locationOf(component);
      return location && { value: resolver.valueAt(location), location };
    }
    return operation === undefined ? top : findOperation(operation, top, resolver);
  };

  return (place) => {
    const start = startOf(place);
    if (!start) return undefined;
    const reached = descend(start, (place.path ?? []).map(String), { resolver, budget: MAX_VISITS });
    return contract.positionOf(reached.step.location);
  };
}

/** `POST /charges/{id}` below paths, `WEBHOOK name POST` below webhooks. */
function findOperation(key: string, top: Step, resolver: Resolver): Step | undefined {
  const words = key.split(' ');
  const isWebhook = words[0] === 'WEBHOOK' && words.length > 2;
  const method = (isWebhook ? words.at(-1) : words[0]) ?? '';
  const name = (isWebhook ? words.slice(1, -1) : words.slice(1)).join(' ');
  const item = named(named(top, isWebhook ? 'webhooks' : 'paths', resolver), name, resolver);
  return (
    named(item, method.toLowerCase(), resolver) ??
    named(named(item, 'additionalOperations', resolver), method, resolver) ??
    item
  );
}

/** Compositions of compositions are searched this far; then the best place so far counts. */
const MAX_VISITS = 500;

interface Search {
  resolver: Resolver;
  budget: number;
}

/** As far down as the text goes; `used` segments of the path. */
function descend(from: Step, path: string[], search: Search): { step: Step; used: number } {
  let best = { step: from, used: 0 };
  search.budget -= 1;
  if (path.length === 0 || search.budget < 0) return best;
  let isOneOfSeveral = false;
  for (const { step, used } of stepsFrom(from, path, search.resolver)) {
    const further = descend(step, path.slice(used), search);
    const found = { step: further.step, used: used + further.used };
    isOneOfSeveral = found.used === best.used || (isOneOfSeveral && found.used < best.used);
    if (found.used > best.used) best = found;
    if (best.used === path.length) break;
  }
  // Several parts have members, and none has this one: it is missing from all of them together.
  const isMissing = best.used < path.length && path[best.used - 1] === 'properties';
  return isOneOfSeveral && isMissing ? { step: from, used: best.used } : best;
}

/** Ways down, likeliest first; those into a composition use no segment. */
function* stepsFrom(from: Step, path: string[], resolver: Resolver): Generator<{ step: Step; used: number }> {
  const [first = '', second = '', third = ''] = path;
  if (first === 'parameters' && third !== '') {
    const step = findParameter(from, second, third, resolver);
    if (step) yield { step, used: 3 };
  }
  const direct = named(from, first, resolver);
  if (direct) yield { step: direct, used: 1 };
  const target = resolver.follow(from.value, from.location);
  if (!target.ok || !isObject(target.value)) return;
  const { value: source, location } = target;
  // Rewritten spellings: prefixItems was a list of items, a nullable schema became the first of anyOf, content stands for schema.
  if (first === 'prefixItems' && Array.isArray(source.items))
    yield { step: { value: source.items, location: within(location, 'items') }, used: 1 };
  if (first === 'examples' && source.example !== undefined)
    yield { step: { value: source.example, location: within(location, 'example') }, used: 1 };
  if (first === 'anyOf' && second === '0' && source.nullable === true) yield { step: target, used: 2 };
  if (first === 'schema' && isObject(source.content)) {
    const [mediaType = ''] = Object.keys(source.content);
    const step = named(named(named(target, 'content', resolver), mediaType, resolver), 'schema', resolver);
    if (step) yield { step, used: 1 };
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const list = source[keyword];
    if (!Array.isArray(list) || first === keyword) continue;
    for (const [index, value] of list.entries())
      yield { step: { value, location: within(location, keyword, index) }, used: 0 };
  }
}

/** The member of that name, or, for statuses and headers, of that name in other letters. */
function named(from: Step | undefined, name: string, resolver: Resolver): Step | undefined {
  if (!from) return undefined;
  const target = resolver.follow(from.value, from.location);
  // A member beside a reference belongs to the place itself.
  for (const { value, location } of target.ok ? [from, target] : [from]) {
    if (Array.isArray(value)) {
      const item: unknown = value[Number(name)];
      if (item !== undefined) return { value: item, location: within(location, name) };
    }
    if (!isObject(value)) continue;
    const found = member(value, name) !== undefined ? name : sameLetters(value, name);
    if (found !== undefined) return { value: value[found], location: within(location, found) };
  }
  return undefined;
}

const sameLetters = (object: JsonObject, name: string): string | undefined =>
  /^([1-5]XX|[a-z-]*-[a-z-]*)$/i.test(name)
    ? Object.keys(object).find((other) => other.toLowerCase() === name.toLowerCase())
    : undefined;

/** In the operation's own list, else in the list of its path. */
function findParameter(operation: Step, place: string, name: string, resolver: Resolver): Step | undefined {
  const parent: Location = {
    file: operation.location.file,
    pointer: operation.location.pointer.split('/').slice(0, -1).join('/'),
  };
  for (const owner of [operation, { value: resolver.valueAt(parent), location: parent }]) {
    const list = named(owner, 'parameters', resolver);
    if (!list || !Array.isArray(list.value)) continue;
    for (const [index, value] of list.value.entries()) {
      const location = within(list.location, index);
      const target = resolver.follow(value, location);
      if (!target.ok || !isObject(target.value) || target.value.in !== place) continue;
      const given = String(target.value.name);
      if (given === name || (place === 'header' && given.toLowerCase() === name.toLowerCase())) return target;
    }
  }
  return undefined;
}
