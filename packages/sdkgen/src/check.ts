// Whether a generated SDK compiles, by language. Apart from the package's core, because these start processes.

import type { Checker, Verdict } from './check/checker.ts';
import type { Language } from './language.ts';

export type { Verdict } from './check/checker.ts';

const CHECKERS: Readonly<Record<Language, () => Promise<Checker>>> = {
  typescript: () => import('./check/typescript.ts').then(({ checkTypeScript }) => checkTypeScript),
  python: () => import('./check/python.ts').then(({ checkPython }) => checkPython),
  java: () => import('./check/java.ts').then(({ checkJava }) => checkJava),
  csharp: () => import('./check/csharp.ts').then(({ checkCSharp }) => checkCSharp),
  go: () => import('./check/go.ts').then(({ checkGo }) => checkGo),
  rust: () => import('./check/rust.ts').then(({ checkRust }) => checkRust),
};

/** The verdict of the language's own toolchain on the SDK in `directory`, which may keep build output. */
export async function checkSdk(language: Language, directory: string): Promise<Verdict> {
  const check = await CHECKERS[language]();
  return check(directory);
}
