// The part of the step port that is about reality: of an environment, or of one service of a federation. Reads it, sets it, waits for gateways.
import { Problem } from '@mockops/contract';
import type { Database } from '../db/database.ts';
import { requireEnvironment } from '../environments/service.ts';
import type { Cause } from '../events/service.ts';
import type { Federations } from '../federation/service.ts';
import type { Gateways } from '../gateway/service.ts';
import type { Workspaces } from '../workspaces/service.ts';
import type { RealityTarget, StepServices } from './steps/services.ts';

export function createRealityPort(options: {
  database: Database;
  workspaces: Workspaces;
  federations: Federations;
  gateways: Gateways;
}) {
  const { database, workspaces, federations, gateways } = options;

  async function settingsOf(target: RealityTarget) {
    if ('workspace' in target) {
      const workspace = await workspaces.require(target.workspace);
      return (await requireEnvironment(database.db, workspace, target.environment)).settings;
    }
    const federation = await federations.require(target.federation);
    const found = (await federations.services(federation)).find(({ service }) => service.name === target.service);
    if (found) return found.service;
    throw new Problem('not-found', `federation "${federation.name}" has no service "${target.service}"`);
  }

  /** What gateways know a target by, and the digest that they should serve. */
  async function wantedOf(target: RealityTarget): Promise<{ name: string; digest: string }> {
    if ('federation' in target) return federations.require(target.federation);
    const workspace = await workspaces.require(target.workspace);
    const { digest } = await requireEnvironment(database.db, workspace, target.environment);
    return { name: `${workspace.slug}@${target.environment}`, digest };
  }

  return (actor: string, cause?: Cause): Pick<StepServices, 'reality' | 'setReality' | 'serve'> => ({
    reality: async (target) => {
      const { reality_level = null, blend_ratio = null, chaos = null } = await settingsOf(target);
      return { reality_level, blend_ratio, chaos };
    },

    setReality: async (target, patch) => {
      if ('workspace' in target)
        await workspaces.updateSettings(target.workspace, target.environment, patch, actor, cause);
      else await federations.updateService(target.federation, target.service, patch, actor, cause);
    },

    serve: async (target) => {
      const { name } = await wantedOf(target);
      const { applied, served } = await gateways.apply(name);
      if (applied) return [];
      const { digest } = await wantedOf(target);
      return served.filter((row) => row.digest !== digest).map(({ gateway }) => gateway);
    },
  });
}
