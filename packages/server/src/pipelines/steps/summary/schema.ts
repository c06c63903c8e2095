// Config of `summary`: what stands on the run page.
import { z } from 'zod';
import { TEMPLATES } from '../../../gitops/body-templates.ts';

/** What a run page shows of one step at most. */
export const MAX_CHARACTERS = 1_048_576;

export const SummaryConfig = z
  .strictObject({
    markdown: z.string().max(MAX_CHARACTERS).optional(),
    /** Shown letter by letter. */
    text: z.string().max(MAX_CHARACTERS).optional(),
    /** A named text, made of `data`. */
    template: z.enum(TEMPLATES).optional(),
    data: z.json().optional(),
  })
  .refine((config) => [config.markdown, config.text, config.template].filter((one) => one !== undefined).length === 1, {
    message: 'say what to show: either markdown, or text that is shown as it is, or a template with its data',
  })
  .refine(({ template, data }) => data === undefined || template !== undefined, {
    path: ['data'],
    message: 'data is for a template; name one',
  });
export type SummaryConfig = z.infer<typeof SummaryConfig>;
