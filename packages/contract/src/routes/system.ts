// The server about itself.
import { z } from 'zod';
import { route } from './route.ts';

export const Info = z.object({
  version: z.string(),
  api_url: z.string(),
  gateway_url: z.string(),
  roles: z.array(z.string()),
  organisation: z.string(),
  step_types: z.array(
    z.object({
      type: z.string(),
      summary: z.string(),
      effect: z.enum(['pure', 'idempotent', 'effect', 'wait']),
      config: z.json(),
      /** JSON Schema; null when the type does not declare them. */
      outputs: z.json().nullable(),
    }),
  ),
  event_types: z.array(z.string()),
});
export type Info = z.infer<typeof Info>;

export const systemRoutes = {
  info: route({
    method: 'GET',
    path: '/api/v1/info',
    tag: 'system',
    summary: 'Version, URLs, step types and event types',
    response: Info,
  }),
};
