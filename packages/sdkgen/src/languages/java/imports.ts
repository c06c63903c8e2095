// The import lines of a Java file, found in its text: each class that the code names is imported by its own name, which
// is also what keeps a model apart from a class of java.lang.

const KNOWN: Readonly<Record<string, string>> = {
  JsonCreator: 'com.fasterxml.jackson.annotation.JsonCreator',
  JsonNode: 'com.fasterxml.jackson.databind.JsonNode',
  ObjectNode: 'com.fasterxml.jackson.databind.node.ObjectNode',
  InputStream: 'java.io.InputStream',
  Duration: 'java.time.Duration',
  LocalDate: 'java.time.LocalDate',
  OffsetDateTime: 'java.time.OffsetDateTime',
  LinkedHashMap: 'java.util.LinkedHashMap',
  List: 'java.util.List',
  Map: 'java.util.Map',
  Objects: 'java.util.Objects',
  Optional: 'java.util.Optional',
  Set: 'java.util.Set',
  CompletableFuture: 'java.util.concurrent.CompletableFuture',
  Executor: 'java.util.concurrent.Executor',
  Executors: 'java.util.concurrent.Executors',
};

interface Package {
  packageName: string;
  /** Simple names. */
  names: ReadonlySet<string>;
}

/** `others`: packages whose classes the file may name, besides its own. */
export function importLines(code: string, ...others: Package[]): string {
  const bare = code.replace(/\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"/g, ' ');
  const words = new Set(bare.match(/(?<![\w.$])[A-Z]\w*/g) ?? []);
  const lines = [...words].flatMap((word) => {
    const other = others.find(({ names }) => names.has(word));
    const found = KNOWN[word] ?? (other && `${other.packageName}.${word}`);
    return found === undefined ? [] : [`import ${found};\n`];
  });
  return lines.length === 0 ? '' : `${lines.sort().join('')}\n`;
}
