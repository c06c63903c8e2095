// Whom a request is for. In: path, host and named environment. Out: the workspace (through a federation's service or
// directly) and where its own path begins; else the problem that says what is there instead.
// `/{name}/…`, `/{name}@{environment}/…`, `/workspace/{name}/…` and host `{name}.localhost` name a workspace or federation.
import { didYouMean, EnvironmentName, type FederationService, Problem } from '@mockops/contract';
import type { CompiledWorkspace } from '../compile/workspace.ts';
import { type CompiledFederation, findService } from './compile.ts';
import { joinRaw, type RequestPath } from './path.ts';

/** Everything that a gateway serves now. Puts replace single entries; a request keeps what it found. */
export interface ServedSet {
  workspaces: Map<string, Map<EnvironmentName, CompiledWorkspace>>;
  federations: Map<string, CompiledFederation>;
}

export interface Address {
  workspace: CompiledWorkspace;
  federation: CompiledFederation | undefined;
  service: FederationService | undefined;
  /** Index of the first segment of the workspace's own path. */
  from: number;
}

interface Named {
  name: string;
  environment: string | undefined;
  from: number;
}

/** Throws the Problem to answer with. `environment`: the one that a header names; one in the address wins over it. */
export function findAddress(
  served: ServedSet,
  path: RequestPath,
  host: string | undefined,
  environment: string | undefined,
): Address {
  const named = nameInHost(host) ?? nameInPath(served, path.segments);
  if (!named) throw new Problem('workspace-not-found', `the path is empty; ${listNames(served)}`);
  const wanted = readEnvironment(named.environment ?? environment);
  const federation = served.federations.get(named.name);
  if (!federation) {
    return {
      workspace: findWorkspace(served, named.name, wanted ?? 'dev'),
      federation: undefined,
      service: undefined,
      from: named.from,
    };
  }
  const found = findService(federation, path.segments, named.from);
  if (!found) throw noService(federation, joinRaw(path, named.from));
  const { service, from } = found;
  const workspace = findWorkspace(served, service.workspace_id, wanted ?? federation.environment, {
    federation,
    service,
  });
  return { workspace, federation, service, from };
}

function nameInHost(host: string | undefined): Named | undefined {
  const end = host?.indexOf('.localhost') ?? -1;
  if (host === undefined || end <= 0) return undefined;
  const rest = host.slice(end + '.localhost'.length);
  if (rest !== '' && !rest.startsWith(':')) return undefined;
  return { name: host.slice(0, end).toLowerCase(), environment: undefined, from: 0 };
}

function nameInPath(served: ServedSet, segments: readonly string[]): Named | undefined {
  const [first, second] = segments;
  if (first === undefined) return undefined;
  const isPrefix =
    first === 'workspace' && second !== undefined && !served.workspaces.has(first) && !served.federations.has(first);
  const text = isPrefix ? second : first;
  const at = text.indexOf('@');
  return {
    name: at < 0 ? text : text.slice(0, at),
    environment: at < 0 ? undefined : text.slice(at + 1),
    from: isPrefix ? 2 : 1,
  };
}

function readEnvironment(text: string | undefined): EnvironmentName | undefined {
  if (text === undefined) return undefined;
  if (text === 'dev' || text === 'test' || text === 'prod') return text;
  throw new Problem('bad-request', `there is no environment "${text}"; name ${EnvironmentName.options.join(', ')}`);
}

function findWorkspace(
  served: ServedSet,
  name: string,
  environment: EnvironmentName,
  via?: { federation: CompiledFederation; service: FederationService },
): CompiledWorkspace {
  const environments = served.workspaces.get(name);
  const workspace = environments?.get(environment);
  if (workspace) return workspace;
  const wanting = via ? `service "${via.service.name}" of federation "${via.federation.federation}" needs ` : '';
  if (environments?.size) {
    const there = [...environments.keys()].join(', ');
    const missing = `workspace "${name}"${via ? ', which' : ''} is not served in ${environment} here, only in ${there}`;
    throw new Problem('workspace-not-found', wanting + missing);
  }
  const near = didYouMean(name, [...served.workspaces.keys(), ...served.federations.keys()]);
  const missing = via
    ? `${wanting}workspace "${name}", which does not exist here`
    : `there is no workspace or federation "${name}"`;
  throw new Problem('workspace-not-found', `${missing}; ${near ? `did you mean "${near}"?` : listNames(served)}`);
}

function listNames(served: ServedSet): string {
  const names = [...served.federations.keys(), ...served.workspaces.keys()].slice(0, 10);
  return names.length > 0 ? `served here: ${names.join(', ')}` : 'nothing is served here yet';
}

function noService(federation: CompiledFederation, path: string): Problem {
  return new Problem('no-route', `no service of federation "${federation.federation}" has a base path for ${path}`, {
    issues: federation.services.slice(0, 20).map((service) => ({
      code: 'ENG002',
      path: service.base_path,
      message: `service "${service.name}"`,
    })),
  });
}
