// What an operation returns: JSON, text, bytes, nothing, or a stream of items. In: its documented successes.

import type { ApiContent, ApiOperation, ApiResponse } from '@mockops/schema';
import type { Converter } from './convert.ts';
import { isJson, isLines, isText } from './media.ts';
import type { Result, TypeRef } from './model.ts';
import { asSchemas, deref, isRecord, type SchemaObject, type Schemas } from './schema-facts.ts';

export interface Results {
  result: Result;
  /** The same success as a stream, where the contract offers both. */
  stream?: Result;
}

export function convertResults(operation: ApiOperation, name: string, converter: Converter): Results {
  const successes = successesOf(operation);
  const mayBeEmpty = successes.some(({ content }) => content.length === 0);
  const none: Result = { kind: 'none', type: { kind: 'any' }, mayBeEmpty: true };
  const contents = successes.flatMap(({ content }) => content);
  if (contents.length === 0 || operation.method.toUpperCase() === 'HEAD') return { result: none };
  const json = successes.flatMap((response) => jsonTypes(response, `${name} Response`, converter));
  const stream = streamOf(contents, name, converter);
  if (json.length > 0) {
    const result: Result = { kind: 'json', type: oneOf(json, `${name}Result`, converter), mayBeEmpty };
    return stream === undefined ? { result } : { result, stream };
  }
  if (stream !== undefined) return { result: { ...stream, mayBeEmpty } };
  if (contents.every(({ media_type }) => isText(media_type))) {
    return { result: { kind: 'text', type: { kind: 'string' }, mayBeEmpty } };
  }
  return { result: { kind: 'binary', type: { kind: 'bytes' }, mayBeEmpty } };
}

function successesOf({ responses }: ApiOperation): ApiResponse[] {
  const hasSuccess = responses.some(({ status }) => /^[23]/.test(status));
  return responses.filter(({ status }) => (hasSuccess ? /^2/.test(status) : status === 'default'));
}

function oneOf(types: TypeRef[], hint: string, converter: Converter): TypeRef {
  const distinct = new Map(types.map((type) => [JSON.stringify(type), type]));
  const [first] = distinct.values();
  if (distinct.size === 1 && first !== undefined) return first;
  return converter.unionOf([...distinct.values()], hint);
}

function jsonTypes(response: ApiResponse, hint: string, converter: Converter): TypeRef[] {
  const content = response.content.find(({ media_type }) => isJson(media_type));
  return content === undefined ? [] : [converter.typeOf(content.schema, hint)];
}

function streamOf(contents: ApiContent[], name: string, converter: Converter): Result | undefined {
  const events = contents.find(({ media_type }) => /^text\/event-stream/i.test(media_type));
  if (events !== undefined) {
    const data = eventData(events.item_schema ?? events.schema, converter.schemas);
    return { kind: 'events', type: oneOfData(data, `${name} Event`, converter), mayBeEmpty: false };
  }
  const lines = contents.find(({ media_type }) => isLines(media_type));
  if (lines === undefined) return undefined;
  const item = lines.item_schema ?? itemOf(lines.schema, converter.schemas);
  return { kind: 'lines', type: converter.typeOf(item, `${name} Line`), mayBeEmpty: false };
}

function oneOfData(data: unknown[], hint: string, converter: Converter): TypeRef {
  const types = data.map((schema, index) => converter.typeOf(schema, index === 0 ? hint : `${hint} ${index + 1}`));
  return oneOf(types, `${hint.replaceAll(' ', '')}Data`, converter);
}

/**
 * The schema of what `data` holds. A 3.2 item schema describes the whole event, with its content under `contentSchema`; older
 * contracts write that content's schema as the body's.
 */
function eventData(schema: unknown, schemas: Schemas): unknown[] {
  const target = deref(schema, schemas);
  const arms = [...asSchemas(target?.oneOf), ...asSchemas(target?.anyOf)];
  const fromArms = arms.map((arm) => dataProperty(deref(arm, schemas), schemas));
  if (arms.length > 0 && fromArms.every((data) => data !== undefined)) return fromArms;
  return [dataProperty(target, schemas) ?? itemOf(schema, schemas)];
}

function dataProperty(event: SchemaObject | undefined, schemas: Schemas): unknown {
  const properties = event?.properties;
  if (!isRecord(properties) || !Object.hasOwn(properties, 'data')) return undefined;
  // An object with `data` and no word of events is an item of its own that happens to have such a property.
  if (!Object.keys(properties).every((key) => ['data', 'event', 'id', 'retry'].includes(key))) return undefined;
  const data = deref(properties.data, schemas);
  if (data?.contentSchema !== undefined) return data.contentSchema;
  return typeof data?.type === 'string' ? properties.data : undefined;
}

/** A stream that is written as a list means its items; one written as a text says nothing about them. */
function itemOf(schema: unknown, schemas: Schemas): unknown {
  const target = deref(schema, schemas);
  if (target?.type === 'array') return target.items;
  return target?.type === 'string' && target.enum === undefined ? undefined : schema;
}
