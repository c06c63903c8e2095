// Our own generator as a provider: every language of the registry, OpenAPI and Protobuf alike.
import { createGenerator } from '../generate.ts';
import { isLanguage, LANGUAGES } from '../registry.ts';
import { GENERATOR_VERSION } from '../version.ts';
import { type SdkProvider, SdkProviderError } from './provider.ts';

export const BUILTIN = 'builtin';

export function createBuiltinProvider(): SdkProvider {
  const generate = createGenerator();
  return {
    id: BUILTIN,
    version: GENERATOR_VERSION,
    languages: [...LANGUAGES].sort(),
    supports: (_kind, language) => isLanguage(language),
    generate: async ({ api, language, package_name }) => {
      if (!isLanguage(language)) throw new SdkProviderError(`there is no SDK generator for "${language}"`);
      return generate({ api, language, ...(package_name !== undefined && { package_name }) });
    },
  };
}
