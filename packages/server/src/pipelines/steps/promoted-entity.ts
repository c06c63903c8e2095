// An entry of a manifest as configs name it: `entity: { type, id, version }`, or the same in single keys.
import { ArtifactKind } from '@mockops/contract';
import { z } from 'zod';

/** Inputs of people are texts, so a number may be one. */
export const Version = z.union([
  z.int().min(1),
  z
    .string()
    .regex(/^[1-9]\d{0,8}$/)
    .transform(Number),
]);

export const Entity = z.strictObject({
  type: ArtifactKind.default('scenario'),
  id: z.string().min(1),
  version: Version.optional(),
});
export type Entity = z.infer<typeof Entity>;
