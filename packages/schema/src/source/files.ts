// Contract files by name: text in, parsed values and syntax findings out. Nothing is read from disk or network.
// JSON goes through JSON.parse because it is an order of magnitude faster; everything else through `yaml`, which refuses alias bombs.
import type { Issue } from '@mockops/contract';
import { LineCounter, parseDocument } from 'yaml';
import { isObject } from '../json.ts';

export interface SourceFile {
  name: string;
  text: string;
  value: unknown;
  /** A scalar as it is written: `1.10` where the value is the number 1.1. */
  written: (path: string[]) => string | undefined;
}

export function readFiles(files: Record<string, string>): { sources: Map<string, SourceFile>; issues: Issue[] } {
  const sources = new Map<string, SourceFile>();
  const issues: Issue[] = [];
  for (const [name, text] of Object.entries(files)) {
    const read = readFile(name, text);
    if ('value' in read) sources.set(normalizeName(name), { name, text, ...read });
    else issues.push(...read.issues);
  }
  return { sources, issues };
}

type Read = { value: unknown; written: SourceFile['written'] } | { issues: Issue[] };

function readFile(name: string, text: string): Read {
  const isJson = /\.json$/i.test(name);
  if (isJson || text.trimStart().startsWith('{')) {
    try {
      return { value: JSON.parse(text), written: () => undefined };
    } catch (error) {
      if (isJson) return { issues: [jsonIssue(name, text, error)] };
    }
  }
  return readYaml(name, text);
}

function jsonIssue(name: string, text: string, error: unknown): Issue {
  const message = error instanceof Error ? error.message : String(error);
  const offset = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
  const before = text.slice(0, offset).split('\n');
  return {
    code: 'SCH001',
    path: '',
    message: `not valid JSON: ${message.replace(/ in JSON at position.*| at position.*/s, '')}`,
    at: { file: name, line: before.length, col: (before.at(-1)?.length ?? 0) + 1 },
    hint: 'correct the syntax there, or name the file .yaml if it is YAML',
  };
}

function readYaml(name: string, text: string): Read {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const issues = document.errors.map((error): Issue => {
    const { line, col } = lines.linePos(error.pos[0]);
    return {
      code: 'SCH002',
      path: '',
      message: `not valid YAML: ${error.message}`,
      at: { file: name, line: Math.max(line, 1), col: Math.max(col, 1) },
      hint: 'correct the syntax there',
    };
  });
  if (issues.length > 0) return { issues };
  try {
    const value: unknown = document.toJS();
    JSON.stringify(value);
    return {
      value,
      written: (path) => {
        const node = document.getIn(path, true);
        return isObject(node) && typeof node.source === 'string' ? node.source : undefined;
      },
    };
  } catch (error) {
    const message = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return {
      issues: [
        {
          code: 'SCH003',
          path: '',
          message: `the YAML aliases cannot be expanded: ${message}`,
          at: { file: name, line: 1, col: 1 },
          hint: 'use $ref instead of anchors that contain themselves or multiply',
        },
      ],
    };
  }
}

/** `./schemas//a/../pet.yaml` → `schemas/pet.yaml`; never above the top. */
export function normalizeName(name: string): string {
  const parts: string[] = [];
  for (const part of name.replaceAll('\\', '/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
