import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { isFresh } from './fresh.ts';
import { findStrangers } from './strangers.ts';
import { digestOf, writeTree } from './write-tree.ts';

let folder: string;
beforeEach(async () => {
  const made = await mkdtemp(join(tmpdir(), 'mockops-tree-'));
  folder = made;
  onTestFinished(() => rm(made, { recursive: true }));
});
const one = new Map([['a.txt', '1']]);
const two = new Map([
  ['a.txt', '1'],
  ['old/b.txt', '2'],
]);

test('the folder follows the files, and what is not ours stays', async () => {
  expect(await writeTree(folder, two, { digest: 'x' })).toEqual({ changed: true });
  await writeFile(join(folder, 'mine.txt'), 'kept');
  expect(await writeTree(folder, one, { digest: 'y' })).toEqual({ changed: true });
  expect((await readdir(folder)).sort()).toEqual(['.mockops-sdk.json', 'a.txt', 'mine.txt']);
  expect(await writeTree(folder, one, { digest: 'y' })).toEqual({ changed: false });
});

test('a file that was there before the SDK is in its way, unless it holds the same', async () => {
  await writeFile(join(folder, 'a.txt'), 'written by hand');
  expect(await findStrangers(folder, two)).toEqual(['a.txt']);
  await writeFile(join(folder, 'a.txt'), '1');
  expect(await findStrangers(folder, two)).toEqual([]);
  await writeTree(folder, two, { digest: 'x' });
  await writeFile(join(folder, 'a.txt'), 'edited, and generated');
  expect(await findStrangers(folder, two)).toEqual([]);
});

test('a file that would lie outside is refused', async () => {
  await expect(writeTree(folder, new Map([['../out.txt', '1']]), { digest: 'z' })).rejects.toThrow(
    'not inside its folder',
  );
});

test('a manifest that names files outside is not obeyed', async () => {
  await writeFile(join(folder, 'outside.txt'), 'kept');
  await mkdir(join(folder, 'sdk'));
  await writeFile(join(folder, 'sdk', '.mockops-sdk.json'), '{"digest":"x","files":["../outside.txt"]}');
  await writeTree(join(folder, 'sdk'), one, { digest: 'y' });
  expect(await readFile(join(folder, 'outside.txt'), 'utf8')).toBe('kept');
});

test('a folder is fresh until its input changes, or a file of it is missing or touched', async () => {
  expect(await isFresh(folder, 'input')).toBe(false);
  await writeTree(folder, two, { digest: digestOf(two), input: 'input' });
  expect(await isFresh(folder, 'input')).toBe(true);
  expect(await isFresh(folder, 'another')).toBe(false);
  const later = new Date((await stat(join(folder, '.mockops-sdk.json'))).mtimeMs + 1_000);
  await utimes(join(folder, 'a.txt'), later, later);
  expect(await isFresh(folder, 'input')).toBe(false);
  // Writing again finds that nothing differs, and notes the time.
  expect(await writeTree(folder, two, { digest: digestOf(two), input: 'other' })).toEqual({ changed: false });
  await rm(join(folder, 'old/b.txt'));
  expect(await isFresh(folder, 'other')).toBe(false);
});
