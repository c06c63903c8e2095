// The page of diagnostics: every code of the linters of pipelines and of contracts.
import { DIAGNOSTICS } from '@mockops/pipelines';
import { LINT_RULES } from '@mockops/schema';
import { cell, page, table } from './markdown.ts';

export function diagnosticsPage(): string {
  const rows = Object.entries(DIAGNOSTICS).map(([id, { severity, title, meaning, fix }]) => [
    `\`${id}\``,
    severity,
    cell(title),
    cell(meaning),
    cell(fix),
  ]);
  const contracts = Object.entries(LINT_RULES).map(([id, { severity, title }]) => [`\`${id}\``, severity, cell(title)]);
  return page(
    'Diagnostics',
    'What `mockops pipeline lint`, the editor and the API say of a pipeline, each with file, line and column. An error keeps the pipeline from being saved.',
    [
      table(['Code', 'Severity', 'Title', 'Meaning', 'What to do'], rows).trimEnd(),
      '## Contracts',
      'What `mockops schema lint` says of a contract beside what could not be read. Each finding says what to do.',
      table(['Code', 'Severity', 'Title'], contracts),
    ].join('\n\n'),
  );
}
