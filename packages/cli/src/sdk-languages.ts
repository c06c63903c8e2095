// Which provider and which languages the user means, for the `sdk` commands. Providers of others come from the server's configuration,
// because whoever may name a program may run one.
import { didYouMean } from '@mockops/contract';
import { readLanguage } from '@mockops/sdkgen';
import { BUILTIN, createBuiltinProvider, externalProvider, type SdkProvider } from '@mockops/sdkgen/node';
import { readConfig } from '@mockops/server/config';
import { Failure } from './failure.ts';

export function listProviders(): SdkProvider[] {
  const { sdk_providers } = readConfig({ env: process.env, cwd: process.cwd() });
  const others = Object.entries(sdk_providers).map(([id, config]) => externalProvider(id, config, process.env));
  return [createBuiltinProvider(), ...others];
}

export function chooseProvider(name: string): SdkProvider {
  if (name === BUILTIN) return createBuiltinProvider();
  const providers = listProviders();
  const found = providers.find(({ id }) => id === name);
  if (found) return found;
  const near = didYouMean(
    name,
    providers.map(({ id }) => id),
  );
  throw new Failure(
    `There is no SDK provider "${name}"; ${near ? `did you mean "${near}"?` : 'add it to sdk_providers in mockops.server.yaml.'}`,
  );
}

/** `typescript,go` or `all`. */
export function readLanguages(text: string, provider: SdkProvider): string[] {
  if (text.trim() === 'all') return [...provider.languages];
  const names = text.split(',').map((name) => name.trim());
  const languages = new Set(names.filter((name) => name !== '').map((name) => readOne(name, provider)));
  if (languages.size === 0)
    throw new Failure(`--lang names no language; ${provider.id} has ${provider.languages.join(', ')}.`);
  return [...languages];
}

function readOne(name: string, provider: SdkProvider): string {
  const meant = provider.languages.includes(name) ? name : (readLanguage(name) ?? name);
  if (provider.languages.includes(meant)) return meant;
  const near = didYouMean(name, provider.languages);
  throw new Failure(
    `${provider.id} has no language "${name}"; ${near ? `did you mean "${near}"?` : `it has ${provider.languages.join(', ')}.`}`,
  );
}
