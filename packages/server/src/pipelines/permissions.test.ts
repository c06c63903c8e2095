import { expect, test } from 'vitest';
import { checkNeeds, isNamed } from './permissions.ts';

test('without permissions a pipeline may do everything; with them, only what they name', () => {
  const needs = [{ kind: 'notify', target: '#ops' } as const];
  expect(checkNeeds({ name: 'x' }, needs)).toEqual([]);
  expect(checkNeeds({ name: 'x', permissions: {} }, needs)).toEqual([
    'pipeline "x" may not send to "#ops"; add it to permissions.notify',
  ]);
  expect(checkNeeds({ name: 'x', permissions: { notify: ['#api-*'] } }, needs)).toHaveLength(1);
  expect(checkNeeds({ name: 'x', permissions: { notify: ['#api-*', '#ops'] } }, needs)).toEqual([]);
});

test('access includes what is less, and `none` nothing', () => {
  const write = [{ kind: 'drift', target: 'write' } as const];
  const read = [{ kind: 'drift', target: 'read' } as const];
  expect(checkNeeds({ name: 'x', permissions: { drift: 'read' } }, write)).toEqual([
    'pipeline "x" may not write drift; set permissions.drift: write',
  ]);
  expect(checkNeeds({ name: 'x', permissions: { drift: 'write' } }, read)).toEqual([]);
  expect(checkNeeds({ name: 'x', permissions: { drift: 'none' } }, read)).toHaveLength(1);
  expect(checkNeeds({ name: 'x', permissions: { scenario: 'run' } }, [{ kind: 'scenario', target: 'read' }])).toEqual(
    [],
  );
});

test('each kind says what was tried and where the grant belongs; the same thing is said once', () => {
  const needs = [
    { kind: 'git', target: 'acme/api' },
    { kind: 'http', target: 'a.example' },
    { kind: 'promote', target: 'prod' },
    { kind: 'call', target: 'other' },
    { kind: 'events', target: 'emit' },
    { kind: 'git', target: 'acme/api' },
  ] as const;
  expect(checkNeeds({ name: 'x', permissions: { promote: ['test'] } }, needs)).toEqual([
    'pipeline "x" may not touch repository "acme/api"; add it to permissions.git',
    'pipeline "x" may not call "a.example"; add it to permissions.http',
    'pipeline "x" may not promote to "prod"; add it to permissions.promote',
    'pipeline "x" may not call pipeline "other"; add it to permissions.call',
    'pipeline "x" may not emit events; set permissions.events: emit',
  ]);
});

test.each([
  ['acme/sdk-python', 'acme/sdk-*', true],
  ['acme/sdk-', 'acme/sdk-*', true],
  ['evil/acme/sdk-x', 'acme/sdk-*', false],
  ['qa@acme.example', '*@acme.example', true],
  ['qa@acme.example.evil', '*@acme.example', false],
  ['https://hooks.acme.example/a/b', 'https://hooks.acme.example/*', true],
  ['#ops', '*', true],
  ['Hooks.Acme.Example', 'hooks.acme.example', false],
])('%s against %s: %s', (target, glob, expected) => {
  const needs = [{ kind: 'notify', target } as const];
  expect(checkNeeds({ name: 'x', permissions: { notify: [glob] } }, needs)).toHaveLength(expected ? 0 : 1);
  expect(isNamed({ notify: [glob] }, target)).toBe(expected);
});

test('without permissions nobody answers for a value', () => {
  expect(isNamed(undefined, '#ops')).toBe(false);
  expect(isNamed({ sdk: 'write' }, 'write')).toBe(false);
});
