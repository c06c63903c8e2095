// The page of events: each type of the registry with the fields of its data, and earlier versions where there are any.
import { EventEnvelope, listEventTypes } from '@mockops/contract';
import { cell, code, keysOf, type Node, page, readNode, schemaOf, table, typeOf } from './markdown.ts';

const ENVELOPE = `Around the data stands the same for all of them, CloudEvents 1.0 in substance; expressions read it as \`event.id\`, \`event.type\` … and every
other name from the data. Outside, types are called \`dev.mockops.<type>.v<version>\`.`;

export function eventsPage(): string {
  const types = listEventTypes();
  return page(
    'Events',
    'What happens, and what starts pipelines. Stored with the change that they tell of, and replayable.',
    table(
      ['Type', 'Version', 'When'],
      types.map(({ type, version, summary }) => [`[${code(type)}](#${anchor(type)})`, String(version), cell(summary)]),
    ),
    '## The envelope',
    ENVELOPE,
    fields(schemaOf(EventEnvelope, 'output')),
    ...types.map(({ type, version, summary, schemas }) => {
      const current = readNode(schemas[version] ?? {});
      const earlier = Object.keys(schemas).filter((number) => Number(number) !== version);
      const note = earlier.length > 0 ? `Stored events may also have version ${earlier.join(', ')}.` : '';
      return [`## ${type}`, `${summary} Version ${version}. ${note}`.trim(), fields(current)]
        .filter(Boolean)
        .join('\n\n');
    }),
  );
}

function fields(node: Node): string {
  const rows = keysOf(node).map(({ key, node: field, required }) => [
    code(key),
    typeOf(field),
    required ? '' : 'may be absent',
  ]);
  return rows.length === 0 ? '' : table(['Field', 'Type', ''], rows);
}

/** As GitHub makes it of the heading. */
const anchor = (type: string) => type.replaceAll(/[^\w-]/g, '');
