// Values of the contract's types as Python expressions, for the layout to break into lines.
// In: JSON that fits a type (`tour/fit.ts`). Out: constructors of models, constants of enums, and literals.

import type { EnumType, ObjectType, TypeDef, TypeRef } from '../../ir/model.ts';
import { memberOf } from '../../tour/fit.ts';
import { bracketed, type Part } from './layout.ts';
import type { PythonNames } from './naming.ts';
import { quote } from './text.ts';

interface Vocabulary {
  types: ReadonlyMap<string, TypeDef>;
  names: PythonNames;
}

/** `fileName`: the bytes are a whole field of a form. */
export function expression(value: unknown, type: TypeRef, words: Vocabulary, fileName?: string): Part {
  switch (type.kind) {
    case 'nullable':
      return value === null ? 'None' : expression(value, type.of, words, fileName);
    case 'array':
      return listOf(itemsOf(value).map((item) => expression(item, type.of, words)));
    case 'map':
      return dictOf(
        membersOf(value).map(([key, item]) => prefixed(`${quote(key)}: `, expression(item, type.of, words))),
      );
    case 'int64':
      return String(value);
    case 'datetime':
      return instant(String(value));
    case 'date': {
      const day = new Date(String(value));
      return `dt.date(${day.getUTCFullYear()}, ${day.getUTCMonth() + 1}, ${day.getUTCDate()})`;
    }
    case 'bytes':
      return fileName === undefined ? bytes(String(value)) : file(String(value), fileName);
    case 'named':
      return named(value, words.types.get(type.name), words, fileName);
    default:
      return plain(value);
  }
}

function named(value: unknown, def: TypeDef | undefined, words: Vocabulary, fileName?: string): Part {
  switch (def?.kind) {
    case 'alias':
      return expression(value, def.to, words, fileName);
    case 'enum':
      return enumValue(String(value), def, words);
    case 'object':
      return construct(value, def, words, false);
    case 'union': {
      const member = memberOf(def, value, { types: words.types, onlyRequired: false });
      return member === undefined ? plain(value) : expression(value, member, words, fileName);
    }
    default:
      return plain(value);
  }
}

function enumValue(value: string, def: EnumType, { names }: Vocabulary): string {
  const constant = names.constants(def.values).get(value);
  const type = `models.${names.type(def.name)}`;
  return constant === undefined ? `${type}(${quote(value)})` : `${type}.${constant}`;
}

/** What has only one value has it without being told. */
export function construct(value: unknown, def: ObjectType, words: Vocabulary, isForm: boolean): Part {
  const given = new Map(membersOf(value));
  const names = words.names.fields(def.fields);
  const fields = def.fields.filter(
    ({ wire, type, required }) => given.has(wire) && !(required && type.kind === 'literal'),
  );
  return bracketed(
    `models.${words.names.type(def.name)}(`,
    fields.map(({ wire, type }) =>
      prefixed(`${names.get(wire)}=`, expression(given.get(wire), type, words, isForm ? wire : undefined)),
    ),
    ')',
  );
}

/** JSON as it is. */
function plain(value: unknown): Part {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return listOf(value.map(plain));
  if (typeof value !== 'object') return String(value).replace('e+', 'e');
  return dictOf(membersOf(value).map(([key, item]) => prefixed(`${quote(key)}: `, plain(item))));
}

/** In UTC; Python keeps microseconds. */
function instant(text: string): string {
  const at = new Date(text);
  const micros = Number((/\.(\d+)/.exec(text)?.[1] ?? '').slice(0, 6).padEnd(6, '0'));
  const day = [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
  const clock = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds(), ...(micros === 0 ? [] : [micros])];
  return `dt.datetime(${[...day, ...clock].join(', ')}, tzinfo=dt.timezone.utc)`;
}

/** A literal of bytes has ASCII only. */
export const bytes = (text: string): string =>
  /^[\x20-\x7e\t\r\n]*$/.test(text) ? `b${quote(text)}` : `${quote(text)}.encode()`;

const file = (text: string, name: string): Part =>
  bracketed('File(', [bytes(text), quote(`${name}.txt`), '"text/plain"'], ')');

/** `name=` or `"key": ` before a value. */
export const prefixed = (prefix: string, part: Part): Part =>
  typeof part === 'string' ? prefix + part : { ...part, open: prefix + part.open };

const listOf = (items: readonly Part[]): Part => bracketed('[', items, ']');

const dictOf = (items: readonly Part[]): Part => bracketed('{', items, '}');

const itemsOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const membersOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];
