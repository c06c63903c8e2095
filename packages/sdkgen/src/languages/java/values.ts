// Values of the contract's types as Java expressions, broken into lines as google-java-format does it (100 columns).
// In: JSON that fits a type (`tour/fit.ts`). Out: expressions of the generated models.

import type { ObjectType, TypeDef, TypeRef } from '../../ir/model.ts';
import { memberOf } from '../../tour/fit.ts';
import { resolve, withoutNull } from '../aliases.ts';
import { quote } from './text.ts';
import { isPrimitive, literalText, type Spelling } from './types.ts';
import { alternativeOf } from './unions.ts';

const WIDTH = 100;

/** `open items close`, or `head` with a link per line: `Order.builder().note("…").build()`. */
export type Part =
  | string
  | { open: string; items: readonly Part[]; close: string }
  | { head: string; links: readonly Part[] };

export const call = (open: string, items: readonly Part[], close = ')'): Part => ({ open: `${open}(`, items, close });

export function render(part: Part, indent: string, used: number, after: number): string {
  const flat = flatten(part);
  if (typeof part === 'string' || used + flat.length + after <= WIDTH) return flat;
  const inner = `${indent}    `;
  if ('links' in part) {
    return part.head + part.links.map((link) => `\n${inner}${render(link, inner, inner.length, 1)}`).join('');
  }
  if (part.items.length === 0) return flat;
  const lines = part.items.map((item) => `\n${inner}${render(item, inner, inner.length, 1)}`);
  return `${part.open}${lines.join(',')}${part.close}`;
}

function flatten(part: Part): string {
  if (typeof part === 'string') return part;
  if ('links' in part) return part.head + part.links.map(flatten).join('');
  return part.open + part.items.map(flatten).join(', ') + part.close;
}

/** As an argument: a number stays one; `isBoxed` where Java wants an object. */
export function expressionOf(value: unknown, type: TypeRef, spelling: Spelling, isBoxed = false): Part {
  const { ir, names } = spelling;
  const resolved = resolve(type, ir);
  switch (resolved.kind) {
    case 'nullable':
      return value === null
        ? 'Optional.empty()'
        : call('Optional.of', [expressionOf(value, resolved.of, spelling, true)]);
    case 'array': {
      const items = Array.isArray(value) ? value : [];
      return call(
        'List.of',
        items.map((item) => expressionOf(item, resolved.of, spelling, true)),
      );
    }
    case 'map': {
      const of = (item: unknown): Part => expressionOf(item, resolved.of, spelling, true);
      return call(
        'Map.of',
        entriesOf(value).flatMap(([key, item]) => [quote(key), of(item)]),
      );
    }
    case 'named':
      return namedValue(value, ir.types.get(resolved.name), spelling);
    case 'literal':
      return literalText(resolved.value);
    case 'integer':
    case 'int64':
    case 'int64_text':
      return isBoxed || Math.abs(Number(value)) >= 2 ** 31 ? `${value}L` : String(value);
    case 'number':
      return doubleText(Number(value));
    case 'boolean':
      return String(value);
    case 'datetime':
      return call('OffsetDateTime.parse', [quote(String(value))]);
    case 'date':
      return call('LocalDate.parse', [quote(String(value))]);
    case 'base64':
      return call('java.util.Base64.getDecoder().decode', [quote(String(value))]);
    case 'bytes':
      return call('Upload.of', [quote(String(value))]);
    case 'any':
      return call('Json.parse', [quote(JSON.stringify(value))]);
    default:
      return quote(String(value));
  }

  function namedValue(named: unknown, def: TypeDef | undefined, from: Spelling): Part {
    if (def?.kind === 'object') return objectOf(named, def, from, false);
    const name = names.type(def?.name ?? '');
    if (def?.kind === 'enum') {
      const index = def.values.indexOf(String(named));
      const constant = names.constants(def.values).get(String(named));
      // Beyond that, constants stand in classes of their own.
      return constant !== undefined && index < 2000
        ? `${name}.${constant}`
        : call(`new ${name}`, [quote(String(named))]);
    }
    if (def?.kind === 'alias') return call(`new ${name}`, [expressionOf(named, def.to, from)]);
    if (def?.kind !== 'union') return call('Json.parse', [quote(JSON.stringify(named))]);
    const member = memberOf(def, named, { types: ir.types, onlyRequired: false });
    const alternative = member && alternativeOf(def, member, from);
    if (alternative === undefined)
      return call(`new ${name}.Unknown`, [call('Json.parse', [quote(JSON.stringify(named))])]);
    const inner = expressionOf(named, alternative.type, from);
    return alternative.object === undefined ? call(`new ${name}.${alternative.className}`, [inner]) : inner;
  }
}

/** Null where Java has one for the type. */
export function argumentOf(value: unknown, type: TypeRef, spelling: Spelling): Part {
  const bare = withoutNull(type, spelling.ir);
  if (value !== null) return expressionOf(value, bare, spelling);
  return isPrimitive(bare, spelling) ? '0' : 'null';
}

/** `isForm`: bytes are files of their own, which have names. */
export function objectOf(value: unknown, type: ObjectType, spelling: Spelling, isForm: boolean): Part {
  const { ir, names } = spelling;
  const given = new Map(entriesOf(value));
  const spelled = names.fields(type.fields);
  const links = type.fields.flatMap((field): Part[] => {
    const { wire, required } = field;
    const declared = resolve(field.type, ir);
    if (!given.has(wire) || (required && declared.kind === 'literal')) return [];
    const setter = `.${spelled.get(wire) ?? wire}`;
    const bare = withoutNull(declared, ir);
    const sent = given.get(wire);
    if (sent === null && declared.kind === 'nullable') return [call(setter, [required ? 'null' : 'Field.ofNull()'])];
    const inner = expressionOf(sent, bare, spelling, required && declared.kind === 'nullable');
    if (!isForm || bare.kind !== 'bytes') return [call(setter, [inner])];
    const file = [call('.withName', [quote(`${wire}.txt`)]), call('.withType', ['"text/plain"'])];
    return [call(setter, [{ head: flatten(inner), links: file }])];
  });
  return { head: `${names.type(type.name)}.builder()`, links: [...links, '.build()'] };
}

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

const doubleText = (value: number): string => {
  const text = String(value).replace('e+', 'e');
  return /[.e]/.test(text) ? text : `${text}.0`;
};
