import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { archiveOf } from './archive.ts';

const long = `src/${'folder/'.repeat(20)}Model.java`;
const files = { 'README.md': '# grüße\n', [long]: 'class Model {}\n', 'src/index.ts': '' };
const reordered = { 'src/index.ts': '', [long]: 'class Model {}\n', 'README.md': '# grüße\n' };
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('the same files give the same bytes, in any order and time zone', () => {
  for (const format of ['zip', 'tar.gz'] as const) {
    const first = digest(archiveOf('pay-java', files, format));
    const zone = process.env.TZ;
    try {
      process.env.TZ = 'Pacific/Kiritimati';
      expect(digest(archiveOf('pay-java', reordered, format))).toBe(first);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
    expect(digest(archiveOf('pay-java', { ...files, 'README.md': '' }, format))).not.toBe(first);
  }
});

test('a zip holds every file in one folder', () => {
  const unpacked = unzipSync(archiveOf('pay-java', files, 'zip'));
  const texts = Object.entries(unpacked).map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]);
  expect(Object.fromEntries(texts)).toEqual(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`pay-java/${path}`, text])),
  );
});

test('tar reads a tar.gz, long paths included', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mockops-archive-'));
  try {
    writeFileSync(join(folder, 'sdk.tar.gz'), archiveOf('pay-java', files, 'tar.gz'));
    execFileSync('tar', ['-xzf', 'sdk.tar.gz'], { cwd: folder });
    for (const [path, text] of Object.entries(files))
      expect(readFileSync(join(folder, 'pay-java', path), 'utf8')).toBe(text);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
