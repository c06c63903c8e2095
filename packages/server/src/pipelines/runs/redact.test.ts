import { expect, test } from 'vitest';
import { redact } from './redact.ts';

test('members with a secret name are hidden at any depth, whatever they hold', () => {
  const config = {
    message: 'hello',
    webhook_urls: ['https://a.example/canary'],
    smtp: { host: 'mail', password: 'canary', username: 'ada' },
    headers: [{ Authorization: 'canary', 'X-Api-Key': 'canary', signing_secret: { deep: 'canary' } }],
  };
  const shown = JSON.stringify(redact(config));
  expect(shown).not.toContain('canary');
  expect(redact(config)).toMatchObject({ message: 'hello', smtp: { host: 'mail', username: 'ada' } });
});

test('of an address, user, password and query are hidden; a sentence that holds one stays', () => {
  expect(redact(['https://u:canary@a.example/hook', 'https://a.example/hook?token=canary'])).toEqual([
    'https://•••@a.example/hook',
    'https://a.example/hook?•••',
  ]);
  expect(redact('see https://a.example/?q=1 for more')).toBe('see https://a.example/?q=1 for more');
  expect(redact('https://a.example/hook')).toBe('https://a.example/hook');
});
