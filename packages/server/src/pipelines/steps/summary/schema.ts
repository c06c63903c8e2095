// Config of `summary`: what stands on the run page.
import { z } from 'zod';

/** What a run page shows of one step at most. */
const MAX_CHARACTERS = 1_048_576;

export const SummaryConfig = z
  .strictObject({
    markdown: z.string().max(MAX_CHARACTERS).optional(),
    /** Shown letter by letter. */
    text: z.string().max(MAX_CHARACTERS).optional(),
  })
  .refine(({ markdown, text }) => (markdown === undefined) !== (text === undefined), {
    message: 'say what to show: either markdown, or text that is shown as it is',
  });
export type SummaryConfig = z.infer<typeof SummaryConfig>;
