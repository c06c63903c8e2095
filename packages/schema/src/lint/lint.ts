// What is wrong or weak in one contract, beyond what its loading already told: things that make mocks, SDKs or coverage worse.
// In: the loaded contract. Out: issues with places; errors contradict themselves, warnings cost something, hints are worth knowing.
import type { Issue, SourcePlace } from '@mockops/contract';
import { byText, canonicalText, isObject } from '../json.ts';
import { mentionedNames, resolveRef } from '../keywords.ts';
import type { LoadedContract } from '../load/load.ts';
import type { ModelPlace } from '../load/locator.ts';
import type { ApiContent, ApiModel, ApiOperation, JsonSchema } from '../model.ts';
import { createCompiler } from '../validate/compile.ts';
import { lintSource } from './lint-source.ts';

interface Lint {
  api: ApiModel;
  say: (code: string, place: ModelPlace, message: string, hint: string) => void;
}

/** Code to severity and title; the reference of codes is made from it. */
export const LINT_RULES: Readonly<Record<string, { severity: 'error' | 'warning' | 'info'; title: string }>> = {
  SCH101: { severity: 'error', title: 'two operations have the same operationId' },
  SCH102: { severity: 'warning', title: 'an operation documents no success' },
  SCH103: { severity: 'warning', title: 'an example does not fit its schema' },
  SCH104: { severity: 'warning', title: 'two paths answer the same requests' },
  SCH105: { severity: 'warning', title: 'a default value is none that the schema allows' },
  SCH106: { severity: 'error', title: 'an operation asks for credentials that the contract does not describe' },
  SCH107: { severity: 'info', title: 'an operation has no operationId' },
  SCH108: { severity: 'info', title: 'a schema is used by nothing' },
  SCH109: { severity: 'error', title: 'a pattern is no regular expression' },
  SCH110: { severity: 'error', title: 'a lower bound is above its upper bound' },
  SCH111: { severity: 'warning', title: 'a member or keyword is none, most often misspelt' },
  SCH112: { severity: 'warning', title: 'a default or an example has another type than its schema' },
  SCH113: { severity: 'warning', title: 'the contract has no version' },
};

export function lintContract({ api, locate, source }: LoadedContract): Issue[] {
  const issues: Issue[] = [];
  const tell = (code: string, at: SourcePlace | undefined, message: string, hint: string): void => {
    const severity = LINT_RULES[code]?.severity ?? 'warning';
    issues.push({
      ...{ code, severity, message, hint },
      path: at?.pointer ?? '',
      ...(at && { at: { file: at.file, line: at.line, col: at.col } }),
    });
  };
  const say: Lint['say'] = (code, place, message, hint) => tell(code, locate(place), message, hint);
  const lint = { api, say };
  checkNames(lint);
  checkPaths(lint);
  checkSuccess(lint);
  checkSecurity(lint);
  checkExamples(lint);
  checkDefaults(lint);
  checkUse(lint);
  if (source) lintSource(source, (code, location, ...words) => tell(code, source.positionOf(location), ...words));
  return issues.sort(
    (a, b) =>
      byText(a.at?.file ?? '', b.at?.file ?? '') ||
      (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
      byText(a.code, b.code) ||
      byText(a.message, b.message),
  );
}

function checkNames({ api, say }: Lint): void {
  const seen = new Map<string, string>();
  for (const { key, operation_id } of api.operations) {
    if (operation_id === undefined) {
      say(
        'SCH107',
        { operation: key },
        `${key} has no operationId`,
        'give it one: generated clients name their methods after it',
      );
      continue;
    }
    const first = seen.get(operation_id);
    if (first === undefined) seen.set(operation_id, key);
    else
      say(
        'SCH101',
        { operation: key, path: ['operationId'] },
        `${key} has the operationId ${operation_id} of ${first}`,
        'make it unique: clients cannot have two methods of one name',
      );
  }
}

function checkPaths({ api, say }: Lint): void {
  const shapes = new Map<string, string>();
  for (const { key, method, path } of api.operations) {
    const shape = `${method} ${path.replace(/\{[^{}]*\}/g, '{}')}`;
    const first = shapes.get(shape);
    if (first === undefined) shapes.set(shape, key);
    else
      say(
        'SCH104',
        { operation: key },
        `${key} and ${first} answer the same requests`,
        'keep one of them: only one can ever be reached',
      );
  }
}

function checkSuccess({ api, say }: Lint): void {
  for (const { key, responses } of api.operations)
    if (!responses.some(({ status }) => /^[23]|^default$/.test(status)))
      say(
        'SCH102',
        { operation: key, path: ['responses'] },
        `${key} documents no success`,
        'add a 2XX response: mocks answer with it',
      );
}

function checkSecurity({ api, say }: Lint): void {
  if (api.kind !== 'openapi') return;
  for (const { key, security } of api.operations) {
    const schemes = new Set((security ?? []).flat().map((scheme) => scheme.split(':')[0] ?? ''));
    for (const scheme of schemes)
      if (!Object.hasOwn(api.security_schemes, scheme))
        say(
          'SCH106',
          { operation: key, path: ['security'] },
          `${key} asks for "${scheme}", which components.securitySchemes does not describe`,
          'describe it there, or correct the name',
        );
  }
}

/** With the path below the operation, in OpenAPI's words. */
function contentsOf(
  operation: ApiOperation,
): { content: ApiContent; direction: 'request' | 'response'; path: string[] }[] {
  const request = (operation.request_body?.content ?? []).map((content) => ({
    content,
    direction: 'request' as const,
    path: ['requestBody', 'content', content.media_type],
  }));
  const responses = operation.responses.flatMap(({ status, content: contents }) =>
    contents.map((content) => ({
      content,
      direction: 'response' as const,
      path: ['responses', status, 'content', content.media_type],
    })),
  );
  return [...request, ...responses];
}

function checkExamples({ api, say }: Lint): void {
  const compilers = {
    request: createCompiler(api.schemas, 'request'),
    response: createCompiler(api.schemas, 'response'),
  };
  for (const operation of api.operations)
    for (const { content, direction, path } of contentsOf(operation)) {
      if (content.schema === undefined || !/[/+]json\b/i.test(content.media_type)) continue;
      for (const { name, value } of content.examples) {
        // Whoever wrote it as text meant the document.
        if (typeof value === 'string') continue;
        const [error] = compilers[direction](content.schema)(value);
        if (error)
          say(
            'SCH103',
            { operation: operation.key, path: [...path, 'examples', name] },
            `the example ${name} of ${operation.key} does not fit its schema: ${error.instancePath || 'it'} ${error.message ?? ''}`,
            'correct the example or the schema: mocks answer with it',
          );
      }
    }
}

function checkDefaults({ api, say }: Lint): void {
  const visit = (schema: JsonSchema | undefined, place: ModelPlace): void => {
    if (!isObject(schema)) return;
    const { default: fallback } = schema;
    const values = resolveRef(schema, api.schemas);
    if (fallback !== undefined && isObject(values) && Array.isArray(values.enum)) {
      const known = new Set(values.enum.map(canonicalText));
      if (!known.has(canonicalText(fallback)))
        say(
          'SCH105',
          { ...place, path: [...(place.path ?? []), 'default'] },
          `the default ${canonicalText(fallback)} is not one of the values ${[...known].join(', ')}`,
          'correct one of them',
        );
    }
    if (isObject(schema.properties))
      for (const [name, sub] of Object.entries(schema.properties))
        if (isObject(sub)) visit(sub, { ...place, path: [...(place.path ?? []), 'properties', name] });
  };
  for (const [component, schema] of Object.entries(api.schemas)) visit(schema, { component });
  for (const { key, parameters } of api.operations)
    for (const parameter of parameters)
      visit(parameter.schema, { operation: key, path: ['parameters', parameter.in, parameter.name, 'schema'] });
}

function checkUse({ api, say }: Lint): void {
  const used = new Set<string>();
  const open: JsonSchema[] = [...api.operations, ...api.webhooks].flatMap((operation) => schemasOf(operation));
  for (let schema = open.pop(); schema !== undefined; schema = open.pop())
    for (const name of mentionedNames(schema)) {
      if (used.has(name)) continue;
      used.add(name);
      const next = api.schemas[name];
      if (next !== undefined) open.push(next);
    }
  for (const component of Object.keys(api.schemas))
    if (!used.has(component))
      say('SCH108', { component }, `the schema ${component} is used by nothing`, 'remove it, or refer to it');
}

function schemasOf(operation: ApiOperation): JsonSchema[] {
  const { parameters, responses, callbacks } = operation;
  const all = [
    ...parameters.map(({ schema }) => schema),
    ...contentsOf(operation).flatMap(({ content }) => [content.schema, content.item_schema]),
    ...responses.flatMap(({ headers }) => headers.map(({ schema }) => schema)),
  ];
  return [...all.filter((schema) => schema !== undefined), ...callbacks.flatMap(schemasOf)];
}
