// The stored definition of a pipeline, read again. One that an older server accepted may be none by the rules of this one: that is a matter of this pipeline,
// which says so wherever it is asked, and never of the others beside it.
import { PipelineDocument, Problem } from '@mockops/contract';

interface Stored {
  name: string;
  revision: number;
  definition: unknown;
}

export type StoredDocument = { ok: true; document: PipelineDocument } | { ok: false; problem: string };

export function readStored({ name, revision, definition }: Stored): StoredDocument {
  const read = PipelineDocument.safeParse(definition);
  if (read.success) return { ok: true, document: read.data };
  const [first] = read.error.issues;
  const why = first ? `${first.path.join('.') || 'the document'}: ${first.message}` : 'it is no pipeline';
  return {
    ok: false,
    problem: `revision ${revision} of pipeline "${name}", as it is stored, is none by the rules of this server (${why}); save it again`,
  };
}

/** Throws Problem `conflict` when it cannot be read. */
export function requireStored(stored: Stored): PipelineDocument {
  const read = readStored(stored);
  if (!read.ok) throw new Problem('conflict', read.problem);
  return read.document;
}
