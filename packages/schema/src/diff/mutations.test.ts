// What must never happen, asked of contracts that people use: they are changed at random, and where a message that was valid is refused
// by a validator, the change is not called safe. A few changes each here; `MOCKOPS_MUTATIONS=100` makes that many.
// Only the operations in question and the schemas that they reach are compared: of a large contract that is a small part.
import { expect, test } from 'vitest';
import type { ApiModel } from '../model.ts';
import { createRandom } from '../sample/random.ts';
import { diffApis } from './diff.ts';
import { type Contradiction, createAsker } from './fixtures/messages.ts';
import { mutate } from './fixtures/mutate.ts';
import { publishedContracts } from './fixtures/published.ts';
import { createSlicer, type Slicer } from './fixtures/slice.ts';

const COUNT = Number(process.env.MOCKOPS_MUTATIONS ?? 10);
const TRIES = 24;
/** Operations that are asked beside the one that was chosen, because they share what changed. */
const OTHERS = 1;

interface Found {
  mutation: string;
  contradictions: (Contradiction & { operation: string })[];
  unsound: string[];
}

const wordsOf = (value: unknown): string => JSON.stringify(value)?.slice(0, 1_500) ?? 'nothing';

function round(api: ApiModel, slicer: Slicer, seed: string): Found | undefined {
  const random = createRandom(seed);
  const chosen = api.operations[random.integer(0, api.operations.length - 1)];
  if (!chosen) return undefined;
  const names = slicer.reach(chosen);
  const start = random.integer(0, api.operations.length - 1);
  const others = [...api.operations.slice(start), ...api.operations.slice(0, start)]
    .slice(0, 50)
    .filter((one) => one !== chosen && [...slicer.reach(one)].some((name) => names.has(name)))
    .slice(0, OTHERS);
  const before = slicer.slice([chosen, ...others]);
  const after = structuredClone(before);
  const [first] = after.operations;
  const mutation = first && mutate(after, first, random);
  if (mutation === undefined) return undefined;

  const { changes } = diffApis(before, after, { witnesses: 0 });
  const asker = createAsker({ before, after, random, tries: TRIES });
  const contradictions = before.operations.flatMap(({ key }) =>
    asker.ask(key).map((found) => ({ ...found, operation: key })),
  );
  const unsound = contradictions.flatMap(({ operation, direction, part, message, errors }) => {
    const told = changes.filter((change) => change.operations.includes(operation));
    const warns = told.some(
      (change) =>
        (change.level === 'breaking' || change.level === 'risky') &&
        (change.direction === null || change.direction === direction),
    );
    if (warns) return [];
    const lines = told.map(({ rule, level, place }) => `${level} ${rule} ${place}`).join('; ');
    return [
      `seed "${seed}": ${mutation}\n  ${operation}, ${part}: ${wordsOf(message)}\n` +
        `  refused: ${wordsOf(errors)}\n  told: ${lines || 'nothing'}`,
    ];
  });
  return { mutation, contradictions, unsound };
}

test.for(publishedContracts())(
  `$name: of ${COUNT} random changes none that a message contradicts is called safe`,
  { timeout: 60_000 + COUNT * 20_000 },
  async ({ name, load }) => {
    const api = await load();
    const slicer = createSlicer(api);
    const found: Found[] = [];
    for (let count = 0; found.length < COUNT && count < COUNT * 3; count += 1) {
      const one = round(api, slicer, `${name} ${count}`);
      if (one) found.push(one);
    }
    const contradicted = found.filter(({ contradictions }) => contradictions.length > 0);
    const unsound = found.flatMap((one) => one.unsound);
    console.info(
      `${name}: ${found.length} changes, ${contradicted.length} contradicted, ${unsound.length} called safe`,
    );
    expect(unsound.slice(0, 5).join('\n'), `${unsound.length} of ${found.length}`).toBe('');
    expect(found.length).toBe(COUNT);
    // Without contradictions nothing would be tested.
    expect(contradicted.length).toBeGreaterThanOrEqual(Math.ceil(COUNT / 10));
  },
);
