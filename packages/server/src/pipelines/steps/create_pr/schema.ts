// Config of `create_pr`: which files to propose, where. Accepts MockForge's `repository`, `branch`, and `type` of a file.
import { z } from 'zod';
import { isBranchName } from '../../../gitops/pull-request-text.ts';
import { readRepositoryName } from '../../../gitops/repository-name.ts';

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
    path: FilePath,
    content: z.string().max(1_000_000).optional(),
    /** create and update both write the file. */
    operation: Operation.optional(),
    type: Operation.optional(),
  })
  .refine((file) => file.content !== undefined || (file.operation ?? file.type) === 'delete', {
    path: ['content'],
    message: 'give the content, or operation: delete',
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
    body: z.string().optional(),
    files: z.array(ProposedFile).max(1_000).optional(),
    /** contract: the workspace's contract with its open drift findings applied. */
    include: z.array(z.enum(['contract'])).optional(),
    labels: z.array(z.string().min(1).max(50)).max(20).default([]),
    /** Runs with the same key update the same pull request; default: the branch. */
    dedupe_key: z.string().min(1).max(500).optional(),
  })
  .refine((config) => config.files !== undefined || (config.include ?? []).length > 0, {
    path: ['files'],
    message: 'say what to propose: files, or include: [contract]',
  });
export type CreatePrConfig = z.infer<typeof CreatePrConfig>;
