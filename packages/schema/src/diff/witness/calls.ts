// Calls of an operation as one contract describes them, the smallest first: what is required, and what a witness wishes beside it.
import { isObject } from '../../json.ts';
import { isJsonMediaType } from '../../media-type.ts';
import type { ApiContent, ApiModel, ApiOperation, ApiParameter, JsonSchema } from '../../model.ts';
import type { Credential } from '../../validate/credentials.ts';
import type { Call } from '../../validate/exchange.ts';
import { FORM, writeForm } from '../../validate/form.ts';
import { writeParameter } from '../../validate/write-parameter.ts';
import type { Maker } from './minimal.ts';

export interface CallWish {
  /** Sent though it is optional. */
  parameter?: ApiParameter | undefined;
  /** Of that parameter. */
  value?: unknown;
  /** A body of this media type; `any`: of the first that the contract has. Without it a body only where one is required. */
  media_type?: string | undefined;
  body?: unknown;
  credentials?: Credential[];
  on?: string | undefined;
}

interface Source {
  api: ApiModel;
  maker: Maker;
}

type Fill = (schema: JsonSchema) => unknown;

/** Not all of them need be valid: values between which only a pattern decides are guessed. */
export function* callsOf(operation: ApiOperation, wish: CallWish, { api, maker }: Source): Generator<Call> {
  const { on, credentials } = wish;
  const beside = { ...(credentials && { credentials }), ...(on !== undefined && { on }) };
  for (const fill of fillers(maker)) {
    const sent = sendParameters(operation, wish, fill);
    const body = makeBody(operation, wish, fill, api);
    const { path, headers, ...rest } = sent;
    const isSent = /^(WEBHOOK|CALLBACK) /.test(operation.key);
    yield {
      method: operation.method,
      ...(!isSent && { path }),
      ...rest,
      ...body,
      headers: { ...headers, ...body?.headers },
      ...beside,
    };
  }
}

export const fillers = (maker: Maker): Fill[] => [
  (schema) => maker.minimal(schema),
  ...['a', 'b', 'c'].map(
    (seed): Fill =>
      (schema) =>
        maker.sample(schema, seed),
  ),
];

function sendParameters(operation: ApiOperation, { parameter: wished, value: own }: CallWish, fill: Fill) {
  const texts = new Map<string, string>();
  const query: Call['query'] = {};
  const headers: Call['headers'] = {};
  const cookies: string[] = [];
  for (const parameter of operation.parameters) {
    if (!parameter.required && parameter !== wished && parameter.in !== 'path') continue;
    const value = parameter === wished && own !== undefined ? own : fill(parameter.schema);
    for (const [name, text] of Object.entries(writeParameter(parameter, value))) {
      if (parameter.in === 'path') texts.set(name, [text].flat().join());
      else if (parameter.in === 'query') query[name] = text;
      else if (parameter.in === 'header') headers[name.toLowerCase()] = text;
      else cookies.push(`${name}=${[text].flat().join()}`);
    }
  }
  if (cookies.length > 0) headers.cookie = cookies.join('; ');
  const path = operation.path.replace(/\{([^{}]*)\}/g, (_, name: string) => escaped(texts.get(name) || 'sample'));
  return { path, query, headers };
}

/** What styles mark values with stays as it is. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/%(3B|3D|2C|3A|40)/g, (code) => decodeURIComponent(code));

function makeBody({ request_body }: ApiOperation, wish: CallWish, fill: Fill, api: ApiModel) {
  const { media_type, body } = wish;
  if (!request_body || (!request_body.required && media_type === undefined && body === undefined)) return undefined;
  const named = request_body.content.find((one) => one.media_type === media_type);
  const content = named ?? request_body.content[0];
  if (!content) return undefined;
  return {
    headers: { 'content-type': concrete(content.media_type) },
    body: body === undefined ? documentOf(content, fill, api.schemas) : written(content, body, api.schemas),
  };
}

/** A type that a range stands for. */
export const concrete = (media_type: string): string =>
  media_type === '*/*' || media_type === 'application/*' ? 'application/json' : media_type.replace('*', 'plain');

export function documentOf(content: ApiContent, fill: Fill, schemas: Record<string, JsonSchema>): unknown {
  const value = fill(content.schema ?? true);
  const type = concrete(content.media_type);
  if (isJsonMediaType(type)) return value ?? {};
  if (/[/+]xml$/.test(type)) return '<value/>';
  return isObject(value) && /^multipart|urlencoded/.test(type)
    ? written(content, value, schemas)
    : String(value ?? 'text');
}

const written = (content: ApiContent, value: unknown, schemas: Record<string, JsonSchema>): unknown =>
  content.media_type === FORM ? writeForm(content, value, schemas) : value;
