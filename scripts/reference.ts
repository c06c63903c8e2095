// Writes docs/reference from the code: `node scripts/reference.ts`. tests/docs.test.ts holds what is committed against what this gives.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { commandsPage } from './reference/commands.ts';
import { diagnosticsPage } from './reference/diagnostics.ts';
import { eventsPage } from './reference/events.ts';
import { expressionsPage } from './reference/expressions.ts';
import { languagePage } from './reference/language.ts';
import { schemaRulePages } from './reference/schema-rules/pages.ts';
import { configurationPage } from './reference/settings.ts';
import { stepsPage } from './reference/steps.ts';

export const REFERENCE = 'docs/reference';

/** Text by file name, folders included. */
export async function writeReference(): Promise<Record<string, string>> {
  const rules = Object.entries(await schemaRulePages());
  return {
    'cli.md': await commandsPage(),
    'configuration.md': configurationPage(),
    'diagnostics.md': diagnosticsPage(),
    'events.md': eventsPage(),
    'expressions.md': expressionsPage(),
    'pipeline-language.md': languagePage(),
    'step-types.md': stepsPage(),
    ...Object.fromEntries(rules.map(([name, text]) => [`schema-rules/${name}`, text])),
  };
}

if (import.meta.main) {
  const folder = path.resolve(import.meta.dirname, '..', REFERENCE);
  mkdirSync(path.join(folder, 'schema-rules'), { recursive: true });
  for (const [name, text] of Object.entries(await writeReference())) writeFileSync(path.join(folder, name), text);
}
