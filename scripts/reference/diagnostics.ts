// The page of diagnostics: every code of the linter.
import { DIAGNOSTICS } from '@mockops/pipelines';
import { cell, page, table } from './markdown.ts';

export function diagnosticsPage(): string {
  const rows = Object.entries(DIAGNOSTICS).map(([id, { severity, title, meaning, fix }]) => [
    `\`${id}\``,
    severity,
    cell(title),
    cell(meaning),
    cell(fix),
  ]);
  return page(
    'Diagnostics',
    'What `mockops pipeline lint`, the editor and the API say of a pipeline, each with file, line and column. An error keeps the pipeline from being saved.',
    table(['Code', 'Severity', 'Title', 'Meaning', 'What to do'], rows),
  );
}
