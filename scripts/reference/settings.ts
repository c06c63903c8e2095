// The page of the settings, from the schema that the server reads them with.
import { Config } from '../../packages/server/src/config.ts';
import { cell, code, keysOf, page, schemaOf, table } from './markdown.ts';

export function configurationPage(): string {
  const defaults: Record<string, unknown> = Config.parse({});
  const rows = keysOf(schemaOf(Config)).map(({ key, node }) => [
    code(key),
    code(`MOCKOPS_${key.toUpperCase()}`),
    shown(defaults[key]),
    cell(node.description ?? ''),
  ]);
  return page(
    'Configuration',
    'Defaults < `mockops.server.yaml` in the working folder (or the file that `MOCKOPS_CONFIG` names) < variables < options of `mockops start`.',
    'In a variable, lists have commas, and `MOCKOPS_TEAMS` is JSON. What is in force is the first line of the log, secrets left out.',
    table(['Key', 'Variable', 'Default', 'Meaning'], rows),
  );
}

function shown(value: unknown): string {
  if (value === undefined || (typeof value === 'object' && Object.keys(value ?? {}).length === 0)) return '–';
  return code(Array.isArray(value) ? value.join(',') : String(value));
}
