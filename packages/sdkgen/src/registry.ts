// The languages that SDKs exist in. A new one is a folder beside the others and a line here.

import { emitCSharp } from './languages/csharp/index.ts';
import type { Emit } from './languages/emitter.ts';
import { emitGo } from './languages/go/index.ts';
import { emitJava } from './languages/java/index.ts';
import { emitPython } from './languages/python/index.ts';
import { emitRust } from './languages/rust/index.ts';
import { emitTypeScript } from './languages/typescript/index.ts';

export const LANGUAGES = ['typescript', 'python', 'rust', 'go', 'java', 'csharp'] as const;

export type Language = (typeof LANGUAGES)[number];

export const isLanguage = (value: unknown): value is Language => LANGUAGES.some((language) => language === value);

export const EMITTERS: Readonly<Record<Language, Emit>> = {
  typescript: emitTypeScript,
  python: emitPython,
  rust: emitRust,
  go: emitGo,
  java: emitJava,
  csharp: emitCSharp,
};

/** How people spell languages otherwise. */
const ALIASES: Readonly<Partial<Record<string, string>>> = {
  ts: 'typescript',
  js: 'typescript',
  py: 'python',
  rs: 'rust',
  golang: 'go',
  'c#': 'csharp',
  cs: 'csharp',
  dotnet: 'csharp',
};

/** The language that a person means; undefined when we write none of that name. */
export function readLanguage(text: string): Language | undefined {
  const name = text.trim().toLowerCase();
  const meant = ALIASES[name] ?? name;
  return isLanguage(meant) ? meant : undefined;
}
