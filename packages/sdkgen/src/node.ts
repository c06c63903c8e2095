// What needs a machine: folders, programs, compilers. The generator itself (`.`) needs none of them.
export { checkSdk, type Verdict } from './check.ts';
export { isLanguage, type Language, readLanguage } from './language.ts';
export { isFresh } from './output/fresh.ts';
export { findStrangers } from './output/strangers.ts';
export { digestOf, writeTree } from './output/write-tree.ts';
export { BUILTIN, createBuiltinProvider } from './providers/builtin.ts';
export { externalProvider } from './providers/external.ts';
export { type SdkProvider, SdkProviderError } from './providers/provider.ts';
export type { SmokeLine, SmokeResult } from './smoke/run.ts';

/** Loaded when called, as the checks are: most programs that write SDKs never run one. */
export const runSmoke: typeof import('./smoke/run.ts').runSmoke = async (...call) =>
  (await import('./smoke/run.ts')).runSmoke(...call);
