// How C# spells a type of the contract, and how it reads and writes one.

import type { Ir, TypeRef } from '../../ir/model.ts';
import { holdsTextNumbers, resolve, withoutNull } from '../aliases.ts';
import type { CSharpNames } from './naming.ts';
import { quote } from './text.ts';

export interface Spelling {
  ir: Ir;
  names: CSharpNames;
  namespace: string;
  /** Members of the class that the text stands in: a type of the same name has to be called by its whole name there. */
  hidden: ReadonlySet<string>;
}

/** `Json`, or its whole name. */
export const json = ({ namespace, hidden }: Spelling): string =>
  hidden.has('Json') ? `global::${namespace}.Json` : 'Json';

const model = (name: string, { namespace, hidden }: Spelling): string =>
  hidden.has(name) ? `global::${namespace}.Models.${name}` : name;

export function spell(type: TypeRef, spelling: Spelling): string {
  const resolved = resolve(type, spelling.ir);
  switch (resolved.kind) {
    case 'any':
      return 'JsonElement';
    case 'string':
      return 'string';
    case 'integer':
    case 'int64':
    case 'int64_text':
      return 'long';
    case 'number':
      return 'double';
    case 'boolean':
      return 'bool';
    case 'bytes':
      return 'Upload';
    case 'base64':
      return 'byte[]';
    case 'datetime':
      return 'DateTimeOffset';
    case 'date':
      return 'DateOnly';
    case 'literal':
      return literalType(resolved.value);
    case 'named':
      return spelling.names.type(resolved.name);
    case 'array':
      return `List<${spell(resolved.of, spelling)}>`;
    case 'map':
      return `Dictionary<string, ${spell(resolved.of, spelling)}>`;
    case 'nullable':
      return `${spell(resolved.of, spelling)}?`;
  }
}

const literalType = (value: string | number | boolean): string => {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return Number.isSafeInteger(value) ? 'long' : 'double';
};

const REFERENCES = new Set(['string', 'bytes', 'base64', 'array', 'map']);

/** Whether null needs no `Nullable` struct. */
export function isReference(type: TypeRef, ir: Ir): boolean {
  const resolved = withoutNull(type, ir);
  if (resolved.kind === 'named') return ir.types.get(resolved.name)?.kind !== 'enum';
  return REFERENCES.has(resolved.kind) || (resolved.kind === 'literal' && typeof resolved.value === 'string');
}

const READERS: Readonly<Record<string, string>> = {
  any: 'Any',
  string: 'String',
  integer: 'Long',
  int64: 'Long',
  int64_text: 'Long',
  number: 'Double',
  boolean: 'Boolean',
  bytes: 'Upload',
  base64: 'Base64',
  datetime: 'DateTime',
  date: 'Date',
};

const LITERAL_READERS: Readonly<Record<string, string>> = {
  string: 'String',
  bool: 'Boolean',
  long: 'Long',
  double: 'Double',
};

/** An expression that converts to `Reader`. */
export function readerOf(type: TypeRef, spelling: Spelling): string {
  const resolved = resolve(type, spelling.ir);
  const inner = (of: TypeRef): string => `<${spell(of, spelling)}>(${readerOf(of, spelling)})`;
  const own = json(spelling);
  if (resolved.kind === 'named') return `${model(spelling.names.type(resolved.name), spelling)}.ReadJson`;
  if (resolved.kind === 'array') return `${own}.List${inner(resolved.of)}`;
  if (resolved.kind === 'map') return `${own}.Map${inner(resolved.of)}`;
  if (resolved.kind === 'nullable') {
    return `${own}.Nullable${isReference(resolved, spelling.ir) ? 'Ref' : 'Value'}${inner(resolved.of)}`;
  }
  if (resolved.kind === 'literal') return `${own}.${LITERAL_READERS[literalType(resolved.value)] ?? 'Any'}`;
  return `${own}.${READERS[resolved.kind] ?? 'Any'}`;
}

/** An expression that reads one value now. */
export function readNow(type: TypeRef, spelling: Spelling, element: string, at: string): string {
  return `${readerOf(type, spelling)}(${element}, ${at})`;
}

/** What is handed on for a value of the type. */
export const written = (type: TypeRef, value: string, spelling: Spelling): string =>
  holdsTextNumbers(type, spelling.ir) ? `${json(spelling)}.AsText(${value})` : value;

export function literalText(value: string | number | boolean): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'boolean') return String(value);
  return Number.isSafeInteger(value) ? `${value}L` : `${value}d`;
}
