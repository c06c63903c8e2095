// How levels of changes read, and the lines of a text around a place.
import type { SchemaChange, SchemaChangeLevel } from '@mockops/contract';

const WORDS: Readonly<Record<SchemaChangeLevel, string>> = {
  breaking: 'Breaking',
  risky: 'Risky',
  safe: 'Safe',
  none: 'Wording',
};

/** Those that there are, the worst first. */
export function countByLevel(
  changes: readonly SchemaChange[],
): { level: SchemaChangeLevel; word: string; count: number }[] {
  const levels: SchemaChangeLevel[] = ['breaking', 'risky', 'safe', 'none'];
  return levels
    .map((level) => ({ level, word: WORDS[level], count: changes.filter((change) => change.level === level).length }))
    .filter(({ count }) => count > 0);
}

export interface Excerpt {
  lines: { number: number; text: string; isMeant: boolean }[];
}

const AROUND = 4;
const LONGEST = 200;

export function excerptAround(text: string, line: number): Excerpt {
  const lines = text.split('\n');
  const from = Math.max(0, line - 1 - AROUND);
  const shown = lines.slice(from, line + AROUND);
  // What all of them are indented by says nothing and takes the room.
  const margin = Math.min(...shown.filter((one) => one.trim() !== '').map((one) => one.search(/\S/)));
  return {
    lines: shown.map((one, index) => ({
      number: from + index + 1,
      text: one.slice(margin, margin + LONGEST) + (one.length > margin + LONGEST ? '…' : ''),
      isMeant: from + index + 1 === line,
    })),
  };
}
