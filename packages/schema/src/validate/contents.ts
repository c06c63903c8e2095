// What a text holds, asserted: contentEncoding, contentMediaType and contentSchema, and the known values of an open list.
// JSON Schema leaves these to readers, so the validator of messages does not judge by them; a witness of their change must.
import type { SchemaValidateFunction } from 'ajv';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import { isObject, type JsonObject } from '../json.ts';
import type { JsonSchema } from '../model.ts';

/** Our keyword that stands for the three together. */
export const DOCUMENT = 'x-document';
export const CONTENT = new Set(['contentEncoding', 'contentMediaType', 'contentSchema']);

export function contentOf(schema: JsonObject, prepare: (schema: JsonSchema) => JsonSchema): JsonObject {
  const { contentEncoding: encoding, contentMediaType: media, contentSchema: inner } = schema;
  const isSchema = typeof inner === 'boolean' || isObject(inner);
  return { encoding, media, ...(isSchema && { schema: prepare(inner) }) };
}

export function addContentKeywords(ajv: Ajv2020): void {
  ajv.addKeyword({ keyword: DOCUMENT, type: 'string', compile: (content: unknown) => checkOf(ajv, content) });
  ajv.addKeyword({
    keyword: 'x-extensible-enum',
    schemaType: 'array',
    error: { message: 'is none of the values that the contract knows' },
    validate: (known: unknown[], value: unknown) => known.includes(value),
  });
}

function checkOf(ajv: Ajv2020, content: unknown): SchemaValidateFunction {
  const { encoding, media, schema } = isObject(content) ? content : {};
  const fits = typeof schema === 'boolean' || isObject(schema) ? ajv.compile(schema) : undefined;
  const judge = (text: string): string | undefined => {
    const plain = typeof encoding === 'string' ? decode(text, encoding) : text;
    if (plain === undefined) return `is not written in ${encoding}`;
    if (typeof media === 'string' && !holds(plain, media)) return `does not hold ${media}`;
    const document = fits && readJson(plain);
    return !document || fits?.(document.value) === true ? undefined : 'holds a document that its contentSchema refuses';
  };
  const validate: SchemaValidateFunction = (text: string) => {
    const message = judge(text);
    validate.errors = message === undefined ? [] : [{ keyword: DOCUMENT, params: {}, message }];
    return message === undefined;
  };
  return validate;
}

const ALPHABETS: Record<string, RegExp> = {
  base64: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  base64url: /^[A-Za-z0-9_-]*={0,2}$/,
  base32: /^(?:[A-Z2-7]{8})*(?:[A-Z2-7]{2}={6}|[A-Z2-7]{4}={4}|[A-Z2-7]{5}={3}|[A-Z2-7]{7}=)?$/,
  base16: /^(?:[0-9A-Fa-f]{2})*$/,
};

/** Undefined where the text is not written like that; an encoding that is not known is taken as it stands. */
function decode(text: string, encoding: string): string | undefined {
  const name = encoding.toLowerCase();
  const alphabet = ALPHABETS[name];
  if (!alphabet) return text;
  if (!alphabet.test(text)) return undefined;
  if (name === 'base32') return decodeBase32(text);
  return Buffer.from(text, name === 'base16' ? 'hex' : name === 'base64url' ? 'base64url' : 'base64').toString('utf8');
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function decodeBase32(text: string): string {
  const bits = [...text.replaceAll('=', '')].map((sign) => BASE32.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2))).toString('utf8');
}

/** Whether a text can be a document of the media type, for those that can be told. */
function holds(text: string, media: string): boolean {
  if (/[/+]json$/.test(media)) return readJson(text) !== undefined;
  if (/[/+]xml$/.test(media)) return /^\s*<[\s\S]*>\s*$/.test(text);
  // RFC 4180: quotes surround a whole field, or are doubled inside one.
  if (media === 'text/csv') return /^(?:(?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,|\r?\n|$))*$/.test(text);
  return true;
}

function readJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
