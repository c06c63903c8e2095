// Config and outputs of `create_pr`: which files to propose, where, under which rules. Accepts MockForge's `repository`, `branch`, and `type` of a file.
import { z } from 'zod';
import { isBranchName } from '../../../gitops/pull-request-text.ts';
import { readRepositoryName } from '../../../gitops/repository-name.ts';
import { FileSetReference } from '../../file-sets/store.ts';

const Repository = z
  .string()
  .refine((text) => text.includes('{{') || readRepositoryName(text) !== undefined, 'write owner/name');
const Branch = z.string().refine((text) => text.includes('{{') || isBranchName(text), 'this is no valid branch name');

/** Relative to the root of the repository. */
const FilePath = z
  .string()
  .refine(
    (path) =>
      !/^[/\\]|^[A-Za-z]:|\\|[\0\r\n]/.test(path) &&
      path.split('/').every((part) => !['', '.', '..', '.git'].includes(part.toLowerCase())),
    'write a path inside the repository, with "/" and without ".."',
  );
const Operation = z.enum(['create', 'update', 'delete']);

const ProposedFile = z
  .strictObject({
    path: z.union([z.literal('.'), FilePath]),
    content: z.string().max(1_000_000).optional(),
    /** All files of a reference that a step gave out (`files:<digest>`), below `path`; `.` is the root. */
    artifact: FileSetReference.optional(),
    /** create and update both write the file. */
    operation: Operation.optional(),
    type: Operation.optional(),
  })
  .refine(
    (file) =>
      [file.content, file.artifact].some((given) => given !== undefined) || (file.operation ?? file.type) === 'delete',
    {
      path: ['content'],
      message: 'give the content, an artifact, or operation: delete',
    },
  )
  .refine((file) => file.path !== '.' || file.artifact !== undefined, {
    path: ['path'],
    message: 'only an artifact can be the root',
  });

export const CreatePrConfig = z
  .strictObject({
    connection: z.string().optional(),
    repo: Repository.optional(),
    repository: Repository.optional(),
    base: Branch.optional(),
    base_branch: Branch.optional(),
    /** Where the change is pushed; default `mockops/<kind>/<workspace>`. */
    branch: Branch.optional(),
    title: z.string().optional(),
    /** Markdown; or a named template and what it tells. */
    body: z.union([z.string(), z.strictObject({ template: z.string().min(1), data: z.json().optional() })]).optional(),
    files: z.array(ProposedFile).max(1_000).optional(),
    /** References that steps gave out (`files:<digest>`); their files go to the root of the repository. */
    artifacts: z.array(FileSetReference).max(50).optional(),
    /** contract: the workspace's contract with its open drift findings applied. */
    include: z.array(z.enum(['contract'])).optional(),
    labels: z.array(z.string().min(1).max(50)).max(20).default([]),
    /** Runs with the same key update the same pull request; default: the branch. */
    dedupe_key: z.string().min(1).max(500).optional(),
    /** When it is opened: not ready for review. */
    draft: z.boolean().default(false),
    /** The only rule there is: work of people is never overwritten. */
    on_human_commits: z.literal('stop_and_comment').default('stop_and_comment'),
    on_closed_unmerged: z.enum(['respect_until_changed', 'never_again', 'always']).default('respect_until_changed'),
    /** Open pull requests of MockOps in the repository, beyond which a new one is deferred. */
    max_open: z.int().min(1).optional(),
  })
  .refine(
    ({ files, artifacts, include = [] }) => files !== undefined || artifacts !== undefined || include.length > 0,
    { path: ['files'], message: 'say what to propose: files, artifacts, or include: [contract]' },
  );
export type CreatePrConfig = z.infer<typeof CreatePrConfig>;

export const CreatePrOutputs = z.object({
  /** null: there is none, and none was opened. */
  number: z.int().nullable(),
  pr_url: z.string().nullable(),
  head_sha: z.string().nullable(),
  branch: z.string(),
  repository: z.string(),
  /** deferred: something keeps it from being written now, see reason. */
  action: z.enum(['created', 'updated', 'unchanged', 'closed', 'deferred']),
  reason: z.enum(['human_commits', 'closed_unmerged', 'too_many_open', 'nothing_to_change']).nullable(),
});
