// Whether texts are C# by its grammar. tree-sitter and the grammar are development dependencies: where they are not
// installed, there is no answer, and the compiler has to give it alone.

import { createRequire } from 'node:module';

/** One line per file that is not C#; undefined when there is nothing here to tell. */
export async function csharpSyntaxErrors(texts: ReadonlyMap<string, string>): Promise<string[] | undefined> {
  const grammar = grammarFile();
  if (grammar === undefined) return undefined;
  const { Language, Parser } = await import('web-tree-sitter');
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  const wrong: string[] = [];
  for (const [path, text] of texts) {
    const tree = parser.parse(text);
    if (tree?.rootNode.hasError !== false) wrong.push(`${path}: a C# parser finds an error in it`);
    tree?.delete();
  }
  parser.delete();
  return wrong;
}

function grammarFile(): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    require.resolve('web-tree-sitter');
    return require.resolve('tree-sitter-c-sharp/tree-sitter-c_sharp.wasm');
  } catch {
    return undefined;
  }
}
