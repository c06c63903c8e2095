// TypeScript spellings: type names that do not hide a global or an export of the client, property keys, arguments.

import type { Ir, Param } from '../../ir/model.ts';
import { assignNames, assignParamNames, createNameScope } from '../../ir/names.ts';
import { camelCase, kebabCase } from '../../ir/words.ts';
import { shortName } from '../header.ts';

/** Globals that a model would hide from its users, and the names that the package exports itself. */
const TAKEN_TYPES = [
  ...['Array', 'Blob', 'Boolean', 'Date', 'Error', 'Function', 'Headers', 'Map', 'Number', 'Object', 'Partial', 'Pick'],
  ...['Promise', 'Readonly', 'Record', 'Request', 'Response', 'Set', 'String', 'Symbol', 'Uint8Array', 'URL', 'Url'],
  ...['Any', 'Never', 'Null', 'Undefined', 'Unknown', 'Void'],
  ...['ApiError', 'Bytes', 'Call', 'Client', 'ClientAuth', 'ClientOptions', 'ErrorsOf', 'Http', 'HttpOptions', 'Login'],
  ...['MockOpsOptions', 'Pages', 'PageRule', 'RequestOptions', 'Scheme', 'Supplier', 'Token', 'Transport'],
  ...['TransportError', 'AsyncGenerator', 'ReadableStream'],
];

const RESERVED = [
  ...['await', 'break', 'case', 'catch', 'class', 'const', 'continue', 'debugger', 'default', 'delete', 'do', 'else'],
  ...['enum', 'export', 'extends', 'false', 'finally', 'for', 'function', 'if', 'implements', 'import', 'in'],
  ...['instanceof', 'interface', 'let', 'new', 'null', 'package', 'private', 'protected', 'public', 'return', 'static'],
  ...['super', 'switch', 'this', 'throw', 'true', 'try', 'typeof', 'var', 'void', 'while', 'with', 'yield'],
  ...['arguments', 'eval', 'async', 'of', 'get', 'set'],
];

/** Members that a client class must keep: an operation called `constructor` would be its constructor. */
const TAKEN_MEMBERS = [...RESERVED, 'constructor', 'prototype', 'toString', 'valueOf', 'then', 'http'];

export interface TypeScriptNames {
  type(name: string): string;
  method(name: string): string;
  /** The second method of an operation: `listOrdersAll`, `downloadStream`. */
  second(name: string, ending: 'All' | 'Stream'): string;
  group(name: string): { property: string; className: string; file: string };
}

export function nameTypeScript(ir: Ir): TypeScriptNames {
  const classScope = createNameScope(TAKEN_TYPES, 'Api');
  const memberScope = createNameScope(TAKEN_MEMBERS);
  const fileScope = createNameScope(['index']);
  const groups = new Map<string, { property: string; className: string; file: string }>();
  const methods = new Map<string, string>();
  const seconds = new Map<string, string>();
  for (const { name, operations } of ir.groups) {
    const scope = name === undefined ? memberScope : createNameScope(TAKEN_MEMBERS);
    for (const operation of operations) methods.set(operation.name, scope.take(camelCase(operation.name)));
    // After all first ones, so that a second way takes no other operation's name.
    for (const { name: first, pagination, stream, result } of operations) {
      const taken = (ending: string): string => scope.take(camelCase(first) + ending);
      if (pagination !== undefined) seconds.set(`${first} All`, taken('All'));
      if (stream !== undefined || result.kind === 'binary') seconds.set(`${first} Stream`, taken('Stream'));
    }
  }
  for (const { name } of ir.groups) {
    if (name === undefined) continue;
    groups.set(name, {
      property: memberScope.take(camelCase(name)),
      className: classScope.take(`${name}Api`),
      file: fileScope.take(shortName(kebabCase(name))),
    });
  }
  // Models and operations are exported side by side from the package, so neither may hide the other.
  const exported = ir.groups.flatMap(({ operations }) =>
    operations.flatMap(({ name }) => [`${name}Args`, `${name}Errors`]),
  );
  const classes = [...groups.values()].map(({ className }) => className);
  const typeScope = createNameScope([...TAKEN_TYPES, ...exported, ...classes, 'DEFAULT_BASE_URL'], 'Model');
  const types = assignNames([...ir.types.keys()], (name) => name, typeScope);
  return {
    type: (name) => types.get(name) ?? name,
    method: (name) => methods.get(name) ?? camelCase(name),
    second: (name, ending) => seconds.get(`${name} ${ending}`) ?? camelCase(name) + ending,
    group: (name) => groups.get(name) ?? { property: camelCase(name), className: `${name}Api`, file: kebabCase(name) },
  };
}

/** Arguments keep the contract's spelling where that is an identifier, so nobody has to learn a second one. */
export const nameArguments = (params: readonly Param[]): Map<Param, string> =>
  assignParamNames(
    params,
    (wire) => (isIdentifier(wire) ? wire : camelCase(wire)),
    createNameScope(['body', '__proto__'], 'Param'),
  );

const isIdentifier = (text: string): boolean => /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(text);

export const propertyKey = (wire: string): string => (isIdentifier(wire) ? wire : quote(wire));

/** What ends a line, turns the direction of text or cannot be seen: a reader must see what the compiler reads. */
const UNSEEN = /[\u007f-\u009f\u200b\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A string literal in single quotes, or in double ones where these need fewer escapes. */
export function quote(text: string): string {
  const escaped = JSON.stringify(text)
    .slice(1, -1)
    .replace(UNSEEN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (text.split("'").length > text.split('"').length) return `"${escaped}"`;
  return `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** npm's rules: lower case, URL-safe, an optional scope. */
export function npmName(wanted: string | undefined, title: string): string {
  const match = /^@([^/]+)\/(.+)$/.exec(wanted ?? '');
  if (match !== null) return `@${shortName(kebabCase(match[1] ?? ''))}/${shortName(kebabCase(match[2] ?? ''))}`;
  return wanted === undefined ? `${shortName(kebabCase(title))}-client` : shortName(kebabCase(wanted));
}
