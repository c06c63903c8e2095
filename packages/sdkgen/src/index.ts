// Client SDKs from an ApiModel: generateSdk, and the languages it knows.
export { ExternalProviderConfig } from './external-config.ts';
export { createGenerator, type GenerateSdkInput, generateSdk } from './generate.ts';
export { isLanguage, LANGUAGES, type Language, readLanguage } from './language.ts';
