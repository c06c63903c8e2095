import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { expect, onTestFinished, test } from 'vitest';
import { isArchive, readArchive } from './archive.ts';

const text = (content: string) => new TextEncoder().encode(content);

test('contract files of a zip come out by path; other files stay in', () => {
  const zip = zipSync({
    'api/openapi.yaml': text('openapi: 3.1.0'),
    'api/logo.png': text('x'),
    './b.proto': text('p'),
  });
  expect(isArchive('shop.zip')).toBe(true);
  expect(readArchive('shop.zip', zip)).toMatchObject({
    ok: true,
    value: { 'api/openapi.yaml': 'openapi: 3.1.0', 'b.proto': 'p' },
  });
});

test('a tar of the system’s own tar comes out too, with long names; links are not followed', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mockops-tar-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const long = `${'very-long-folder-name-'.repeat(4)}x/${'deep-'.repeat(12)}schema.yaml`;
  mkdirSync(path.join(folder, path.dirname(long)), { recursive: true });
  writeFileSync(path.join(folder, long), 'type: string');
  writeFileSync(path.join(folder, 'openapi.yaml'), 'openapi: 3.1.0');
  symlinkSync('/etc/hostname', path.join(folder, 'link.yaml'));
  for (const format of ['gnu', 'pax']) {
    execFileSync('tar', [`--format=${format}`, '-czf', 'out.tgz', 'openapi.yaml', 'link.yaml', long], { cwd: folder });
    const read = readArchive('out.tgz', readFileSync(path.join(folder, 'out.tgz')));
    expect(read).toMatchObject({ ok: true, value: { 'openapi.yaml': 'openapi: 3.1.0', [long]: 'type: string' } });
    expect(read.ok && Object.keys(read.value)).toHaveLength(2);
  }
});

test.for([
  ['leads out', zipSync({ '../openapi.yaml': text('x') }), /"\.\.\/openapi\.yaml" lies outside/],
  ['is empty', zipSync({ 'readme.txt': text('x') }), /holds no contract file/],
  ['is none', text('PK no archive'), /the archive cannot be used/],
  [
    'expands without measure',
    zipSync({ 'a.yaml': new Uint8Array(150_000_000), 'b.yaml': new Uint8Array(150_000_000) }, { level: 9 }),
    /more than 200 MB/,
  ],
] as const)('an archive that %s is refused', ([, bytes, message]) => {
  const read = readArchive('shop.zip', bytes);
  expect(read.ok).toBe(false);
  expect(read.issues[0]?.message).toMatch(message);
});

test('a gzip bomb ends in time', () => {
  const bomb = gzipSync(new Uint8Array(450_000_000), { level: 1 });
  expect(readArchive('bomb.tar.gz', bomb).issues[0]?.message).toMatch(/expands to more than 400 MB/);
});

test('an archive that was cut off, or is none, is a finding and never a smaller contract', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mockops-tar-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ['a.yaml', 'b.yaml']) writeFileSync(path.join(folder, name), 'x: 1'.repeat(300));
  execFileSync('tar', ['-cf', 'all.tar', 'a.yaml', 'b.yaml'], { cwd: folder });
  const whole = readFileSync(path.join(folder, 'all.tar'));
  expect(readArchive('all.tar', whole)).toMatchObject({ ok: true });
  for (const length of [512, 2048, 3000]) {
    expect(readArchive('all.tar', whole.subarray(0, length))).toMatchObject({ ok: false });
    expect(readArchive('all.tgz', gzipSync(whole.subarray(0, length)))).toMatchObject({ ok: false });
  }
  expect(readArchive('all.tgz', gzipSync(whole).subarray(0, 60))).toMatchObject({ ok: false });
  expect(readArchive('all.tgz', text('no'))).toMatchObject({
    issues: [{ message: 'the archive cannot be used: it is not packed by gzip' }],
  });
});
