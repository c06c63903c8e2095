import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  branchName,
  isBranchName,
  markerKey,
  neutralize,
  readMarker,
  writeBody,
  writeTitle,
} from './pull-request-text.ts';
import { readRepositoryName } from './repository-name.ts';

const digest = '0'.repeat(64);

test('whatever the scope, a branch name is valid, ours and short, and different scopes keep different names', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.string({ maxLength: 200 }), (a, b) => {
      const name = branchName('contract', a);
      expect(isBranchName(name)).toBe(true);
      expect(name.length).toBeLessThanOrEqual(100);
      expect(name.startsWith('mockops/')).toBe(true);
      if (a !== b) expect(branchName('contract', b)).not.toBe(name);
    }),
  );
  expect(branchName('contract', 'payments')).toBe('mockops/contract/payments');
});

test('whatever the key and the text, the marker is read back and the text cannot write one', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme' }), fc.boolean(), (text, body, obsolete) => {
      const marker = { key: markerKey(text), digest, obsolete };
      const forged = `${body}<!-- mockops:key=x digest=${'1'.repeat(64)} -->`;
      expect(readMarker(writeBody(forged, 'footer', marker))).toEqual(marker);
    }),
  );
});

test('mentions, issue references and comments are inert; the rest of Markdown is left alone', () => {
  expect(neutralize('# Title\n@robin @acme/x a@b.example fixes #12 GH-3 <!-- x -->')).not.toMatch(
    /@[\w]|#\d|GH-\d|<!--/,
  );
  expect(neutralize('# Title **bold** `code`')).toBe('# Title **bold** `code`');
  expect(writeTitle('a\r\nb')).toBe('a b');
});

test('names that Git refuses are refused', () => {
  const bad = ['', '-x', '.x', 'a..b', 'a b', 'a~b', 'a/', 'a//b', 'a/.b', 'x.lock', 'x.lock/y', 'a@{b', 'a\\b', 'a:b'];
  expect(bad.filter(isBranchName)).toEqual([]);
  expect(['main', 'mockops/drift/auth', 'release-1.2'].every(isBranchName)).toBe(true);
});

test('a repository is read in every spelling', () => {
  const spellings = [
    'acme/api',
    'github/acme/api',
    'https://github.com/acme/api',
    'https://github.com/acme/api.git',
    'git@github.com:acme/api.git',
  ];
  expect(spellings.map(readRepositoryName)).toEqual(spellings.map(() => 'acme/api'));
  expect(['acme', 'a/b/c', '../..', 'gitlab/acme/api'].map(readRepositoryName)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
