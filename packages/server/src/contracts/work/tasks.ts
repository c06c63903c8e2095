// The heavy things that are done with contracts, as pure functions over their files: they run in the process itself for small contracts, and in a thread
// for large ones. What comes in and goes out can be copied between threads; contracts that were read stay here, up to a total size.
import type { Result } from '@mockops/contract';
import {
  type ApiDiff,
  type ApiModel,
  type ContractFinding,
  type ContractProposal,
  type DiffOptions,
  diffApis,
  type LoadedContract,
  loadContract,
  type MergedContract,
  mergeContract,
  proposeContract,
} from '@mockops/schema';
import { createGenerator, isLanguage } from '@mockops/sdkgen';
import { createBounded } from './bounded.ts';
import { digestOfSchema } from './digest.ts';
import { packModel } from './pack.ts';

/** A contract as text, with its name: equal keys, equal files. */
export interface Source {
  key: string;
  files: Record<string, string>;
}

/** What most of the server wants to know of a contract; small, whatever its size. */
export interface ContractOutline {
  kind: ApiModel['kind'];
  version: string;
  /** Equal for contracts that mean the same. */
  digest: string;
  operations: {
    key: string;
    method: string;
    path: string;
    operation_id: string | null;
    statuses: string[];
    checksum: string;
  }[];
  schemas: number;
}

export type CompareOptions = Pick<DiffOptions, 'policy' | 'today' | 'witnesses'> & {
  /** Tell where changes stand in the files. */
  located?: boolean;
};

interface Comparison {
  /** null: nothing, so that everything of the other side is new. */
  before: Source | null;
  after: Source;
  options: CompareOptions;
}

export interface GenerateOptions {
  language: string;
  package_name?: string;
}

export type Merge = Parameters<typeof mergeContract>[0];

export type ContractTasks = ReturnType<typeof createContractTasks>;

export const sizeOf = (files: Record<string, string>): number =>
  Object.values(files).reduce((size, text) => size + text.length, 0);

export function createContractTasks({ max_characters }: { max_characters: number }) {
  const held = createBounded<Result<LoadedContract>>(max_characters);
  const load = ({ key, files }: Source): Promise<Result<LoadedContract>> =>
    held.get(key, sizeOf(files), () => loadContract(files));
  /** Of sources that were read before, so that they can be read. */
  async function require(source: Source): Promise<LoadedContract> {
    const loaded = await load(source);
    if (loaded.ok) return loaded.value;
    throw new Error(`the contract cannot be read: ${loaded.issues[0]?.message}`);
  }

  const generate = createGenerator();

  return {
    load,

    /** The model in parts, for whoever needs the whole of it. */
    read: async (source: Source): Promise<Result<{ outline: ContractOutline; parts: Uint8Array[] }>> => {
      const loaded = await load(source);
      if (!loaded.ok) return loaded;
      const { api } = loaded.value;
      return { ...loaded, value: { outline: outlineOf(api), parts: packModel(api) } };
    },

    /** Of each file, what it means. */
    digest: async (files: Record<string, string>): Promise<Record<string, string>> =>
      Object.fromEntries(Object.entries(files).map(([name, text]) => [name, digestOfSchema(name, text)])),

    compare: async ({ before, after, options }: Comparison): Promise<ApiDiff> => {
      const { located = false, ...how } = options;
      const young = await require(after);
      const old = before === null ? undefined : await require(before);
      const locate = old ? { before: old.locate, after: young.locate } : { after: young.locate };
      return diffApis(old?.api ?? nothingBefore(young.api), young.api, { ...how, ...(located && { locate }) });
    },

    generate: async ({
      source,
      ...how
    }: GenerateOptions & { source: Source }): Promise<ReadonlyMap<string, string>> => {
      const { language } = how;
      if (!isLanguage(language)) throw new Error(`there is no SDK generator for "${language}"`);
      const { api } = await require(source);
      return generate({ ...how, api, language });
    },

    propose: async ({
      files,
      findings,
    }: {
      files: Record<string, string>;
      findings: ContractFinding[];
    }): Promise<ContractProposal> => proposeContract(files, findings),

    merge: async (sides: Merge): Promise<Result<MergedContract>> => mergeContract(sides),
  };
}

export function outlineOf({ kind, version, digest, operations, schemas }: ApiModel): ContractOutline {
  return {
    ...{ kind, version, digest },
    operations: operations.map(({ key, method, path, operation_id = null, responses, checksum }) => ({
      ...{ key, method, path, operation_id, checksum },
      statuses: responses.map(({ status }) => status),
    })),
    schemas: Object.keys(schemas).length,
  };
}

const nothingBefore = (api: ApiModel): ApiModel => ({ ...api, operations: [], webhooks: [], schemas: {}, digest: '' });
