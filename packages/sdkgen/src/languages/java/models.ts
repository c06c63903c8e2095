// The `models` package of a Java SDK: a record per object, per open enum and per alias that contains itself. Unions are
// in `unions.ts`. Each type reads and writes its own JSON; nothing is found out by reflection.

import type { AliasType, EnumType, Field, ObjectType, TypeDef } from '../../ir/model.ts';
import { resolve, withoutNull } from '../aliases.ts';
import { emitClass } from './classes.ts';
import { importLines } from './imports.ts';
import { factory, type Member, setters, toJson } from './members.ts';
import { docComment, docTag, each, quote } from './text.ts';
import { boxedType, isPrimitive, literalText, plainType, readerOf, readNow, type Spelling, written } from './types.ts';
import { emitUnion, unionsByMember } from './unions.ts';

/** A record's constructor takes at most 255 slots; long before that a list of values is no way to make an object. */
const MOST_COMPONENTS = 120;

/** Class name to text, without package line. */
export function emitModels(spelling: Spelling): Map<string, string> {
  const unions = unionsByMember(spelling);
  const files = new Map<string, string>();
  for (const type of spelling.ir.types.values()) {
    const name = spelling.names.type(type.name);
    const code = emitType(type, spelling, unions.get(type.name) ?? []);
    if (code !== undefined) files.set(name, importLines(code) + code);
  }
  return files;
}

function emitType(type: TypeDef, spelling: Spelling, unions: readonly string[]): string | undefined {
  if (type.kind === 'enum') return emitEnum(type, spelling);
  if (type.kind === 'union') return emitUnion(type, spelling);
  if (type.kind === 'alias') return type.recursive ? emitAlias(type, spelling) : undefined;
  const members = membersOf(type, spelling);
  const implemented = [...(unions.length === 0 ? ['Model'] : unions)].join(', ');
  if (members.length > MOST_COMPONENTS) return emitClass(type, members, implemented, spelling);
  return emitRecord(type, members, implemented, spelling);
}

function membersOf(type: ObjectType, spelling: Spelling): Member[] {
  const names = spelling.names.fields(type.fields);
  const members = type.fields.map((field) => memberOf(field, names.get(field.wire) ?? field.wire, spelling));
  if (type.extra === undefined) return members;
  const of = boxedType(type.extra, spelling);
  const known = type.fields.map(({ wire }) => quote(wire)).join(', ');
  return [
    ...members,
    {
      ...{ wire: '', name: 'additionalProperties', doc: 'Properties that the contract does not name.' },
      ...{ declared: `Map<String, ${of}>`, boxed: `Map<String, ${of}>`, initial: ' = Map.of()' },
      read: `Json.rest(node, at, ${readerOf(type.extra, spelling)}, Set.of(${known}))`,
      write: `additionalProperties.forEach((name, value) -> Json.put(json, name, ${written(type.extra, 'value', spelling.ir)}));`,
      ...{ kept: (value) => value, taken: `Map<String, ${of}>`, built: () => 'additionalProperties' },
      ...{ maybeField: false, constant: false, extra: true },
    },
  ];
}

function memberOf(field: Field, name: string, spelling: Spelling): Member {
  const { ir } = spelling;
  const type = resolve(field.type, ir);
  const inner = withoutNull(type, ir);
  const nullable = type.kind === 'nullable';
  const boxed = boxedType(inner, spelling);
  const key = `node, ${quote(field.wire)}, at`;
  const value = name === 'json' ? 'this.json' : name;
  // Required and null is a null that is sent.
  const sent = field.required && nullable ? `Json.write(${written(type, value, ir)})` : written(type, value, ir);
  const common = {
    ...{ wire: field.wire, name, doc: field.doc, taken: plainType(inner, spelling), constant: false, extra: false },
    write: `Json.put(json, ${quote(field.wire)}, ${sent});`,
  };
  if (field.required && !nullable) {
    const constant = type.kind === 'literal' ? literalText(type.value) : undefined;
    return {
      ...{ ...common, declared: plainType(type, spelling), boxed, maybeField: false, constant: constant !== undefined },
      read: `Json.required(${key}, ${readerOf(type, spelling)})`,
      initial: constant === undefined ? '' : ` = ${constant}`,
      kept: (given) => given,
      built: (owner) => (constant === undefined ? `Objects.requireNonNull(${name}, ${missing(owner, field)})` : name),
    };
  }
  if (field.required || !nullable) {
    return {
      ...{ ...common, declared: `Optional<${boxed}>`, boxed: `Optional<${boxed}>`, maybeField: false },
      read: field.required
        ? `Json.required(${key}, ${readerOf(type, spelling)})`
        : `Json.optional(${key}, ${readerOf(inner, spelling)})`,
      // A required property that may be null has to be set, to a value or to null.
      initial: field.required ? '' : ' = Optional.empty()',
      kept: (given) => (isPrimitive(inner, spelling) ? `Optional.of(${given})` : `Optional.ofNullable(${given})`),
      taken: field.required ? boxed : common.taken,
      built: (owner) => (field.required ? `Objects.requireNonNull(${name}, ${missing(owner, field)})` : name),
    };
  }
  return {
    ...{ ...common, declared: `Field<${boxed}>`, boxed: `Field<${boxed}>`, maybeField: true },
    ...{ read: `Json.field(${key}, ${readerOf(inner, spelling)})`, initial: ' = Field.absent()' },
    ...{ kept: (given: string) => `Field.of(${given})`, built: () => name },
  };
}

const missing = (owner: string, field: Field): string => quote(`${owner}.${field.wire} is required, and was not set`);

function emitRecord(type: ObjectType, members: Member[], implemented: string, spelling: Spelling): string {
  const name = spelling.names.type(type.name);
  const tags = members.flatMap(({ name: member, doc }) => (doc === '' ? [] : [docTag(`@param ${member}`, doc)]));
  const components = members.map(({ declared, name: member }) => `${declared} ${member}`);
  const head = each('', `public record ${name}`, components, ` implements ${implemented} {`);
  const read = each(
    '    ',
    `return new ${name}`,
    members.map((member) => member.read),
    ';',
  );
  return [
    docComment(type.doc, '', tags),
    head,
    factory(name),
    `  public static ${name} readJson(JsonNode node, String at) {\n    Json.expectObject(node, at);\n${read}  }\n\n`,
    toJson(members),
    type.sent ? `\n${emitBuilder(name, type, members)}` : '',
    '}\n',
  ].join('');
}

/** Named values instead of a long list; what is required is checked by `build`. */
function emitBuilder(name: string, type: ObjectType, members: readonly Member[]): string {
  const values = members.map((member) => member.built(type.name));
  return `  public static Builder builder() {
    return new Builder();
  }

  /** Makes {@link ${name}}. */
  public static final class Builder {
${members.map(({ boxed, name: member, initial }) => `    private ${boxed} ${member}${initial};\n`).join('')}
    private Builder() {}

${members.map((member) => setters(member, '    ')).join('')}    public ${name} build() {
${each('      ', `return new ${name}`, values, ';')}    }
  }
`;
}

/** One method of a class holds 64 KB of code, and each constant takes a piece of its initialiser. */
const CONSTANTS_OF_A_CLASS = 2000;

function emitEnum(type: EnumType, { names }: Spelling): string {
  const name = names.type(type.name);
  const constants = names.constants(type.values);
  const lines = type.values.map((value) => {
    const constant = constants.get(value) ?? 'VALUE';
    return [`public static final ${name} ${constant} = `, `new ${name}(${quote(value)});\n`];
  });
  const chunks: string[] = [];
  for (let start = 0; start < lines.length; start += CONSTANTS_OF_A_CLASS) {
    const more = start > 0;
    const indent = more ? '    ' : '  ';
    const texts = lines.slice(start, start + CONSTANTS_OF_A_CLASS).map(([declared = '', value = '']) => {
      const flat = indent + declared + value;
      return flat.length <= 101 ? flat : `${indent}${declared.trimEnd()}\n${indent}    ${value}`;
    });
    const own = `More${start / CONSTANTS_OF_A_CLASS + 1}`;
    const holder = `\n  /** More known values. */\n  public static final class ${own} {\n`;
    chunks.push(more ? `${holder}${texts.join('')}\n    private ${own}() {}\n  }\n` : texts.join(''));
  }
  return `${docComment(type.doc, '', ['A value that is not listed here is kept as it is.'])}public record ${name}(String value) implements Model {
${chunks.join('')}
${factory(name)}  public static ${name} readJson(JsonNode node, String at) {
    return new ${name}(Json.STRING.read(node, at));
  }

  @Override
  public JsonNode toJson() {
    return Json.write(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
`;
}

/** It contains itself, so it needs a name. */
function emitAlias(type: AliasType, spelling: Spelling): string {
  const name = spelling.names.type(type.name);
  return `${docComment(type.doc)}public record ${name}(${boxedType(type.to, spelling)} value) implements Model {
${factory(name)}  public static ${name} readJson(JsonNode node, String at) {
    return new ${name}(${readNow(type.to, spelling, 'node', 'at')});
  }

  @Override
  public JsonNode toJson() {
    return Json.write(${written(type.to, 'value', spelling.ir)});
  }
}
`;
}
