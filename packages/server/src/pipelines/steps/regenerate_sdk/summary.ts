// The step's summary for the run page: one row per SDK that was made, with what was done to see that it works.
import type { z } from 'zod';
import type { RegenerateSdkOutputs } from './schema.ts';
import { evidenceText } from './verify.ts';

type GeneratedSdk = z.infer<typeof RegenerateSdkOutputs>['languages'][number];

export function tableOf(
  { workspace, revision }: { workspace: string; revision: number | null },
  languages: readonly GeneratedSdk[],
): string {
  if (languages.length === 0) return '';
  const from = revision === null ? 'a proposed contract' : `contract revision ${revision}`;
  const rows = languages.map(({ language, changed, file_count, verified }) => [
    language,
    changed ? 'changed' : 'as it was',
    String(file_count),
    verified === null ? 'not asked for' : evidenceText(verified),
  ]);
  const lines = [['Language', 'SDK', 'Files', 'Evidence'], ['---', '---', '---', '---'], ...rows];
  const table = lines.map((cells) => `| ${cells.map(cellText).join(' | ')} |`).join('\n');
  return `Clients of \`${workspace}\` from ${from}\n\n${table}`;
}

const cellText = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
