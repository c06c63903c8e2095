// A comparison for CI: GitHub annotations, JUnit XML and SARIF 2.1.0. What was accepted is a skipped test and a suppressed result.
import {
  type SchemaChange,
  type SchemaChangeLevel,
  sarifLocation,
  sarifLog,
  type ToldWitness,
  tellWitness,
  workflowCommand,
} from '@mockops/contract';
import { inOrder, positionText, reachOf, type SchemaReport } from './report.ts';
import { shorten } from './text.ts';

const COMMANDS: Record<SchemaChangeLevel, 'error' | 'warning' | 'notice'> = {
  breaking: 'error',
  risky: 'warning',
  safe: 'notice',
  none: 'notice',
};

/** One line per change that is breaking or risky; hosts show only so many, so the others stay out. */
export function toGitHubAnnotations({ changes }: SchemaReport): string {
  return inOrder(changes)
    .filter(({ level, ignored }) => ignored === null && (level === 'breaking' || level === 'risky'))
    .map((change) => {
      const at = change.after ?? change.before;
      const place = at === null ? {} : { file: at.file, line: at.line, col: at.col };
      return workflowCommand(COMMANDS[change.level], { ...place, title: change.rule }, textOf(change));
    })
    .join('\n');
}

/** Fails with the breaking changes; the others pass with their text as output. */
export function toJUnit({ before, after, changes }: SchemaReport): string {
  const failures = changes.filter(fails).length;
  const skipped = changes.filter(({ ignored }) => ignored !== null).length;
  const name = xml(`schema diff ${before} → ${after}`);
  const cases = inOrder(changes).map((change) => {
    const open = `    <testcase classname="${xml(change.rule)}" name="${xml(change.message)}" file="${xml(positionText(change))}">`;
    return [open, `      ${outcome(change)}`, '    </testcase>'].join('\n');
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${changes.length}" failures="${failures}">`,
    `  <testsuite name="${name}" tests="${changes.length}" failures="${failures}" skipped="${skipped}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}

const fails = ({ level, ignored }: SchemaChange): boolean => level === 'breaking' && ignored === null;

function outcome(change: SchemaChange): string {
  if (change.ignored !== null) return `<skipped message="${xml(change.ignored.reason)}"/>`;
  if (fails(change))
    return `<failure type="${xml(change.rule)}" message="${xml(change.message)}">${xml(textOf(change))}</failure>`;
  return `<system-out>${xml(`${change.level}: ${textOf(change)}`)}</system-out>`;
}

const SARIF_LEVELS: Record<SchemaChangeLevel, string> = {
  breaking: 'error',
  risky: 'warning',
  safe: 'note',
  none: 'none',
};

export function toSarif(
  { changes }: SchemaReport,
  { version, titleOf }: { version: string; titleOf: (rule: string) => string },
) {
  const rules = [...new Set(changes.map(({ rule }) => rule))].sort();
  return sarifLog({
    version,
    rules: rules.map((id) => ({ id, shortDescription: { text: titleOf(id) } })),
    results: inOrder(changes).map((change) => ({
      ruleId: change.rule,
      level: SARIF_LEVELS[change.level],
      message: { text: textOf(change) },
      partialFingerprints: { 'mockops/v1': change.fingerprint },
      ...suppression(change),
      ...locations(change),
    })),
  });
}

const suppression = ({ ignored }: SchemaChange) =>
  ignored === null ? {} : { suppressions: [{ kind: 'external', justification: ignored.reason }] };

function locations({ before, after }: SchemaChange) {
  const at = after ?? before;
  return at === null ? {} : { locations: [sarifLocation(at.file, { startLine: at.line, startColumn: at.col })] };
}

function textOf(change: SchemaChange): string {
  const { message, witness, operations } = change;
  return [
    message,
    ...(operations.length > 0 ? [`of ${reachOf(change)}`] : []),
    ...(witness === null ? [] : [proof(tellWitness(witness, change.direction), witness.errors)]),
  ].join('\n');
}

function proof({ noun, message, outcome }: ToldWitness, errors: readonly string[]): string {
  return `${noun} ${shorten(message)}${outcome && `, which ${outcome}`}: ${errors.slice(0, 3).join('; ')}`;
}

/** XML 1.0 has no place for most control characters, not even escaped. */
const xml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
