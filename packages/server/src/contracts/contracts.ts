// The one door to contracts for the rest of the server: files in, what they say out. The same files are read once, whoever asks, and whatever is heavy about
// large contracts (reading, comparing, generating) happens in threads, so that nobody's traffic waits for it. Small ones are not worth the way.
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type Issue, Problem, type Result } from '@mockops/contract';
import type { ApiDiff, ApiModel, ContractFinding, ContractProposal, MergedContract } from '@mockops/schema';
import { createBounded } from './work/bounded.ts';
import { unpackModel } from './work/pack.ts';
import {
  type CompareOptions,
  type ContractOutline,
  createContractTasks,
  type GenerateOptions,
  type Merge,
  outlineOf,
  type Source,
  sizeOf,
} from './work/tasks.ts';
import { createThreads, type ThreadOptions, TooMuchWork } from './work/threads.ts';

export interface Loaded extends Source {
  outline: ContractOutline;
  /** The whole of it, one for all who ask. To be asked for only by those who need more than the outline. */
  model: () => Promise<ApiModel>;
}

/** Reading this many characters takes about ten milliseconds. */
const LARGE = 128_000;
/** Of the files of contracts that are kept loaded. */
const MAX_HELD = 24_000_000;

const THREADS: ThreadOptions = {
  // One processor is for traffic.
  count: availableParallelism() > 2 ? 2 : 1,
  limit_ms: 120_000,
  memory_mb: 2_048,
  idle_ms: 30_000,
};

export type Contracts = ReturnType<typeof createContracts>;

/** Owns threads as soon as it has worked on a large contract: to be closed. */
export function createContracts(options: Partial<ThreadOptions> & { large?: number } = {}) {
  const { large = LARGE, ...limits } = options;
  const here = createContractTasks({ max_characters: MAX_HELD });
  const threads = createThreads({ ...THREADS, ...limits });
  const held = createBounded<Result<Loaded>>(MAX_HELD);
  const isLarge = (files: Record<string, string>) => sizeOf(files) >= large || Object.values(files).some(hasAnchors);

  async function read(source: Source): Promise<Result<Loaded>> {
    if (!isLarge(source.files)) {
      const loaded = await here.load(source);
      if (!loaded.ok) return loaded;
      const { api } = loaded.value;
      return { ...loaded, value: { ...source, outline: outlineOf(api), model: async () => api } };
    }
    const found = await threads.run({ task: 'read', input: source }, { what: 'reading the contract' });
    if (!found.ok) return found;
    const { outline, parts } = found.value;
    let unpacked: Promise<ApiModel> | undefined;
    const model = () => {
      // Taken out of the list: the model replaces its parts.
      unpacked ??= unpackModel(parts.splice(0));
      return unpacked;
    };
    return { ...found, value: { ...source, outline, model } };
  }

  const self = {
    /** Equal files give the same answer, in the same objects. */
    load: (files: Record<string, string>): Promise<Result<Loaded>> => {
      const source = { key: keyOf(files), files };
      return held
        .get(source.key, sizeOf(files), () => read(source))
        .catch((error: unknown) => ({ ok: false, issues: [toIssue(error)] }));
    },

    /** `load` for who needs the model and nothing else. */
    model: async (files: Record<string, string>): Promise<Result<ApiModel>> => {
      const loaded = await self.load(files);
      return loaded.ok ? { ...loaded, value: await loaded.value.model() } : loaded;
    },

    /** Of each file, a digest of what it means: another layout gives the same. */
    digests: async (files: Record<string, string>): Promise<Record<string, string>> => {
      if (!isLarge(files)) return here.digest(files);
      return told(threads.run({ task: 'digest', input: files }, { what: 'reading the contract' }));
    },

    /** `before` null: nothing. Throws Problem `invalid-document` when it is too much work. */
    compare: (before: Loaded | null, after: Loaded, how: CompareOptions, signal?: AbortSignal): Promise<ApiDiff> => {
      const input = { before: before && sourceOf(before), after: sourceOf(after), options: how };
      if (!isLarge(after.files) && !(before && isLarge(before.files))) return here.compare(input);
      return told(threads.run({ task: 'compare', input }, { what: 'comparing the contracts', signal }));
    },

    /** Files of an SDK from our own generator. */
    generate: (contract: Loaded, how: GenerateOptions, signal?: AbortSignal): Promise<ReadonlyMap<string, string>> => {
      const input = { ...how, source: sourceOf(contract) };
      if (!isLarge(contract.files)) return here.generate(input);
      const what = `generating the ${how.language} client`;
      return told(threads.run({ task: 'generate', input }, { what, signal }));
    },

    /** Findings about answers, written into the files. */
    propose: (files: Record<string, string>, findings: ContractFinding[]): Promise<ContractProposal> => {
      if (!isLarge(files)) return here.propose({ files, findings });
      const what = 'correcting the contract';
      return told(threads.run({ task: 'propose', input: { files, findings } }, { what }));
    },

    merge: (sides: Merge): Promise<Result<MergedContract>> => {
      const { base, edited, incoming } = sides;
      if (!isLarge({ base, edited, incoming })) return here.merge(sides);
      return told(threads.run({ task: 'merge', input: sides }, { what: `merging ${sides.file}` }));
    },

    close: threads.close,
  };
  return self;
}

const sourceOf = ({ key, files }: Source): Source => ({ key, files });

function keyOf(files: Record<string, string>): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(files).sort()) {
    const text = files[name] ?? '';
    hash.update(`${name}\0${text.length}\0`).update(text);
  }
  return hash.digest('base64url');
}

/** Aliases make much of little text. */
const hasAnchors = (text: string): boolean => /[\s[{,]&\w/.test(text);

function toIssue(error: unknown): Issue {
  if (!(error instanceof TooMuchWork)) throw error;
  return {
    code: 'SCH005',
    path: '',
    message: error.message,
    hint: 'push only the files that belong to the contract, or split the contract',
  };
}

async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof TooMuchWork)) throw error;
    throw new Problem('invalid-document', `${error.message}; split the contract, or take parts out of it`, {
      cause: error,
    });
  }
}
