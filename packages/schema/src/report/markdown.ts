// A comparison for a pull request, a run's summary or a changelog. Values of contracts are data: they cannot become markup.
import { type SchemaChange, type SchemaChangeLevel, type ToldWitness, tellWitness } from '@mockops/contract';
import { countByLevel, inOrder, LEVELS, positionText, type SchemaReport, versionText } from './report.ts';

const HEADINGS: Record<SchemaChangeLevel, string> = {
  breaking: 'Breaking',
  risky: 'Risky',
  safe: 'Safe',
  none: 'Wording',
};
const MOST_OPERATIONS = 20;
const MOST_LINES = 200;
const MOST_VALUE = 1_000;

interface Options {
  /** `#` of the level headings; default 3. */
  depth?: number;
}

export function toMarkdown({ before, after, suggested, changes }: SchemaReport, options: Options = {}): string {
  if (changes.length === 0) return `${code(before)} and ${code(after)} mean the same.`;
  const head = `**${countByLevel(changes)}** from ${code(before)} to ${code(after)}: suggests a ${versionText(suggested)}.`;
  return [head, ...changesByLevel(changes, options)].join('\n\n');
}

export function changesByLevel(changes: readonly SchemaChange[], { depth = 3 }: Options = {}): string[] {
  const shown = inOrder(changes).slice(0, MOST_LINES);
  const sections = LEVELS.flatMap((level) => {
    const list = shown.filter((change) => change.level === level);
    return list.length === 0 ? [] : [`${'#'.repeat(depth)} ${HEADINGS[level]}\n\n${list.map(describe).join('\n')}`];
  });
  const rest = changes.length - shown.length;
  return rest === 0 ? sections : [...sections, `… and ${rest} more.`];
}

function describe(change: SchemaChange): string {
  const { rule, message, operations, witness, ignored } = change;
  const position = positionText(change);
  const struck = ignored === null ? plain(message) : `~~${plain(message)}~~ accepted: ${plain(ignored.reason)}`;
  const where = operations.slice(0, MOST_OPERATIONS).map(code).join(', ');
  const more = operations.length > MOST_OPERATIONS ? ` and ${operations.length - MOST_OPERATIONS} more` : '';
  return [
    `- ${struck} (${code(rule)}${position === '' ? '' : `, ${code(position)}`})`,
    ...(where === '' ? [] : [`  - ${where}${more}`]),
    ...(witness === null
      ? []
      : [`  - ${proof(tellWitness(witness, change.direction))}: ${witness.errors.slice(0, 3).map(plain).join('; ')}`]),
  ].join('\n');
}

function proof({ noun, message, of, outcome }: ToldWitness): string {
  const from = of === '' ? '' : ` of ${code(of)}`;
  return `${plain(noun)} ${code(message.slice(0, MOST_VALUE))}${from}${outcome && `, which ${outcome}`}`;
}

/** Code spans end at a run of as many backticks as they began with. */
function code(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = flat.startsWith('`') || flat.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${flat}${pad}${fence}`;
}

const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]<>|#~!]/g, '\\$&')
    .replace(/@/g, '@\u200b')
    .replace(/&/g, '&amp;');
