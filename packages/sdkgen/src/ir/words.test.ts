import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignNames, createNameScope } from './names.ts';
import { camelCase, kebabCase, pascalCase, screamingCase, snakeCase } from './words.ts';

test('words are found in every usual spelling', () => {
  expect(['lineItems', 'line_items', 'Line-Items', 'LINE ITEMS'].map(snakeCase)).toEqual(Array(4).fill('line_items'));
  expect(pascalCase('HTTPServerURL')).toBe('HttpServerUrl');
  expect(camelCase('X-Request-Id')).toBe('xRequestId');
  expect(kebabCase('PetStore API')).toBe('pet-store-api');
  const spellings = [pascalCase, camelCase, snakeCase, screamingCase];
  expect(spellings.map((spell) => spell('OAuth2Security'))).toEqual([
    ...['OAuth2Security', 'oauth2Security', 'oauth2_security', 'OAUTH2_SECURITY'],
  ]);
  expect(['orgOAuth2', 'org_oauth2', 'OrgOAuth2'].map(pascalCase)).toEqual(Array(3).fill('OrgOAuth2'));
});

test('digits first, signs, symbols and nothing at all become identifiers', () => {
  expect(pascalCase('1-click')).toBe('N1Click');
  expect(screamingCase('+1')).toBe('PLUS_1');
  expect(screamingCase('-1')).toBe('MINUS_1');
  expect(screamingCase('-created_at')).toBe('MINUS_CREATED_AT');
  expect(screamingCase('<=')).toBe('LESS_EQUAL');
  expect(screamingCase('')).toBe('EMPTY');
  expect(snakeCase('日本')).toBe('u65e5_u672c');
});

test('any text becomes an identifier, and any set of texts distinct ones', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ unit: 'binary' })), (texts) => {
      const names = [...assignNames(texts, snakeCase, createNameScope(['class', 'self'])).values()];
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(texts.length);
      for (const name of names) expect(name).toMatch(/^[a-z_][a-z0-9_]*$/);
    }),
  );
});

test('a reserved word is changed, and a plain name keeps its spelling beside an odd one', () => {
  expect(assignNames(['_links', 'links', 'class'], snakeCase, createNameScope(['class']))).toEqual(
    new Map([
      ['links', 'links'],
      ['class', 'class_'],
      ['_links', 'links2'],
    ]),
  );
});
