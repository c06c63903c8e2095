// Every pair of the case library: its verdicts, its witnesses checked by a validator, and no verdict between a contract and itself.
import { type SchemaChange, SchemaPolicy, type SchemaWitness } from '@mockops/contract';
import { expect, test } from 'vitest';
import { type Case, readCases } from '../../cases/read-cases.ts';
import { isObject } from '../json.ts';
import { loadApi } from '../load/load.ts';
import type { ApiModel, JsonSchema } from '../model.ts';
import { createCompiler } from '../validate/compile.ts';
import { createValidator } from '../validate/validator.ts';
import { type ApiDiff, diffApis } from './diff.ts';

const cases = readCases();

async function load(files: Record<string, unknown>): Promise<ApiModel> {
  const read = await loadApi(
    Object.fromEntries(Object.entries(files).map(([name, content]) => [name, JSON.stringify(content)])),
  );
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return read.value;
}

const diff = (a: ApiModel, b: ApiModel, { policy, today }: Case): ApiDiff =>
  diffApis(a, b, { ...(policy && { policy: SchemaPolicy.parse(policy) }), ...(today !== undefined && { today }) });

/** Every map written backwards; lists keep their order, which may mean something. */
function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, backwards(inner)]),
  );
}

const words = ({ rule, level }: { rule: string; level: string }) => `${rule} ${level}`;

test('the library is as large as it should be', () => {
  expect(cases.length).toBeGreaterThanOrEqual(400);
  expect(cases.filter(({ area }) => area === 'equivalence').length).toBeGreaterThanOrEqual(60);
});

test.for(cases.map((one) => [one.id, one] as const))('%s', async ([, one]) => {
  const [base, revision] = [await load(one.files.base), await load(one.files.revision)];
  const result = diff(base, revision, one);
  expect(result.changes.map(words).sort(), one.why).toEqual(one.expect.map(words).sort());
  for (const { rule, level, direction, operations, place } of one.expect) {
    const found = result.changes.filter((change) => words(change) === words({ rule, level }));
    if (direction) expect(found.map((change) => change.direction)).toContain(direction);
    if (operations) expect(found.map((change) => change.operations)).toContainEqual(operations);
    if (place)
      expect(
        found.some((change) => change.place.endsWith(place)),
        found[0]?.place,
      ).toBe(true);
  }
  expect(diff(base, base, one).changes).toEqual([]);
  expect(diff(revision, revision, one).changes).toEqual([]);

  const turned = [backwards(one.files.base), backwards(one.files.revision)];
  const [a, b] = await Promise.all(turned.map((files) => load(isObject(files) ? files : {})));
  if (!a || !b) throw new Error('the reordered contracts do not load');
  expect(diff(a, b, one).changes).toEqual(result.changes);
  for (const change of result.changes) if (change.witness) confirm(change, change.witness, base, revision);
});

/** Asks Ajv, not the differ: the message fits the contract that it comes from and not the other one. */
function confirm(change: SchemaChange, witness: SchemaWitness, base: ApiModel, revision: ApiModel): void {
  const direction = change.direction ?? 'response';
  const [from, against] = direction === 'request' ? [base, revision] : [revision, base];
  const isValid = (api: ApiModel): boolean | undefined => {
    if (witness.part === 'request' && isObject(witness.value))
      return createValidator(api).checkRequest({ ...witness.value, operation: witness.operation }).length === 0;
    const schema = schemaOf(api, witness);
    return schema === undefined
      ? undefined
      : createCompiler(api.schemas, direction)(schema)(witness.value).length === 0;
  };
  expect([isValid(from), isValid(against)], `${change.rule}: ${JSON.stringify(witness)}`).toEqual([true, false]);
}

function schemaOf(api: ApiModel, witness: SchemaWitness): JsonSchema | undefined {
  const { operation: key, part } = witness;
  const shape = (text: string) => text.replace(/\{[^{}]*\}/g, '{}');
  const all = [...api.operations, ...api.operations.flatMap(({ callbacks }) => callbacks), ...api.webhooks];
  const callback = /^callback (.+): (.+)$/.exec(part);
  if (callback) return schemaOf(api, { ...witness, operation: `CALLBACK ${callback[1]}`, part: callback[2] ?? '' });
  const operation = all.find((one) => shape(one.key) === shape(key));
  const [, header, status] = /^(?:header (\S+) of )?(?:item of )?(?:response|answer) (\w+)/.exec(part) ?? [];
  if (status !== undefined) {
    const response = operation?.responses.find((one) => one.status === status);
    if (header !== undefined) return response?.headers.find(({ name }) => name === header)?.schema;
    const [content] = response?.content ?? [];
    return part.startsWith('item of ') ? content?.item_schema : content?.schema;
  }
  if (part === 'body' || part === 'request body') return operation?.request_body?.content[0]?.schema;
  const [place, name] = part.split(' ');
  return operation?.parameters.find((one) => one.in === place && (one.name === name || one.in === 'path'))?.schema;
}

/** No single value shows these: a whole part came or went, it is written otherwise, a day is near, or validators do not look there. */
const SHOWN_OTHERWISE =
  /parameter-(removed|became-required|style|explode|media-type|empty-value)|new-required-request-parameter|request-body-(added|became-required|encoding|media-type|removed)|sunset|extensible|response-header-became-optional|media-type-schema|content-(encoding|media-type|schema)|unevaluated|dependent-schema|format-generalized/;
const MESSAGE = /^(request|response)-(body|property|parameter|header)-|-request-property$/;

test('a verdict that messages break comes with a message that does', async () => {
  const without: string[] = [];
  for (const one of cases) {
    if (one.expect.every(({ level, rule }) => level !== 'breaking' || !MESSAGE.test(rule))) continue;
    const { changes } = diff(await load(one.files.base), await load(one.files.revision), one);
    for (const { level, rule, witness } of changes)
      if (level === 'breaking' && MESSAGE.test(rule) && !SHOWN_OTHERWISE.test(rule) && !witness)
        without.push(`${one.id}: ${rule}`);
  }
  expect(without).toEqual([]);
});
