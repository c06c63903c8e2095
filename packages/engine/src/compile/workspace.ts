// Snapshot in, ready-to-serve workspace out: router, stubs, scenarios, personas, reality. The only expensive step of the
// data plane, done once per snapshot; answers of single operations are built at their first use, so large contracts start fast.
import type { EnvironmentName, EnvironmentSettings, Issue, Result, Stub, WorkspaceSnapshot } from '@mockops/contract';
import { type ApiModel, type ApiOperation, createSampler, loadApi } from '@mockops/schema';
import { hash32 } from '../reality/random.ts';
import { type Answer, cleanHeaderValue } from './answer.ts';
import { findUnwritableExamples } from './examples.ts';
import { compileStubs, type StubSet } from './stubs.ts';
import { createTrie, insert, splitTemplate, type Trie } from './trie.ts';

export interface CompiledOperation {
  key: string;
  /** The key as a header value. */
  header: string;
  api: ApiOperation;
  /** Ready answer for a request without preferences, once it is known to be the same for everybody. */
  usual: Answer | undefined;
  /** Ready example answers by status, media type and example name. */
  examples: Map<string, Answer>;
}

export interface CompiledPersona {
  name: string;
  seed: string;
  traits: Record<string, unknown>;
}

/** A contract with what was made from it; environments with the same contract share it. */
interface LoadedContract {
  files: Record<string, string>;
  api: ApiModel;
  sampler: ReturnType<typeof createSampler>;
}

export interface CompiledWorkspace {
  workspace: string;
  environment: EnvironmentName;
  digest: string;
  settings: EnvironmentSettings;
  contract: LoadedContract;
  routes: Trie<CompiledOperation>;
  /** Base paths of the contract's server URLs, as segments. */
  base_paths: string[][];
  mocks: StubSet;
  scenarios: Map<string, StubSet>;
  personas: Map<string, CompiledPersona>;
  /** Generated answers, newest last; bounded by whoever adds. */
  generated: Map<string, Answer>;
}

const EMPTY_API: ApiModel = {
  kind: 'openapi',
  title: '',
  version: '',
  servers: [],
  operations: [],
  schemas: {},
  webhooks: [],
  security_schemes: {},
  tags: [],
  digest: '',
};

/** How files become a model: `loadApi`, or something that gives the same answers. */
export type LoadModel = (files: Record<string, string>) => Promise<Result<ApiModel>>;

interface Reading {
  /** Contracts that are loaded already; one with the same files is taken over instead of being loaded again. */
  known?: Iterable<LoadedContract>;
  load?: LoadModel;
}

export async function compileWorkspace(
  snapshot: WorkspaceSnapshot,
  reading: Reading = {},
): Promise<Result<CompiledWorkspace>> {
  const loaded = await loadContract(snapshot.schemas, reading);
  if (!loaded.ok) return loaded;
  const { api } = loaded.value;
  const issues: Issue[] = [...loaded.issues];
  const compile = (stubs: { stub: Stub; place: string }[], origin: 'stub' | 'scenario') => {
    const compiled = compileStubs(stubs, api, origin);
    issues.push(...compiled.issues);
    return compiled.set;
  };
  const mocks = Object.entries(snapshot.mocks).flatMap(([name, list]) => placeStubs(`mocks/${name}`, list));
  const value: CompiledWorkspace = {
    workspace: snapshot.workspace,
    environment: snapshot.environment,
    digest: snapshot.digest,
    settings: snapshot.settings,
    contract: loaded.value,
    routes: buildRouter(api.operations),
    base_paths: api.servers.map(readBasePath).filter((segments) => segments.length > 0),
    mocks: compile(mocks, 'stub'),
    scenarios: new Map(
      Object.entries(snapshot.scenarios).map(([name, { document }]) => [
        name,
        compile(placeStubs(`scenarios/${name}.mocks`, document.mocks), 'scenario'),
      ]),
    ),
    personas: new Map(
      Object.entries(snapshot.personas).map(([name, { seed, traits }]) => [
        name,
        { name, seed: String(seed ?? hash32(name)), traits },
      ]),
    ),
    generated: new Map(),
  };
  return { ok: true, value, issues };
}

async function loadContract(
  files: Record<string, string>,
  { known = [], load = loadApi }: Reading,
): Promise<Result<LoadedContract>> {
  for (const contract of known) {
    if (sameFiles(contract.files, files)) return { ok: true, value: contract, issues: [] };
  }
  // A workspace may start empty; its explicit mocks answer all the same.
  const read: Result<ApiModel> =
    Object.keys(files).length === 0 ? { ok: true, value: EMPTY_API, issues: [] } : await load(files);
  if (!read.ok) return read;
  const issues = [...read.issues, ...findUnwritableExamples(read.value.operations)];
  return { ok: true, value: { files, api: read.value, sampler: createSampler(read.value) }, issues };
}

function buildRouter(operations: readonly ApiOperation[]): Trie<CompiledOperation> {
  const routes = createTrie<CompiledOperation>();
  for (const api of operations) {
    const header = cleanHeaderValue(api.key);
    insert(routes, api.method, api.path, { key: api.key, header, api, usual: undefined, examples: new Map() });
  }
  return routes;
}

function placeStubs(place: string, stubs: readonly Stub[]): { stub: Stub; place: string }[] {
  return stubs.map((stub, index) => ({ stub, place: `${place}[${index}]` }));
}

/** Path of a server URL; one with variables says nothing that could be stripped. */
function readBasePath(server: string): string[] {
  if (server.includes('{')) return [];
  return splitTemplate(URL.parse(server, 'http://contract.invalid')?.pathname ?? '');
}

function sameFiles(a: Record<string, string>, b: Record<string, string>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
