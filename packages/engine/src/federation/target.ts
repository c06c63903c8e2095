// A target is one workspace seen through one way in: directly, or as a service of a federation. It holds what is the same
// for all requests that come this way: reality plans, the random stream, the fixed part of the answer headers.
import type { FederationService, RealityLevel, Source } from '@mockops/contract';
import type { CompiledWorkspace } from '../compile/workspace.ts';
import { planReality, type RealityPlan } from '../reality/decide.ts';
import { createRandomStream, type RandomStream } from '../reality/random.ts';
import type { Address } from './address.ts';

export interface Target {
  workspace: CompiledWorkspace;
  random: RandomStream;
  plan(requested: RealityLevel | undefined): RealityPlan;
  /** Headers that every answer with this source and reality carries. */
  tail(source: Source, reality: string | undefined): readonly string[];
}

export interface TargetFinder {
  find(address: Address): Target;
  /** Streams of removed workspaces and federations are not needed any more. */
  forget(name: string): void;
}

export function createTargetFinder(options: { gateway_id: string; random_seed: string }): TargetFinder {
  const direct = new WeakMap<CompiledWorkspace, Target>();
  const services = new WeakMap<FederationService, WeakMap<CompiledWorkspace, Target>>();
  // Streams outlive snapshots: starting over at each change would repeat the first draws and bend the rates.
  const streams = new Map<string, RandomStream>();
  const streamFor = (name: string) => {
    const stream = streams.get(name) ?? createRandomStream(`${options.random_seed}/${name}`);
    streams.set(name, stream);
    return stream;
  };
  const build = ({ workspace, federation, service }: Address) => {
    const way = federation && service ? `${federation.federation}/${service.name}` : workspace.workspace;
    return createTarget(workspace, service, streamFor(`${way}@${workspace.environment}`), options.gateway_id);
  };
  return {
    find(address) {
      const { workspace, service } = address;
      let targets = direct;
      if (service) {
        targets = services.get(service) ?? new WeakMap();
        services.set(service, targets);
      }
      const target = targets.get(workspace) ?? build(address);
      targets.set(workspace, target);
      return target;
    },
    forget(name) {
      for (const key of streams.keys())
        if (key.startsWith(`${name}@`) || key.startsWith(`${name}/`)) streams.delete(key);
    },
  };
}

/** For answers before a workspace is known. */
export function commonHeaders(gateway_id: string): readonly string[] {
  return ['x-mockops-gateway', gateway_id, 'access-control-allow-origin', '*', 'access-control-expose-headers', '*'];
}

function createTarget(
  workspace: CompiledWorkspace,
  service: FederationService | undefined,
  random: RandomStream,
  gateway_id: string,
): Target {
  const plans = new Map<RealityLevel | undefined, RealityPlan>();
  const tails = new Map<string, readonly string[]>();
  const common = [...commonHeaders(gateway_id), 'x-mockops-snapshot', workspace.digest.slice(0, 12)];
  return {
    workspace,
    random,
    plan(requested) {
      const plan = plans.get(requested) ?? planReality({ settings: workspace.settings, service, requested });
      plans.set(requested, plan);
      return plan;
    },
    tail(source, reality) {
      const key = `${source} ${reality}`;
      const tail = tails.get(key) ?? [
        'x-mockops-source',
        source,
        ...(reality === undefined ? [] : ['x-mockops-reality', reality]),
        ...common,
      ];
      tails.set(key, tail);
      return tail;
    },
  };
}
