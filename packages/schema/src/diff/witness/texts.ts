// Texts that hold a document: candidates for a change of contentEncoding, contentMediaType or contentSchema.
import type { JsonSchema } from '../../model.ts';
import type { SchemaView } from '../view/view.ts';
import type { Maker } from './minimal.ts';

const DOCUMENTS = ['a,b', '{"a":1}', '[]', '"text"', '1', '<a/>', 'text', ''];

export function* textsHolding(views: SchemaView[], maker: Maker): Generator<string> {
  const schemas = views.map(({ content }) => content.schema).filter((schema) => schema !== undefined);
  const inner = schemas.flatMap((schema: JsonSchema) => [maker.minimal(schema), maker.sample(schema, 'a')]);
  const documents = [...DOCUMENTS, ...inner.map((value) => JSON.stringify(value ?? null))];
  const encodings = new Set(views.map(({ content }) => content.encoding ?? ''));
  for (const document of documents) for (const encoding of encodings) yield encode(document, encoding);
}

function encode(text: string, encoding: string): string {
  const bytes = Buffer.from(text, 'utf8');
  const name = encoding.toLowerCase();
  if (name === 'base64' || name === 'base64url') return bytes.toString(name);
  if (name === 'base16') return bytes.toString('hex').toUpperCase();
  return name === 'base32' ? toBase32(bytes) : text;
}

const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function toBase32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const signs = (bits.match(/.{1,5}/g) ?? []).map((five) => SIGNS[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
  return signs.padEnd(Math.ceil(signs.length / 8) * 8, '=');
}
