// The one model of an API that every other part reads: router, validator, sampler, differ, SDK generator.
// Comes from loadApi; everything in it is plain JSON, sorted, and independent of how the source ordered its maps.
import type { ProtoSet } from './protobuf/descriptor.ts';

/** JSON Schema 2020-12, bundled: `$ref` only as `#/components/schemas/Name`. OpenAPI 3.0 keywords are already rewritten. */
export type JsonSchema = boolean | { [keyword: string]: unknown };

export interface ApiModel {
  kind: 'openapi' | 'protobuf';
  title: string;
  version: string;
  description?: string;
  /** Server URLs as written, without trailing slash. */
  servers: string[];
  /** Sorted by key. */
  operations: ApiOperation[];
  /** components/schemas by name, sorted. */
  schemas: Record<string, JsonSchema>;
  /** What the service sends: keys `WEBHOOK name POST`; request and response change sides. Sorted by key. */
  webhooks: ApiOperation[];
  /** Sorted by name. */
  security_schemes: Record<string, ApiSecurityScheme>;
  /** Tags that the contract describes, sorted by name. */
  tags: { name: string; description?: string }[];
  license?: { name: string; identifier?: string; url?: string };
  /** The declarations of a Protobuf contract, which two revisions of it are compared by. */
  protobuf?: ProtoSet;
  /** SHA-256 over the model, hex: equal for contracts that mean the same. */
  digest: string;
}

export interface ApiOperation {
  /** Identity everywhere: `POST /charges/{id}`, method in capitals, path template as in the contract. */
  key: string;
  method: string;
  path: string;
  operation_id?: string;
  tags: string[];
  summary?: string;
  description?: string;
  deprecated: boolean;
  /** `x-sunset` as written: the day from which it may be gone. */
  sunset?: string;
  /** `x-stability-level` as written: draft, alpha, beta, stable. */
  stability?: string;
  parameters: ApiParameter[];
  request_body?: { required: boolean; description?: string; content: ApiContent[] };
  /** Sorted: exact codes, then `4XX`, then `default`. */
  responses: ApiResponse[];
  /** Alternatives, each a sorted list of `scheme` or `scheme:scope`; absent: the contract says nothing; empty: none needed. */
  security?: string[][];
  /** By name, sorted: requests that the service makes to a URL from the call; keys `CALLBACK name {expression} POST`. */
  callbacks: ApiOperation[];
  /** Where it stands in the source: `/paths/~1charges/post`. */
  pointer: string;
  /** SHA-256 over this operation and the schemas that it reaches, hex. Evidence about it expires when this changes. */
  checksum: string;
}

export interface ApiParameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required: boolean;
  description?: string;
  deprecated: boolean;
  style: string;
  explode: boolean;
  schema: JsonSchema;
  /** Present when the parameter is a document of this type rather than a styled value. */
  media_type?: string;
  allow_reserved?: boolean;
  allow_empty?: boolean;
  sunset?: string;
  example?: unknown;
}

export interface ApiContent {
  media_type: string;
  schema?: JsonSchema;
  /** OpenAPI 3.2: of each item of a stream (`text/event-stream`, `application/jsonl`). */
  item_schema?: JsonSchema;
  /** How properties of a form are written, sorted by name. */
  encoding?: { name: string; content_type?: string; style?: string; explode?: boolean; allow_reserved?: boolean }[];
  /** Named examples in the contract's order; a lone `example` is named `default`. */
  examples: { name: string; value: unknown }[];
}

export interface ApiResponse {
  /** `200`, `4XX` or `default`. */
  status: string;
  description: string;
  headers: {
    name: string;
    required: boolean;
    deprecated: boolean;
    description?: string;
    schema: JsonSchema;
    example?: unknown;
  }[];
  content: ApiContent[];
  /** Sorted by name. `target`: the key of the operation, or what was written where the contract has no such operation. */
  links: { name: string; target: string }[];
}

export type ApiSecurityScheme = { description?: string } & (
  | { type: 'apiKey'; in: 'header' | 'query' | 'cookie'; name: string }
  | { type: 'http'; scheme: string; bearer_format?: string }
  | {
      type: 'oauth2';
      flows: { flow: string; authorization_url?: string; token_url?: string; refresh_url?: string; scopes: string[] }[];
    }
  | { type: 'openIdConnect'; url: string }
  | { type: 'mutualTLS' }
);
