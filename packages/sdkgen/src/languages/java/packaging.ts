// pom.xml and README.md of a Java SDK.

import type { AuthScheme, Ir, Operation } from '../../ir/model.ts';
import { usableExample } from '../example.ts';
import { oneLine, packageVersion } from '../header.ts';
import { type JavaNames, nameArguments } from './naming.ts';
import { quote } from './text.ts';
import { headed } from './tour.ts';
import { call } from './values.ts';

const xml = (text: string): string =>
  oneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export function emitPom(ir: Ir, groupId: string, artifact: string, origin: string): string {
  const { license } = ir;
  const url = license?.url === undefined ? '' : `\n      <url>${xml(license.url)}</url>`;
  const licenses =
    license === undefined
      ? ''
      : `  <licenses>\n    <license>\n      <name>${xml(license.name)}</name>${url}\n    </license>\n  </licenses>\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- ${origin.replace(/-(?=-)/g, '- ')} -->
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>${xml(groupId)}</groupId>
  <artifactId>${xml(artifact)}</artifactId>
  <version>${packageVersion(ir.version)}</version>
  <name>${xml(ir.title)}</name>
${licenses}  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>com.fasterxml.jackson.core</groupId>
      <artifactId>jackson-databind</artifactId>
      <version>[2.14,3)</version>
    </dependency>
  </dependencies>
</project>
`;
}

/** The program that the README shows, as a class that compiles. */
function exampleProgram(ir: Ir, packageName: string, names: JavaNames): string {
  const example = usableExample(ir);
  const base = quote(ir.server ?? 'http://localhost:4801');
  const links = [call('.baseUrl', [base]), ...(example?.schemes ?? []).map((scheme) => credential(scheme, names))];
  const client = headed('Client client =', { head: 'Client.builder()', links: [...links, '.build()'] }, ';');
  const called = example === undefined ? '' : exampleCall(example.operation, example.group, names);
  return `import ${packageName}.ApiException;
import ${packageName}.Client;

public class Example {
  public static void main(String[] args) {
${client}    try {
${called}    } catch (ApiException error) {
      System.err.println(error.status() + " " + error.text());
    }
  }
}
`;
}

const credential = ({ kind, name }: AuthScheme, names: JavaNames) =>
  call(`.${names.setting(name)}`, kind === 'basic' ? ['"…"', '"…"'] : ['"…"']);

function exampleCall(operation: Operation, group: string | undefined, names: JavaNames): string {
  const required = operation.params.filter((param) => param.required);
  const args = nameArguments(operation.params);
  const values: Readonly<Record<string, string>> = { string: '"…"', integer: '1L', number: '1.0' };
  const given = required.map((param) => values[param.type.kind] ?? args.get(param) ?? 'null').join(', ');
  const target = group === undefined ? 'client' : `client.${names.group(group).property}()`;
  const sent = `${target}.${names.method(operation.name)}(${given})`;
  return operation.result.kind === 'none' ? `      ${sent};\n` : `      System.out.println(${sent});\n`;
}

export function emitReadme(
  ir: Ir,
  packageName: string,
  artifact: string,
  names: JavaNames,
  tour: { className: string; text: string } | undefined,
): string {
  return `# ${artifact}

Client of ${oneLine(`${ir.title} ${ir.version}`)} for Java 17 and newer. It needs Jackson (jackson-databind) and nothing else.

\`\`\`xml
<dependency>
  <groupId>${packageName}</groupId>
  <artifactId>${artifact}</artifactId>
  <version>${packageVersion(ir.version)}</version>
</dependency>
\`\`\`

\`\`\`java
${exampleProgram(ir, packageName, names)}\`\`\`

- A failure with an answer is an \`ApiException\` (\`status()\`, \`headers()\`, \`requestId()\`, \`text()\`); \`error.body(Problem.class)\` is
  the documented model. No usable answer is a \`TransportException\`.
- What an operation requires is an argument; what it leaves open is set on its \`…Params\`. Objects that requests carry have a
  \`builder()\`. Absent values are \`Optional.empty()\`; where absent and null differ, a \`Field\` tells them apart.
- Every method takes \`RequestOptions\` as its last argument and exists as \`…Async\` too: cancelling the future ends the request.
- Lists in pages: \`…Paged\` is an \`Iterable\` of items, and of \`pages()\`. Streams of events or lines are closed by try-with-resources.
- Credentials are set on \`Client.builder()\`, each as a value or as a function that supplies one per request.

## Against a virtual system
\`\`\`java
Client client = Client.forVirtualSystem("http://localhost:4801/payments", "checkout-test");
\`\`\`
\`Client.builder().mockops(MockOps.inSession("s").withPersona("premium").withScenario("card-declined"))\` says more.
${tour === undefined ? '' : emitTourSection(tour)}`;
}

const emitTourSection = ({ className, text }: { className: string; text: string }): string => `
## A tour

This is \`examples/${className}.java\`: run it as \`${className}\` with the client and Jackson on the class path.

\`\`\`java
${text}\`\`\`
`;
