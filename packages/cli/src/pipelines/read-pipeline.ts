// A pipeline file, read and checked; thrown with every finding when it is not fit to run.
import type { PipelineDocument } from '@mockops/contract';
import { parsePipeline } from '@mockops/pipelines';
import { Failure } from '../failure.ts';
import { readTextFile } from '../text-file.ts';
import { loadKnownTypes } from './step-types.ts';

export interface PipelineFile {
  file: string;
  source: string;
  document: PipelineDocument;
}

export async function readPipelineFile(file: string): Promise<PipelineFile> {
  const source = await readTextFile(file);
  const parsed = parsePipeline(source, file, await loadKnownTypes());
  if (!parsed.ok) throw new Failure(`${file} is no valid pipeline.`, { issues: parsed.issues });
  return { file, source, document: parsed.value };
}
