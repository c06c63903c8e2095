// One call from a contract to the files of an SDK. Pure: no clock, no file access; the same model gives the same bytes.

import type { ApiModel } from '@mockops/schema';
import { buildIr } from './ir/index.ts';
import { EMITTERS, type Language } from './registry.ts';

export interface GenerateSdkInput {
  api: ApiModel;
  language: Language;
  /** Spelled by the rules of the language; default: from the API's title. */
  package_name?: string;
}

/** Path (with `/`) to content, sorted by path; every file ends with one newline. */
export function generateSdk({ api, language, package_name }: GenerateSdkInput): ReadonlyMap<string, string> {
  const files = EMITTERS[language]({ ir: buildIr(api), packageName: package_name });
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return new Map(sorted.map(([path, text]) => [path, `${text.replace(/\s*$/, '')}\n`]));
}
