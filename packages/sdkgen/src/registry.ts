// Which function writes which language. A new one is a folder beside the others, its name in language.ts and a line here.

import type { Language } from './language.ts';
import { emitCSharp } from './languages/csharp/index.ts';
import type { Emit } from './languages/emitter.ts';
import { emitGo } from './languages/go/index.ts';
import { emitJava } from './languages/java/index.ts';
import { emitPython } from './languages/python/index.ts';
import { emitRust } from './languages/rust/index.ts';
import { emitTypeScript } from './languages/typescript/index.ts';

export const EMITTERS: Readonly<Record<Language, Emit>> = {
  typescript: emitTypeScript,
  python: emitPython,
  rust: emitRust,
  go: emitGo,
  java: emitJava,
  csharp: emitCSharp,
};
