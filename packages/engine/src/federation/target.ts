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
  const targetsOf = (service: FederationService) => {
    const known = services.get(service);
    if (known) return known;
    const targets = new WeakMap<CompiledWorkspace, Target>();
    services.set(service, targets);
    return targets;
  };
  return {
    find(address) {
      const { workspace, service } = address;
      const targets = service ? targetsOf(service) : direct;
      const known = targets.get(workspace);
      if (known) return known;
      const target = build(address);
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
  const tails = new Map<Source, Map<string | undefined, readonly string[]>>();
  const common = [...commonHeaders(gateway_id), 'x-mockops-snapshot', workspace.digest.slice(0, 12)];
  return {
    workspace,
    random,
    plan(requested) {
      const known = plans.get(requested);
      if (known) return known;
      const plan = planReality({ settings: workspace.settings, service, requested });
      plans.set(requested, plan);
      return plan;
    },
    tail(source, reality) {
      const known = tails.get(source) ?? new Map<string | undefined, readonly string[]>();
      const tail = known.get(reality);
      if (tail) return tail;
      const level = reality === undefined ? [] : ['x-mockops-reality', reality];
      const built = ['x-mockops-source', source, ...level, ...common];
      tails.set(source, known.set(reality, built));
      return built;
    },
  };
}
