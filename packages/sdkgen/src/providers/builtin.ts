// Our own generator as a provider: every language of the registry, OpenAPI and Protobuf alike.
import { generateSdk } from '../generate.ts';
import { isLanguage, LANGUAGES } from '../registry.ts';
import { GENERATOR_VERSION } from '../version.ts';
import { type SdkProvider, SdkProviderError } from './provider.ts';

export const builtinProvider: SdkProvider = {
  id: 'builtin',
  version: GENERATOR_VERSION,
  languages: [...LANGUAGES].sort(),
  supports: (_kind, language) => isLanguage(language),
  generate: async ({ api, language, package_name }) => {
    if (!isLanguage(language)) throw new SdkProviderError(`there is no SDK generator for "${language}"`);
    return generateSdk({ api, language, ...(package_name !== undefined && { package_name }) });
  },
};
