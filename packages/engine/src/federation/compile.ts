// A federation, ready to route: base paths as a tree of whole segments, so `/authors` never reaches the service at `/auth`.
import type { EnvironmentName, FederationService, FederationSnapshot } from '@mockops/contract';
import { splitTemplate } from '../compile/trie.ts';

interface BaseNode {
  children: Map<string, BaseNode>;
  service: FederationService | undefined;
}

export interface CompiledFederation {
  federation: string;
  digest: string;
  environment: EnvironmentName;
  services: readonly FederationService[];
  root: BaseNode;
}

export function compileFederation(snapshot: FederationSnapshot): CompiledFederation {
  const root: BaseNode = { children: new Map(), service: undefined };
  for (const service of snapshot.services) {
    let node = root;
    for (const segment of splitTemplate(service.base_path)) {
      const child: BaseNode = node.children.get(segment) ?? { children: new Map(), service: undefined };
      node.children.set(segment, child);
      node = child;
    }
    node.service ??= service;
  }
  const { federation, digest, environment, services } = snapshot;
  return { federation, digest, environment, services, root };
}

/** The service with the longest base path, and the first segment after that path. */
export function findService(
  federation: CompiledFederation,
  segments: readonly string[],
  from: number,
): { service: FederationService; from: number } | undefined {
  let node: BaseNode | undefined = federation.root;
  let best = node.service && { service: node.service, from };
  for (let index = from; index < segments.length; index += 1) {
    node = node.children.get(segments[index] ?? '');
    if (!node) break;
    if (node.service) best = { service: node.service, from: index + 1 };
  }
  return best;
}
