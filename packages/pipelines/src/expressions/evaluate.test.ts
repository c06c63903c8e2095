import { formatIssue } from '@mockops/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateExpression } from './evaluate.ts';
import { CONTEXT, ended } from './run-context.fixture.ts';

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
  ['steps.diff.summary.passed', 1],
  ['steps.build-sdk.attempts', 0],
  ['inputs.federation', 'shop'],
  ['events[0].to_revision', 3],
  ["join(events.*.id, ' ')", 'evt-1'],
  ['run.seed', 'seed-1'],
  ['run.failed_step', null],
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
  ["sha256('abc')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ["sha256('é')", '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c'],
  ['formatDate(run.started_at)', '2026-11-22T10:00:01.000Z'],
  ["formatDate(run.started_at, 'YYYY-MM-DD HH:mm:ss')", '2026-11-22 10:00:01'],
  ["formatDate('2026-07-01T23:30:00Z', 'DD.MM.YYYY HH:mm', 'Europe/Paris')", '02.07.2026 01:30'],
  ["formatDate('2026-07-01', 'YYYY/MM')", '2026/07'],
  ["duration('1h30m')", 5_400_000],
  ['duration(5400000)', '1h30m'],
  ['duration(90061000)', '1d1h'],
  ['duration(250)', '250ms'],
  ['duration(0)', '0ms'],
  ["semverCompare('1.10.0', '1.9.9')", 1],
  ["semverCompare('v1.2', '1.2.0')", 0],
  ["semverCompare('2.0.0-rc.2', '2.0.0-rc.10')", -1],
  ["semverCompare('2.0.0-rc.1', '2.0.0')", -1],
  ["semverCompare('2.0.0+a', '2.0.0+b')", 0],
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
    'here — nothing is at "steps.build-sdk.outputs.x" (step "build-sdk" was skipped: its condition is false) in "upper(steps.build-sdk.outputs.x)"; write default(steps.build-sdk.outputs.x, …) if it may be missing',
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
  [
    "formatDate('yesterday')",
    'here — "yesterday" is not an instant in "formatDate(\'yesterday\')"; write it as 2026-11-22T10:00:00Z',
  ],
  [
    "formatDate(run.started_at, 'HH', 'Paris')",
    'here — "Paris" is not a time zone in "formatDate(run.started_at, \'HH\', \'Paris\')"; use an IANA name such as Europe/Paris',
  ],
  ["duration('5')", 'here — "5" is not a duration in "duration(\'5\')"; write it as "30s" or "1h30m"'],
  ["semverCompare('1.x', '1')", 'here — "1.x" is not a version in "semverCompare(\'1.x\', \'1\')"; write it as 1.4.2'],
  [
    'events[1].id',
    'here — nothing is at "events[1]" in "events[1].id"; write default(events[1].id, …) if it may be missing',
  ],
  [
    'error.message',
    'here — nothing is at "error" in "error.message"; write default(error.message, …) if it may be missing',
  ],
  ['nope()', `here — there is no function "nope" in "nope()"; did you mean "now"?`],
])('%s is an error that says what to do', (expression, message) => {
  expect(evaluate(expression)).toBe(message);
});

test('the outputs of a matrix are the list of its cells that succeeded, and cells tell of all', () => {
  const cell = (key: string, status: 'succeeded' | 'failed') => ({ key, status, outputs: { key }, error: null });
  const build = ended('failed', {
    outputs_list: [{ key: 'a' }, { key: 'c' }],
    cells: [cell('a', 'succeeded'), cell('b', 'failed'), cell('c', 'succeeded')],
    summary: { total: 3, passed: 2, failed: 1, skipped: 0 },
  });
  const context = { ...CONTEXT, steps: { build } };
  const read = (expression: string) => {
    const result = evaluateExpression(expression, context, 'here');
    return result.ok && result.value;
  };
  expect(read("join(steps.build.outputs.*.key, '')")).toBe('ac');
  expect(read("where(steps.build.cells, 'status', 'failed')[0].key")).toBe('b');
  expect(read("format('{0}/{1}', steps.build.summary.passed, steps.build.summary.total)")).toBe('2/3');
});

test('the item of a foreach, the cell of a matrix and declared secrets have their names', () => {
  const context = {
    ...CONTEXT,
    item: { name: 'sdk', value: { language: 'go' } },
    matrix: { os: 'linux' },
    secrets: { key: 's3cret' },
    locals: { error: { message: 'no route', class: 'transient' } },
  };
  const result = evaluateExpression("concat(sdk.language, matrix.os, secrets.key, error['class'])", context, 'here');
  expect(result.ok && result.value).toBe('golinuxs3crettransient');
});

test('work is bounded: what would take long is refused by name, however little it gives', () => {
  const data = { ...CONTEXT.event.data, big: 'x'.repeat(900_000) };
  const context = { ...CONTEXT, event: { ...CONTEXT.event, data } };
  const sums = Array.from({ length: 40 }, () => 'sha256(event.big)').join(', ');
  const result = evaluateExpression(`concat(${sums})`, context, 'steps[0].config.message');
  expect(result.issues).toMatchObject([{ code: 'EXP005', path: 'steps[0].config.message' }]);
  expect(result.issues[0]?.message).toContain('the expression does too much work (limit 10 ms)');
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
