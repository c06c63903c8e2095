// go.mod, doc.go and README.md of a Go SDK.

import type { AuthScheme, Ir, Operation } from '../../ir/model.ts';
import { usableExample } from '../example.ts';
import { oneLine } from '../header.ts';
import type { GoNames } from './naming.ts';
import { docComment, quote } from './text.ts';

export const emitGoMod = (module: string): string => `module ${module}\n\ngo 1.23\n`;

/** The package comment alone: gofmt and go doc read it from here. */
export function emitDoc(ir: Ir, packageName: string): string {
  const licence = ir.license === undefined ? '' : `Licence of the API: ${ir.license.name} ${ir.license.url ?? ''}`;
  const text = [
    `Package ${packageName} is a client of ${oneLine(`${ir.title} ${ir.version}`)}.`,
    ir.description,
    licence,
  ];
  return `${docComment(text.filter((part) => part !== '').join('\n\n'))}package ${packageName}\n`;
}

export function emitReadme(ir: Ir, module: string, packageName: string, names: GoNames, tour?: string): string {
  const title = oneLine(`${ir.title} ${ir.version}`).replaceAll('<', '&lt;');
  const licence = ir.license === undefined ? '' : `\nLicence of the API: ${oneLine(ir.license.name)}.\n`;
  return `# ${module}

Client of ${title}. Go 1.23 or newer; nothing but the standard library.
${licence}
## Install

\`\`\`sh
go get ${module}
\`\`\`

Before it is published, from a folder beside yours: \`go mod edit -require ${module}@v0.0.0 -replace ${module}=../path\`.

## First call

\`\`\`go
${exampleProgram(ir, module, packageName, names)}\`\`\`

- Failures are \`*${packageName}.APIError\` (an answer that is no success), \`*${packageName}.TransportError\` (no answer),
  \`*${packageName}.DecodeError\` (an answer outside of the contract) and \`*${packageName}.ArgumentError\` (nothing was sent).
  \`${packageName}.ErrorBody[*T](err)\` is the documented body of a failure.
- Options work for the client and for one call: \`WithTimeout\`, \`WithMaxRetries\`, \`WithHeader\`, \`WithHTTPClient\`, \`WithMockOps\`.
${credentialLines(ir, names)}- Optional fields are pointers (\`${packageName}.Ptr\` makes one), lists and maps that are nil; what may be both absent and null is a
  \`${packageName}.Nullable\`. Enums are strings: values that the contract does not know are kept.
- A union's \`Value()\` is for a type switch; \`json.RawMessage\` in it is what the contract does not know.
- \`…Items\` and \`…Pages\` loop over pages, \`Stream.All\` over events and lines. Leaving the loop closes the connection.
${tour === undefined ? '' : `\n## A tour\n\n\`go run ./examples/tour\` makes these calls:\n\n\`\`\`go\n${tour}\`\`\`\n`}
## Against a virtual system

\`\`\`go
client := ${packageName}.ForVirtualSystem("http://localhost:4801", "checkout-test",
	${packageName}.WithMockOps(${packageName}.MockOps{Persona: "premium", Scenario: "card-declined", CIRun: "run-42"}))
\`\`\`
`;
}

function credentialLines(ir: Ir, names: GoNames): string {
  if (ir.auth.length === 0) return '';
  const options = ir.auth.map(({ name }) => `\`${names.credential(name)}\``);
  return `- Credentials: ${options.join(', ')}; the same with \`Func\` asks a function for each request, and again after a 401.\n`;
}

function exampleProgram(ir: Ir, module: string, packageName: string, names: GoNames): string {
  const base = quote(ir.server ?? 'http://localhost:4801');
  const example = usableExample(ir);
  const call = example === undefined ? '' : exampleCall(example.operation, example.group, names, packageName);
  const client = newClient(base, example?.schemes ?? [], packageName, names);
  const uses = call === '' ? '\t_ = client\n' : call;
  const imported = [...(call === '' ? [] : ['context', 'fmt', 'log'])].map((name) => `\t"${name}"\n`).join('');
  const spacer = imported === '' ? '' : '\n';
  return `package main

import (
${imported}${spacer}	${module.split('/').at(-1) === packageName ? '' : `${packageName} `}${quote(module)}
)

func main() {
${client}${uses}}
`;
}

function newClient(base: string, schemes: readonly AuthScheme[], packageName: string, names: GoNames): string {
  const options = schemes.map(({ kind, name }) => {
    return `${packageName}.${names.credential(name)}(${kind === 'basic' ? '"…", "…"' : '"…"'})`;
  });
  const start = `\tclient := ${packageName}.NewClient(`;
  if (options.length < 2) return `${start}${[base, ...options].join(', ')})\n`;
  return `${start}${base},\n${options.map((option) => `\t\t${option},\n`).join('')}\t)\n`;
}

function exampleCall(operation: Operation, group: string | undefined, names: GoNames, packageName: string): string {
  const required = operation.params.filter((param) => param.required);
  const given = required.map(({ type }): string => (type.kind === 'string' ? '"…"' : '1'));
  const { body, result } = operation;
  if (body !== undefined) given.push(body.required ? `${packageName}.Ptr("")` : 'nil');
  if (required.length < operation.params.length) given.push('nil');
  const target = group === undefined ? 'client' : `client.${names.group(group).field}`;
  const call = `${target}.${names.method(operation)}(${['context.Background()', ...given].join(', ')})`;
  if (result.kind === 'none') {
    return `\tif err := ${call}; err != nil {\n\t\tlog.Fatal(err)\n\t}\n\tfmt.Println("done")\n`;
  }
  if (result.kind === 'events' || result.kind === 'lines') {
    return `	stream, err := ${call}
	if err != nil {
		log.Fatal(err)
	}
	for item, err := range stream.All() {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%+v\\n", item)
	}
`;
  }
  return `	answer, err := ${call}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%+v\\n", answer)
`;
}
