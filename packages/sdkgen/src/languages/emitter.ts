// The shape that every language has: one function from the intermediate representation to files.

import type { Ir } from '../ir/model.ts';

interface EmitInput {
  ir: Ir;
  /** As the user wrote it; each language spells it by its own rules. Undefined: from the API's title. */
  packageName: string | undefined;
}

/** Path to content, in any order; `generateSdk` sorts and ends every file with a newline. */
export type Emit = (input: EmitInput) => Map<string, string>;
