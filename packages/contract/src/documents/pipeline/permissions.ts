// What a pipeline may touch. Without `permissions` it may do what its organisation allows by default; with it, what is not named is denied.
import { z } from 'zod';
import { EnvironmentName } from '../../names.ts';

const Access = z.enum(['read', 'write', 'none']);
/** `*` is any run of characters. */
const Globs = z.array(z.string().min(1));

export const Permissions = z.strictObject({
  sdk: Access.optional().describe('SDKs.'),
  drift: Access.optional().describe('Drift reports and their fixes.'),
  coverage: Access.optional().describe('What CI has covered.'),
  schema: Access.optional().describe('Contracts.'),
  scenario: z.enum(['run', 'none']).optional().describe('Scenarios: `run` sends their requests.'),
  federation: z
    .enum(['run', 'write', 'none'])
    .optional()
    .describe('Federations: `run` sends requests through them, `write` changes them.'),
  reality: z.enum(['write', 'none']).optional().describe('Reality levels.'),
  events: z.enum(['emit', 'none']).optional().describe('Events of one’s own, with `emit_event`.'),
  promote: z
    .array(z.union([EnvironmentName, z.literal('*')]))
    .optional()
    .describe('Environments that something may be promoted to, or rolled back in.'),
  git: Globs.optional().describe('Repositories, `acme/sdk-*`.'),
  notify: Globs.optional().describe(
    'Targets of messages: `#api-*`, `*@acme.example`, `https://hooks.partner.example/*`.',
  ),
  http: Globs.optional().describe('Hosts that requests may go to, `*.example.com`.'),
  call: Globs.optional().describe('Pipelines that it may call.'),
});
export type Permissions = z.infer<typeof Permissions>;
