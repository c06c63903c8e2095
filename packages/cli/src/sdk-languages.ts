// Which provider and which languages the user means, for the `sdk` commands. Providers of others come from the server's configuration,
// because whoever may name a program may run one.
// The words for what is wrong and the configuration are loaded when there is something wrong, and when another provider is meant.
import { BUILTIN, createBuiltinProvider, externalProvider, readLanguage, type SdkProvider } from '@mockops/sdkgen/node';
import { Failure } from './failure.ts';

export async function listProviders(): Promise<SdkProvider[]> {
  const { readConfig } = await import('@mockops/server/config');
  const { sdk_providers } = readConfig({ env: process.env, cwd: process.cwd() });
  const others = Object.entries(sdk_providers).map(([id, config]) => externalProvider(id, config, process.env));
  return [createBuiltinProvider(), ...others];
}

export async function chooseProvider(name: string): Promise<SdkProvider> {
  if (name === BUILTIN) return createBuiltinProvider();
  const providers = await listProviders();
  const found = providers.find(({ id }) => id === name);
  if (found) return found;
  const near = await nearest(
    name,
    providers.map(({ id }) => id),
  );
  throw new Failure(
    `There is no SDK provider "${name}"; ${near ? `did you mean "${near}"?` : 'add it to sdk_providers in mockops.server.yaml.'}`,
  );
}

/** `typescript,go` or `all`. */
export async function readLanguages(text: string, provider: SdkProvider): Promise<string[]> {
  if (text.trim() === 'all') return [...provider.languages];
  const languages = new Set<string>();
  for (const name of text.split(',').map((one) => one.trim()))
    if (name !== '') languages.add(await readOne(name, provider));
  if (languages.size === 0)
    throw new Failure(`--lang names no language; ${provider.id} has ${provider.languages.join(', ')}.`);
  return [...languages];
}

async function readOne(name: string, provider: SdkProvider): Promise<string> {
  const meant = provider.languages.includes(name) ? name : (readLanguage(name) ?? name);
  if (provider.languages.includes(meant)) return meant;
  const near = await nearest(name, provider.languages);
  throw new Failure(
    `${provider.id} has no language "${name}"; ${near ? `did you mean "${near}"?` : `it has ${provider.languages.join(', ')}.`}`,
  );
}

async function nearest(name: string, known: readonly string[]): Promise<string | undefined> {
  const { didYouMean } = await import('@mockops/contract');
  return didYouMean(name, known);
}
