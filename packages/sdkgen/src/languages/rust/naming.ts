// Rust spellings: types and variants in PascalCase, fields and functions in snake_case, never a keyword or a prelude name.

import type { Field, Ir, Operation, Param } from '../../ir/model.ts';
import { assignNames, assignParamNames, createNameScope, type NameScope, remembered } from '../../ir/names.ts';
import { kebabCase, pascalCase, snakeCase } from '../../ir/words.ts';

export const KEYWORDS = [
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

const TAKEN_FIELDS = new Set([...KEYWORDS, 'additional_properties']);

const TAKEN_TYPES = [
  ...['Self', 'Option', 'Some', 'None', 'Result', 'Ok', 'Err', 'Box', 'Vec', 'String', 'BTreeMap', 'Clone', 'Copy'],
  ...['Debug', 'Default', 'Drop', 'Eq', 'Ord', 'PartialEq', 'PartialOrd', 'Hash', 'Send', 'Sized', 'Sync', 'Into'],
  ...['From', 'Iterator', 'ToString', 'ToOwned', 'Fn', 'FnMut', 'FnOnce', 'AsRef', 'AsMut', 'Extend', 'TryFrom'],
  ...['TryInto', 'IntoIterator', 'Serialize', 'Deserialize', 'Unpin'],
];

const TAKEN_ARGUMENTS = new Set([
  ...KEYWORDS,
  'body',
  'parts',
  'params',
  'call',
  'models',
  'json_text',
  'read',
  'serde_json',
  'std',
]);

const TAKEN_METHODS = [
  ...KEYWORDS,
  ...['new', 'clone', 'http', 'for_virtual_system', 'with_header', 'with_max_retries', 'with_mockops', 'with_timeout'],
  ...['with_transport', 'with_user_agent'],
  ...['clone_from', 'to_owned', 'borrow', 'into', 'try_into', 'type_id'],
];

interface RustGroup {
  method: string;
  typeName: string;
  module: string;
}

export type RustVariant = 'items' | 'pages' | 'events' | 'lines' | 'reader';

export interface RustNames {
  type(name: string): string;
  /** By the names of the properties. */
  fields(fields: readonly Field[]): Map<string, string>;
  method(operation: Operation): string;
  /** A second method of the operation: `list_orders_pages`. */
  variant(operation: Operation, suffix: RustVariant): string;
  params(operation: Operation): string;
  /** `with_…` of an authentication scheme. */
  credential(scheme: string): string;
  group(name: string): RustGroup;
}

export function nameRust(ir: Ir): RustNames {
  const types = assignNames([...ir.types.keys()], (name) => name, createNameScope(TAKEN_TYPES, 'Model'));
  const memberScope = createNameScope(TAKEN_METHODS);
  const moduleScope = createNameScope(KEYWORDS);
  const typeScope = createNameScope();
  const methods = new Map<Operation, string>();
  const variants = new Map<string, string>();
  for (const { name, operations } of ir.groups) {
    const scope = name === undefined ? memberScope : createNameScope(TAKEN_METHODS);
    for (const operation of operations) methods.set(operation, scope.take(snakeCase(operation.name)));
    for (const operation of operations) {
      for (const suffix of variantsOf(operation)) {
        variants.set(`${operation.name} ${suffix}`, scope.take(`${snakeCase(operation.name)}_${suffix}`));
      }
    }
  }
  const groups = new Map<string, RustGroup>();
  for (const { name } of ir.groups) {
    if (name === undefined) continue;
    groups.set(name, {
      method: memberScope.take(snakeCase(name)),
      typeName: typeScope.take(`${name.slice(0, 40)}Api`),
      module: moduleScope.take(snakeCase(name).slice(0, 80)),
    });
  }
  const credentials = assignNames(
    ir.auth.map(({ name }) => name),
    (name) => `with_${snakeCase(name)}`,
    createCredentialScope(memberScope),
  );
  const spell = remembered(snakeCase);
  return {
    type: (name) => types.get(name) ?? name,
    fields: (fields) =>
      assignNames(
        fields.map(({ wire }) => wire),
        spell,
        createNameScope(TAKEN_FIELDS),
      ),
    method: (operation) => methods.get(operation) ?? snakeCase(operation.name),
    variant: ({ name }, suffix) => variants.get(`${name} ${suffix}`) ?? `${snakeCase(name)}_${suffix}`,
    params: ({ name }) => `${name}Params`,
    credential: (scheme) => credentials.get(scheme) ?? `with_${snakeCase(scheme)}`,
    group: (name) => groups.get(name) ?? { method: snakeCase(name), typeName: `${name}Api`, module: snakeCase(name) },
  };
}

function variantsOf({ pagination, result, stream }: Operation): RustVariant[] {
  const pages = pagination === undefined ? [] : (['items', 'pages'] as const);
  const streamed = stream?.kind === 'events' || stream?.kind === 'lines' ? [stream.kind] : [];
  return [...pages, ...streamed, ...(result.kind === 'binary' ? (['reader'] as const) : [])];
}

/** A scheme takes two names: `with_token` and `with_token_fn`. */
const createCredentialScope = (scope: NameScope): NameScope => ({
  take(candidate) {
    const name = scope.take(candidate);
    scope.take(`${name}_fn`);
    return name;
  },
});

/** `Other` holds what the contract does not know. */
export const nameVariants = (texts: readonly string[], taken: readonly string[] = ['Other']): Map<string, string> =>
  assignNames(texts, pascalCase, createNameScope(['Self', ...taken], 'Value'));

export const nameArguments = (params: readonly Param[]): Map<Param, string> =>
  assignParamNames(params, snakeCase, createNameScope(TAKEN_ARGUMENTS));

export const crateName = (wanted: string | undefined, title: string): string => {
  const name = kebabCase((wanted ?? `${kebabCase(title).slice(0, 60)} client`).replace(/^@/, ''));
  const legal = /^[0-9]/.test(name) ? `n${name}` : name;
  return KEYWORDS.includes(legal) || legal === 'test' ? `${legal}-client` : legal;
};
