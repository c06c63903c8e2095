// Config of `annotate`: one remark, or a list of them.
import { z } from 'zod';

const LEVELS = ['notice', 'warning', 'error'] as const;
const Message = z.string().min(1).max(4_000);
/** File and line, an operation, a URL. */
const Location = z.string().min(1).max(500);

export const AnnotateConfig = z
  .strictObject({
    level: z.enum(LEVELS).optional(),
    message: Message.optional(),
    location: Location.optional(),
    /** Instead: a list. At most so many, because a run page is read by people. */
    annotations: z
      .array(z.strictObject({ level: z.enum(LEVELS).optional(), message: Message, location: Location.optional() }))
      .max(200)
      .optional(),
  })
  .refine(
    ({ annotations, level, message, location }) =>
      annotations ? [level, message, location].every((one) => one === undefined) : message !== undefined,
    { message: 'give either a message (with level and location), or annotations' },
  );
export type AnnotateConfig = z.infer<typeof AnnotateConfig>;
