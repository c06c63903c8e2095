// The text of a generated C# file as mono's compiler understands it. In: C# 12 as we write it. Out: the same program
// without what only the compiler of .NET looks at (annotations of nullable references, `required`, `init`, records,
// file-scoped namespaces). Strings and comments stay; nothing else is rewritten, so what compiles here is what we wrote.

/** Structs: their `?` is a type, not an annotation. */
const VALUE_TYPES = [
  'bool',
  'int',
  'long',
  'double',
  'DateTimeOffset',
  'DateOnly',
  'TimeSpan',
  'JsonElement',
  'TValue',
];

const TEXTS = /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)'|\/\/[^\n]*)/;

/** Names of the open enums, which are structs too. */
export const structsOf = (sources: Iterable<string>): Set<string> =>
  new Set([...sources].flatMap((text) => [...text.matchAll(/readonly struct (\w+)/g)].map(([, name = '']) => name)));

export function downlevel(text: string, structs: ReadonlySet<string>): string {
  const values = new Set([...VALUE_TYPES, ...structs]);
  const code = text
    .split(TEXTS)
    .map((piece, index) => (index % 2 === 0 ? withoutAnnotations(piece, values) : piece))
    .join('');
  const scoped = /^namespace ([\w.]+);$/m.exec(code);
  return scoped === null ? code : `${code.replace(scoped[0], `namespace ${scoped[1]} {`)}\n}\n`;
}

const withoutAnnotations = (code: string, values: ReadonlySet<string>): string =>
  code
    .replace('#nullable enable', '')
    .replace(/(\w+|[>\]])\?(?=[\s,>)(])/g, (annotated, type: string) => (values.has(type) ? annotated : type))
    .replace(/(\w|\))!(?=\s*[.;,):[])/g, '$1')
    .replace(/^(\s*public )required /gm, '$1')
    .replace(/\binit;/g, 'set;')
    .replace(/\bsealed record\b/g, 'sealed class')
    .replace(/= default([,)])/g, '= default(CancellationToken)$1');
