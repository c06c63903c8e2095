// A gateway: what is served, and the way in. Snapshots come in by `put…` and are swapped whole, so a request sees the old
// one or the new one, never parts; observations go out by `observe`.
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  ENVIRONMENTS,
  type FederationSnapshot,
  formatIssue,
  type Issue,
  type Observation,
  type WorkspaceSnapshot,
} from '@mockops/contract';
import { type CompiledWorkspace, compileWorkspace, type LoadModel } from './compile/workspace.ts';
import { compileFederation } from './federation/compile.ts';
import { createTargetFinder } from './federation/target.ts';
import { handle, type Plane } from './handle.ts';
import { createListener } from './host/listener.ts';
import { answerOwn, isOwn } from './host/own.ts';
import { createTraceIds } from './host/trace-ids.ts';
import { type Connector, createUpstreams } from './host/upstream.ts';
import { createTap } from './tap/observe.ts';

export interface GatewayOptions {
  gateway_id: string;
  /** Epoch milliseconds. */
  now: () => number;
  /** Same seed, same requests: same draws. */
  random_seed: string;
  observe: (observation: Observation) => void;
  /** Something that an operator should read; nothing of it stops traffic. */
  onIssue?: (message: string) => void;
  /** How long an upstream may take to its first header. Default 30 s. */
  upstream_timeout_ms?: number;
  /** Largest copy of a real answer for the drift check. Default 64 KiB. */
  max_sample_bytes?: number;
  /** Reads contracts; default: here, before anything else is done. */
  load?: LoadModel;
  /** Opens connections to upstreams, and may refuse to. Default: to whatever address. */
  connector?: Connector;
}

export interface Gateway {
  /** Findings that made the snapshot unusable; empty when it is served now. A refused snapshot leaves the old one in place. */
  putWorkspace(snapshot: WorkspaceSnapshot): Promise<Issue[]>;
  putFederation(snapshot: FederationSnapshot): void;
  removeWorkspace(slug: string): void;
  removeFederation(name: string): void;
  /** `payments@dev` or a federation's name → digest. */
  served(): Record<string, string>;
  handler: (req: IncomingMessage, res: ServerResponse) => void;
  listen(options: { port: number; host: string }): Promise<{ port: number; url: string }>;
  /** Accepts nothing more, lets open answers finish for this long, then destroys them. */
  close(grace_ms: number): Promise<void>;
}

export function createGateway(options: GatewayOptions): Gateway {
  const { gateway_id, random_seed, now, observe, onIssue = () => {} } = options;
  const upstream_timeout_ms = options.upstream_timeout_ms ?? 30_000;
  const plane: Plane = {
    gateway_id,
    random_seed,
    now,
    onIssue,
    upstream_timeout_ms,
    max_sample_bytes: options.max_sample_bytes ?? 64 * 1024,
    served: { workspaces: new Map(), federations: new Map() },
    targets: createTargetFinder({ gateway_id, random_seed }),
    upstreams: createUpstreams(Math.min(upstream_timeout_ms, 10_000), options.connector),
    trace_ids: createTraceIds(),
    tap: createTap({ now, observe, onIssue }),
  };
  const { workspaces, federations } = plane.served;
  /** Number of the put or removal that made what is served now; a slower, older one must not win. */
  const applied = new Map<string, number>();
  let count = 0;
  const handler = (req: IncomingMessage, res: ServerResponse) =>
    isOwn(req.url ?? '') ? answerOwn(plane, req, res, listServed(plane)) : handle(plane, req, res);
  const listener = createListener(handler);

  return {
    async putWorkspace(snapshot) {
      const { workspace, environment } = snapshot;
      const key = `${workspace}@${environment}`;
      const number = ++count;
      const known = [...(workspaces.get(workspace)?.values() ?? [])].map((one) => one.contract);
      const compiled = await compileWorkspace(snapshot, { known, ...(options.load && { load: options.load }) });
      if (!compiled.ok) return compiled.issues;
      for (const issue of compiled.issues) onIssue(`${key}: ${formatIssue(issue)}`);
      if ((applied.get(key) ?? 0) > number) return [];
      applied.set(key, number);
      // A map of its own for each change: a request that reads one does not see it change.
      const environments = new Map<CompiledWorkspace['environment'], CompiledWorkspace>(workspaces.get(workspace));
      workspaces.set(workspace, environments.set(environment, compiled.value));
      return [];
    },
    putFederation(snapshot) {
      federations.set(snapshot.federation, compileFederation(snapshot));
    },
    removeWorkspace(slug) {
      count += 1;
      for (const environment of ENVIRONMENTS) applied.set(`${slug}@${environment}`, count);
      workspaces.delete(slug);
      plane.targets.forget(slug);
    },
    removeFederation(name) {
      federations.delete(name);
      plane.targets.forget(name);
    },
    served: () => listServed(plane),
    handler,
    listen: listener.listen,
    async close(grace_ms) {
      await listener.close(grace_ms);
      await plane.upstreams.close();
      await plane.tap.drain();
    },
  };
}

function listServed(plane: Plane): Record<string, string> {
  const served: Record<string, string> = {};
  for (const [name, environments] of plane.served.workspaces) {
    for (const [environment, { digest }] of environments) served[`${name}@${environment}`] = digest;
  }
  for (const [name, { digest }] of plane.served.federations) served[name] = digest;
  return served;
}
