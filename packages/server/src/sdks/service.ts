// SDKs that pipelines generated: what there is for a workspace, and their files for who wants them.
import { didYouMean, type GeneratedSdk, Problem } from '@mockops/contract';
import { readLanguage } from '@mockops/sdkgen';
import type { Database } from '../db/database.ts';
import type { WorkspaceRow } from '../workspaces/store.ts';
import { listSdks, type SdkRow } from './store.ts';

interface Wanted {
  workspace: string;
  language: string;
  output: string | undefined;
}

export function createSdks(options: {
  database: Database;
  requireWorkspace: (reference: string) => Promise<WorkspaceRow>;
  /** Files by the reference that a step gave out. */
  filesOf: (reference: string) => Promise<Record<string, string> | undefined>;
}) {
  const { database, requireWorkspace, filesOf } = options;

  async function find({ workspace: reference, language, output }: Wanted) {
    const workspace = await requireWorkspace(reference);
    const all = await listSdks(database.db, workspace.id);
    const place = output ?? workspace.slug;
    const inPlace = all.filter((row) => row.output === place);
    const name = inPlace.some((row) => row.language === language) ? language : (readLanguage(language) ?? language);
    const row = inPlace.find((candidate) => candidate.language === name);
    if (!row) throw notThere(workspace.slug, { language, place, known: inPlace.map((one) => one.language) });
    const files = row.artifact === null ? undefined : await filesOf(row.artifact);
    if (files) return { workspace, row, files };
    throw new Problem('not-found', `the files of the ${name} SDK of ${workspace.slug} are not kept; generate it again`);
  }

  return {
    list: async (reference: string): Promise<GeneratedSdk[]> => {
      const workspace = await requireWorkspace(reference);
      return (await listSdks(database.db, workspace.id)).map(show);
    },

    get: async (wanted: Wanted) => {
      const { row, files } = await find(wanted);
      return { ...show(row), files };
    },

    /** Files, and what their archive is called. */
    files: async (wanted: Wanted) => {
      const { workspace, row, files } = await find(wanted);
      return { files, name: `${workspace.slug}-${row.language}`, digest: row.digest };
    },
  };
}
export type Sdks = ReturnType<typeof createSdks>;

function notThere(slug: string, about: { language: string; place: string; known: string[] }): Problem {
  const { language, place, known } = about;
  const near = didYouMean(language, known);
  const next = near
    ? `did you mean "${near}"?`
    : known.length === 0
      ? 'a pipeline with a regenerate_sdk step makes them'
      : `there are ${known.join(', ')}`;
  return new Problem(
    'not-found',
    `no SDK for "${language}" was generated for ${slug}${place === slug ? '' : ` in ${place}`}; ${next}`,
  );
}

const show = ({ artifact, generated_at, ...row }: SdkRow): GeneratedSdk => ({
  ...row,
  generated_at: generated_at.toISOString(),
  downloadable: artifact !== null,
});
