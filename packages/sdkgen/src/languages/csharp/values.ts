// Values of the contract's types as C# expressions, broken into lines as C# people do it (100 columns, braces on lines of
// their own). In: JSON that fits a type (`tour/fit.ts`). Out: expressions of the generated models.

import type { ObjectType, TypeDef, TypeRef } from '../../ir/model.ts';
import { memberOf } from '../../tour/fit.ts';
import { resolve, withoutNull } from '../aliases.ts';
import { quote } from './text.ts';
import { isReference, literalText, type Spelling, spell } from './types.ts';

const WIDTH = 100;

/** `open items close`; or `head { members }`; or a value behind its `label`: `await …`, `limit: …`. */
export type Part =
  | string
  | { open: string; items: readonly Part[]; close: string }
  | { head: string; members: readonly Part[] }
  | { label: string; value: Part };

export const call = (open: string, items: readonly Part[], close = ')'): Part => ({ open: `${open}(`, items, close });

export function render(part: Part, indent: string, used: number, after: number): string {
  const flat = flatten(part);
  if (typeof part === 'string' || used + flat.length + after <= WIDTH) return flat;
  const inner = `${indent}    `;
  const inLine = (one: Part, more: number): string => `\n${inner}${render(one, inner, inner.length, more)}`;
  if ('label' in part) return part.label + render(part.value, indent, used + part.label.length, after);
  if ('members' in part) {
    if (part.members.length === 0) return flat;
    return `${part.head}\n${indent}{${part.members.map((one) => `${inLine(one, 1)},`).join('')}\n${indent}}`;
  }
  const { open, items, close } = part;
  const [only] = items;
  if (only === undefined) return flat;
  // One argument with an inside of its own stays beside its call, where there is room for its beginning.
  if (items.length === 1 && typeof only !== 'string') {
    const beside = open + render(only, indent, used + open.length, close.length + after) + close;
    if (used + beside.indexOf('\n') <= WIDTH) return beside;
  }
  return open + items.map((one) => inLine(one, 1)).join(',') + close;
}

export function flatten(part: Part): string {
  if (typeof part === 'string') return part;
  if ('label' in part) return part.label + flatten(part.value);
  if ('open' in part) return part.open + part.items.map(flatten).join(', ') + part.close;
  return part.members.length === 0 ? `${part.head}()` : `${part.head} { ${part.members.map(flatten).join(', ')} }`;
}

/** `isExact` where a conversion of the user's type follows, which starts from this very type. */
export function expressionOf(value: unknown, type: TypeRef, spelling: Spelling, isExact = false): Part {
  const resolved = resolve(type, spelling.ir);
  switch (resolved.kind) {
    case 'nullable':
      return value === null ? 'null' : expressionOf(value, resolved.of, spelling, isExact);
    case 'array': {
      const items = Array.isArray(value) ? value : [];
      const members = items.map((item) => expressionOf(item, resolved.of, spelling));
      return { head: `new ${spell(resolved, spelling)}`, members };
    }
    case 'map': {
      const members = entriesOf(value).map(
        ([key, item]): Part => ({ label: `[${quote(key)}] = `, value: expressionOf(item, resolved.of, spelling) }),
      );
      return { head: `new ${spell(resolved, spelling)}`, members };
    }
    case 'named':
      return namedValue(value, spelling.ir.types.get(resolved.name), spelling, isExact);
    case 'literal':
      return literalText(resolved.value);
    case 'integer':
    case 'int64':
    case 'int64_text':
      return isExact || Math.abs(Number(value)) >= 2 ** 31 ? `${value}L` : String(value);
    case 'number':
      return doubleText(Number(value));
    case 'boolean':
      return String(value);
    case 'datetime':
      return instantText(String(value));
    case 'date':
      return `new DateOnly(${numbersOf(String(value)).join(', ')})`;
    case 'base64':
      return call('Convert.FromBase64String', [quote(String(value))]);
    case 'bytes':
      return call('Upload.Of', [quote(String(value))]);
    case 'any':
      return anyValue(value);
    default:
      return quote(String(value));
  }
}

const anyValue = (value: unknown): Part => call('JsonDocument.Parse', [quote(JSON.stringify(value))], ').RootElement');

function namedValue(value: unknown, def: TypeDef | undefined, spelling: Spelling, isExact: boolean): Part {
  const { ir, names } = spelling;
  if (def === undefined) return anyValue(value);
  const name = names.type(def.name);
  if (def.kind === 'object') return objectOf(value, def, spelling, false);
  if (def.kind === 'alias') return call(`new ${name}`, [expressionOf(value, def.to, spelling)]);
  if (def.kind === 'enum') {
    const constant = names.constants(def.values, ownName(name)).get(String(value));
    return constant === undefined ? call(`new ${name}`, [quote(String(value))]) : `${name}.${constant}`;
  }
  const member = value === null ? undefined : memberOf(def, value, { types: ir.types, onlyRequired: false });
  const bare = member && withoutNull(member, ir);
  // A number in a text is a text among alternatives.
  const exact: TypeRef | undefined = bare?.kind === 'int64_text' ? { kind: 'string' } : bare;
  const inner = exact === undefined ? anyValue(value) : expressionOf(value, exact, spelling, true);
  if (!isExact) return inner;
  return flatten(inner).startsWith('-') ? call(`(${name})`, [inner]) : { label: `(${name})`, value: inner };
}

/** C# has no null of its own for structs. */
export function argumentOf(value: unknown, type: TypeRef, spelling: Spelling): Part {
  const bare = withoutNull(type, spelling.ir);
  if (value !== null || bare.kind === 'any') return expressionOf(value, bare, spelling);
  return isReference(bare, spelling.ir) ? 'null!' : `default(${spell(bare, spelling)})`;
}

/** `isForm`: bytes are files of their own, which have names. */
export function objectOf(value: unknown, type: ObjectType, spelling: Spelling, isForm: boolean): Part {
  const { ir, names } = spelling;
  const className = names.type(type.name);
  const given = new Map(entriesOf(value));
  const spelled = names.properties(type.fields, ownName(className));
  const members = type.fields.flatMap((field): Part[] => {
    const { wire, required } = field;
    const declared = resolve(field.type, ir);
    if (!given.has(wire) || (required && declared.kind === 'literal')) return [];
    const bare = withoutNull(declared, ir);
    const sent = given.get(wire);
    const label = `${spelled.get(wire) ?? wire} = `;
    const inner = expressionOf(sent, declared, spelling);
    if (isForm && bare.kind === 'bytes' && sent !== null) {
      return [`${label}${flatten(inner)}.WithName(${quote(`${wire}.txt`)}).WithType("text/plain")`];
    }
    const isUnion = bare.kind === 'named' && ir.types.get(bare.name)?.kind === 'union';
    // An `Optional` takes the value itself, but neither a null nor what is converted already.
    const isWrapped = !required && declared.kind === 'nullable' && (sent === null || isUnion);
    return [{ label, value: isWrapped ? call(`new Optional<${spell(declared, spelling)}>`, [inner]) : inner }];
  });
  return { head: `new ${className}`, members };
}

const ownName = (name: string): string => name.split('.').at(-1) ?? name;

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

const numbersOf = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number);

/** Read by nobody's culture. */
function instantText(text: string): string {
  const [, time = text, fraction = '', zone = 'Z'] = /^(.*?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const [hours = 0, minutes = 0] = numbersOf(zone);
  const offset = (hours * 60 + minutes) * (zone.startsWith('-') ? -1 : 1);
  const span = offset === 0 ? 'Zero' : offset % 60 === 0 ? `FromHours(${offset / 60})` : `FromMinutes(${offset})`;
  const ticks = Number(fraction.slice(0, 7).padEnd(7, '0'));
  const more = ticks === 0 ? '' : `.AddTicks(${ticks})`;
  return `new DateTimeOffset(${numbersOf(time).join(', ')}, TimeSpan.${span})${more}`;
}

const doubleText = (value: number): string => {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
};
