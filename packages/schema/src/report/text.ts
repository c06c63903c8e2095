// A comparison for a terminal: one line per change with its place, then what proves it. No colours: the output is read by programs too.
import { type SchemaChange, type ToldWitness, tellWitness } from '@mockops/contract';
import { countByLevel, inOrder, positionText, reachOf, type SchemaReport, versionText } from './report.ts';

const MOST_VALUE = 300;

export function toText({ before, after, suggested, changes }: SchemaReport): string {
  if (changes.length === 0) return `${before} and ${after} mean the same.`;
  const lines = inOrder(changes).flatMap(describe);
  return [
    ...lines,
    '',
    `${capital(countByLevel(changes))} from ${before} to ${after}; suggests a ${versionText(suggested)}.`,
  ].join('\n');
}

function describe(change: SchemaChange): string[] {
  const { level, rule, message, witness, ignored, operations } = change;
  const mark = ignored === null ? level : `${level}, accepted`;
  const position = positionText(change);
  return [
    `${mark}: ${message} [${rule}]`,
    ...(operations.length > 0 ? [`    of ${reachOf(change)}`] : []),
    ...(position === '' ? [] : [`    at ${position}`]),
    ...(witness === null ? [] : proof(tellWitness(witness, change.direction), witness.errors)),
    ...(ignored === null
      ? []
      : [`    accepted: ${ignored.reason}${ignored.until === null ? '' : ` (until ${ignored.until})`}`]),
  ];
}

function proof({ noun, message, of, outcome }: ToldWitness, errors: readonly string[]): string[] {
  const from = of === '' ? '' : ` of ${of}`;
  return [
    `    shown by ${noun}${from}${outcome && `, which ${outcome}`}: ${shorten(message)}`,
    ...errors.slice(0, 3).map((error) => `      ${error}`),
  ];
}

export const shorten = (text: string): string => (text.length <= MOST_VALUE ? text : `${text.slice(0, MOST_VALUE)}…`);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
