import { expect, test } from 'vitest';
import { findSecretInOutputs, findSecretsOutsideSinks, showInput } from './guard-secrets.ts';
import { createRedactor } from './redactor.ts';

const redactor = createRedactor([{ name: 'key', value: 'canary-1' }]);

test('a secret may stand in the fields that take one and in no other; the field and the secret are named', () => {
  const sinks = { 'headers.*': 'secret_ok', message: 'markdown' } as const;
  const config = { headers: { 'x-key': 'Bearer canary-1' }, message: 'it is canary-1', deep: [{ a: 'Y2FuYXJ5LTE=' }] };
  expect(findSecretsOutsideSinks(config, sinks, redactor)).toEqual([
    'config.message contains secret `key`, and would show it; it may stand in headers.*',
    'config.deep[0].a contains secret `key`, and would show it; it may stand in headers.*',
  ]);
  expect(findSecretsOutsideSinks({ a: 'canary-1' }, undefined, redactor)).toEqual([
    'config.a contains secret `key`, and would show it; this step type takes no secrets',
  ]);
});

test('an output that contains a secret is told by name, without the secret', () => {
  expect(findSecretInOutputs({ status: 200, body: { token: ['x canary-1'] } }, redactor)).toBe(
    'output `body` contains secret `key`',
  );
  expect(findSecretInOutputs({ 'canary-1': 1 }, redactor)).toBe('output `•••` contains secret `key`');
  expect(findSecretInOutputs({ status: 200 }, redactor)).toBeUndefined();
});

test('of the input, secrets are hidden, and members with a secret name whatever they hold', () => {
  const config = {
    message: 'hello canary-1',
    webhook_urls: ['https://a.example/unknown'],
    smtp: { host: 'mail', password: 'unknown', username: 'ada' },
    headers: [{ Authorization: 'unknown', 'X-Api-Key': 'unknown', signing_secret: { deep: 'unknown' } }],
  };
  const shown = showInput(config, redactor);
  expect(JSON.stringify(shown)).not.toMatch(/canary|unknown/);
  expect(shown).toMatchObject({ message: 'hello •••', smtp: { host: 'mail', username: 'ada' } });
});

test('of an address, user, password and query are hidden; a sentence that holds one stays', () => {
  expect(showInput(['https://u:p@a.example/hook', 'https://a.example/hook?token=t'], redactor)).toEqual([
    'https://•••@a.example/hook',
    'https://a.example/hook?•••',
  ]);
  expect(showInput('see https://a.example/?q=1 for more', redactor)).toBe('see https://a.example/?q=1 for more');
  expect(showInput('https://a.example/hook', redactor)).toBe('https://a.example/hook');
});
