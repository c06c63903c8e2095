// Our own generator as a provider: every language, OpenAPI and Protobuf alike. What writes them is loaded with the first SDK: to see that
// nothing changed takes none of it.
import { isLanguage, LANGUAGES } from '../language.ts';
import { GENERATOR_VERSION } from '../version.ts';
import { type SdkProvider, SdkProviderError } from './provider.ts';

export const BUILTIN = 'builtin';

export function createBuiltinProvider(): SdkProvider {
  let generator: ReturnType<typeof loadGenerator> | undefined;
  return {
    id: BUILTIN,
    version: GENERATOR_VERSION,
    languages: [...LANGUAGES].sort(),
    supports: (_kind, language) => isLanguage(language),
    generate: async ({ api, language, package_name }) => {
      if (!isLanguage(language)) throw new SdkProviderError(`there is no SDK generator for "${language}"`);
      generator ??= loadGenerator();
      const generate = await generator;
      return generate({ api, language, ...(package_name !== undefined && { package_name }) });
    },
  };
}

async function loadGenerator() {
  const { createGenerator } = await import('../generate.ts');
  return createGenerator();
}
