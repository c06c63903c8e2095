// Results of test cases for people, for CI (JUnit) and as JSON.
import { formatPath } from '@mockops/contract';
import { type Io, printJson } from '../io.ts';
import { diffValues } from './diff.ts';
import { printLocalRun } from './print-run.ts';
import type { CaseResult } from './run-tests.ts';

export function printText(io: Io, results: readonly CaseResult[], verbose: boolean): void {
  let file = '';
  for (const result of results) {
    if (result.file !== file) io.out(result.file);
    file = result.file;
    io.out(`  ${result.ok ? '✓' : '✗'} ${result.name}`);
    for (const line of explain(result)) io.out(`    ${line}`);
    if (verbose && result.outcome) {
      for (const { event, decision, reason } of result.outcome.decisions)
        io.out(`    ${event.type} ${event.id}: ${decision} — ${reason}`);
      const indented: Io = { ...io, out: (line) => io.out(`    ${line}`) };
      for (const run of result.outcome.runs) printLocalRun(indented, run, result.outcome.effects);
    }
  }
  const failed = results.filter(({ ok }) => !ok).length;
  const passed = results.length - failed;
  io.out(`${results.length} ${results.length === 1 ? 'case' : 'cases'}: ${passed} passed, ${failed} failed`);
}

/** What went wrong, with the place of the expectation. */
function explain({ mismatches, error, at, outcome }: CaseResult): string[] {
  if (error !== null) return [`${at.file}:${at.line}:${at.col} could not be run: ${error}`];
  const lines = mismatches.flatMap((mismatch) => [
    `${mismatch.at.file}:${mismatch.at.line}:${mismatch.at.col} expect.${formatPath(mismatch.path)}${mismatch.note ? ` — ${mismatch.note}` : ''}`,
    ...diffValues(mismatch.expected, mismatch.got).map((line) => `  ${line}`),
  ]);
  const [last] = outcome?.runs.slice(-1) ?? [];
  if (lines.length > 0 && last?.error_message)
    lines.push(`the last run ended as ${last.status}: ${last.error_message}`);
  return lines;
}

export function printResultsJson(io: Io, results: readonly CaseResult[]): void {
  printJson(io, {
    ok: results.every(({ ok }) => ok),
    cases: results.map(({ outcome, ...result }) => ({
      ...result,
      runs: outcome?.runs ?? [],
      decisions: outcome?.decisions ?? [],
      effects: outcome?.effects ?? [],
    })),
  });
}

/** The XML that CI systems read. */
export function printJunit(io: Io, results: readonly CaseResult[]): void {
  const files = [...new Set(results.map(({ file }) => file))];
  io.out('<?xml version="1.0" encoding="UTF-8"?>');
  io.out(`<testsuites ${counts(results)}>`);
  for (const file of files) {
    const own = results.filter((result) => result.file === file);
    io.out(`  <testsuite name="${escapeXml(file)}" ${counts(own)}>`);
    for (const result of own) {
      const { name, pipeline, at, duration_ms } = result;
      const attributes = `name="${escapeXml(name)}" classname="${escapeXml(pipeline)}" file="${escapeXml(at.file)}" line="${at.line}" time="${seconds(duration_ms)}"`;
      if (result.ok) io.out(`    <testcase ${attributes}/>`);
      else {
        const lines = explain(result);
        io.out(`    <testcase ${attributes}>`);
        io.out(`      <failure message="${escapeXml(lines[0] ?? 'failed')}">${escapeXml(lines.join('\n'))}</failure>`);
        io.out('    </testcase>');
      }
    }
    io.out('  </testsuite>');
  }
  io.out('</testsuites>');
}

function counts(results: readonly CaseResult[]): string {
  const failures = results.filter(({ ok }) => !ok).length;
  const total = results.reduce((sum, { duration_ms }) => sum + duration_ms, 0);
  return `tests="${results.length}" failures="${failures}" time="${seconds(total)}"`;
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(3);

function escapeXml(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll('\n', '&#10;')
      // XML has no place for the other control characters.
      .replaceAll(/[\p{Cc}]/gu, '')
  );
}
