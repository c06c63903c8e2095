// Findings as workflow commands: lines by which a job of GitHub Actions puts a remark beside the code.
import type { Finding } from './lint.ts';

export function toWorkflowCommand({ issue, severity, file, region }: Finding): string {
  const properties = {
    file,
    line: region.startLine,
    col: region.startColumn,
    endLine: region.endLine,
    endColumn: region.endColumn,
    title: issue.code,
  };
  const listed = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  const text = `${issue.path ? `${issue.path} — ` : ''}${issue.message}${issue.hint ? `; ${issue.hint}` : ''}`;
  return `::${severity === 'info' ? 'notice' : severity} ${listed.join(',')}::${escapeData(text)}`;
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
