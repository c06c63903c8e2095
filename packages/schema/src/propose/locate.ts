// From an operation, a status and a place in the body to the schemas in the source files that speak about that place.
import { byText, fromPointer, isObject, member } from '../json.ts';
import { isJsonMediaType } from '../media-type.ts';
import { type Location, type Resolver, within } from '../source/resolver.ts';

export interface SourceSchema {
  location: Location;
  schema: { [keyword: string]: unknown };
  /** Reached through oneOf or anyOf with several members. */
  alternative: boolean;
}

export interface ResponseAddress {
  operation: string;
  status: number;
}

/** The JSON body's schema as it stands, not yet followed; undefined when the contract has none. */
export function findBodySchema(
  root: { file: string; document: unknown },
  { operation, status }: ResponseAddress,
  resolver: Resolver,
): { value: unknown; location: Location } | undefined {
  const [method = '', ...path] = operation.split(' ');
  const step = (from: { value: unknown; location: Location } | undefined, ...names: string[]) => {
    if (!from) return undefined;
    const target = resolver.follow(from.value, from.location);
    if (!target.ok || !isObject(target.value)) return undefined;
    const name = names.find((wanted) => isObject(target.value) && member(target.value, wanted) !== undefined);
    return name === undefined ? undefined : { value: target.value[name], location: within(target.location, name) };
  };
  let here = step({ value: root.document, location: { file: root.file, pointer: '' } }, 'paths');
  here = step(step(here, path.join(' ')), method.toLowerCase());
  const range = `${Math.floor(status / 100)}`;
  const response = step(step(here, 'responses'), String(status), `${range}XX`, `${range}xx`, 'default');
  const content = step(response, 'content');
  if (!content) return undefined;
  const target = resolver.follow(content.value, content.location);
  if (!target.ok || !isObject(target.value)) return undefined;
  const mediaType = Object.keys(target.value)
    .sort(byText)
    .find((name) => isJsonMediaType(name) || name === '*/*');
  return mediaType === undefined ? undefined : step(step(content, mediaType), 'schema');
}

/** Every schema object that applies at a place of the body, outermost first. */
export function schemasAt(
  start: { value: unknown; location: Location },
  path: string,
  resolver: Resolver,
): SourceSchema[] {
  let current = applicable(start, resolver, false, 0);
  for (const segment of fromPointer(path)) {
    current = current.flatMap(({ schema, location, alternative }) => {
      const next = childOf(schema, segment);
      if (!next) return [];
      return applicable({ value: next.value, location: within(location, ...next.at) }, resolver, alternative, 0);
    });
  }
  const seen = new Set<string>();
  return current.filter(({ location }) => {
    const key = `${location.file}#${location.pointer}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

const MAX_DEPTH = 30;

function applicable(
  from: { value: unknown; location: Location },
  resolver: Resolver,
  alternative: boolean,
  depth: number,
): SourceSchema[] {
  const target = resolver.follow(from.value, from.location);
  if (!target.ok || !isObject(target.value) || depth > MAX_DEPTH) return [];
  const schema = target.value;
  const inner = ['allOf', 'oneOf', 'anyOf'].flatMap((keyword) => {
    const list = schema[keyword];
    if (!Array.isArray(list)) return [];
    const many = keyword !== 'allOf' && list.filter((part) => !(isObject(part) && part.type === 'null')).length > 1;
    return list.flatMap((value, index) =>
      applicable(
        { value, location: within(target.location, keyword, index) },
        resolver,
        alternative || many,
        depth + 1,
      ),
    );
  });
  return [{ schema, location: target.location, alternative }, ...inner];
}

function childOf(
  schema: { [keyword: string]: unknown },
  segment: string,
): { value: unknown; at: (string | number)[] } | undefined {
  if (isObject(schema.properties) && Object.hasOwn(schema.properties, segment))
    return { value: schema.properties[segment], at: ['properties', segment] };
  if (segment !== '*') return undefined;
  for (const keyword of ['items', 'additionalProperties'])
    if (isObject(schema[keyword])) return { value: schema[keyword], at: [keyword] };
  return undefined;
}
