// The page of step types: what each declares, with example, meanings and remarks from its readme.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { STEP_TYPES } from '../../packages/server/src/pipelines/steps/registry.ts';
import { cell, code, defaultOf, durationText, keysOf, page, schemaOf, table, typeOf } from './markdown.ts';

const FOLDER = path.join(import.meta.dirname, '../../packages/server/src/pipelines/steps');

const CLASSES = `| Effect class | After a crash in the middle of an attempt |
| --- | --- |
| \`pure\` | again: it leaves no trace outside |
| \`idempotent\` | again: twice is the same as once |
| \`effect\` | the outside is asked whether it happened; where nobody can tell, the step ends as an unknown outcome |
| \`wait\` | it goes on waiting; a waiting step holds no worker and no place |`;

export function stepsPage(): string {
  const types = Object.values(STEP_TYPES);
  return page(
    'Step types',
    'What `type` of a step may be. Step types of your own: [the guide](../guides/step-modules.md).',
    CLASSES,
    table(
      ['Type', 'Effect class', 'Timeout', 'What it does'],
      types.map(({ type, effect, timeout_ms, summary }) => [
        `[${code(type)}](#${type})`,
        code(effect),
        durationText(timeout_ms),
        cell(summary),
      ]),
    ),
    ...types.map(section),
  );
}

function section({ type, timeout_ms, config, outputs }: (typeof STEP_TYPES)[string]): string {
  const readme = readReadme(readFileSync(path.join(FOLDER, type, 'readme.md'), 'utf8'));
  const rows = keysOf(schemaOf(config)).map(({ key, node, required }) => {
    const told = readme.rows.get(key);
    const fallback = defaultOf(node) ?? (required ? 'required' : cell(told?.fallback ?? '–'));
    return [code(key), typeOf(node), fallback, told?.meaning || cell(node.description ?? '')];
  });
  const given = outputs ? keysOf(schemaOf(outputs, 'output')).map(({ key, node }) => [code(key), typeOf(node)]) : [];
  return [
    `## ${type}`,
    readme.intro,
    `An attempt may take ${durationText(timeout_ms)}, unless the step says otherwise.`,
    readme.example,
    rows.length > 0 ? table(['Config', 'Type', 'Default', 'Meaning'], rows) : '',
    given.length > 0 ? table(['Output', 'Type'], given) : '',
    readme.rest,
  ]
    .filter(Boolean)
    .join('\n\n');
}

interface Readme {
  intro: string;
  example: string;
  rows: Map<string, { fallback?: string; meaning: string }>;
  rest: string;
}

/** Blocks between blank lines: title, intro, the first example, the table of keys, and all the rest. Fenced blocks may hold blank lines. */
function readReadme(text: string): Readme {
  const blocks = text
    .trim()
    .split(/\n\n(?=(?:[^`]|`(?!``))*(?:```[^`]*(?:`(?!``)[^`]*)*```(?:[^`]|`(?!``))*)*$)/)
    .slice(1);
  const example = blocks.findIndex((block) => block.startsWith('```'));
  const keys = blocks.findIndex((block) => /^\| (Key|Config)\b/.test(block));
  const rest = blocks.filter((block, index) => index !== 0 && index !== example && index !== keys && !isBare(block));
  return {
    intro: blocks[0] ?? '',
    example: blocks[example] ?? '',
    rows: readRows(blocks[keys] ?? ''),
    rest: rest.join('\n\n'),
  };
}

/** Outputs by name and nothing else, which the table says too. */
const isBare = (block: string) => /^Outputs: `\w+`(, `\w+`)*\.$/.test(block);

/** A row may tell of several keys: those in code in its first cell. */
function readRows(block: string): Readme['rows'] {
  const [header, , ...lines] = block.split('\n').map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((text) => text.trim()),
  );
  const rows: Readme['rows'] = new Map();
  for (const cells of lines) {
    const said = {
      fallback: cells[header?.indexOf('Default') ?? -1],
      meaning: cells[header?.indexOf('Meaning') ?? -1],
    };
    for (const [, key = ''] of (cells[0] ?? '').matchAll(/`(\w+)/g))
      rows.set(key, {
        ...(said.fallback !== undefined && { fallback: said.fallback }),
        meaning: said.meaning ?? '',
      });
  }
  return rows;
}
