// A program of top-level statements as mono's compiler understands it. In: C# 12 as the README's program is written (calls,
// `using var`, `await foreach`, static functions at the end). Out: the same statements in a class with a `Main`.

const IMPORT = /^(?:using [\w.]+(?: = [\w.]+)?;|\/\/.*|)$/;

export function asClass(text: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => !IMPORT.test(line));
  const statements = lines.slice(start);
  const found = statements.findIndex((line) => line.startsWith('static '));
  const end = found < 0 ? statements.length : found;
  return `${lines.slice(0, start).join('\n')}
public static class Program
{
public static int Main()
{
RunAsync().GetAwaiter().GetResult();
return 0;
}
private static async Task RunAsync()
{
${olderUsing(olderLoops(statements.slice(0, end).join('\n')))}
}
${statements.slice(end).join('\n')}
}
`.replace('using System;\n', 'using System;\nusing System.Threading.Tasks;\n');
}

const olderLoops = (code: string): string =>
  code.replace(
    /^await foreach \(var (\w+) in ([\s\S]*?)\)\n\{\n([\s\S]*?)\n\}$/gm,
    (_, item: string, items: string, body: string) => `{
var enumerator = ${items}.GetAsyncEnumerator();
while (await enumerator.MoveNextAsync())
{
var ${item} = enumerator.Current;
${body}
}
await enumerator.DisposeAsync();
}`,
  );

/** What is opened so is closed at the end of the program. */
function olderUsing(code: string): string {
  let opened = 0;
  const older = code.replace(/^using (var \w+ = [\s\S]*?);$/gm, (_, declared: string) => {
    opened += 1;
    return `using (${declared})\n{`;
  });
  return older + '\n}'.repeat(opened);
}
