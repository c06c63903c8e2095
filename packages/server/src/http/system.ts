// HTTP for what the server says about itself.
import { EVENT_TYPES, type Info, ROUTES } from '@mockops/contract';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { StepType } from '../pipelines/steps/step-type.ts';
import { implement } from './implement.ts';

export function systemRoutes(
  app: FastifyInstance,
  options: {
    version: string;
    api_url: string;
    gateway_url: string;
    roles: string[];
    organisation: string;
    step_types: Record<string, StepType>;
  },
): void {
  const info: Info = {
    version: options.version,
    api_url: options.api_url,
    gateway_url: options.gateway_url,
    roles: options.roles,
    organisation: options.organisation,
    event_types: EVENT_TYPES,
    step_types: Object.values(options.step_types).map(({ type, summary, effect, config, outputs }) => ({
      type,
      summary,
      effect,
      config: jsonSchemaOf(config),
      outputs: outputs ? jsonSchemaOf(outputs) : null,
    })),
  };
  implement(app, ROUTES.info, () => info);
}

function jsonSchemaOf(schema: z.ZodType): Info['step_types'][number]['config'] {
  return z.json().parse(JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))));
}
