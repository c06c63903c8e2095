// examples/Smoke.cs of a C# SDK, with a project of its own: makes a few calls that only read, and prints what came of each.

import type { Ir } from '../../ir/model.ts';
import { type SmokeCall, smokeCalls } from '../../smoke/calls.ts';
import type { CSharpNames } from './naming.ts';
import { exampleProject } from './packaging.ts';
import { quote } from './text.ts';

interface SmokeFiles {
  /** Path to text without its header. */
  sources: [path: string, text: string][];
  /** Path to text, complete but for the line of origin. */
  projects: [path: string, text: string][];
}

/** Nothing where no operation only reads. */
export function emitSmoke(ir: Ir, namespace: string, names: CSharpNames): SmokeFiles {
  const calls = smokeCalls(ir);
  if (calls.length === 0) return { sources: [], projects: [] };
  return {
    sources: [['examples/Smoke.cs', programOf(namespace, calls.map((call) => emitCall(call, names)).join(''))]],
    projects: [['examples/Smoke.csproj', exampleProject(namespace, '..')]],
  };
}

const programOf = (namespace: string, calls: string): string => `using System;
using System.Text;
using System.Threading.Tasks;

namespace ${namespace}.Examples;

public static class Smoke
{
    public static int Main()
    {
        RunAsync().GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync()
    {
        var baseUrl = Environment.GetEnvironmentVariable("API_BASE_URL") ?? "http://localhost:4801";
        using (var client = new Client(new ClientOptions { BaseUrl = baseUrl }))
        {
${calls}        }
    }

    /// <summary>One line of JSON per call; status 0 is no answer that the client could read.</summary>
    private static async Task Attempt(string operation, Func<Task> call)
    {
        var status = 200;
        var error = "";
        try
        {
            await call();
        }
        catch (ApiException failure)
        {
            status = failure.Status;
        }
        catch (Exception failure)
        {
            status = 0;
            error = ",\\"error\\":" + Quote(failure.Message);
        }
        Console.WriteLine("{\\"operation\\":" + Quote(operation) + ",\\"status\\":" + status + error + "}");
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\\"");
        foreach (var letter in text)
        {
            var plain = letter >= ' ' && letter < '\\u007f' && letter != '"' && letter != '\\\\';
            quoted.Append(plain ? letter.ToString() : "\\\\u" + ((int)letter).ToString("x4"));
        }
        return quoted.Append('"').ToString();
    }
}
`;

function emitCall({ operation, group, args }: SmokeCall, names: CSharpNames): string {
  const given = args.map(({ param, value }) => {
    if (typeof value === 'string') return quote(value);
    return typeof value === 'number' && param.type.kind === 'number' ? value.toFixed(1) : String(value);
  });
  const target = group === undefined ? 'client' : `client.${names.group(group).property}`;
  const call = `() => ${target}.${names.method(operation.name)}Async(${given.join(', ')})`;
  const flat = `            await Attempt(${quote(operation.key)}, ${call});\n`;
  if (flat.length <= 121) return flat;
  return `            await Attempt(\n                ${quote(operation.key)},\n                ${call});\n`;
}
