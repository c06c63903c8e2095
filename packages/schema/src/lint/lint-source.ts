// What is wrong in the text of a contract and no longer to be seen in its model: misspelt members, and schemas that contradict themselves.
// Walks the document as it is written and what it refers to, each place once, without recursion: references can be a long chain.
import { isObject, type JsonObject } from '../json.ts';
import { kindOf } from '../keywords.ts';
import type { ContractSource } from '../load/load.ts';
import { type Location, within } from '../source/resolver.ts';
import { checkSchema, mismatch } from './check-schema.ts';
import { type KnownObject, unknownMembers } from './known-members.ts';

type Kind = KnownObject | 'schema' | 'callback';

interface Visit {
  kind: Kind;
  value: unknown;
  location: Location;
}

export type SayAt = (code: string, location: Location, message: string, hint: string) => void;

type Part = [member: string, kind: Kind, many: boolean];

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];
const COMPONENTS: readonly [member: string, kind: Kind][] = [
  ['schemas', 'schema'],
  ['responses', 'response'],
  ['parameters', 'parameter'],
  ['requestBodies', 'request body'],
  ['headers', 'header'],
  ['callbacks', 'callback'],
  ['pathItems', 'path item'],
];
/** Of each object: members that hold one object, or many in a map or list. */
const PARTS: Readonly<Record<Exclude<Kind, 'schema' | 'callback'>, readonly Part[]>> = {
  'path item': [
    ...METHODS.map((method): Part => [method, 'operation', false]),
    ['additionalOperations', 'operation', true],
    ['parameters', 'parameter', true],
  ],
  operation: [
    ['parameters', 'parameter', true],
    ['requestBody', 'request body', false],
    ['responses', 'response', true],
    ['callbacks', 'callback', true],
  ],
  parameter: [
    ['schema', 'schema', false],
    ['content', 'media type', true],
  ],
  header: [
    ['schema', 'schema', false],
    ['content', 'media type', true],
  ],
  'request body': [['content', 'media type', true]],
  response: [
    ['headers', 'header', true],
    ['content', 'media type', true],
  ],
  'media type': [
    ['schema', 'schema', false],
    ['itemSchema', 'schema', false],
  ],
};

export function lintSource({ root, resolver, isUpgraded }: ContractSource, say: SayAt): void {
  const top: Location = { file: root.file, pointer: '' };
  const info = isObject(root.document.info) ? root.document.info : {};
  if (info.version === undefined || info.version === null || info.version === '')
    say('SCH113', within(top, 'info'), 'the contract has no info.version', 'add it, such as version: "1.0.0"');

  const open: Visit[] = [];
  const seen = new Set<string>();
  const add = (kind: Kind, value: unknown, location: Location): void => {
    // What a reference leads to is looked at where it stands.
    const target = resolver.follow(value, location);
    if (target.ok && isObject(target.value) && target.value !== value)
      open.push({ kind, value: target.value, location: target.location });
    if (isObject(value)) open.push({ kind, value, location });
  };
  const addAll = (kind: Kind, value: unknown, location: Location): void => {
    const target = resolver.follow(value, location);
    if (!target.ok || typeof target.value !== 'object' || target.value === null) return;
    for (const [name, item] of Object.entries(target.value))
      if (!name.startsWith('x-')) add(kind, item, within(target.location, name));
  };
  addAll('path item', root.document.paths, within(top, 'paths'));
  addAll('path item', root.document.webhooks, within(top, 'webhooks'));
  const components = isObject(root.document.components) ? root.document.components : {};
  for (const [member, kind] of COMPONENTS) {
    const at = within(top, 'components', member);
    const map = isObject(components[member]) ? components[member] : {};
    for (const [name, item] of Object.entries(map)) add(kind, item, within(at, name));
  }

  const visitSchema = (schema: JsonObject, location: Location): void => {
    for (const { code, member, message, hint } of checkSchema(schema))
      say(code, within(location, member), message, hint);
    for (const [keyword, value] of Object.entries(schema)) {
      const kind = kindOf(keyword);
      const at = within(location, keyword);
      if (kind === 'schema' && !Array.isArray(value)) add('schema', value, at);
      else if (kind !== 'value') addAll('schema', value, at);
    }
  };
  const visit = (kind: Exclude<Kind, 'schema' | 'callback'>, object: JsonObject, location: Location): void => {
    // A reference may have words beside it, and what was upgraded has only members that we wrote.
    for (const { name, near } of isUpgraded || object.$ref !== undefined
      ? []
      : unknownMembers(kind, Object.keys(object)))
      say(
        'SCH111',
        within(location, name),
        `"${name}" is no member of ${kind === 'operation' ? 'an' : 'a'} ${kind}, so it says nothing`,
        near === undefined ? 'remove it; names of extensions start with "x-"' : `did you mean "${near}"?`,
      );
    if (kind === 'parameter') {
      const schema = resolver.follow(object.schema, within(location, 'schema'));
      const found = schema.ok ? mismatch(schema.value, object.example) : undefined;
      if (found) say(found.code, within(location, 'example'), `the example ${found.message}`, found.hint);
    }
    for (const [member, part, many] of PARTS[kind])
      if (object[member] !== undefined) (many ? addAll : add)(part, object[member], within(location, member));
  };
  for (let next = open.pop(); next; next = open.pop()) {
    const { kind, value, location } = next;
    const key = `${kind} ${location.file}#${location.pointer}`;
    if (seen.has(key) || !isObject(value)) continue;
    seen.add(key);
    if (kind === 'schema') visitSchema(value, location);
    else if (kind === 'callback') addAll('path item', value, location);
    else visit(kind, value, location);
  }
}
