// What needs a machine: folders, programs, compilers. The generator itself (`.`) needs none of them.
export { checkSdk, type Verdict } from './check.ts';
export { isFresh } from './output/fresh.ts';
export { digestOf, writeTree } from './output/write-tree.ts';
export { BUILTIN, createBuiltinProvider } from './providers/builtin.ts';
export { ExternalProviderConfig, externalProvider } from './providers/external.ts';
export { type SdkProvider, SdkProviderError } from './providers/provider.ts';
export { runSmoke, type SmokeLine, type SmokeResult } from './smoke/run.ts';
