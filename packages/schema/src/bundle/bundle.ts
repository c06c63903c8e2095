// Many contract files in, one self-contained document out: what other files hold moves to `components`, or to where it was referred to
// when OpenAPI has no component of its kind. Order, wording and extensions stay; `$ref` in examples and extensions is data.
import type { Issue, Result } from '@mockops/contract';
import { fromPointer, isObject, type JsonObject } from '../json.ts';
import { kindOf } from '../keywords.ts';
import { findRoot } from '../load/root.ts';
import { isProtobuf, withoutProtoFiles } from '../protobuf/load-protobuf.ts';
import { readFiles } from '../source/files.ts';
import { createPositions } from '../source/position.ts';
import { createResolver, type Location, type Resolver, within } from '../source/resolver.ts';

/** What stands at a place: by it we know where references may stand below, and what a component of it is called. */
type Kind =
  | 'schema'
  | 'parameter'
  | 'header'
  | 'requestBody'
  | 'response'
  | 'example'
  | 'link'
  | 'callback'
  | 'securityScheme'
  | 'pathItem'
  | 'object'
  | 'data';
type Place = Kind | { each: Kind };

const SECTIONS: Partial<Record<Kind, string>> = {
  schema: 'schemas',
  parameter: 'parameters',
  header: 'headers',
  requestBody: 'requestBodies',
  response: 'responses',
  example: 'examples',
  link: 'links',
  callback: 'callbacks',
  securityScheme: 'securitySchemes',
};

const MEMBERS: Readonly<Partial<Record<string, Place>>> = {
  schema: 'schema',
  itemSchema: 'schema',
  schemas: { each: 'schema' },
  parameters: { each: 'parameter' },
  headers: { each: 'header' },
  requestBody: 'requestBody',
  requestBodies: { each: 'requestBody' },
  responses: { each: 'response' },
  examples: { each: 'example' },
  links: { each: 'link' },
  callbacks: { each: 'callback' },
  securitySchemes: { each: 'securityScheme' },
  paths: { each: 'pathItem' },
  webhooks: { each: 'pathItem' },
  pathItems: { each: 'pathItem' },
  content: { each: 'object' },
  encoding: { each: 'object' },
  example: 'data',
  value: 'data',
  default: 'data',
  enum: 'data',
};

/** `ok: false` when a file is no YAML or JSON, or none, or several, are OpenAPI documents; references that lead nowhere stay and are issues. */
export function bundleContract(files: Record<string, string>): Result<JsonObject> {
  if (isProtobuf(files)) return { ok: false, issues: [NOT_OPENAPI] };
  const { sources, issues } = readFiles(withoutProtoFiles(files));
  if (issues.length > 0) return { ok: false, issues };
  const found = findRoot(sources);
  if ('issue' in found) return { ok: false, issues: [found.issue] };
  const positions = createPositions((file) => sources.get(file)?.text ?? '');
  const report: Report = (message, hint, location) => {
    const { file, pointer } = found.originOf(location);
    const at = { ...positions(file, pointer), file: sources.get(file)?.name ?? file };
    issues.push({ code: 'SCH010', path: pointer, message, at, hint });
  };
  return { ok: true, value: gather(found.root, createResolver(found.sources), report), issues };
}

const NOT_OPENAPI: Issue = {
  code: 'SCH004',
  path: '',
  message: 'Protobuf has no document that could hold several files',
  hint: 'keep the .proto files in a folder or an archive; every command takes these',
};

type Report = (message: string, hint: string, location: Location) => void;

function gather(root: { file: string; document: JsonObject }, resolver: Resolver, report: Report): JsonObject {
  const components: JsonObject = isObject(root.document.components) ? root.document.components : {};
  const added = new Map<string, Map<string, unknown>>();
  const names = new Map<string, string>();
  const inlined: string[] = [];

  const isTaken = (section: string, name: string): boolean => {
    const there = components[section];
    return (isObject(there) && Object.hasOwn(there, name)) || added.get(section)?.has(name) === true;
  };
  const claim = (section: string, target: Location): string => {
    const wished = proposeName(target);
    let name = wished;
    for (let count = 2; isTaken(section, name); count += 1) name = `${wished}${count}`;
    return name;
  };

  const follow = (value: JsonObject, location: Location, kind: Kind): unknown => {
    const { $ref, ...siblings } = value;
    const target = resolver.resolve(String($ref), location);
    if (!target.ok) {
      report(target.message, target.hint, target.location);
      return value;
    }
    if (target.location.file === root.file) return { $ref: `#${target.location.pointer}`, ...siblings };
    const key = `${target.location.file}#${target.location.pointer}`;
    const section = SECTIONS[kind];
    if (section === undefined) {
      if (inlined.includes(key)) {
        report(`"${key}" contains itself where OpenAPI has no components`, 'break the circle of references', location);
        return {};
      }
      inlined.push(key);
      const copy = walk(target.value, target.location, kind);
      inlined.pop();
      return isObject(copy) ? { ...copy, ...siblings } : copy;
    }
    const known = names.get(`${section} ${key}`);
    const name = known ?? claim(section, target.location);
    if (known === undefined) {
      names.set(`${section} ${key}`, name);
      const list = added.get(section) ?? new Map<string, unknown>();
      added.set(section, list.set(name, undefined));
      list.set(name, walk(target.value, target.location, kind));
    }
    return { $ref: `#/components/${section}/${name}`, ...siblings };
  };

  const walk = (value: unknown, location: Location, place: Place): unknown => {
    if (place === 'data') return value;
    if (typeof place === 'object') {
      if (Array.isArray(value)) return value.map((item, index) => walk(item, within(location, index), place.each));
      if (!isObject(value)) return value;
      // Some contracts keep a whole map elsewhere.
      if (typeof value.$ref === 'string' && Object.keys(value).length === 1) return follow(value, location, 'object');
      return mapMembers(value, (item, name) =>
        name.startsWith('x-') ? item : walk(item, within(location, name), place.each),
      );
    }
    if (!isObject(value)) return value;
    if (typeof value.$ref === 'string') return follow(value, location, place);
    return mapMembers(value, (item, name) => walk(item, within(location, name), memberPlace(place, name)));
  };

  const document = walk(root.document, { file: root.file, pointer: '' }, 'object');
  if (!isObject(document)) return {};
  if (added.size === 0) return document;
  const own = isObject(document.components) ? document.components : {};
  const merged = Object.fromEntries(
    [...new Set([...Object.keys(own), ...added.keys()])].map((section) => {
      const there = own[section];
      return [section, { ...(isObject(there) ? there : {}), ...Object.fromEntries(added.get(section) ?? []) }];
    }),
  );
  return { ...document, components: merged };
}

const mapMembers = (value: JsonObject, change: (item: unknown, name: string) => unknown): JsonObject =>
  Object.fromEntries(Object.entries(value).map(([name, item]) => [name, change(item, name)]));

function memberPlace(kind: Kind, name: string): Place {
  if (name.startsWith('x-')) return 'data';
  if (kind === 'schema') {
    if (name === '$defs') return { each: 'schema' };
    const shape = kindOf(name);
    if (shape === 'value') return 'data';
    return shape === 'schema' ? 'schema' : { each: 'schema' };
  }
  if (kind === 'callback') return 'pathItem';
  return MEMBERS[name] ?? 'object';
}

/** `models/pet.yaml` → `pet`; `common.yaml#/definitions/Money` → `Money`. */
function proposeName({ file, pointer }: Location): string {
  const last = fromPointer(pointer).at(-1) ?? (file.split('/').at(-1) ?? file).replace(/\.[^.]+$/, '');
  return last.replace(/[^\w.-]+/g, '_') || 'part';
}
