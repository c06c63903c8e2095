import { formatIssue } from '@mockops/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateExpression } from './evaluate.ts';
import { CONTEXT } from './run-context.fixture.ts';

function evaluate(expression: string): unknown {
  const result = evaluateExpression(expression, CONTEXT, 'here');
  return result.ok ? result.value : result.issues.map(formatIssue).join('\n');
}

test.each([
  ['workspace_id', 'payments'],
  ['workspace_name', 'Payments'],
  ['event_type', 'schema.changed'],
  ['timestamp', '2026-11-22T10:00:01Z'],
  ['run_id', 'run-1'],
  ['to_revision', 3],
  ['event.type', 'schema.changed'],
  ['event.data.type', 'inner'],
  ['event.event_type', 'schema.changed'],
  ['event.subject', 'from data'],
  ['Event.To_Revision', 3],
  ['vars.branch', 'mockops/sdk'],
  ['run.number', 4],
  ["steps.diff.status == 'succeeded'", true],
  ["steps['build-sdk'].status", 'skipped'],
])('the name %s means %j', (expression, value) => {
  expect(evaluate(expression)).toEqual(value);
});

test.each([
  ['to_revision > 2 && breaking', true],
  ['event.tags[1]', 'v2'],
  ["join(event.changes.*.operation, ', ')", 'POST /charges, GET /charges'],
  ['event.changes.*.tags.*', ['money', 'money', 'read']],
  ['event.odd', { a: 1, A: 2, constructor: 'own' }],
  ["event.odd['A']", 2],
  ['event.odd.constructor', 'own'],
  ['event.tags == event.tags', true],
  ["'it''s ''quoted'''", "it's 'quoted'"],
  ["'ABC' == 'abc'", true],
  ["contains(event.tags, 'API')", true],
  ["format('{0}-{1}', 'a', 2)", 'a-2'],
  ["case(breaking, 'yes', 'no')", 'yes'],
])('%s is %j', (expression, value) => {
  expect(evaluate(expression)).toEqual(value);
});

test.each([
  ['length(event.tags)', 2],
  ['keys(event.odd)', ['a', 'A', 'constructor']],
  ['values(vars)', ['mockops/sdk']],
  ["where(event.changes, 'operation', 'GET /charges')", [{ operation: 'GET /charges', tags: ['money', 'read'] }]],
  ['flatten(event.changes.*.tags)', ['money', 'money', 'read']],
  ['concat(event.tags, steps.diff.outputs.files, steps.build-sdk.outputs.files)', ['api', 'v2']],
  ["concat('v', to_revision)", 'v3'],
  ["split('a,b', ',')", ['a', 'b']],
  ["trim('  a ')", 'a'],
  ["upper('a')", 'A'],
  ["lower('A')", 'a'],
  ["slug('Crème brûlée & Co. / v2 ')", 'creme-brulee-co-v2'],
  ["replace('a.b.c', '.', '/')", 'a/b/c'],
  ["truncate('abcdef', 4)", 'abc…'],
  ["truncate('abcdef', 4, '..')", 'ab..'],
  ["truncate('abcd', 4)", 'abcd'],
  ["urlEncode('a b/ü')", 'a%20b%2F%C3%BC'],
  ['json(event.tags)', '["api","v2"]'],
  ['toJSON(event.tags)', '[\n  "api",\n  "v2"\n]'],
  ['fromJSON(\'{"constructor":1}\')', { constructor: 1 }],
  ['now()', '2026-11-22T10:00:01Z'],
])('%s gives %j', (expression, value) => {
  expect(evaluate(expression)).toEqual(value);
});

test.each([
  ["default(event.missing, 'd')", 'd'],
  ["default(event.previous, 'd')", 'd'],
  ["event.missing.deep || 'x'", 'x'],
  ['event.missing == null', true],
  ['event.missing != null', false],
  ['length(event.missing)', 0],
  ['join(event.missing)', ''],
  ["where(event.missing, 'a', 1)", []],
])('what is absent may be asked for: %s', (expression, value) => {
  expect(evaluate(expression)).toEqual(value);
});

test.each([
  ['event.to_revison', 'here — nothing is at "event.to_revison"; did you mean "to_revision"?'],
  [
    'event.changes[2].operation',
    'here — nothing is at "event.changes[2]" in "event.changes[2].operation"; write default(event.changes[2].operation, …) if it may be missing',
  ],
  [
    '!event.gone.away',
    'here — nothing is at "event.gone" in "!event.gone.away"; write default(event.gone.away, …) if it may be missing',
  ],
  [
    'event.unheard_of && true',
    'here — nothing is at "event.unheard_of" in "event.unheard_of && true"; write default(event.unheard_of, …) if it may be missing',
  ],
  [
    'upper(steps.build-sdk.outputs.x)',
    'here — nothing is at "steps.build-sdk.outputs.x" (step "build-sdk" is skipped) in "upper(steps.build-sdk.outputs.x)"; write default(steps.build-sdk.outputs.x, …) if it may be missing',
  ],
  [
    'steps.later.status',
    'here — nothing is at "steps.later" (step "later" has not ended) in "steps.later.status"; write default(steps.later.status, …) if it may be missing',
  ],
  [
    'secrets.token',
    'here — nothing is at "secrets" in "secrets.token"; write default(secrets.token, …) if it may be missing',
  ],
  [
    'event.odd.toString',
    'here — nothing is at "event.odd.toString"; write default(event.odd.toString, …) if it may be missing',
  ],
  ['event.__proto__', 'here — nothing is at "event.__proto__"; write default(event.__proto__, …) if it may be missing'],
  [
    'event.tags.length',
    'here — nothing is at "event.tags.length"; write default(event.tags.length, …) if it may be missing',
  ],
  [
    'upper(event.tags)',
    'here — upper() takes text, not a list in "upper(event.tags)"; turn it into text with toJSON(…)',
  ],
  [
    "format('{0}', event.tags)",
    `here — format() takes text, not a list in "format('{0}', event.tags)"; turn it into text with toJSON(…)`,
  ],
  ["replace('a', '', 'b')", `here — replace() needs a text to look for, not an empty one in "replace('a', '', 'b')"`],
  ['NaN', 'here — the result is NaN, which JSON cannot hold in "NaN"'],
  ['event.type ==', 'here — the expression ends too early in "event.type =="'],
  ['', 'here — the expression is empty in ""'],
  ['nope()', `here — there is no function "nope" in "nope()"; did you mean "now"?`],
])('%s is an error that says what to do', (expression, message) => {
  expect(evaluate(expression)).toBe(message);
});

test('a result beyond 1 MB is refused before it is built', () => {
  const huge = { ...CONTEXT, vars: { text: 'a'.repeat(100_000) } };
  const result = evaluateExpression("replace(vars.text, 'a', vars.text)", huge, 'here');
  expect(result.issues.map(formatIssue)).toEqual([
    `here — the result of replace() would be longer than 1 MB in "replace(vars.text, 'a', vars.text)"; shorten it with truncate(text, length)`,
  ]);
});

test('any text is either a value or findings, never a crash', () => {
  const word = fc.constantFrom(
    'event',
    '.',
    'tags',
    '*',
    '[',
    ']',
    '(',
    ')',
    '0',
    "'a'",
    '==',
    '!',
    '&&',
    '||',
    '<',
    'join',
    'length',
    'default',
    ',',
    'null',
    ' ',
    '-',
    "'",
    'steps',
    'vars',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (words) => {
      const result = evaluateExpression(words.join(''), CONTEXT, 'here');
      if (result.ok) expect(() => JSON.stringify(result.value)).not.toThrow();
      else expect(result.issues).toHaveLength(1);
    }),
    { numRuns: 500 },
  );
});

test('every JSON value of an event comes out as it went in', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const vars = { value: JSON.parse(JSON.stringify(value)) };
      const result = evaluateExpression('vars.value', { ...CONTEXT, vars }, 'here');
      expect(result.ok && JSON.stringify(result.value)).toBe(JSON.stringify(vars.value));
    }),
    { numRuns: 200 },
  );
});
