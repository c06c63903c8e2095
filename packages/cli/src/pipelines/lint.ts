// Checks pipeline files offline, each for itself and all of them together. In: files. Out: findings with their severity and the stretch of text they mean.
import type { Issue, PipelineDocument } from '@mockops/contract';
import { findEventLoops, type KnownTypes, type ParseOptions, parsePipeline, severityOf } from '@mockops/pipelines';

export interface Finding {
  issue: Issue;
  severity: 'error' | 'warning' | 'info';
  file: string;
  region: Region;
}

/** 1-based; the end is behind the last character. */
interface Region {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}

export interface PipelineText {
  file: string;
  text: string;
}

export function lintPipelines(files: readonly PipelineText[], known: KnownTypes, options: ParseOptions): Finding[] {
  const read = new Map<PipelineDocument, PipelineText>();
  const alone = files.flatMap((file) => {
    const parsed = parsePipeline(file.text, file.file, known, options);
    if (parsed.ok) read.set(parsed.value, file);
    return parsed.issues.map((issue) => toFinding(issue, file));
  });
  return [...alone, ...findLoops(read, known)];
}

/** A loop is said once, at the name of the first pipeline on its way. */
function findLoops(read: ReadonlyMap<PipelineDocument, PipelineText>, known: KnownTypes): Finding[] {
  const said = new Set<string>();
  return findEventLoops([...read.keys()], known).flatMap(({ pipelines, message }): Finding[] => {
    const place = [...read].find(([{ name }]) => name === pipelines[0])?.[1];
    const way = [...pipelines].sort().join();
    if (!place || said.has(way)) return [];
    said.add(way);
    const line = place.text.split('\n').findIndex((text) => /^\s*name\s*:/.test(text)) + 1;
    const at = { file: place.file, line: Math.max(1, line), col: 1 };
    const hint = 'add a filter that only one of them passes; at run time limits.loop ends it';
    return [toFinding({ code: 'LOOP001', path: 'triggers', message, at, hint, severity: 'warning' }, place)];
  });
}

export function toFinding(issue: Issue, { file, text }: PipelineText): Finding {
  const severity = issue.severity ?? severityOf(issue.code);
  return { issue, severity, file: issue.at?.file ?? file, region: regionOf(text, issue) };
}

/** Where the linter does not say the end: of the word, the quoted text or the line. */
function regionOf(text: string, { at, end }: Issue): Region {
  const startLine = at?.line ?? 1;
  const startColumn = at?.col ?? 1;
  if (end) return { startLine, startColumn, endLine: end.line, endColumn: end.col };
  const line = text.split('\n')[startLine - 1]?.replace(/\r$/, '') ?? '';
  const rest = line.slice(startColumn - 1);
  const word = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s,[\]{}:#]+)/.exec(rest)?.[0] ?? rest.slice(0, 1);
  return { startLine, startColumn, endLine: startLine, endColumn: startColumn + Math.max(1, word.length) };
}
