// Config of `regenerate_sdk`: which languages, of which workspace, where to.
import { EnvironmentName, Slug } from '@mockops/contract';
import { LANGUAGES } from '@mockops/sdkgen';
import { z } from 'zod';

const SdkLanguage = z.enum(LANGUAGES, {
  error: ({ input }) => `there is no SDK generator for ${JSON.stringify(input)}; write ${LANGUAGES.join(', ')}`,
});

export const RegenerateSdkConfig = z.strictObject({
  languages: z.array(SdkLanguage).min(1, `name at least one of ${LANGUAGES.join(', ')}`),
  /** Default: the workspace of the event. */
  workspace_id: Slug.optional(),
  environment: EnvironmentName.default('dev'),
  /** Below the server's SDK folder; default: the workspace's name. */
  output_dir: z
    .string()
    .refine(
      (path) =>
        !/^[/\\]|^[A-Za-z]:|\\|\0/.test(path) && path.split('/').every((part) => !['', '.', '..'].includes(part)),
      'write a path below the SDK folder, with "/" and without ".."',
    )
    .optional(),
  /** Default: from the contract's title. */
  package_name: z.string().min(1).max(100).optional(),
});
export type RegenerateSdkConfig = z.infer<typeof RegenerateSdkConfig>;
