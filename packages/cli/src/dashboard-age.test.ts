import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isOutdated } from './dashboard-age.ts';

test('a build is outdated when a source is younger; without sources or without a build there is nothing to say', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mockops-age-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const write = async (name: string, second: number) => {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, '');
    await utimes(file, second, second);
  };
  expect(isOutdated(folder)).toBe(false);
  await write('src/ui/page.tsx', 100);
  expect(isOutdated(folder)).toBe(false);
  await write('dist/index.html', 200);
  expect(isOutdated(folder)).toBe(false);
  await write('src/ui/page.tsx', 300);
  expect(isOutdated(folder)).toBe(true);
});
