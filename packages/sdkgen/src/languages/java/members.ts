// What every generated Java class has in common: its components, the methods that read and write JSON, the setters of
// its builder.

import { quote } from './text.ts';

/** One component: what it is called, what holds it, and how it is read, set and written. */
export interface Member {
  wire: string;
  name: string;
  doc: string;
  declared: string;
  boxed: string;
  read: string;
  write: string;
  /** Of a builder: the first value, how a given one is kept, what the setter takes, and what `build` passes on. */
  initial: string;
  kept(value: string): string;
  taken: string;
  built(owner: string): string;
  maybeField: boolean;
  constant: boolean;
  extra: boolean;
}

export const factory = (name: string): string => `  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ${name} fromJson(JsonNode node) {
    return readJson(node, ${quote(name)});
  }

`;

export const toJson = (members: readonly Member[]): string => `  @Override
  public JsonNode toJson() {
    ObjectNode json = Json.object();
${members.map(({ write }) => `    ${write}\n`).join('')}    return json;
  }
`;

export function setters(member: Member, indent: string): string {
  if (member.constant) return '';
  const { name, taken } = member;
  const setter = (type: string, value: string): string =>
    `${indent}public Builder ${name}(${type} value) {\n${indent}  ${name === 'value' ? 'this.value' : name} = ${value};\n${indent}  return this;\n${indent}}\n\n`;
  return setter(taken, member.kept('value')) + (member.maybeField ? setter(member.boxed, 'value') : '');
}
