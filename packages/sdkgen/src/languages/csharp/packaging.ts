// The project file and README.md of a C# SDK.

import type { AuthScheme, Ir, Operation } from '../../ir/model.ts';
import { usableExample } from '../example.ts';
import { oneLine, packageVersion } from '../header.ts';
import { type CSharpNames, nameArguments } from './naming.ts';
import { escapeXml, quote } from './text.ts';
import { call, type Part, render } from './values.ts';

/** SPDX expressions are the only licences that NuGet takes by name. */
const SPDX = /^[A-Za-z0-9][A-Za-z0-9.+-]*$/;

/** Two dashes would end a comment. */
export const projectComment = (text: string): string => escapeXml(text).replace(/-(?=-)/g, '- ');

export function emitProject(ir: Ir, namespace: string, origin: string): string {
  const name = ir.license?.name ?? '';
  const license = SPDX.test(name) ? `    <PackageLicenseExpression>${name}</PackageLicenseExpression>\n` : '';
  return `<!-- ${projectComment(origin)} -->
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net8.0</TargetFramework>
    <Nullable>enable</Nullable>
    <RootNamespace>${namespace}</RootNamespace>
    <PackageId>${namespace}</PackageId>
    <Version>${packageVersion(ir.version)}</Version>
    <Description>${escapeXml(oneLine(`Client of ${ir.title}`))}</Description>
${license}    <PackageReadmeFile>README.md</PackageReadmeFile>
    <GenerateDocumentationFile>true</GenerateDocumentationFile>
    <NoWarn>$(NoWarn);CS1591;CS1573</NoWarn>
  </PropertyGroup>
  <ItemGroup>
    <Compile Remove="examples/**" />
    <None Include="README.md" Pack="true" PackagePath="/" />
  </ItemGroup>
</Project>
`;
}

/** A program that stands `up` from the client's project. Each has its own folder, and leaves out those below it. */
export const exampleProject = (namespace: string, up: string): string => `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net8.0</TargetFramework>
    <Nullable>enable</Nullable>
  </PropertyGroup>
  <ItemGroup>
    <Compile Remove="*/**/*.cs" />
    <ProjectReference Include="${up}/${namespace}.csproj" />
  </ItemGroup>
</Project>
`;

function exampleProgram(ir: Ir, namespace: string, names: CSharpNames): string {
  const example = usableExample(ir);
  const called = example === undefined ? '' : exampleCall(example.operation, example.group, names);
  const tried = `
try
{
    ${called}
}
catch (ApiException error)
{
    Console.Error.WriteLine(error.Status + " " + error.Text);
}
`;
  return `using System;
using ${namespace};

${newClient(ir.server, example?.schemes ?? [], names)};
${called === '' ? '' : tried}`;
}

function newClient(server: string | undefined, schemes: readonly AuthScheme[], names: CSharpNames): string {
  const credentials = schemes.map(({ kind, name }): Part => {
    const value = kind === 'basic' ? call('Credential.Basic', ['"…"', '"…"']) : '"…"';
    return { label: `${names.setting(name)} = `, value };
  });
  const members = [`BaseUrl = ${quote(server ?? 'http://localhost:4801')}`, ...credentials];
  const value = call('new Client', [{ head: 'new ClientOptions', members }]);
  return render({ label: 'using var client = ', value }, '', 0, 1);
}

/** Streams are a loop, which the tour shows. */
function exampleCall(operation: Operation, group: string | undefined, names: CSharpNames): string {
  const required = operation.params.filter((param) => param.required);
  const args = nameArguments(operation.params);
  const values: Readonly<Record<string, string>> = { string: '"…"', integer: '1', number: '1.0' };
  const given = required.map((param) => `${args.get(param) ?? param.wire}: ${values[param.type.kind] ?? 'default'}`);
  const target = group === undefined ? 'client' : `client.${names.group(group).property}`;
  const sent = `await ${target}.${names.method(operation.name)}Async(${given.join(', ')})`;
  const { kind } = operation.result;
  if (kind === 'events' || kind === 'lines') return '';
  return kind === 'none' ? `${sent};` : `Console.WriteLine(${sent});`;
}

export function emitReadme(ir: Ir, namespace: string, names: CSharpNames, tour: string | undefined): string {
  return `# ${namespace}

Client of ${oneLine(`${ir.title} ${ir.version}`)} for .NET 8 and newer. It needs nothing but the framework.

\`\`\`
dotnet add package ${namespace}
\`\`\`

\`\`\`csharp
${exampleProgram(ir, namespace, names)}\`\`\`

- A failure with an answer is an \`ApiException\` (\`Status\`, \`Headers\`, \`RequestId\`, \`Text\`); \`Body\` is the documented model where the
  answer fits it. No usable answer is a \`TransportException\`.
- Arguments that may be left out have defaults: name those that you give. Every method takes \`RequestOptions\` and a \`CancellationToken\`.
- A property that may be absent is null when it is; where absent and null differ, it is an \`Optional\`. The \`Value\` of a union is told apart
  by its type: \`payment.Value is CardPayment card\`.
- Lists in pages: \`await foreach\` over \`…PagedAsync\`, or over its \`Pages\`. Leaving a loop over a stream closes its connection.
- Credentials are properties of \`ClientOptions\`: a text, \`Credential.Basic\`, or \`Credential.From\` with a function that supplies one per request.

## Against a virtual system
\`\`\`csharp
using var client = Client.ForVirtualSystem("http://localhost:4801/payments", "checkout-test");
\`\`\`
\`new ClientOptions { MockOps = new MockOps { Session = "s", Persona = "premium", Scenario = "card-declined" } }\` says more.
${tour === undefined ? '' : emitTourSection(tour)}`;
}

const emitTourSection = (tour: string): string => `
## A tour

This is \`examples/Tour/Tour.cs\`; \`dotnet run --project examples/Tour\` runs it.

\`\`\`csharp
${tour}\`\`\`
`;
