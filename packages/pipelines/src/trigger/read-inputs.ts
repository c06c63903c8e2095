// Inputs that a person, a caller or a test gives, against what the pipeline declares: defaults filled in, every mistake named.
import { didYouMean, type Input, type Issue, type Result } from '@mockops/contract';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';

export function readInputs(declared: Record<string, Input>, given: JsonObject, path = 'inputs'): Result<JsonObject> {
  const issues: Issue[] = [];
  const value: JsonObject = {};
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(declared, name)) continue;
    const near = didYouMean(name, Object.keys(declared));
    issues.push({
      code: 'INP001',
      path: `${path}.${name}`,
      message: `there is no input "${name}"`,
      hint: near ? `did you mean "${near}"?` : `it has ${Object.keys(declared).join(', ') || 'none'}`,
    });
  }
  for (const [name, input] of Object.entries(declared)) {
    const own = Object.hasOwn(given, name) ? given[name] : undefined;
    const chosen = own ?? input.default;
    if (chosen === undefined) {
      if (input.required)
        issues.push({
          code: 'INP002',
          path: `${path}.${name}`,
          message: `the input "${name}" is missing`,
          hint: `give ${nounOf(input)}`,
        });
      continue;
    }
    const why = whyWrong(chosen, input);
    if (why !== undefined)
      issues.push({ code: 'INP003', path: `${path}.${name}`, message: `the input "${name}" ${why}` });
    else value[name] = chosen;
  }
  return issues.length === 0 ? { ok: true, value, issues } : { ok: false, issues };
}

/** Values that were not given and have a default; for runs that nobody gives inputs to. */
export function defaultInputs(declared: Record<string, Input> | undefined): JsonObject {
  const value: JsonObject = {};
  for (const [name, input] of Object.entries(declared ?? {}))
    if (input.default !== undefined) value[name] = input.default;
  return value;
}

function whyWrong(value: JsonValue, input: Input): string | undefined {
  if (!isOfType(value, input)) return `is ${JSON.stringify(value)?.slice(0, 60)}, and must be ${nounOf(input)}`;
  const { min, max } = input;
  const size =
    typeof value === 'number' ? value : typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
  if (size === undefined) return undefined;
  const what = typeof value === 'number' ? 'is' : 'has the length';
  if (min !== undefined && size < min) return `${what} ${size}, and ${min} is the least`;
  if (max !== undefined && size > max) return `${what} ${size}, and ${max} is the most`;
  return undefined;
}

function isOfType(value: JsonValue, { type, options = [] }: Input): boolean {
  switch (type) {
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    case 'choice':
      return typeof value === 'string' && options.includes(value);
  }
}

function nounOf({ type, options = [] }: Input): string {
  if (type === 'choice') return `one of ${options.join(', ')}`;
  return { string: 'a text', number: 'a number', boolean: 'true or false', array: 'a list', object: 'an object' }[type];
}
