// Outputs of an effect that did not happen: one value for each that its type declares, so that later steps can read them. Texts name themselves.
import { z } from 'zod';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';

export function madeUpOutputs(outputs: z.ZodObject | undefined): JsonObject {
  if (!outputs) return {};
  const schema: unknown = z.toJSONSchema(outputs, { unrepresentable: 'any', io: 'output' });
  const value = sample(schema, 'value', 0);
  return isJsonObject(value) ? value : {};
}

const DEEPEST = 6;

function sample(schema: unknown, name: string, depth: number): JsonValue {
  if (typeof schema !== 'object' || schema === null || depth > DEEPEST) return null;
  const { type: kinds, properties, required = [], anyOf, enum: options, const: fixed } = readSchema(schema);
  const [type] = [kinds].flat();
  if (fixed !== undefined) return fixed;
  if (options?.[0] !== undefined) return options[0];
  if (anyOf?.[0] !== undefined) return sample(anyOf[0], name, depth + 1);
  switch (type) {
    case 'string':
      return `made-up-${name}`;
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'array':
      return [];
    case 'object':
      return Object.fromEntries(required.map((key) => [key, sample(properties?.[key], key, depth + 1)]));
    default:
      return null;
  }
}

const Schema = z.object({
  type: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .catch(undefined),
  required: z.array(z.string()).optional().catch(undefined),
  properties: z.record(z.string(), z.unknown()).optional().catch(undefined),
  anyOf: z.array(z.unknown()).optional().catch(undefined),
  enum: z.array(z.json()).optional().catch(undefined),
  const: z.json().optional().catch(undefined),
});

const readSchema = (schema: object) => Schema.parse(schema);
