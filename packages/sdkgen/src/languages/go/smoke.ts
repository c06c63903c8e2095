// examples/smoke/main.go of a Go SDK: makes a few calls that only read, and prints what came of each.

import type { Ir } from '../../ir/model.ts';
import { type SmokeCall, smokeCalls } from '../../smoke/calls.ts';
import type { GoNames } from './naming.ts';
import { quote } from './text.ts';

/** Path to text without its header; nothing where no operation only reads. */
export function emitSmoke(ir: Ir, module: string, names: GoNames): [path: string, text: string][] {
  const calls = smokeCalls(ir);
  if (calls.length === 0) return [];
  return [['examples/smoke/main.go', programOf(module, calls.map((call) => emitCall(call, names)).join(''))]];
}

const programOf = (module: string, calls: string): string => `package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"

	sdk ${quote(module)}
)

type outcome struct {
	Operation string \`json:"operation"\`
	Status    int    \`json:"status"\`
	Error     string \`json:"error,omitempty"\`
}

// attempt prints one line of JSON per call; status 0 is no answer that the client could read.
func attempt(operation string, call func() error) {
	line := outcome{Operation: operation, Status: 200}
	if err := call(); err != nil {
		var failure *sdk.APIError
		if errors.As(err, &failure) {
			line.Status = failure.StatusCode
		} else {
			line.Status, line.Error = 0, err.Error()
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(line); err != nil {
		panic(err)
	}
}

func main() {
	baseURL := os.Getenv("API_BASE_URL")
	if baseURL == "" {
		baseURL = "http://localhost:4801"
	}
	ctx := context.Background()
	client := sdk.NewClient(baseURL)
${calls}}
`;

function emitCall({ operation, group, args }: SmokeCall, names: GoNames): string {
  const given = args.map(({ value }) => (typeof value === 'string' ? quote(value) : String(value)));
  if (args.length < operation.params.length) given.push('nil');
  const target = group === undefined ? 'client' : `client.${names.group(group).field}`;
  const call = `${target}.${names.method(operation)}(${['ctx', ...given].join(', ')})`;
  const lines = operation.result.kind === 'none' ? [`return ${call}`] : [`_, err := ${call}`, 'return err'];
  const body = lines.map((line) => `\t\t${line}\n`).join('');
  return `	attempt(${quote(operation.key)}, func() error {\n${body}	})\n`;
}
