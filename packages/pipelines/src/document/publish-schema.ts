// The JSON Schema (2020-12) of a pipeline, for editors: the document, and for each step type the schema of its config. In: the step types. Out: a schema
// that accepts what the linter accepts; what needs more than a schema (references, cycles, permissions) only the linter tells.
import { PipelineDocument, PipelineStep, STEP_SECTIONS } from '@mockops/contract';
import { z } from 'zod';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import type { KnownTypes } from './known.ts';

export function publishPipelineSchema(step_types: KnownTypes['step_types'], id?: string): JsonObject {
  const defs: JsonObject = {};
  const document = schemaOf(PipelineDocument, 'document', defs);
  const properties = isJsonObject(document.properties) ? document.properties : {};
  const names = Object.keys(step_types).sort();
  for (const name of names) defs[configName(name)] = configSchema(name, step_types[name]?.config, defs);
  defs.step = stepSchema(step_types, names, defs);
  const list = { type: 'array', items: { $ref: '#/$defs/step' }, maxItems: 200 };
  const sections = STEP_SECTIONS.map((section) => [section, section === 'steps' ? { ...list, minItems: 1 } : list]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...(id === undefined ? {} : { $id: id }),
    title: 'MockOps pipeline',
    ...document,
    properties: { ...properties, ...Object.fromEntries(sections), defaults: withConfigs(properties.defaults, names) },
    $defs: defs,
  };
}

/** `type` decides what `config` may hold. */
function stepSchema(step_types: KnownTypes['step_types'], names: readonly string[], defs: JsonObject): JsonObject {
  const step = schemaOf(PipelineStep, 'step', defs);
  const properties = isJsonObject(step.properties) ? step.properties : {};
  const described = names.map((name) => ({
    const: name,
    ...(step_types[name]?.summary ? { description: step_types[name].summary } : {}),
  }));
  return {
    ...step,
    properties: { ...properties, type: { oneOf: described } },
    allOf: names.map((name) => ({
      if: { properties: { type: { const: name } }, required: ['type'] },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
      then: { properties: { config: { $ref: `#/$defs/${configName(name)}` } } },
    })),
  };
}

function withConfigs(defaults: JsonValue | undefined, names: readonly string[]): JsonValue {
  if (!isJsonObject(defaults) || !isJsonObject(defaults.properties)) return defaults ?? {};
  const configs = Object.fromEntries(names.map((name) => [name, { $ref: `#/$defs/${configName(name)}` }]));
  const config = { type: 'object', properties: configs, additionalProperties: false };
  return { ...defaults, properties: { ...defaults.properties, config } };
}

/** What is required may come from `defaults.config`, so only the linter knows what is missing. */
function configSchema(name: string, config: z.ZodType | undefined, defs: JsonObject): JsonObject {
  if (!config) return {};
  const { required: _, ...schema } = schemaOf(config, configName(name), defs);
  const open = openForTemplates(schema);
  return isJsonObject(open) ? open : {};
}

const TEMPLATE: JsonObject = { type: 'string', pattern: '\\{\\{' };

/** Any value may be a template instead; the keys of objects stay those of the schema. */
function openForTemplates(schema: JsonValue): JsonValue {
  if (!isJsonObject(schema)) return schema;
  const open: JsonObject = { ...schema };
  if (isJsonObject(schema.properties)) open.properties = mapValues(schema.properties, orTemplate);
  for (const key of ['items', 'additionalProperties']) {
    if (isJsonObject(schema[key])) open[key] = orTemplate(schema[key]);
  }
  for (const key of ['anyOf', 'oneOf', 'allOf', 'prefixItems']) {
    const branches = schema[key];
    if (Array.isArray(branches)) open[key] = branches.map(openForTemplates);
  }
  return open;
}

function orTemplate(schema: JsonValue): JsonValue {
  const open = openForTemplates(schema);
  if (!isJsonObject(open) || Object.keys(open).length === 0) return open;
  // What editors show belongs to the value, not to its alternatives.
  const { description, default: fallback, ...rest } = open;
  const shown = {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
  return { ...shown, anyOf: [rest, TEMPLATE] };
}

function mapValues(source: JsonObject, change: (value: JsonValue) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(source).map(([key, value]) => [key, change(value)]));
}

function configName(type: string): string {
  return `config_${type}`;
}

/** Definitions of its own go to `defs` under its name. What zod cannot say in JSON Schema (a rule in code, text that becomes a number) stays open. */
function schemaOf(schema: z.ZodType, name: string, defs: JsonObject): JsonObject {
  const written = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-2020-12' });
  const text = JSON.stringify(written).replaceAll('"#/$defs/', `"#/$defs/${name}_`);
  const { $defs, $schema: _, ...rest } = z.record(z.string(), z.json()).parse(JSON.parse(text));
  for (const [own, definition] of Object.entries(isJsonObject($defs) ? $defs : {})) defs[`${name}_${own}`] = definition;
  return rest;
}
