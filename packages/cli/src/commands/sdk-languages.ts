// mockops sdk languages: what SDKs can be made in, and by whom.
import { Command } from '@commander-js/extra-typings';
import { type Io, printJson, printTable } from '../io.ts';

export const sdkLanguagesCommand = (io: Io) =>
  new Command('languages')
    .description('list the languages of each provider')
    .option('--json', 'print them as JSON')
    .action(async ({ json }) => {
      const { listProviders } = await import('../sdk-languages.ts');
      const providers = await listProviders();
      if (json)
        return printJson(
          io,
          providers.map(({ id, version, languages }) => ({ id, version, languages })),
        );
      printTable(
        io,
        ['PROVIDER', 'VERSION', 'LANGUAGES'],
        providers.map(({ id, version, languages }) => [id, version, languages.join(', ')]),
      );
    });
