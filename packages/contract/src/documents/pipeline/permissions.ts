// What a pipeline may touch. Without `permissions` it may do what its organisation allows by default; with it, what is not named is denied.
import { z } from 'zod';
import { EnvironmentName } from '../../names.ts';

const Access = z.enum(['read', 'write', 'none']);
/** `*` is any run of characters. */
const Globs = z.array(z.string().min(1));

export const Permissions = z.strictObject({
  sdk: Access.optional(),
  drift: Access.optional(),
  coverage: Access.optional(),
  schema: Access.optional(),
  scenario: z.enum(['run', 'none']).optional(),
  federation: z.enum(['run', 'write', 'none']).optional(),
  reality: z.enum(['write', 'none']).optional(),
  events: z.enum(['emit', 'none']).optional(),
  /** Environments that something may be promoted to, or rolled back in. */
  promote: z.array(z.union([EnvironmentName, z.literal('*')])).optional(),
  /** Repositories, `acme/sdk-*`. */
  git: Globs.optional(),
  /** Targets of messages, `#api-*`, `*@acme.example`, `https://hooks.partner.example/*`. */
  notify: Globs.optional(),
  /** Hosts of `http` steps. */
  http: Globs.optional(),
  /** Pipelines that it may call. */
  call: Globs.optional(),
});
export type Permissions = z.infer<typeof Permissions>;
