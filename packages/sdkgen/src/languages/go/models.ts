// models.go: structs, open enums, unions and aliases. What encoding/json can do stands in tags; a struct that needs more
// (lists that may be empty, constants, odd names, undeclared properties) hands itself to the runtime in one line.

import type { AliasType, EnumType, Field, ObjectType, TypeDef, TypeRef, UnionType } from '../../ir/model.ts';
import { isNullable } from '../../ir/refs.ts';
import { pascalCase } from '../../ir/words.ts';
import { alignRows } from './layout.ts';
import { type GoNames, memberLabel } from './naming.ts';
import { docComment, quote, quoteInTag } from './text.ts';
import { fieldType, isList, resolve, type Spelling, typeExpression } from './types.ts';

export function emitModels(spelling: Spelling): string {
  const body = [...spelling.ir.types.values()].map((type) => emitType(type, spelling)).join('\n');
  const imports = /\btime\.Time\b/.test(body) ? 'import (\n\t"time"\n)\n\n' : '';
  return imports + body;
}

function emitType(type: TypeDef, spelling: Spelling): string {
  if (type.kind === 'object') return emitStruct(type, spelling);
  if (type.kind === 'union') return emitUnion(type, spelling);
  return type.kind === 'alias' ? emitAlias(type, spelling) : emitEnum(type, spelling);
}

/** Go's comments begin with the name that they are about. */
const docOf = (name: string, text: string, otherwise: string): string =>
  docComment(text === '' ? `${name} ${otherwise}` : `${name}: ${text}`);

function emitEnum(type: EnumType, { names }: Spelling): string {
  const name = names.type(type.name);
  const rows = type.values.map((value) => ({
    doc: '',
    cells: [constantOf(type, value, names), name, `= ${quote(value)}`],
  }));
  const doc = docOf(name, type.doc, 'is one of the constants below, or a value that the contract learns later.');
  const constants = rows.length === 0 ? '' : `\n// Known values of ${name}.\nconst (\n${alignRows(rows, '\t')})\n`;
  return `${doc}type ${name} string\n${constants}`;
}

export const constantOf = ({ name }: EnumType, value: string, names: GoNames): string =>
  names.part(name, value, `${names.type(name)}${pascalCase(value)}`);

function emitAlias(type: AliasType, spelling: Spelling): string {
  const name = spelling.names.type(type.name);
  const to = typeExpression(type.to, spelling);
  return `${docOf(name, type.doc, 'is a name of the contract.')}type ${name} ${type.recursive ? '' : '= '}${to}\n`;
}

function emitStruct(type: ObjectType, spelling: Spelling): string {
  const name = spelling.names.type(type.name);
  const fieldNames = spelling.names.fields(type.fields);
  const rows = type.fields.map((field) => ({
    doc: docComment(fieldDoc(field), '\t'),
    cells: [fieldNames.get(field.wire) ?? field.wire, fieldType(field, type.name, spelling), tagOf(field, spelling)],
  }));
  if (type.extra !== undefined) {
    const extra = typeExpression(type.extra, spelling);
    rows.push({ doc: '', cells: ['AdditionalProperties', `map[string]${extra}`, '`json:"-" additional:"true"`'] });
  }
  const body = rows.length === 0 ? '{}\n' : ` {\n${alignRows(rows, '\t')}}\n`;
  const struct = `${docOf(name, type.doc, 'is an object of the contract.')}type ${name} struct${body}`;
  return struct + jsonMethods(type, name, spelling);
}

const fieldDoc = ({ doc, readOnly, writeOnly }: Field): string =>
  [doc, readOnly ? 'Read only.' : '', writeOnly ? 'Write only.' : ''].filter((part) => part !== '').join('\n');

/** What encoding/json takes as a name in a tag. `-` means no name to it, and a comma ends one. */
const isPlainName = (wire: string): boolean => /^[A-Za-z0-9!#$%&()*+./:;<=>?@[\]^_{|}~ -]+$/.test(wire) && wire !== '-';

function tagOf(field: Field, { ir }: Spelling): string {
  const { wire, required, type } = field;
  const parts = isPlainName(wire)
    ? [`json:"${wire}${required ? '' : ',omitempty'}"`]
    : ['json:"-"', `${required ? 'required' : 'optional'}:${quoteInTag(wire)}`];
  if (isConstant(field)) parts.push(`const:${quoteInTag(String(type.kind === 'literal' ? type.value : ''))}`);
  if (required && isList(withoutNullable(type), ir) && isNullable(type, ir.types)) parts.push('nullable:"true"');
  return `\`${parts.join(' ')}\``;
}

const withoutNullable = (type: TypeRef): TypeRef => (type.kind === 'nullable' ? type.of : type);

export const isConstant = ({ type, required }: Field): boolean =>
  type.kind === 'literal' && required && type.value !== '';

function jsonMethods(type: ObjectType, name: string, { ir }: Spelling): string {
  const odd = type.extra !== undefined || type.fields.some((field) => !isPlainName(field.wire));
  const special = type.fields.some((field) => isConstant(field) || isList(field.type, ir));
  if (!odd && !(special && type.sent)) return '';
  const marshal = `
// MarshalJSON writes the object as the contract has it.
func (v ${name}) MarshalJSON() ([]byte, error) {
	return marshalStruct(v)
}
`;
  if (!odd) return marshal;
  return `${marshal}
// UnmarshalJSON reads the object as the contract has it.
func (v *${name}) UnmarshalJSON(data []byte) error {
	return unmarshalStruct(data, v)
}
`;
}

interface Member {
  label: string;
  expression: string;
  ref: TypeRef;
}

function emitUnion(type: UnionType, spelling: Spelling): string {
  const name = spelling.names.type(type.name);
  const members = distinctMembers(type, spelling);
  const listed = members.map(({ expression }) => expression).join(', ');
  const doc = docOf(name, type.doc, 'is one of several types.');
  const head = `${doc}//\n// Value is one of ${listed}, or json.RawMessage.\ntype ${name} struct {\n\tunion\n}\n`;
  return [
    head,
    ...members.map((member) => emitMember(type, member, name, spelling)),
    emitRead(type, name, members),
  ].join('\n');
}

/** One member per Go type: a type switch could not tell two apart. */
function distinctMembers(type: UnionType, spelling: Spelling): Member[] {
  const members = new Map<string, Member>();
  const labels = new Set<string>();
  for (const ref of type.members) {
    const expression = typeExpression(ref, spelling);
    if (members.has(expression)) continue;
    const base = memberLabel(ref, spelling.names);
    let label = base;
    for (let n = 2; labels.has(label); n += 1) label = `${base}${n}`;
    labels.add(label);
    members.set(expression, { label, expression, ref });
  }
  return [...members.values()];
}

const fromOf = ({ name }: UnionType, label: string, names: GoNames): string =>
  names.part(name, label, `${names.type(name)}From${label}`);

/** The function that makes the union of its member. */
export function constructorOf(type: UnionType, ref: TypeRef, spelling: Spelling): string {
  const expression = typeExpression(ref, spelling);
  const member = distinctMembers(type, spelling).find((one) => one.expression === expression);
  return fromOf(type, member?.label ?? memberLabel(ref, spelling.names), spelling.names);
}

function emitMember(type: UnionType, { label, expression, ref }: Member, name: string, spelling: Spelling): string {
  const from = fromOf(type, label, spelling.names);
  return `// ${from} holds a ${expression}.
func ${from}(value ${expression}) ${name} {
${tagAssignment(type, ref, spelling)}	return ${name}{union{value}}
}

// As${label} returns the ${expression}, if it is one.
func (u ${name}) As${label}() (${expression}, bool) {
	value, ok := u.value.(${expression})
	return value, ok
}
`;
}

/** A value that goes into a union says which member it is. */
function tagAssignment({ discriminator }: UnionType, ref: TypeRef, { ir, names }: Spelling): string {
  if (discriminator === undefined || ref.kind !== 'named') return '';
  const tags = discriminator.values.filter(({ member }) => member === ref.name);
  const target = resolve(ref, ir);
  const [tag] = tags;
  if (tag === undefined || tags.length > 1 || target.kind !== 'object' || !('fields' in target)) return '';
  const field = target.fields.find(({ wire }) => wire === discriminator.property);
  if (field === undefined) return '';
  const goField = names.fields(target.fields).get(field.wire) ?? '';
  const { kind } = resolve(field.type, ir);
  if (kind !== 'string' && kind !== 'enum' && kind !== 'literal') return '';
  if (field.required) return `\tvalue.${goField} = ${quote(tag.value)}\n`;
  const type = field.type.kind === 'named' ? names.type(field.type.name) : 'string';
  return `\tvalue.${goField} = Ptr[${type}](${quote(tag.value)})\n`;
}

function emitRead(type: UnionType, name: string, members: Member[]): string {
  const { discriminator } = type;
  const lines = [
    `// UnmarshalJSON keeps what it does not know.`,
    `func (u *${name}) UnmarshalJSON(data []byte) error {`,
  ];
  if (discriminator === undefined) {
    const fits = members.map(({ expression }) => `fit[${expression}]`);
    lines.push(`\treturn decodeBest(&u.union, data, ${fits.join(', ')})`);
  } else {
    lines.push(`\tswitch tagOf(data, ${quote(discriminator.property)}) {`);
    for (const { expression, ref } of members) {
      const own = discriminator.values.filter(({ member }) => ref.kind === 'named' && ref.name === member);
      if (own.length === 0) continue;
      lines.push(`\tcase ${own.map(({ value }) => quote(value)).join(', ')}:`);
      lines.push(`\t\treturn decodeMember[${expression}](&u.union, data)`);
    }
    lines.push('\t}', '\tu.keep(data)', '\treturn nil');
  }
  return `${lines.join('\n')}\n}\n`;
}
