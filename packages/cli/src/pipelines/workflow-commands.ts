// Findings as workflow commands: lines by which a job of GitHub Actions puts a remark beside the code.
import { workflowCommand } from '@mockops/contract';
import type { Finding } from './lint.ts';

export function toWorkflowCommand({ issue, severity, file, region }: Finding): string {
  const { startLine: line, startColumn: col, endLine, endColumn } = region;
  const text = `${issue.path ? `${issue.path} — ` : ''}${issue.message}${issue.hint ? `; ${issue.hint}` : ''}`;
  const properties = { file, line, col, endLine, endColumn, title: issue.code };
  return workflowCommand(severity === 'info' ? 'notice' : severity, properties, text);
}
