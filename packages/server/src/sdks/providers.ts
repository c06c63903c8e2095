// Who makes SDKs on this server: our own generator, and the programs that the operator configured.
import { BUILTIN, createBuiltinProvider, externalProvider, type SdkProvider } from '@mockops/sdkgen/node';
import type { Config } from '../config.ts';
import type { Contracts, Loaded } from '../contracts/contracts.ts';

export function sdkProviders({ sdk_providers }: Pick<Config, 'sdk_providers'>): ReadonlyMap<string, SdkProvider> {
  const others = Object.entries(sdk_providers).map(([id, config]) => externalProvider(id, config, process.env));
  return new Map([createBuiltinProvider(), ...others].map((provider) => [provider.id, provider]));
}

/** Our own generator works where the contract is held; a program gets its files. */
export async function generateBy(
  provider: SdkProvider,
  contracts: Pick<Contracts, 'generate'>,
  request: { contract: Loaded; language: string; package_name?: string; signal: AbortSignal },
): Promise<ReadonlyMap<string, string>> {
  const { contract, signal, ...how } = request;
  if (provider.id === BUILTIN) return contracts.generate(contract, how, signal);
  return provider.generate({ ...how, signal, api: await contract.model(), sources: contract.files });
}
