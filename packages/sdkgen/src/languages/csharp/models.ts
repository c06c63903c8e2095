// The `Models` of a C# SDK: a record per object, an open struct per enum, a class per union and per alias that contains
// itself. Each type reads and writes its own JSON, so nothing is found out by reflection and nothing is lost to trimming.

import type { AliasType, EnumType, Field, ObjectType, TypeDef, UnionType } from '../../ir/model.ts';
import { resolve, withoutNull } from '../aliases.ts';
import { docComment, quote } from './text.ts';
import { isReference, json as jsonOf, literalText, readerOf, readNow, type Spelling, spell, written } from './types.ts';

/** Class name to the text below the namespace. */
export function emitModels(spelling: Spelling): Map<string, string> {
  const files = new Map<string, string>();
  for (const type of spelling.ir.types.values()) {
    const code = emitType(type, spelling);
    if (code !== undefined) files.set(spelling.names.type(type.name), code);
  }
  return files;
}

function emitType(type: TypeDef, spelling: Spelling): string | undefined {
  if (type.kind === 'enum') return emitEnum(type, spelling);
  if (type.kind === 'union') return emitUnion(type, spelling);
  if (type.kind === 'object') return emitRecord(type, spelling);
  return type.recursive ? emitAlias(type, spelling) : undefined;
}

/** What every model has: from text, to text, and a converter for whoever uses System.Text.Json's serializer. */
const common = (name: string, spelling: Spelling): string => `
    /// <summary>Reads JSON text.</summary>
    public static ${name} FromJson(string json)
    {
        return ${jsonOf(spelling)}.Parse(json, ${quote(name)}, (Reader<${name}>)ReadJson);
    }

    /// <summary>JSON text.</summary>
    public string ToJson()
    {
        return ${jsonOf(spelling)}.Format(this);
    }

    internal sealed class JsonForm : ModelConverter<${name}>
    {
        public JsonForm()
            : base(ReadJson)
        {
        }
    }
`;

const converted = (name: string): string => `[JsonConverter(typeof(${name}.JsonForm))]\n`;

interface Property {
  wire: string;
  name: string;
  declaration: string;
  read: string;
  write: string;
}

function emitRecord(type: ObjectType, outer: Spelling): string {
  const name = outer.names.type(type.name);
  const names = outer.names.properties(type.fields, name);
  const spelling = { ...outer, hidden: new Set(names.values()) };
  const own = jsonOf(spelling);
  const properties = type.fields.map((field) => propertyOf(field, names.get(field.wire) ?? field.wire, spelling));
  const { extra } = type;
  if (extra !== undefined) {
    const of = spell(extra, spelling);
    const known = type.fields.map(({ wire }) => `, ${quote(wire)}`).join('');
    properties.push({
      ...{ wire: '', name: 'AdditionalProperties' },
      declaration: `    /// <summary>Properties that the contract does not name.</summary>\n    public Dictionary<string, ${of}> AdditionalProperties { get; init; } = new Dictionary<string, ${of}>();\n`,
      read: `${own}.Rest<${of}>(element, at, ${readerOf(extra, spelling)}${known})`,
      write: `foreach (var member in AdditionalProperties)\n        {\n            tree.Add(member.Key, ${written(extra, 'member.Value', spelling)});\n        }\n`,
    });
  }
  const reads = properties.map((property) => `            ${property.name} = ${property.read},\n`);
  return `${docComment(type.doc)}${converted(name)}public sealed record ${name} : IJsonModel
{
${properties.map(({ declaration }) => declaration).join('\n')}${properties.length > 0 ? '' : '    // The contract names no property.\n'}${common(name, spelling)}
    internal static ${name} ReadJson(JsonElement element, string at)
    {
        ${own}.ExpectObject(element, at);
        return new ${name}
        {
${reads.join('')}        };
    }

    object? IJsonModel.ToTree()
    {
        var tree = new JsonMembers();
${properties.map(({ write }) => `        ${write.trimEnd()}\n`).join('')}        return tree;
    }
}
`;
}

function propertyOf(field: Field, name: string, spelling: Spelling): Property {
  const { ir } = spelling;
  const type = resolve(field.type, ir);
  const inner = withoutNull(type, ir);
  const nullable = type.kind === 'nullable';
  const key = `element, ${quote(field.wire)}, at`;
  const doc = docComment(field.doc, '    ');
  const declare = (declared: string, required = false, initial = ''): string =>
    `${doc}    public ${required ? 'required ' : ''}${declared} ${name} { get; init; }${initial}\n`;
  const value = written(type, name, spelling);
  const own = jsonOf(spelling);
  const base = { wire: field.wire, name };
  if (field.required) {
    const constant = type.kind === 'literal' ? ` = ${literalText(type.value)};` : '';
    return {
      ...{ ...base, declaration: declare(spell(type, spelling), constant === '', constant) },
      read: `${own}.Required<${spell(type, spelling)}>(${key}, ${readerOf(type, spelling)})`,
      write: `tree.Add(${quote(field.wire)}, ${value});`,
    };
  }
  if (nullable) {
    return {
      ...{ ...base, declaration: declare(`Optional<${spell(type, spelling)}>`) },
      read: `${own}.Maybe<${spell(type, spelling)}>(${key}, ${readerOf(type, spelling)})`,
      write: `tree.AddOptional(${quote(field.wire)}, ${value});`,
    };
  }
  const kind = isReference(inner, ir) ? 'Ref' : 'Value';
  return {
    ...{ ...base, declaration: declare(`${spell(inner, spelling)}?`) },
    read: `${own}.Optional${kind}<${spell(inner, spelling)}>(${key}, ${readerOf(inner, spelling)})`,
    write: `tree.AddPresent(${quote(field.wire)}, ${value});`,
  };
}

function emitEnum(type: EnumType, outer: Spelling): string {
  const name = outer.names.type(type.name);
  const constants = outer.names.constants(type.values, name);
  const spelling = { ...outer, hidden: new Set(constants.values()) };
  const lines = type.values.map(
    (value) => `    public static ${name} ${constants.get(value) ?? 'None'} { get; } = new ${name}(${quote(value)});\n`,
  );
  const doc = docComment(type.doc, '', ['<remarks>A value that is not listed here is kept as it is.</remarks>']);
  return `${doc}${converted(name)}public readonly struct ${name} : IEquatable<${name}>, IJsonModel
{
    private readonly string? value;

    public ${name}(string value)
    {
        this.value = value;
    }

${lines.join('')}
    public string Value
    {
        get { return value ?? ""; }
    }

    public static implicit operator ${name}(string value)
    {
        return new ${name}(value);
    }

    public static bool operator ==(${name} left, ${name} right)
    {
        return left.Value == right.Value;
    }

    public static bool operator !=(${name} left, ${name} right)
    {
        return left.Value != right.Value;
    }

    public bool Equals(${name} other)
    {
        return Value == other.Value;
    }

    public override bool Equals(object? other)
    {
        return other is ${name} && Equals((${name})other);
    }

    public override int GetHashCode()
    {
        return Value.GetHashCode();
    }

    public override string ToString()
    {
        return Value;
    }
${common(name, spelling)}
    internal static ${name} ReadJson(JsonElement element, string at)
    {
        return new ${name}(${jsonOf(spelling)}.String(element, at));
    }

    object? IJsonModel.ToTree()
    {
        return Value;
    }
}
`;
}

/** It contains itself, so it needs a name. */
function emitAlias(type: AliasType, outer: Spelling): string {
  const spelling = { ...outer, hidden: new Set(['Value']) };
  const name = spelling.names.type(type.name);
  const to = spell(type.to, spelling);
  return `${docComment(type.doc)}${converted(name)}public sealed record ${name} : IJsonModel
{
    public ${name}(${to} value)
    {
        Value = value;
    }

    public ${to} Value { get; }
${common(name, spelling)}
    internal static ${name} ReadJson(JsonElement element, string at)
    {
        return new ${name}(${readNow(type.to, spelling, 'element', 'at')});
    }

    object? IJsonModel.ToTree()
    {
        return ${written(type.to, 'Value', spelling)};
    }
}
`;
}

function emitUnion(type: UnionType, outer: Spelling): string {
  const spelling = { ...outer, hidden: new Set(['Value']) };
  const { ir } = spelling;
  const name = spelling.names.type(type.name);
  const members = type.members.map((member) => {
    const inner = withoutNull(member, ir);
    // A number in a text stays a text here: its type alone could not say how it is written.
    return inner.kind === 'int64_text' ? ({ kind: 'string' } as const) : inner;
  });
  const distinct = new Map(members.map((member) => [spell(member, spelling), member]));
  distinct.delete('JsonElement');
  // As an object: the constructor that copies a record would take the alternative by the conversion that calls it.
  const from = [...distinct.keys(), 'JsonElement'].map(
    (spelled) => `    public static implicit operator ${name}(${spelled} value)
    {
        return new ${name}((object)value);
    }
`,
  );
  const kinds = [...distinct.keys(), 'JsonElement for anything else']
    .join(', ')
    .replaceAll('<', ' of ')
    .replaceAll('>', '');
  const tags = [`<remarks>Value is one of: ${kinds}.</remarks>`];
  return `${docComment(type.doc, '', tags)}${converted(name)}public sealed record ${name} : IJsonModel
{
    private ${name}(object value)
    {
        Value = value;
    }

    /// <summary>The alternative, to be told apart by its type.</summary>
    public object Value { get; }

${from.join('\n')}${common(name, spelling)}
    internal static ${name} ReadJson(JsonElement element, string at)
    {
${type.discriminator === undefined ? bestOf(name, [...distinct.values()], spelling) : tagged(name, type.discriminator, spelling)}    }

    object? IJsonModel.ToTree()
    {
        return Value;
    }
}
`;
}

function tagged(
  name: string,
  { property, values }: NonNullable<UnionType['discriminator']>,
  spelling: Spelling,
): string {
  const cases = values.map(({ value, member }) => {
    const type = withoutNull({ kind: 'named', name: member }, spelling.ir);
    return `            case ${quote(value)}:\n                return new ${name}((object)${readNow(type, spelling, 'element', 'at')});\n`;
  });
  return `        switch (Json.Tag(element, ${quote(property)}))
        {
${cases.join('')}            default:
                return new ${name}((object)element.Clone());
        }
`;
}

function bestOf(name: string, members: readonly ReturnType<typeof resolve>[], spelling: Spelling): string {
  const items = members.map((member) => {
    const target = member.kind === 'named' ? spelling.ir.types.get(member.name) : undefined;
    const constants = (target?.kind === 'object' ? target.fields : []).flatMap(({ wire, type }) =>
      type.kind === 'literal' && typeof type.value === 'string' ? [`, ${quote(wire)}, ${quote(type.value)}`] : [],
    );
    const reader = `${readerOf(member, spelling)}${constants.join('')}`;
    return `,\n            Json.Alternative<${spell(member, spelling)}>(${reader})`;
  });
  return `        return new ${name}(Json.Best(\n            element,\n            at${items.join('')}));\n`;
}
