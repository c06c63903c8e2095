import { expect, test } from 'vitest';
import { CONTEXT } from '../expressions/run-context.fixture.ts';
import { expandCells } from './expand.ts';
import { plan } from './simulate.fixture.ts';

function expand(more: object) {
  const step = plan({ steps: [{ name: 'a', type: 't', ...more }] }).steps[0]!;
  return expandCells(step, CONTEXT);
}
const keys = (more: object) => {
  const found = expand(more);
  return found.ok ? found.cells.map(({ item }) => item) : found.issues.map(({ message }) => message);
};

test('a matrix is every combination, less what is excluded, whatever the order of its axes', () => {
  const exclude = [{ os: 'mac', node: 22 }];
  const cells = keys({ matrix: { os: ['mac', 'linux'], node: [22, 26], exclude } });
  expect(keys({ matrix: { node: [22, 26], os: ['mac', 'linux'], exclude } })).toEqual(cells);
  expect(cells).toEqual(['node=22,os=linux', 'node=26,os=mac', 'node=26,os=linux']);
  expect(keys({ matrix: { language: ['go', 'rust'] } })).toEqual(['go', 'rust']);
});

test('include adds to the combinations that it does not contradict, else it is a cell of its own', () => {
  const found = expand({
    matrix: {
      fruit: ['apple', 'pear'],
      animal: ['cat', 'dog'],
      include: [
        { color: 'green' },
        { color: 'pink', animal: 'cat' },
        { fruit: 'apple', shape: 'circle' },
        { fruit: 'banana' },
        { fruit: 'banana', animal: 'cat' },
      ],
    },
  });
  // The example of GitHub's documentation, with its result; axes vary in the order of their names.
  expect(found.ok && found.cells.map(({ value }) => value)).toEqual([
    { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
    { fruit: 'pear', animal: 'cat', color: 'pink' },
    { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
    { fruit: 'pear', animal: 'dog', color: 'green' },
    { fruit: 'banana' },
    { fruit: 'banana', animal: 'cat' },
  ]);
  // What is added to a combination does not make its name longer.
  expect(found.ok && found.cells.map(({ item }) => item)).toEqual([
    'animal=cat,fruit=apple',
    'animal=cat,fruit=pear',
    'animal=dog,fruit=apple',
    'animal=dog,fruit=pear',
    'banana',
    'animal=cat,fruit=banana',
  ]);
});

test('a foreach cell is named by its key, else by the text of the item, else by its place', () => {
  expect(keys({ foreach: { items: '{{ event.tags }}' } })).toEqual(['api', 'v2']);
  expect(keys({ foreach: { items: [{ id: 7 }, { id: 9 }], as: 'it', key: '{{ it.id }}' } })).toEqual(['7', '9']);
  expect(keys({ foreach: { items: [{ a: 1 }, 5, 'x', 'x'] } })).toEqual(['0', '1', '2', '3']);
});

test('long values are cut in the key and still told apart', () => {
  const long = 'x'.repeat(150);
  const found = keys({ matrix: { text: [`${long}1`, `${long}2`] } });
  expect(new Set(found).size).toBe(2);
  for (const key of found) expect(key.length).toBeLessThanOrEqual(100);
});

test('what is no list, two cells of one key and more than 256 cells are refused', () => {
  expect(keys({ foreach: { items: '{{ event.odd }}' } })).toEqual([
    'foreach of step "a" needs a list in items, and this is an object',
  ]);
  expect(keys({ foreach: { items: [1, 2], key: 'same' } })).toEqual([
    'foreach of step "a" has two cells with the key "same"',
  ]);
  expect(keys({ foreach: { items: Array.from({ length: 257 }, (_, index) => index) } })).toEqual([
    'foreach of step "a" makes 257 cells; 256 is the most',
  ]);
  expect(keys({ matrix: { a: '{{ event.to_revision }}' } })).toEqual([
    'matrix of step "a" needs a list for "a", and this is a number',
  ]);
});
