// Config of `call`: which pipeline, and what it is given.
import { Identifier } from '@mockops/contract';
import { z } from 'zod';

export const CallConfig = z.strictObject({
  /** `name`, or `name@3` for one revision. */
  pipeline: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}(@[1-9]\d{0,8})?$/,
      'name a pipeline, "promote", or one revision of it, "promote@3"',
    ),
  inputs: z.record(Identifier, z.json()).default({}),
  /** Secrets of this pipeline that the called one may read too, by name. */
  secrets: z.array(Identifier).max(50).default([]),
});
export type CallConfig = z.infer<typeof CallConfig>;

export function readTarget(pipeline: string): { name: string; revision: number | null } {
  const [name = '', revision] = pipeline.split('@');
  return { name, revision: revision === undefined ? null : Number(revision) };
}
