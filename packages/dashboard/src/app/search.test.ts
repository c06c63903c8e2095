import { expect, test } from 'vitest';
import { CoverageSearch, readSearch } from './search.ts';

const read = readSearch(CoverageSearch);

test('an empty URL is as good as a full one', () => {
  expect(read({})).toEqual({});
});

test('a parameter that is not valid is dropped and the others stay', () => {
  expect(read({ tab: 'nonsense', environment: 'moon', workspace: 'payments', time_range: 'soon' })).toEqual({
    workspace: 'payments',
  });
});
