// Unions of a Java SDK: a sealed interface that the records of its alternatives implement, so that a switch or an
// `instanceof` tells them apart. What is no record stands in a small one; what nobody knows is kept as raw JSON.

import type { ObjectType, TypeRef, UnionType } from '../../ir/model.ts';
import { createNameScope } from '../../ir/names.ts';
import { pascalCase } from '../../ir/words.ts';
import { resolve, withoutNull } from '../aliases.ts';
import { factory } from './members.ts';
import { docComment, each, quote } from './text.ts';
import { boxedType, plainType, readNow, type Spelling, written } from './types.ts';

/** The interfaces that a record implements, by the name of its type. */
export function unionsByMember(spelling: Spelling): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const type of spelling.ir.types.values()) {
    if (type.kind !== 'union') continue;
    for (const { object } of alternatives(type, spelling)) {
      if (object === undefined) continue;
      found.set(object.name, [...(found.get(object.name) ?? []), spelling.names.type(type.name)]);
    }
  }
  return found;
}

interface Alternative {
  type: TypeRef;
  /** The record that implements the interface, or stands in it. */
  className: string;
  object?: ObjectType;
}

function alternatives(union: UnionType, spelling: Spelling): Alternative[] {
  const { ir, typeNames } = spelling;
  const scope = createNameScope(['Unknown', 'Model']);
  /** A record in the interface must not hide a model that the interface names. */
  const takeName = (wanted: string): string => {
    const name = scope.take(wanted);
    return typeNames.has(name) ? takeName(wanted) : name;
  };
  const seen = new Set<string>();
  return union.members.flatMap((member): Alternative[] => {
    const type = withoutNull(member, ir);
    const spelled = boxedType(type, spelling);
    if (type.kind === 'any' || seen.has(spelled)) return [];
    seen.add(spelled);
    const target = type.kind === 'named' ? ir.types.get(type.name) : undefined;
    if (target?.kind === 'object') return [{ type, className: spelled, object: target }];
    return [{ type, className: takeName(`${label(type, spelling)}Value`) }];
  });
}

/** Undefined when the member is kept as raw JSON. */
export function alternativeOf(union: UnionType, member: TypeRef, spelling: Spelling): Alternative | undefined {
  const spelled = boxedType(withoutNull(member, spelling.ir), spelling);
  return alternatives(union, spelling).find(({ type }) => boxedType(type, spelling) === spelled);
}

function label(type: TypeRef, spelling: Spelling): string {
  const resolved = withoutNull(type, spelling.ir);
  if (resolved.kind === 'array') return `${label(resolved.of, spelling)}List`;
  if (resolved.kind === 'map') return `${label(resolved.of, spelling)}Map`;
  if (resolved.kind === 'string' || resolved.kind === 'literal') return 'Text';
  return resolved.kind === 'named' ? spelling.names.type(resolved.name) : pascalCase(resolved.kind);
}

export function emitUnion(union: UnionType, spelling: Spelling): string {
  const name = spelling.names.type(union.name);
  const all = alternatives(union, spelling);
  const inner = all.filter(({ object }) => object === undefined);
  const permitted = [
    ...all.map(({ className, object }) => (object === undefined ? `${name}.${className}` : className)),
    `${name}.Unknown`,
  ];
  const heads = [`public sealed interface ${name} extends Model`, `    permits ${permitted.join(',\n        ')} {`];
  return `${docComment(union.doc, '', ['Anything else is kept as it is, in {@link Unknown}.'])}${heads.join('\n')}
${inner.map((alternative) => `${emitWrapper(alternative, name, spelling)}\n`).join('')}  /** What the contract does not know. */
  record Unknown(JsonNode value) implements ${name} {
    @Override
    public JsonNode toJson() {
      return value;
    }
  }

${factory(name).replace('  public static', '  static')}  static ${name} readJson(JsonNode node, String at) {
${union.discriminator === undefined ? bestOf(name, all, spelling) : tagged(union, union.discriminator, spelling)}  }
}
`;
}

const emitWrapper = ({ type, className }: Alternative, name: string, spelling: Spelling): string =>
  `  /** The alternative that is ${boxedType(type, spelling).replace(/[<>]/g, ' ').trim()}. */
  record ${className}(${plainType(type, spelling)} value) implements ${name} {
    @Override
    public JsonNode toJson() {
      return Json.write(${written(type, 'value', spelling.ir)});
    }
  }
`;

function tagged(_union: UnionType, { property, values }: NonNullable<UnionType['discriminator']>, spelling: Spelling) {
  const cases = values.map(({ value, member }) => {
    const type = resolve({ kind: 'named', name: member }, spelling.ir);
    const read = readNow(withoutNull(type, spelling.ir), spelling, 'node', 'at');
    return `      case ${quote(value)}:\n        return ${read};\n`;
  });
  return `    switch (node.path(${quote(property)}).asText()) {
${cases.join('')}      default:
        return new Unknown(node);
    }
`;
}

function bestOf(name: string, all: readonly Alternative[], spelling: Spelling): string {
  const items = all.map(({ type, className, object }) => {
    const reader =
      object === undefined
        ? `(inner, place) -> new ${className}(${readNow(type, spelling, 'inner', 'place')})`
        : `${className}::readJson`;
    const flat = `new Json.Alternative<${name}>(${reader}, ${constantsOf(object)})`;
    if (flat.length <= 82) return flat;
    return `new Json.Alternative<${name}>(\n                    ${reader},\n                    ${constantsOf(object)})`;
  });
  const list = `List.<Json.Alternative<? extends ${name}>>of`;
  return `    return Json.<${name}>best(
            node,
            at,
${each('            ', list, items, ')').replace(/\n$/, '')}
        .orElseGet(() -> new Unknown(node));
`;
}

/** Five constants tell any two alternatives apart. */
function constantsOf(object: ObjectType | undefined): string {
  const pairs = (object?.fields ?? []).flatMap(({ wire, type }) =>
    type.kind === 'literal' && typeof type.value === 'string' ? [`${quote(wire)}, ${quote(type.value)}`] : [],
  );
  return `Map.of(${pairs.slice(0, 5).join(', ')})`;
}
