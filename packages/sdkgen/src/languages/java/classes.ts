// Objects with more properties than a record can have: a final class with the same methods, made by its builder alone.

import type { ObjectType } from '../../ir/model.ts';
import { factory, type Member, setters, toJson } from './members.ts';
import { docComment } from './text.ts';
import type { Spelling } from './types.ts';

export function emitClass(type: ObjectType, members: Member[], implemented: string, { names }: Spelling): string {
  const name = names.type(type.name);
  const fields = members.map(({ declared, name: member }) => `  private final ${declared} ${member};\n`);
  const copies = members.map((member) => `    this.${member.name} = ${built(member, type)};\n`);
  const reads = members.map(({ name: member, read }) => `    builder.${member} = ${read};\n`);
  const slots = members.map(({ boxed, name: member, initial }) => `    private ${boxed} ${member}${initial};\n`);
  const accessors = members.map(
    ({ doc, declared, name: member }) =>
      `${docComment(doc, '  ')}  public ${declared} ${member}() {\n    return ${member};\n  }\n\n`,
  );
  return `${docComment(type.doc)}public final class ${name} implements ${implemented} {
${fields.join('')}
  private ${name}(Builder builder) {
${copies.join('')}  }

${factory(name)}  public static ${name} readJson(JsonNode node, String at) {
    Json.expectObject(node, at);
    Builder builder = new Builder();
${reads.join('')}    return builder.build();
  }

${accessors.join('')}${toJson(members)}
  @Override
  public boolean equals(Object other) {
    return other instanceof ${name} && toJson().equals(((${name}) other).toJson());
  }

  @Override
  public int hashCode() {
    return toJson().hashCode();
  }

  @Override
  public String toString() {
    return "${name}" + toJson();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Makes {@link ${name}}. */
  public static final class Builder {
${slots.join('')}
    private Builder() {}

${members.map((member) => setters(member, '    ')).join('')}    public ${name} build() {
      return new ${name}(this);
    }
  }
}
`;
}

/** What `build` checks, read from the builder. */
function built(member: Member, type: ObjectType): string {
  const text = member.built(type.name);
  if (text === member.name || member.extra) return `builder.${member.name}`;
  return text.replace(`(${member.name},`, `(builder.${member.name},`);
}
