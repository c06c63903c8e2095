// Ajv over one model: schemas are registered and compiled when first needed, per direction.
// oneOf and anyOf are our own keywords: when no alternative fits, only the errors of the nearest one are told.

import type { SchemaValidateFunction } from 'ajv';
import { Ajv2020, type AnySchema, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { isObject, type JsonObject } from '../json.ts';
import { kindOf, mapSubSchemas, refName, resolveRef } from '../keywords.ts';
import type { JsonSchema } from '../model.ts';
import { addContentKeywords, CONTENT, contentOf, DOCUMENT } from './contents.ts';

export type Direction = 'request' | 'response';
/** Errors of the value, nearest alternatives only; empty when it fits. */
export type Check = (value: unknown) => ErrorObject[];

/** Of a 32-bit number; how exact it is cannot be told from a decimal text. */
const LARGEST_FLOAT = 3.4028234663852886e38;

const VALUE_KEYWORDS = new Set([
  '$ref',
  'type',
  'enum',
  'const',
  'format',
  'pattern',
  'required',
  'dependentRequired',
  'uniqueItems',
  'multipleOf',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'minContains',
  'maxContains',
]);
/** Ajv cannot see what our alternatives evaluated; members that nobody declares are found by the walk in unexpected.ts. */
const SKIPPED = new Set(['unevaluatedProperties', 'unevaluatedItems', 'contentSchema']);

export interface CompilerOptions {
  /**
   * Asserts what messages are seldom judged by: `unevaluated…` (with Ajv's own alternatives, which tell the errors of each), the document
   * inside a text, and values that an open list knows. For showing what a change of those words means.
   */
  complete?: boolean;
}

export function createCompiler(
  schemas: Record<string, JsonSchema>,
  direction: Direction,
  { complete = false }: CompilerOptions = {},
): (schema: JsonSchema) => Check {
  const base = `https://spec.local/${direction}`;
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    logger: false,
    unicodeRegExp: false,
    validateSchema: false,
    addUsedSchema: false,
    // A component is compiled once: copies of it in all that refers to it take more memory and time than calls do.
    inlineRefs: false,
  });
  addFormats.default(ajv);
  ajv.addFormat('float', { type: 'number', validate: (value) => Math.abs(value) <= LARGEST_FLOAT });
  // Nothing reads what was evaluated (see SKIPPED), and Ajv's generated code for it fails on patternProperties beside conditions.
  if (!complete) ajv.opts.unevaluated = false;
  const hidden = direction === 'request' ? 'readOnly' : 'writeOnly';

  // Ajv reads only the components that it is led to: a large contract has a thousand others.
  const ids = new Map<string, string>();
  const missing: string[] = [];
  const idOf = (name: string): string => {
    const id = ids.get(name) ?? `${base}/${ids.size}`;
    if (!ids.has(name)) missing.push(name);
    ids.set(name, id);
    return id;
  };
  const addMissing = (): void => {
    for (let name = missing.pop(); name !== undefined; name = missing.pop()) {
      const component = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
      if (component !== undefined) ajv.addSchema(prepare(component), idOf(name));
    }
  };

  const prepare = (schema: JsonSchema): JsonSchema => {
    if (!isObject(schema)) return schema;
    const kept: JsonObject = {};
    for (const [keyword, value] of Object.entries(schema)) {
      if (complete && CONTENT.has(keyword)) kept[DOCUMENT] = contentOf(schema, prepare);
      if (SKIPPED.has(keyword) && !(complete && keyword.startsWith('unevaluated'))) continue;
      if (complete && keyword === 'x-extensible-enum') kept[keyword] = value;
      else if (keyword === '$ref') kept.$ref = idOf(refName(schema) ?? '');
      else if (keyword === 'required' && Array.isArray(value)) kept.required = visible(value, schema.properties);
      else if (keyword === 'pattern' && !isRegex(value)) continue;
      else if (VALUE_KEYWORDS.has(keyword) || kindOf(keyword) !== 'value') kept[keyword] = value;
    }
    return mapSubSchemas(kept, prepare);
  };
  /** A member of the other direction is never required in this one. */
  const visible = (required: unknown[], properties: unknown): unknown[] =>
    required.filter((name) => {
      if (typeof name !== 'string' || !isObject(properties) || !Object.hasOwn(properties, name)) return true;
      const own = properties[name];
      const target = isObject(own) ? resolveRef(own, schemas) : true;
      return !(isObject(own) && own[hidden] === true) && !(isObject(target) && target[hidden] === true);
    });

  if (complete) addContentKeywords(ajv);
  for (const keyword of complete ? [] : ['oneOf', 'anyOf']) {
    ajv.removeKeyword(keyword);
    ajv.addKeyword({
      keyword,
      schemaType: 'array',
      errors: 'full',
      compile: (list) => alternatives(ajv, keyword, list),
    });
  }
  const compiled = new Map<JsonSchema, Check>();
  return (schema) => {
    let check = compiled.get(schema);
    if (!check) {
      const prepared = prepare(schema);
      addMissing();
      check = toCheck(compile(ajv, prepared));
      compiled.set(schema, check);
    }
    return check;
  };
}

/** A schema that cannot be compiled accepts everything: the contract says nothing that could be checked. */
function compile(ajv: Ajv2020, schema: AnySchema): ValidateFunction {
  try {
    return ajv.compile(schema);
  } catch {
    return ajv.compile(true);
  }
}

function toCheck(validate: ValidateFunction): Check {
  return (value) => {
    try {
      return validate(value) ? [] : [...(validate.errors ?? [])];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return [problem('depth', '', 'is nested too deeply to be checked')];
    }
  };
}

const problem = (keyword: string, instancePath: string, message: string, params: JsonObject = {}): ErrorObject => ({
  keyword,
  instancePath,
  schemaPath: '',
  params,
  message,
});

function alternatives(ajv: Ajv2020, keyword: string, list: unknown): SchemaValidateFunction {
  let checks: Check[] | undefined;
  const schemas: unknown[] = Array.isArray(list) ? list : [];
  const validate: SchemaValidateFunction = (value: unknown, context) => {
    checks ??= schemas.map((schema) => toCheck(compile(ajv, isObject(schema) ? schema : schema !== false)));
    const at = context?.instancePath ?? '';
    let nearest: ErrorObject[] | undefined;
    let fitting = 0;
    for (const check of checks) {
      const errors = check(value);
      if (errors.length === 0) fitting += 1;
      else if (!nearest || distance(errors) < distance(nearest)) nearest = errors;
      if (fitting > 0 && keyword === 'anyOf') return true;
    }
    if (fitting === 1) return true;
    validate.errors =
      fitting > 1
        ? [problem('ambiguous', at, `fits ${fitting} alternatives of oneOf instead of one`)]
        : (nearest ?? []).map((error) => ({ ...error, instancePath: at + error.instancePath }));
    return false;
  };
  return validate;
}

/** How far a value is from an alternative: a wrong type of the whole weighs most, then a wrong constant (a discriminator). */
export function distance(errors: ErrorObject[]): number {
  let total = 0;
  for (const { keyword, instancePath } of errors) {
    if (keyword === 'type' && instancePath === '') total += 1_000;
    else if (keyword === 'const' || keyword === 'enum') total += 20;
    else total += 1;
  }
  return total;
}

function isRegex(pattern: unknown): boolean {
  try {
    return typeof pattern === 'string' && new RegExp(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}
