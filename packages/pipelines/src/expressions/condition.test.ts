// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a template of ours is text that looks like one of JavaScript's.
import { formatIssue } from '@mockops/contract';
import { expect, test } from 'vitest';
import { evaluateCondition } from './condition.ts';
import type { RunContext } from './context.ts';
import { CONTEXT, ended } from './run-context.fixture.ts';

const FAILED: RunContext = {
  ...CONTEXT,
  steps: { ...CONTEXT.steps, build: ended('failed') },
};
const FORGIVEN: RunContext = {
  ...CONTEXT,
  steps: { build: ended('failed', { continue_on_error: true }) },
};
const CANCELLED: RunContext = { ...CONTEXT, cancelled: true };

function evaluate(expression: string, context: RunContext): unknown {
  const result = evaluateCondition(expression, context, 'steps[2].if');
  return result.ok ? result.value : result.issues.map(formatIssue).join('\n');
}

test.each([
  ['success()', true, false, true, false],
  ['failure()', false, true, false, false],
  ['cancelled()', false, false, false, true],
  ['always()', true, true, true, true],
  ['!failure()', true, false, true, true],
  ['event.breaking', true, false, true, false],
  ['{{ event.breaking }}', true, false, true, false],
  ['${{ event.to_revision > 5 }}', false, false, false, false],
])(
  '%s after success, failure, forgiven failure and cancellation',
  (expression, success, failed, forgiven, cancelled) => {
    const results = [CONTEXT, FAILED, FORGIVEN, CANCELLED].map((context) => evaluate(expression, context));
    expect(results).toEqual([success, failed, forgiven, cancelled]);
  },
);

test('after a failure a condition without a status function is false without being read', () => {
  expect(evaluate('steps.build.outputs.count > 0', FAILED)).toBe(false);
  expect(evaluate("status('build') == 'failed'", FAILED)).toBe(true);
});

test.each([
  [
    'event.to_revision',
    'steps[2].if — "event.to_revision" is the number 3, and `if` must be true or false; compare it, for example with != null',
  ],
  [
    "'false'",
    `steps[2].if — "'false'" is the text "false", and \`if\` must be true or false; compare it, for example with != null`,
  ],
  [
    'event.tags',
    'steps[2].if — "event.tags" is a list, and `if` must be true or false; compare it, for example with != null',
  ],
  ['event.breaking ==', 'steps[2].if — the expression ends too early in "event.breaking =="'],
])('%s is not a condition', (expression, message) => {
  expect(evaluate(expression, CONTEXT)).toBe(message);
});

test('a syntax error is an error after a failure too', () => {
  expect(evaluate('event.breaking ==', FAILED)).toBe(
    'steps[2].if — the expression ends too early in "event.breaking =="',
  );
});
