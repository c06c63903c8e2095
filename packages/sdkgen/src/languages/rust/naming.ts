// Rust spellings: types and variants in PascalCase, fields and functions in snake_case, never a keyword or a prelude name.

import type { Field, Ir, Param } from '../../ir/model.ts';
import { assignNames, createNameScope } from '../../ir/names.ts';
import { kebabCase, pascalCase, snakeCase } from '../../ir/words.ts';

const KEYWORDS = [
  ...['abstract', 'as', 'async', 'await', 'become', 'box', 'break', 'const', 'continue', 'crate', 'do', 'dyn', 'else'],
  ...[
    'enum',
    'extern',
    'false',
    'final',
    'fn',
    'for',
    'gen',
    'if',
    'impl',
    'in',
    'let',
    'loop',
    'macro',
    'match',
    'mod',
  ],
  ...['move', 'mut', 'override', 'priv', 'pub', 'ref', 'return', 'self', 'static', 'struct', 'super', 'trait', 'true'],
  ...['try', 'type', 'typeof', 'union', 'unsafe', 'unsized', 'use', 'virtual', 'where', 'while', 'yield'],
];

const TAKEN_TYPES = [
  ...['Self', 'Option', 'Some', 'None', 'Result', 'Ok', 'Err', 'Box', 'Vec', 'String', 'BTreeMap', 'Clone', 'Copy'],
  ...['Debug', 'Default', 'Drop', 'Eq', 'Ord', 'PartialEq', 'PartialOrd', 'Hash', 'Send', 'Sized', 'Sync', 'Into'],
  ...['From', 'Iterator', 'ToString', 'ToOwned', 'Fn', 'FnMut', 'FnOnce', 'AsRef', 'AsMut', 'Extend', 'TryFrom'],
  ...['TryInto', 'IntoIterator', 'Serialize', 'Deserialize', 'Unpin'],
];

const TAKEN_ARGUMENTS = [...KEYWORDS, 'body', 'parts', 'params', 'call', 'models'];

const TAKEN_METHODS = [
  ...KEYWORDS,
  ...['new', 'clone', 'http', 'with_header', 'with_auth', 'with_timeout', 'with_mockops', 'with_transport'],
  ...['clone_from', 'to_owned', 'borrow', 'into', 'try_into', 'type_id'],
];

interface RustGroup {
  method: string;
  typeName: string;
  module: string;
}

export interface RustNames {
  type(name: string): string;
  method(name: string): string;
  group(name: string): RustGroup;
}

export function nameRust(ir: Ir): RustNames {
  const types = assignNames([...ir.types.keys()], (name) => name, createNameScope(TAKEN_TYPES, 'Model'));
  const memberScope = createNameScope(TAKEN_METHODS);
  const moduleScope = createNameScope(KEYWORDS);
  const methods = new Map<string, string>();
  for (const { name, operations } of ir.groups) {
    const scope = name === undefined ? memberScope : createNameScope(TAKEN_METHODS);
    for (const operation of operations) methods.set(operation.name, scope.take(snakeCase(operation.name)));
  }
  const groups = new Map<string, RustGroup>();
  for (const { name } of ir.groups) {
    if (name === undefined) continue;
    groups.set(name, {
      method: memberScope.take(snakeCase(name)),
      typeName: `${name}Api`,
      module: moduleScope.take(snakeCase(name)),
    });
  }
  return {
    type: (name) => types.get(name) ?? name,
    method: (name) => methods.get(name) ?? snakeCase(name),
    group: (name) => groups.get(name) ?? { method: snakeCase(name), typeName: `${name}Api`, module: snakeCase(name) },
  };
}

export const nameFields = (fields: readonly Field[]): Map<string, string> =>
  assignNames(
    fields.map(({ wire }) => wire),
    snakeCase,
    createNameScope([...KEYWORDS, 'additional_properties']),
  );

/** `Other` holds what the contract does not know. */
export const nameVariants = (texts: readonly string[]): Map<string, string> =>
  assignNames(texts, pascalCase, createNameScope(['Self', 'Other'], 'Value'));

export function nameArguments(params: readonly Param[]): Map<Param, string> {
  const scope = createNameScope(TAKEN_ARGUMENTS);
  const plain = (param: Param): boolean => snakeCase(param.wire) === param.wire;
  const names = new Map<Param, string>();
  for (const param of [...params.filter(plain), ...params.filter((param) => !plain(param))]) {
    names.set(param, scope.take(snakeCase(param.wire)));
  }
  return names;
}

export const crateName = (wanted: string | undefined, title: string): string => {
  const name = kebabCase((wanted ?? `${title} client`).replace(/^@/, ''));
  const legal = /^[0-9]/.test(name) ? `n${name}` : name;
  return KEYWORDS.includes(legal) || legal === 'test' ? `${legal}-client` : legal;
};
