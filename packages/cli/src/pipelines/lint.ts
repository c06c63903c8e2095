// Checks pipeline files offline, each for itself and all of them together. In: files. Out: findings with their severity and the stretch of text they mean.
import type { Issue } from '@mockops/contract';
import { type KnownTypes, parsePipeline } from '@mockops/pipelines';

export interface Finding {
  issue: Issue;
  severity: 'error' | 'warning';
  file: string;
  region: Region;
}

/** 1-based; the end is behind the last character. */
export interface Region {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}

export interface PipelineText {
  file: string;
  text: string;
}

export function lintPipelines(files: readonly PipelineText[], known: KnownTypes): Finding[] {
  return files.flatMap(({ file, text }) => {
    const parsed = parsePipeline(text, file, known);
    const severity = parsed.ok ? 'warning' : 'error';
    return parsed.issues.map((issue) => toFinding(issue, severity, { file, text }));
  });
}

export function toFinding(issue: Issue, severity: Finding['severity'], { file, text }: PipelineText): Finding {
  return { issue, severity, file: issue.at?.file ?? file, region: regionOf(text, issue) };
}

/** From where the finding stands to the end of the word, the quoted text or the line. */
function regionOf(text: string, { at }: Issue): Region {
  const startLine = at?.line ?? 1;
  const startColumn = at?.col ?? 1;
  const line = text.split('\n')[startLine - 1]?.replace(/\r$/, '') ?? '';
  const rest = line.slice(startColumn - 1);
  const word = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s,[\]{}:#]+)/.exec(rest)?.[0] ?? rest.slice(0, 1);
  return { startLine, startColumn, endLine: startLine, endColumn: startColumn + Math.max(1, word.length) };
}
