// One difference between two contracts, as every border of MockOps sees it: the differ makes it, the API returns it, the CLI and the
// dashboard show it. Rule ids are oasdiff's and buf's where they name the same thing.
import { z } from 'zod';

/**
 * `breaking`: a message that was valid is not, or a member that readers may rely on is gone. `risky`: correct clients survive, careless ones may not.
 * `safe`: only adds. `none`: wording.
 */
export const SchemaChangeLevel = z.enum(['breaking', 'risky', 'safe', 'none']);
export type SchemaChangeLevel = z.infer<typeof SchemaChangeLevel>;

/** Where it stands in the text as it was pushed. */
export const SourcePlace = z.object({
  file: z.string(),
  /** JSON pointer; empty for Protobuf. */
  pointer: z.string(),
  line: z.int(),
  col: z.int(),
});
export type SourcePlace = z.infer<typeof SourcePlace>;

/**
 * A message that shows the change: valid before and refused now (requests), or possible now and refused by what readers knew (responses).
 * Readers may rely on what is documented: an answer that is documented no longer counts as refused, and its part begins with `former`.
 */
export const SchemaWitness = z.object({
  /** Its key. Protobuf, where no whole call shows it: the full name of a message, enum or field, the path of a file, a package. */
  operation: z.string(),
  /**
   * `request body`, `query limit`, `response 200`, `header X-Total of response 200`. Protobuf too: `JSON from the older revision`,
   * `bytes from the newer revision`, `a name`, `a generated name`, `a declaration`.
   *
   * Where no whole body shows it, because something else in it refuses all of them or another alternative takes them, a part that stands
   * alone: `request body: tags[].name`, `component Pet: owner`.
   *
   * Of OpenAPI also a whole message, JSON bodies parsed and empty maps left out:
   * - `request`: `{method, path, query, headers, body, credentials, on}`. A list in `query` is a name that is there several times;
   *   `credentials` are `{scheme, sent_as, scopes}` each, there where they matter; `on` is a day, where the day matters.
   * - `response`, `former response`: `{status, headers, body, on}`.
   * - Of webhooks, which the service calls: `request` and `former request` without `path`, and `answer` for what receivers answer.
   *   Of callbacks the same behind their name: `callback paid {$request.query.url} POST: former request`.
   */
  part: z.string(),
  /** The message; a request with its headers. Of bytes `{message, hex, before, after}`, of names `{file, symbol, …}`. */
  value: z.json(),
  /** What the other side's contract says against it, one sentence each. */
  errors: z.array(z.string()),
});
export type SchemaWitness = z.infer<typeof SchemaWitness>;

export const SchemaChange = z.object({
  /** Stable: `request-parameter-removed`, `FIELD_SAME_TYPE`. */
  rule: z.string(),
  level: SchemaChangeLevel,
  direction: z.enum(['request', 'response']).nullable(),
  /** Keys of every operation that the change reaches, sorted; empty when it reaches none. */
  operations: z.array(z.string()),
  /** `response 200: owner.email`, `query limit`; of the first operation. Empty: the operation or document itself. */
  place: z.string(),
  /** One sentence that needs nothing else to be understood. */
  message: z.string(),
  before: SourcePlace.nullable(),
  after: SourcePlace.nullable(),
  witness: SchemaWitness.nullable(),
  /** Of rule, place and what changed, without lines: the same change has the same one in another revision or format. */
  fingerprint: z.string(),
  /** Set when an ignore entry covers it; `level` is then what it would be. */
  ignored: z.object({ reason: z.string(), until: z.string().nullable() }).nullable(),
});
export type SchemaChange = z.infer<typeof SchemaChange>;

/** How a workspace judges: levels of rules that differ from the defaults, and changes that it has accepted. */
export const SchemaPolicy = z.strictObject({
  levels: z.record(z.string(), z.enum([...SchemaChangeLevel.options, 'off'])).default({}),
  ignore: z
    .array(
      z
        .strictObject({
          /** Of the one change. */
          fingerprint: z.string().optional(),
          /** Every change by this rule, or of this operation, or both. */
          rule: z.string().optional(),
          operation: z.string().optional(),
          reason: z.string().min(1, 'say why this change is accepted'),
          /** A day, `2027-01-31`; after it the entry no longer holds. */
          until: z.iso.date().optional(),
        })
        .refine(({ fingerprint, rule, operation }) => fingerprint ?? rule ?? operation, {
          error: 'say which change this accepts, by its fingerprint, a rule or an operation',
        }),
    )
    .default([]),
  /** Days between a deprecation and its sunset, at least. */
  min_sunset_days: z.int().min(0).default(0),
  protobuf: z.enum(['WIRE_JSON', 'WIRE', 'PACKAGE', 'FILE']).default('WIRE_JSON'),
});
export type SchemaPolicy = z.infer<typeof SchemaPolicy>;

/** `major.minor.patch` step that the changes ask for, of the contract and of the SDKs made from it. */
export const SuggestedVersion = z.object({
  contract: z.enum(['major', 'minor', 'patch', 'none']),
  sdk: z.enum(['major', 'minor', 'patch', 'none']),
});
export type SuggestedVersion = z.infer<typeof SuggestedVersion>;
