// Whether a generated SDK compiles, by language. Apart from the package's core, because these start processes.

import type { Checker, Verdict } from './check/checker.ts';
import { checkCSharp } from './check/csharp.ts';
import { checkGo } from './check/go.ts';
import { checkJava } from './check/java.ts';
import { checkPython } from './check/python.ts';
import { checkRust } from './check/rust.ts';
import { checkTypeScript } from './check/typescript.ts';
import type { Language } from './registry.ts';

export type { Verdict } from './check/checker.ts';

const CHECKERS: Readonly<Record<Language, Checker>> = {
  typescript: checkTypeScript,
  python: checkPython,
  java: checkJava,
  csharp: checkCSharp,
  go: checkGo,
  rust: checkRust,
};

/** The verdict of the language's own toolchain on the SDK in `directory`, which may keep build output. */
export const checkSdk = (language: Language, directory: string): Promise<Verdict> => CHECKERS[language](directory);
