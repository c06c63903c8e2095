// Who makes SDKs on this server: our own generator, and the programs that the operator configured.
import { createBuiltinProvider, externalProvider, type SdkProvider } from '@mockops/sdkgen/node';
import type { Config } from '../config.ts';

export function sdkProviders({ sdk_providers }: Pick<Config, 'sdk_providers'>): ReadonlyMap<string, SdkProvider> {
  const others = Object.entries(sdk_providers).map(([id, config]) => externalProvider(id, config, process.env));
  return new Map([createBuiltinProvider(), ...others].map((provider) => [provider.id, provider]));
}
