// examples/Smoke.java of a Java SDK: makes a few calls that only read, and prints what came of each.

import type { Ir } from '../../ir/model.ts';
import { type SmokeCall, smokeCalls } from '../../smoke/calls.ts';
import type { JavaNames } from './naming.ts';
import { fill, quote } from './text.ts';

/** Path to text without its header; nothing where no operation only reads. */
export function emitSmoke(ir: Ir, packageName: string, names: JavaNames): [path: string, text: string][] {
  const calls = smokeCalls(ir);
  if (calls.length === 0) return [];
  const text = `import ${packageName}.ApiException;
import ${packageName}.Client;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

public final class Smoke {
  private Smoke() {}

  /** One line of JSON per call; status 0 is no answer that the client could read. */
  private static void attempt(String operation, Runnable call) {
    ObjectNode line = JsonNodeFactory.instance.objectNode().put("operation", operation);
    try {
      call.run();
      line.put("status", 200);
    } catch (ApiException failure) {
      line.put("status", failure.status());
    } catch (RuntimeException failure) {
      line.put("status", 0).put("error", failure.toString());
    }
    System.out.println(line);
  }

  public static void main(String[] args) {
    String baseUrl = System.getenv().getOrDefault("API_BASE_URL", "http://localhost:4801");
    Client client = Client.builder().baseUrl(baseUrl).build();
${calls.map((call) => emitCall(call, names)).join('')}  }
}
`;
  return [['examples/Smoke.java', text.replace(/^(import .*\n)+/, sorted)]];
}

/** Imports in the order of their characters. */
const sorted = (imports: string): string => `${imports.trimEnd().split('\n').sort().join('\n')}\n`;

function emitCall({ operation, group, args }: SmokeCall, names: JavaNames): string {
  const given = args.map(({ param, value }) => {
    if (typeof value === 'string') return quote(value);
    if (typeof value === 'boolean') return String(value);
    return param.type.kind === 'number' ? value.toFixed(1) : `${value}L`;
  });
  const target = group === undefined ? 'client' : `client.${names.group(group).property}()`;
  const call = `() -> ${target}.${names.method(operation.name)}(${given.join(', ')})`;
  return fill('    ', 'attempt', [quote(operation.key), call], ';');
}
