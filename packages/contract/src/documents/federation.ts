// A federation: many workspaces behind one base URL, each with its own reality. Accepts the plan's form and MockForge's `config` spellings.
import { z } from 'zod';
import { EnvironmentName, Slug } from '../names.ts';
import { ChaosSettings, RealityLevel } from '../reality.ts';

const BasePath = z
  .string()
  .regex(
    /^\/([A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*)?$/,
    'start with "/", no trailing "/", letters, digits and "._~-" in segments',
  );

/** Service options as MockForge nests them; read into the service itself. */
const LegacyConfig = z.looseObject({
  upstream_url: z.url({ protocol: /^https?$/ }).optional(),
  blend_ratio: z.number().min(0).max(1).optional(),
  chaos: ChaosSettings.optional(),
});

export const FederationService = z
  .strictObject({
    name: Slug,
    /** Slug or id of the workspace that mocks this service. */
    workspace_id: z.string().min(1),
    base_path: BasePath,
    reality_level: RealityLevel.optional(),
    /** Share of answers taken from the real upstream, 0..1; for `blended`. */
    blend_ratio: z.number().min(0).max(1).optional(),
    upstream_url: z.url({ protocol: /^https?$/ }).optional(),
    chaos: ChaosSettings.optional(),
    /** Names of services of this federation that this one calls. */
    dependencies: z.array(Slug).default([]),
    config: LegacyConfig.optional(),
  })
  .transform(({ config, ...service }) => ({
    ...service,
    ...(service.blend_ratio === undefined && config?.blend_ratio !== undefined && { blend_ratio: config.blend_ratio }),
    ...(service.upstream_url === undefined &&
      config?.upstream_url !== undefined && { upstream_url: config.upstream_url }),
    ...(service.chaos === undefined && config?.chaos !== undefined && { chaos: config.chaos }),
  }));
export type FederationService = z.infer<typeof FederationService>;

const FederationBody = z.strictObject({
  name: Slug,
  description: z.string().max(4_000).optional(),
  org_id: z.string().optional(),
  /** Environment of the workspaces that requests reach when they name none. */
  environment: EnvironmentName.default('dev'),
  services: z.array(FederationService).min(1),
});

/** With or without the `federation:` wrapper. */
export const FederationDocument = z.preprocess(
  (value) => (typeof value === 'object' && value !== null && 'federation' in value ? value.federation : value),
  FederationBody,
);
export type FederationDocument = z.infer<typeof FederationDocument>;
