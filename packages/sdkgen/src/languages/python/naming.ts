// Python spellings: classes in PascalCase, everything else in snake_case, and nothing that Python or the package needs itself.

import type { AuthScheme, Field, Ir, Param } from '../../ir/model.ts';
import { assignNames, assignParamNames, createNameScope, remembered } from '../../ir/names.ts';
import { kebabCase, screamingCase, snakeCase } from '../../ir/words.ts';
import { shortName } from '../header.ts';

export const KEYWORDS = [
  ...['and', 'as', 'assert', 'async', 'await', 'break', 'case', 'class', 'continue', 'def', 'del', 'elif', 'else'],
  ...['except', 'finally', 'for', 'from', 'global', 'if', 'import', 'in', 'is', 'lambda', 'match', 'nonlocal', 'not'],
  ...['or', 'pass', 'raise', 'return', 'try', 'type', 'while', 'with', 'yield'],
];

/** Builtins that annotations name: a member with such a name would hide the builtin from the members below it. */
const ANNOTATION_BUILTINS = ['str', 'int', 'float', 'bool', 'bytes'];

const TAKEN_CLASSES = [
  ...['None', 'True', 'False', 'Any', 'Annotated', 'ClassVar', 'Dict', 'List', 'Literal', 'Optional', 'Union'],
  ...['TypeAlias', 'Model', 'OpenEnum', 'Tagged', 'Unset', 'UNSET', 'Exception', 'ApiError', 'Call', 'Client', 'Http'],
  ...['DecodeError', 'MockOps', 'RequestOptions', 'TransportError', 'OutgoingRequest', 'Warning', 'Ellipsis'],
  ...[
    'Auth',
    'ByteStream',
    'Content',
    'Encoding',
    'File',
    'Generator',
    'Login',
    'PageRule',
    'Pages',
    'Scheme',
    'SCHEMES',
  ],
  ...['Settings', 'Token', 'Transport'],
];

const TAKEN_FIELDS = new Set([
  ...KEYWORDS.filter((word) => word !== 'match' && word !== 'case' && word !== 'type'),
  ...ANNOTATION_BUILTINS,
  ...['from_json', 'to_json', 'additional_properties', 'field', 'dataclass', 'known'],
]);

const TAKEN_ARGUMENTS = new Set([
  ...KEYWORDS,
  ...ANNOTATION_BUILTINS,
  'self',
  'options',
  'body',
  'call',
  'errors',
  'result',
  'rule',
  'models',
]);

const TAKEN_METHODS = [...KEYWORDS, ...ANNOTATION_BUILTINS, 'for_virtual_system'];

interface PythonGroup {
  property: string;
  className: string;
  module: string;
}

export interface PythonNames {
  type(name: string): string;
  /** By the names of the properties. */
  fields(fields: readonly Field[]): Map<string, string>;
  constants(values: readonly string[]): Map<string, string>;
  method(name: string): string;
  /** The second method of an operation: `list_orders_all`, `download_stream`. */
  second(name: string, ending: '_all' | '_stream'): string;
  group(name: string): PythonGroup;
}

export function namePython(ir: Ir): PythonNames {
  const types = assignNames([...ir.types.keys()], (name) => name, createNameScope(TAKEN_CLASSES, 'Model'));
  const memberScope = createNameScope(TAKEN_METHODS);
  const classScope = createNameScope(TAKEN_CLASSES);
  const moduleScope = createNameScope(KEYWORDS);
  const methods = new Map<string, string>();
  const seconds = new Map<string, string>();
  for (const { name, operations } of ir.groups) {
    const scope = name === undefined ? memberScope : createNameScope(TAKEN_METHODS);
    for (const operation of operations) methods.set(operation.name, scope.take(snakeCase(operation.name)));
    // After all first ones, so that a second way takes no other operation's name.
    for (const { name: first, pagination, stream, result } of operations) {
      const take = (ending: string) => seconds.set(first + ending, scope.take(snakeCase(first) + ending));
      if (pagination !== undefined) take('_all');
      if (stream !== undefined || result.kind === 'binary') take('_stream');
    }
  }
  const groups = new Map<string, PythonGroup>();
  for (const { name } of ir.groups) {
    if (name === undefined) continue;
    groups.set(name, {
      property: memberScope.take(snakeCase(name)),
      className: classScope.take(`${name}Api`),
      module: moduleScope.take(shortName(snakeCase(name))),
    });
  }
  const [fieldName, constantName] = [remembered(snakeCase), remembered(screamingCase)];
  return {
    type: (name) => types.get(name) ?? name,
    fields: (fields) =>
      assignNames(
        fields.map(({ wire }) => wire),
        fieldName,
        createNameScope(TAKEN_FIELDS),
      ),
    constants: (values) => assignNames(values, constantName, createNameScope()),
    method: (name) => methods.get(name) ?? snakeCase(name),
    second: (name, ending) => seconds.get(name + ending) ?? snakeCase(name) + ending,
    group: (name) =>
      groups.get(name) ?? { property: snakeCase(name), className: `${name}Api`, module: snakeCase(name) },
  };
}

/** Fields of the credentials, by the contract's name of the scheme. */
export const nameSchemes = (schemes: readonly AuthScheme[]): Map<string, string> =>
  assignNames(
    schemes.map(({ name }) => name),
    snakeCase,
    createNameScope(TAKEN_FIELDS),
  );

/** Names in a path and in a query may be the same word, so they are given over all places at once. */
export const nameArguments = (params: readonly Param[]): Map<Param, string> =>
  assignParamNames(params, snakeCase, createNameScope(TAKEN_ARGUMENTS));

export const distributionName = (wanted: string | undefined, title: string): string =>
  wanted === undefined ? `${shortName(kebabCase(title))}-client` : shortName(kebabCase(wanted.replace(/^@/, '')));

export const moduleName = (distribution: string): string => createNameScope(KEYWORDS).take(snakeCase(distribution));
