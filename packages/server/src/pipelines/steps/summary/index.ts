// `summary`: writes on the run page. In: markdown, text that is shown letter by letter, or a named text and its data. Out: how much was written.
import { z } from 'zod';
import { writeTemplate } from '../../../gitops/body-templates.ts';
import { defineStep } from '../define-step.ts';
import { MAX_CHARACTERS, SummaryConfig } from './schema.ts';

export const summary = defineStep<SummaryConfig>({
  type: 'summary',
  summary: 'Writes a summary on the run page',
  effect: 'pure',
  config: SummaryConfig,
  outputs: z.object({ characters: z.int() }),
  sinks: { markdown: 'markdown', text: 'plain' },
  timeout_ms: 10_000,
  run: async ({ config, summarise }) => {
    const { markdown, template, data } = config;
    const named = template && writeTemplate(template, data ?? null);
    const written = (markdown ?? named ?? asBlock(config.text ?? '')).slice(0, MAX_CHARACTERS);
    summarise(written);
    return { characters: written.length };
  },
});

/** A code block whose fence is longer than any in the text, so that nothing in it ends the block. */
function asBlock(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
