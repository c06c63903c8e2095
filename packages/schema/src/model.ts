// The one model of an API that every other part reads: router, validator, sampler, differ, SDK generator.
// Comes from loadApi; everything in it is plain JSON, sorted, and independent of how the source ordered its maps.

/** JSON Schema 2020-12, bundled: `$ref` only as `#/components/schemas/Name`. OpenAPI 3.0 keywords are already rewritten. */
export type JsonSchema = boolean | { [keyword: string]: unknown };

export interface ApiModel {
  title: string;
  version: string;
  description?: string;
  /** Server URLs as written, without trailing slash. */
  servers: string[];
  /** Sorted by key. */
  operations: ApiOperation[];
  /** components/schemas by name, sorted. */
  schemas: Record<string, JsonSchema>;
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
  parameters: ApiParameter[];
  request_body?: { required: boolean; content: ApiContent[] };
  /** Sorted: exact codes, then `4XX`, then `default`. */
  responses: ApiResponse[];
  /** Alternatives, each a sorted list of `scheme` or `scheme:scope`; absent: the contract says nothing; empty: none needed. */
  security?: string[][];
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
  example?: unknown;
}

export interface ApiContent {
  media_type: string;
  schema?: JsonSchema;
  /** Named examples in the contract's order; a lone `example` is named `default`. */
  examples: { name: string; value: unknown }[];
}

export interface ApiResponse {
  /** `200`, `4XX` or `default`. */
  status: string;
  description: string;
  headers: { name: string; required: boolean; schema: JsonSchema; example?: unknown }[];
  content: ApiContent[];
}
