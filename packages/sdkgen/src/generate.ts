// One call from a contract to the files of an SDK. Pure: no clock, no file access; the same model gives the same bytes.

import type { ApiModel } from '@mockops/schema';
import { buildIr } from './ir/index.ts';
import type { Ir } from './ir/model.ts';
import type { Language } from './language.ts';
import { EMITTERS } from './registry.ts';

export interface GenerateSdkInput {
  api: ApiModel;
  language: Language;
  /** Spelled by the rules of the language; default: from the API's title. */
  package_name?: string;
}

/** Path (with `/`) to content, sorted by path; every file ends with one newline. */
export function generateSdk({ api, language, package_name }: GenerateSdkInput): ReadonlyMap<string, string> {
  return emitSdk(buildIr(api), language, package_name);
}

/** A generator that reads a model once for all of its languages. */
export function createGenerator(): typeof generateSdk {
  const known = new WeakMap<ApiModel, Ir>();
  return ({ api, language, package_name }) => {
    const ir = known.get(api) ?? buildIr(api);
    known.set(api, ir);
    return emitSdk(ir, language, package_name);
  };
}

function emitSdk(ir: Ir, language: Language, packageName: string | undefined): ReadonlyMap<string, string> {
  const files = EMITTERS[language]({ ir, packageName });
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return new Map(sorted.map(([path, text]) => [path, `${text.trimEnd()}\n`]));
}
