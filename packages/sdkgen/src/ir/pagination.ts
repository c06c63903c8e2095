// Whether an operation answers in pages, and how the next one is asked for. Contracts have no keyword for it, so this reads
// the usual names; where parameters and answer do not fit together, it says nothing rather than guess.

import type { ApiOperation } from '@mockops/schema';
import type { ObjectType, Operation, Pagination, Param, TypeDef, TypeRef } from './model.ts';

type Types = ReadonlyMap<string, TypeDef>;
type Paged = Pick<Operation, 'method' | 'params' | 'result'>;

const ITEMS = ['data', 'items', 'results', 'values', 'records', 'entries', 'edges', 'list', 'elements', 'content'];
const HOLDERS = ['meta', 'metadata', 'paging', 'pagination', 'page_info', 'links', '_links', 'pages', 'cursors'];
const DATA_HOLDERS = ['data', 'result', 'response', '_embedded'];
/** Words of a cursor, without `next`, underscores and capitals: field and parameter are compared in this form. */
const CURSORS = [
  'cursor',
  'pagetoken',
  'token',
  'pagecursor',
  'continuationtoken',
  'continuation',
  'continue',
  'marker',
];
const NEXT_URLS = ['nexturl', 'nextpageurl', 'nextpageuri', 'nexturi', 'nextlink', 'nextpagelink', 'next', 'nextpage'];
const AFTER = ['after', 'startingafter', 'afterid'];
const MORE = ['hasmore', 'hasnext', 'hasnextpage', 'more'];
const PAGES = ['page', 'pagenumber', 'pagenum', 'pageindex'];
const OFFSETS = ['offset', 'skip', 'startindex', 'startat'];
const SIZES = ['perpage', 'pagesize', 'limit', 'size', 'maxresults', 'count', 'top'];

const bare = (name: string): string => name.replace(/[^A-Za-z0-9]/g, '').toLowerCase();

export function findPagination(source: ApiOperation, operation: Paged, types: Types): Pagination | undefined {
  if (operation.method !== 'GET' || operation.result.kind !== 'json') return undefined;
  const list = findItems(operation.result.type, types);
  if (list === undefined) return undefined;
  const query = operation.params.filter((param) => param.in === 'query');
  const facts: Facts = { ...list, query, types, holders: holdersOf(list.object, types) };
  const counted = byOffset(facts) ?? byPage(facts, source);
  // A switch between two ways (`usemarker`) is off unless the caller turns it on.
  if (counted?.kind === 'offset' && query.some(({ wire }) => /^use_?(marker|cursor)$/i.test(wire))) return counted;
  return byCursor(facts) ?? byUrl(facts) ?? byLastItem(facts) ?? byLinkHeader(facts, source) ?? counted;
}

interface List {
  items: string[];
  itemType: TypeRef;
  object: ObjectType | undefined;
}

interface Facts extends List {
  query: Param[];
  types: Types;
  /** The answer's own fields and those of the objects in it that speak of pages, each with its path. */
  holders: { path: string[]; type: TypeRef }[];
}

function behind(ref: TypeRef, types: Types, depth = 0): TypeRef | ObjectType {
  if (ref.kind === 'nullable') return behind(ref.of, types, depth);
  const type = ref.kind === 'named' ? types.get(ref.name) : undefined;
  if (type?.kind === 'object') return type;
  return type?.kind === 'alias' && depth < 20 ? behind(type.to, types, depth + 1) : ref;
}

function findItems(result: TypeRef, types: Types): List | undefined {
  const target = behind(result, types);
  if (target.kind === 'array') return { items: [], itemType: target.of, object: undefined };
  if (target.kind !== 'object') return undefined;
  const own = arrayIn(target, types);
  if (own !== undefined) return { items: [own.wire], itemType: own.of, object: target };
  for (const field of target.fields.filter(({ wire }) => DATA_HOLDERS.includes(wire))) {
    const inner = behind(field.type, types);
    const found = inner.kind === 'object' ? arrayIn(inner, types) : undefined;
    if (found !== undefined) return { items: [field.wire, found.wire], itemType: found.of, object: target };
  }
  return undefined;
}

/** A list with a usual name, else the only one. */
function arrayIn(object: ObjectType, types: Types): { wire: string; of: TypeRef } | undefined {
  const arrays = object.fields.flatMap(({ wire, type }) => {
    const target = behind(type, types);
    return target.kind === 'array' ? [{ wire, of: target.of }] : [];
  });
  const usual = ITEMS.map((name) => arrays.find(({ wire }) => wire === name)).find((found) => found !== undefined);
  return usual ?? (arrays.length === 1 ? arrays[0] : undefined);
}

function holdersOf(object: ObjectType | undefined, types: Types, path: string[] = []): Facts['holders'] {
  return (object?.fields ?? []).flatMap(({ wire, type }) => {
    const here = { path: [...path, wire], type };
    const inner = behind(type, types);
    const speaks = HOLDERS.includes(wire) || HOLDERS.includes(snake(wire)) || (wire === 'next' && path.length > 0);
    if (inner.kind !== 'object' || !speaks || path.length > 2) return [here];
    return [here, ...holdersOf(inner, types, here.path)];
  });
}

const snake = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();

const last = (path: string[]): string => bare(path.at(-1) ?? '');

function isScalar(ref: TypeRef, types: Types): boolean {
  const { kind } = behind(ref, types);
  return kind === 'string' || kind === 'integer' || kind === 'int64' || kind === 'int64_text' || kind === 'any';
}

const parameter = (facts: Facts, names: string[]): Param | undefined =>
  names.map((name) => facts.query.find(({ wire }) => bare(wire) === name)).find((found) => found !== undefined);

function moreOf({ holders, types }: Facts): { more?: string[] } {
  const found = holders.find(({ path, type }) => MORE.includes(last(path)) && behind(type, types).kind === 'boolean');
  return found === undefined ? {} : { more: found.path };
}

function byCursor(facts: Facts): Pagination | undefined {
  const { items, itemType, holders, types } = facts;
  const fields = holders.filter(({ type }) => isScalar(type, types));
  for (const param of facts.query) {
    const wanted = bare(param.wire).replace(/^next/, '');
    const isAfter = AFTER.includes(wanted);
    // `page` as a text is a cursor by another name.
    const isPage = wanted === 'page' && behind(param.type, types).kind === 'string';
    if (!isAfter && !isPage && !CURSORS.includes(wanted)) continue;
    const next = fields.find(({ path }) => {
      const name = last(path);
      if (isPage) return name === 'nextpage';
      if (isAfter) return ['lastid', 'endcursor', 'next'].includes(name) || (name === 'after' && path.length > 1);
      const word = name.replace(/^next/, '');
      const same = word === wanted || (CURSORS.includes(word) && CURSORS.includes(wanted));
      return same && (name.startsWith('next') || path.length > 1 || word === 'continue' || word === wanted);
    });
    if (next !== undefined) {
      return { kind: 'cursor', param: param.wire, next: next.path, ...moreOf(facts), items, itemType };
    }
  }
  return undefined;
}

function byUrl({ items, itemType, holders, types, query }: Facts): Pagination | undefined {
  const found = holders.find(({ path, type }) => {
    const { kind } = behind(type, types);
    const word = last(path);
    if (kind !== 'string') return false;
    if (word === 'href') return bare(path.at(-2) ?? '') === 'next';
    // A bare `next` beside a parameter of that name is a cursor that was not understood.
    return NEXT_URLS.includes(word) && !query.some(({ wire }) => bare(wire) === word);
  });
  return found === undefined ? undefined : { kind: 'url', next: found.path, items, itemType };
}

function byLastItem(facts: Facts): Pagination | undefined {
  const { items, itemType, types } = facts;
  const param = parameter(facts, AFTER);
  const item = behind(itemType, types);
  const hasId = item.kind === 'object' && item.fields.some(({ wire, type }) => wire === 'id' && isScalar(type, types));
  const { more } = moreOf(facts);
  // Without a word that there is more, an order of the items that makes this right is not sure.
  if (param === undefined || !hasId || more === undefined) return undefined;
  return { kind: 'last_item', param: param.wire, field: 'id', more, items, itemType };
}

function byLinkHeader({ items, itemType }: Facts, source: ApiOperation): Pagination | undefined {
  const linked = source.responses.some(
    ({ status, headers }) => /^2/.test(status) && headers.some(({ name }) => name.toLowerCase() === 'link'),
  );
  return linked ? { kind: 'url', next: [], items, itemType } : undefined;
}

const isCount = (param: Param | undefined, types: Types): param is Param =>
  param !== undefined && ['integer', 'int64', 'number'].includes(behind(param.type, types).kind);

function sizeOf(facts: Facts): { size?: string } {
  const param = parameter(facts, SIZES);
  return isCount(param, facts.types) ? { size: param.wire } : {};
}

function byOffset(facts: Facts): Pagination | undefined {
  const { items, itemType, types } = facts;
  const param = parameter(facts, OFFSETS);
  if (!isCount(param, types)) return undefined;
  return { kind: 'offset', param: param.wire, first: 0, ...sizeOf(facts), items, itemType };
}

function byPage(facts: Facts, source: ApiOperation): Pagination | undefined {
  const { items, itemType, types } = facts;
  const param = parameter(facts, PAGES);
  if (!isCount(param, types)) return undefined;
  const schema = source.parameters.find(({ name, in: place }) => place === 'query' && name === param.wire)?.schema;
  const zero =
    typeof schema === 'object' && (schema.default === 0 || (schema.default === undefined && schema.minimum === 0));
  return { kind: 'page', param: param.wire, first: zero ? 0 : 1, ...sizeOf(facts), items, itemType };
}
