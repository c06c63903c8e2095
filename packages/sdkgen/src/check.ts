// Whether a generated SDK compiles, by language. Apart from the package's core, because these start processes.

import type { Checker, Verdict } from './check/checker.ts';
import { checkCSharp } from './check/csharp.ts';
import { checkGo } from './check/go.ts';
import { checkJava } from './check/java.ts';
import { checkPython } from './check/python.ts';
import { checkRust } from './check/rust.ts';
import { checkTypeScript } from './check/typescript.ts';
import type { Language } from './registry.ts';

export type { Checker, Verdict } from './check/checker.ts';

/** A language that has no checker yet is one that `checkSdk` skips with a word. */
const CHECKERS: Readonly<Partial<Record<Language, Checker>>> = {
  typescript: checkTypeScript,
  python: checkPython,
  java: checkJava,
  csharp: checkCSharp,
  go: checkGo,
  rust: checkRust,
};

export async function checkSdk(language: Language, directory: string): Promise<Verdict> {
  const checker = CHECKERS[language];
  return checker === undefined ? { skipped: `nothing here compiles ${language}` } : checker(directory);
}
