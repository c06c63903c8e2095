// One row per mistake that people make: fixtures/broken-pipelines.yaml says the pipeline, the code and the place.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { parsePipeline } from '../index.ts';
import { DIAGNOSTICS, severityOf } from './diagnostics.ts';
import { KNOWN } from './documents.fixture.ts';

const Broken = z.array(
  z.strictObject({ name: z.string(), code: z.string(), line: z.int(), col: z.int(), yaml: z.string() }),
);
const BROKEN = Broken.parse(
  parse(readFileSync(path.join(import.meta.dirname, 'fixtures/broken-pipelines.yaml'), 'utf8')),
);

test.each(BROKEN)('$name: $code at $line:$col', ({ code, line, col, yaml }) => {
  const severity = severityOf(code);
  const result = parsePipeline(yaml, 'pipeline.yaml', KNOWN, { strict: severity === 'info' });
  const found = result.issues.filter((issue) => issue.severity === severity);
  expect(found.map((issue) => `${issue.code} ${issue.at?.line}:${issue.at?.col}`)).toEqual([`${code} ${line}:${col}`]);
  expect(result.ok).toBe(severity !== 'error');
  for (const issue of result.issues) {
    expect(issue.hint ?? issue.code).not.toBe('');
    expect(issue.end?.line).toBeGreaterThanOrEqual(issue.at?.line ?? 1);
  }
});

/** Only a run and a server can tell. */
const NOT_OF_THE_TEXT = ['EXP005', 'CHK001', 'CHK002'];

test('every code has a row, and every row a code of the table', () => {
  expect(BROKEN.length).toBeGreaterThanOrEqual(60);
  expect([...new Set([...BROKEN.map(({ code }) => code), ...NOT_OF_THE_TEXT])].sort()).toEqual(
    Object.keys(DIAGNOSTICS).sort(),
  );
});
