// What must never happen: a message that was valid is refused, and the verdict is safe. Random schemas are mutated, and random messages
// are asked of the validators of both sides.
import { expect, test } from 'vitest';
import { isObject, type JsonObject } from '../json.ts';
import { loadApi } from '../load/load.ts';
import type { ApiModel, JsonSchema } from '../model.ts';
import { createRandom, type Random } from '../sample/random.ts';
import { createSampler } from '../sample/sampler.ts';
import { createCompiler } from '../validate/compile.ts';
import { diffApis } from './diff.ts';

const ROUNDS = 250;
const MESSAGES = 25;

const pick = <T>(random: Random, first: T, ...rest: T[]): T => random.pick([first, ...rest]);
const chance = (random: Random, share: number): boolean => random.next() < share;

function scalar(random: Random): JsonObject {
  const kind = random.integer(0, 5);
  if (kind === 0) return { type: 'string', ...(chance(random, 0.4) && { maxLength: random.integer(1, 6) }) };
  if (kind === 1) return { type: 'integer', ...(chance(random, 0.5) && { minimum: random.integer(-2, 3) }) };
  if (kind === 2) return { type: 'number', ...(chance(random, 0.5) && { exclusiveMaximum: random.integer(0, 5) }) };
  if (kind === 3) return { enum: ['a', 'b', 'c'].slice(0, random.integer(1, 3)) };
  if (kind === 4) return { type: ['string', 'null'], pattern: pick(random, '^a', '^[a-c]+$', 'b') };
  return { type: 'boolean' };
}

function schema(random: Random, depth = 0): JsonObject {
  const kind = depth > 2 ? 0 : random.integer(0, 6);
  if (kind <= 1) return scalar(random);
  if (kind === 2)
    return {
      type: 'array',
      items: schema(random, depth + 1),
      ...(chance(random, 0.4) && { maxItems: random.integer(0, 3) }),
      ...(chance(random, 0.2) && { contains: scalar(random) }),
      ...(chance(random, 0.2) && { uniqueItems: true }),
    };
  if (kind === 3) return { [pick(random, 'oneOf', 'anyOf')]: [schema(random, depth + 1), schema(random, depth + 1)] };
  if (kind === 4) return { allOf: [object(random, depth), object(random, depth)] };
  return object(random, depth);
}

const CONDITIONAL: JsonObject = Object.fromEntries([
  ['if', { required: ['p'] }],
  ['then', { required: ['r'] }],
]);

function object(random: Random, depth: number): JsonObject {
  const names = ['p', 'q', 'r'].filter(() => chance(random, 0.6));
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, schema(random, depth + 1)])),
    ...(names.length > 0 && chance(random, 0.5) && { required: [names[0]] }),
    ...(chance(random, 0.25) && { additionalProperties: pick<unknown>(random, false, { type: 'string' }) }),
    ...(chance(random, 0.1) && { not: { required: ['q'] } }),
    ...(chance(random, 0.1) && CONDITIONAL),
    ...(chance(random, 0.1) && { dependentRequired: { p: ['q'] } }),
    ...(chance(random, 0.1) && { patternProperties: { '^x': { type: 'integer' } } }),
    ...(chance(random, 0.1) && { minProperties: random.integer(1, 2) }),
  };
}

/** One place, chosen at random, becomes another schema or loses or gains a keyword. */
function mutate(value: JsonObject, random: Random): JsonObject {
  const copy: JsonObject = structuredClone(value);
  const found: { schema: JsonObject; put: (next: JsonObject) => void }[] = [];
  const visit = (one: unknown, put: (next: JsonObject) => void): void => {
    if (!isObject(one)) return;
    found.push({ schema: one, put });
    for (const keyword of ['items', 'additionalProperties', 'contains', 'not', 'then'])
      visit(one[keyword], (next) => Object.assign(one, { [keyword]: next }));
    for (const keyword of ['oneOf', 'anyOf', 'allOf']) {
      const list = one[keyword];
      if (Array.isArray(list))
        for (const [index, item] of list.entries()) visit(item, (next) => list.splice(index, 1, next));
    }
    for (const keyword of ['properties', 'patternProperties']) {
      const map = one[keyword];
      if (isObject(map))
        for (const name of Object.keys(map)) visit(map[name], (next) => Object.assign(map, { [name]: next }));
    }
  };
  const whole: JsonObject = { root: copy };
  visit(copy, (next) => Object.assign(whole, { root: next }));
  const [first, ...rest] = found;
  if (!first) return copy;
  const target = random.pick([first, ...rest]);
  const keywords = Object.keys(target.schema);
  const action = random.integer(0, 3);
  if (action === 0) target.put(schema(random, 1));
  else if (action === 1 && keywords.length > 0)
    delete target.schema[keywords[random.integer(0, keywords.length - 1)] ?? ''];
  else if (action === 2) Object.assign(target.schema, object(random, 2), { type: target.schema.type });
  else Object.assign(target.schema, scalar(random));
  return isObject(whole.root) ? whole.root : copy;
}

const anything = (random: Random, depth = 0): unknown => {
  const kind = random.integer(0, depth > 1 ? 5 : 7);
  if (kind === 0) return pick(random, 'a', 'b', 'abc', 'zzzzzzzz', '');
  if (kind === 1) return random.integer(-3, 6);
  if (kind === 2) return random.integer(-3, 6) + 0.5;
  if (kind === 3) return chance(random, 0.5);
  if (kind <= 5) return kind === 4 ? null : [];
  if (kind === 6) return Array.from({ length: random.integer(0, 3) }, () => anything(random, depth + 1));
  return Object.fromEntries(
    ['p', 'q', 'r', 'x1'].filter(() => chance(random, 0.5)).map((name) => [name, anything(random, depth + 1)]),
  );
};

/** A valid message with something else somewhere. */
function disturb(value: unknown, random: Random): unknown {
  if (isObject(value) && chance(random, 0.8)) {
    const names = [...Object.keys(value), 'p', 'q', 'x1'];
    const name = names[random.integer(0, names.length - 1)] ?? 'p';
    if (chance(random, 0.4)) return Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
    return { ...value, [name]: name in value ? disturb(value[name], random) : anything(random, 1) };
  }
  if (Array.isArray(value) && value.length > 0 && chance(random, 0.8))
    return [disturb(value[0], random), ...value.slice(1)];
  return anything(random);
}

async function load(body: JsonObject): Promise<ApiModel> {
  const content = { 'application/json': { schema: body } };
  const read = await loadApi({
    'api.json': JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'Random', version: '1' },
      paths: {
        '/x': {
          post: { requestBody: { required: true, content }, responses: { '200': { description: 'ok', content } } },
        },
      },
    }),
  });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return read.value;
}

const requestOf = (api: ApiModel): JsonSchema => api.operations[0]?.request_body?.content[0]?.schema ?? true;
const CONVENTION = /^(new-optional-request-property|response-(optional|required)-property-added)$/;

test(`of ${ROUNDS} random changes none that a message contradicts is called safe`, async () => {
  const wrong: unknown[] = [];
  let contradictions = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const random = createRandom(`round ${round}`);
    const from = schema(random);
    const next = mutate(from, random);
    const [before, after] = [await load(from), await load(next)];
    const { changes } = diffApis(before, after, { witnesses: 0 });
    // A new member in an open object is safe by convention, whatever others may have sent under its name.
    if (changes.some(({ rule }) => CONVENTION.test(rule))) continue;
    const alarms = (direction: string) =>
      changes.some(
        (change) => change.direction === direction && (change.level === 'breaking' || change.level === 'risky'),
      );
    const [a, b] = [requestOf(before), requestOf(after)];
    for (const direction of ['request', 'response'] as const) {
      const [old, young] = [createCompiler(before.schemas, direction)(a), createCompiler(after.schemas, direction)(b)];
      const [accepts, refuses] = direction === 'request' ? [old, young] : [young, old];
      const source = direction === 'request' ? before : after;
      const sampler = createSampler(source);
      for (let count = 0; count < MESSAGES; count += 1) {
        const sample = sampler.sample(direction === 'request' ? a : b, { seed: `${count}` });
        const message = count % 3 === 0 ? sample : count % 3 === 1 ? disturb(sample, random) : anything(random);
        if (accepts(message).length > 0 || refuses(message).length === 0) continue;
        contradictions += 1;
        if (!alarms(direction))
          wrong.push({
            round,
            direction,
            message,
            from,
            next,
            told: changes.map(({ rule, level }) => `${rule} ${level}`),
          });
        break;
      }
    }
  }
  expect(
    wrong.slice(0, 3).map((one) => JSON.stringify(one)),
    `${wrong.length} of ${ROUNDS}`,
  ).toEqual([]);
  expect(contradictions).toBeGreaterThan(ROUNDS / 4);
}, 60_000);
