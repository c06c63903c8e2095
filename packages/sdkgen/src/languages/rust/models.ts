// models.rs of a Rust SDK: structs, open enums, unions and aliases. Containment in a circle is boxed.

import type { AliasType, Field, Ir, ObjectType, TypeDef, TypeRef, UnionType } from '../../ir/model.ts';
import { isNullable } from '../../ir/refs.ts';
import {
  assignmentLine,
  attributeLine,
  fieldLine,
  functionHead,
  implHead,
  itemHead,
  type LiteralField,
  literalLines,
} from './layout.ts';
import { nameVariants, type RustNames } from './naming.ts';
import { docComment, quote } from './text.ts';

export function emitModels(ir: Ir, names: RustNames, withFiles: ReadonlySet<string>): string {
  const emitted = [...ir.types.values()]
    .map((type) => emitType(type, ir, names, withFiles.has(type.name)))
    .filter((text) => text !== '');
  const body = emitted.join('\n');
  const imports = /\bBTreeMap</.test(body) ? 'use std::collections::BTreeMap;\n\n' : '';
  return imports + body;
}

export interface Spelling {
  ir: Ir;
  names: RustNames;
  /** `models::` outside of models.rs. */
  prefix: string;
  /** The definition that the type stands in; what contains it in a circle is boxed. */
  owner?: string;
  /** Binary values are files: a multipart body carries them. */
  files?: boolean;
}

export function typeExpression(type: TypeRef, spelling: Spelling): string {
  const { ir, names, prefix, owner, files } = spelling;
  switch (type.kind) {
    case 'any':
      return 'serde_json::Value';
    case 'bytes':
      return files === true ? 'crate::File' : 'String';
    case 'string':
    case 'int64_text':
    case 'datetime':
    case 'date':
    case 'base64':
      return 'String';
    case 'integer':
    case 'int64':
      return 'i64';
    case 'number':
      return 'f64';
    case 'boolean':
      return 'bool';
    case 'literal':
      return typeof type.value === 'boolean'
        ? 'bool'
        : typeof type.value === 'string'
          ? 'String'
          : numberType(type.value);
    case 'named': {
      const target = ir.types.get(type.name);
      // A type costs compile time; a parameter's few words are not worth one.
      if (target?.kind === 'enum' && target.ofParameter) return 'String';
      const name = prefix + names.type(type.name);
      return owner !== undefined && ir.inSameCycle(owner, type.name) ? `Box<${name}>` : name;
    }
    // A vector and a map are pointers already.
    case 'array':
      return `Vec<${typeExpression(type.of, withoutOwner(spelling))}>`;
    case 'map':
      return `BTreeMap<String, ${typeExpression(type.of, withoutOwner(spelling))}>`;
    case 'nullable':
      return `Option<${typeExpression(type.of, spelling)}>`;
  }
}

const withoutOwner = ({ ir, names, prefix, files }: Spelling): Spelling => ({
  ir,
  names,
  prefix,
  ...(files === undefined ? {} : { files }),
});

const numberType = (value: number): string => (Number.isSafeInteger(value) ? 'i64' : 'f64');

function emitType(type: TypeDef, ir: Ir, names: RustNames, files: boolean): string {
  if (type.kind === 'object') return emitStruct(type, { ir, names, prefix: '', owner: type.name, files });
  if (type.kind === 'union') return emitUnion(type, ir, names);
  if (type.kind === 'alias') return emitAlias(type, ir, names);
  if (type.ofParameter) return '';
  const variants = nameVariants(type.values);
  const lines = type.values.map((value) => `        ${variants.get(value) ?? 'Value'} = ${quote(value)},\n`);
  return `open_enum! {\n${docComment(type.doc, '    ')}    pub enum ${names.type(type.name)} {\n${lines.join('')}    }\n}\n`;
}

const DERIVES = 'Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize';

function emitStruct(type: ObjectType, spelling: Spelling): string {
  const name = spelling.names.type(type.name);
  const fieldNames = spelling.names.fields(type.fields);
  const nameOf = (field: Field): string => fieldNames.get(field.wire) ?? field.wire;
  const fields = type.fields.map((field) => emitField(field, nameOf(field), spelling));
  if (type.extra !== undefined) {
    const extra = `BTreeMap<String, ${typeExpression(type.extra, withoutOwner(spelling))}>`;
    fields.push(`    #[serde(flatten)]\n${fieldLine('    ', 'additional_properties', extra)}`);
  }
  const allOptional = type.fields.every((field) => !field.required);
  const derives = allOptional ? `Default, ${DERIVES}` : DERIVES;
  const head = itemHead(`pub struct ${name}`);
  const body = fields.length === 0 ? '}\n' : `\n${fields.join('')}}\n`;
  const struct = `${docComment(type.doc)}#[derive(${derives})]\n${head}${body}`;
  return allOptional || !type.sent ? struct : `${struct}\n${emitNew(type, nameOf, spelling)}`;
}

function emitField(field: Field, name: string, spelling: Spelling): string {
  const type = typeExpression(field.type, spelling);
  const attributes = name === field.wire ? [] : [`rename = ${quote(field.wire)}`];
  if (!field.required) {
    attributes.push('default', 'skip_serializing_if = "Option::is_none"');
    // Some(None) is a null that was sent, None a property that was not.
    if (isNullable(field.type, spelling.ir.types)) attributes.push('deserialize_with = "crate::decode::present"');
  }
  const attribute = attributes.length === 0 ? '' : attributeLine('    ', 'serde', attributes);
  const declared = field.required ? type : `Option<${type}>`;
  return `${docComment(field.doc, '    ')}${attribute}${fieldLine('    ', name, declared)}`;
}

/** A constructor over what is required, so that callers do not spell out every absence. */
function emitNew(type: ObjectType, nameOf: (field: Field) => string, spelling: Spelling): string {
  const parameters: string[] = [];
  const values = type.fields.map((field): LiteralField => {
    const name = nameOf(field);
    if (!field.required) return { name, value: 'None' };
    if (field.type.kind === 'literal') return { name, ...literal(field.type.value) };
    const expression = typeExpression(field.type, spelling);
    parameters.push(`${name}: ${expression === 'String' ? 'impl Into<String>' : expression}`);
    return expression === 'String' ? { name, value: name, into: true } : { name };
  });
  if (type.extra !== undefined) values.push({ name: 'additional_properties', value: 'BTreeMap::new()' });
  const name = spelling.names.type(type.name);
  const head = functionHead('    ', 'pub fn new', parameters, 'Self');
  return `${implHead(name)}\n${head}${literalLines('        ', 'Self', values)}    }\n}\n`;
}

function literal(value: string | number | boolean): Pick<LiteralField, 'value' | 'into'> {
  if (typeof value === 'string') return { value: quote(value), into: true };
  return { value: typeof value === 'number' && !Number.isSafeInteger(value) ? `${value}f64` : String(value) };
}

function emitAlias(type: AliasType, ir: Ir, names: RustNames): string {
  const name = names.type(type.name);
  const target = typeExpression(type.to, { ir, names, prefix: '' });
  if (!type.recursive) return docComment(type.doc) + assignmentLine(`pub type ${name}`, target);
  const attributes = `#[derive(${DERIVES})]\n#[serde(transparent)]\n`;
  return `${docComment(type.doc)}${attributes}pub struct ${name}(pub ${target});\n`;
}

function emitUnion(type: UnionType, ir: Ir, names: RustNames): string {
  const spelling = { ir, names, prefix: '', owner: type.name };
  const labels = type.members.map((member) => variantLabel(member, names));
  const variants = nameVariants(labels);
  const tags = type.discriminator?.values ?? [];
  const lines = type.members.map((member, index) => {
    const label = labels[index] ?? '';
    const own = tags.filter((tag) => member.kind === 'named' && member.name === tag.member);
    const tag = own.length === 0 ? '' : ` = ${own.map(({ value }) => quote(value)).join(' | ')}`;
    return `        ${variants.get(label) ?? label}(${typeExpression(member, spelling)})${tag},\n`;
  });
  const [macro, by] =
    type.discriminator === undefined ? ['union', ''] : ['tagged_union', ` by ${quote(type.discriminator.property)}`];
  const doc = docComment(type.doc, '    ');
  return `${macro}! {\n${doc}    pub enum ${names.type(type.name)}${by} {\n${lines.join('')}    }\n}\n`;
}

export function variantLabel(member: TypeRef, names: RustNames): string {
  switch (member.kind) {
    case 'named':
      return names.type(member.name);
    case 'literal':
      return `Is ${member.value}`;
    case 'array':
    case 'map':
      return `${variantLabel(member.of, names)} ${member.kind === 'array' ? 'List' : 'Map'}`;
    case 'nullable':
      return variantLabel(member.of, names);
    case 'string':
      return 'Text';
    default:
      return member.kind;
  }
}
