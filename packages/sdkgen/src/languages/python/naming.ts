// Python spellings: classes in PascalCase, everything else in snake_case, and nothing that Python or the package needs itself.

import type { Field, Ir, Param } from '../../ir/model.ts';
import { assignNames, createNameScope } from '../../ir/names.ts';
import { kebabCase, screamingCase, snakeCase } from '../../ir/words.ts';

const KEYWORDS = [
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
];

const TAKEN_FIELDS = [
  ...KEYWORDS.filter((word) => word !== 'match' && word !== 'case' && word !== 'type'),
  ...ANNOTATION_BUILTINS,
  ...['from_json', 'to_json', 'additional_properties', 'field', 'dataclass', 'known'],
];

const TAKEN_ARGUMENTS = [...KEYWORDS, ...ANNOTATION_BUILTINS, 'self', 'options', 'body', 'call', 'result', 'models'];

const TAKEN_METHODS = [...KEYWORDS, ...ANNOTATION_BUILTINS];

interface PythonGroup {
  property: string;
  className: string;
  module: string;
}

export interface PythonNames {
  type(name: string): string;
  method(name: string): string;
  group(name: string): PythonGroup;
}

export function namePython(ir: Ir): PythonNames {
  const types = assignNames([...ir.types.keys()], (name) => name, createNameScope(TAKEN_CLASSES, 'Model'));
  const memberScope = createNameScope(TAKEN_METHODS);
  const classScope = createNameScope(TAKEN_CLASSES);
  const moduleScope = createNameScope(KEYWORDS);
  const methods = new Map<string, string>();
  for (const { name, operations } of ir.groups) {
    const scope = name === undefined ? memberScope : createNameScope(TAKEN_METHODS);
    for (const operation of operations) methods.set(operation.name, scope.take(snakeCase(operation.name)));
  }
  const groups = new Map<string, PythonGroup>();
  for (const { name } of ir.groups) {
    if (name === undefined) continue;
    groups.set(name, {
      property: memberScope.take(snakeCase(name)),
      className: classScope.take(`${name}Api`),
      module: moduleScope.take(snakeCase(name)),
    });
  }
  return {
    type: (name) => types.get(name) ?? name,
    method: (name) => methods.get(name) ?? snakeCase(name),
    group: (name) =>
      groups.get(name) ?? { property: snakeCase(name), className: `${name}Api`, module: snakeCase(name) },
  };
}

export const nameFields = (fields: readonly Field[]): Map<string, string> =>
  assignNames(
    fields.map(({ wire }) => wire),
    snakeCase,
    createNameScope(TAKEN_FIELDS),
  );

export const nameEnumValues = (values: readonly string[]): Map<string, string> =>
  assignNames(values, screamingCase, createNameScope());

/** Names in a path and in a query may be the same word, so they are given over all places at once. */
export function nameArguments(params: readonly Param[]): Map<Param, string> {
  const scope = createNameScope(TAKEN_ARGUMENTS);
  const plain = (param: Param): boolean => snakeCase(param.wire) === param.wire;
  const names = new Map<Param, string>();
  for (const param of [...params.filter(plain), ...params.filter((param) => !plain(param))]) {
    names.set(param, scope.take(snakeCase(param.wire)));
  }
  return names;
}

export const distributionName = (wanted: string | undefined, title: string): string =>
  kebabCase((wanted ?? `${title} client`).replace(/^@/, ''));

export const moduleName = (distribution: string): string => createNameScope(KEYWORDS).take(snakeCase(distribution));
