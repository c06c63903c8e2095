// The event that a pipeline is tried with: from a file, from the server by its id, or made up by its type. In: what stands behind --event and --data.
import { existsSync } from 'node:fs';
import { type Client, type EventEnvelope, type PipelineDocument, TestEvent } from '@mockops/contract';
import { eventByHand, type JsonObject, madeUpEvent, toEnvelope } from '@mockops/pipelines';
import { parse } from 'yaml';
import { z } from 'zod';
import { readAssignments } from '../assignments.ts';
import { Failure } from '../failure.ts';
import { readTextFile } from '../text-file.ts';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const isEventId = (text: string): boolean => ID.test(text);

/** What `mockops events --json` prints is read too, and of what it has more than this, nothing is kept. */
const Written = z.object(TestEvent.omit({ at: true }).shape).extend({
  workspace_id: z.string().nullish(),
  subject: z.string().nullish(),
});

export async function readEvent(
  given: {
    event?: string | undefined;
    data?: string[] | undefined;
    workspace?: string | undefined;
    /** Given by hand. */
    inputs?: JsonObject | undefined;
  },
  document: PipelineDocument,
  api: () => Client,
): Promise<EventEnvelope> {
  const data: JsonObject = readAssignments(given.data ?? []);
  const now = Date.now();
  const { event: named, workspace } = given;
  if (named !== undefined && isEventId(named)) {
    const { event } = await api().getEvent({ params: { event: named } });
    return { ...event, data: { ...event.data, ...data } };
  }
  if (named !== undefined && (/\.(ya?ml|json)$/.test(named) || existsSync(named))) {
    const { data: own, workspace_id, ...rest } = await readEventFile(named);
    const slug = workspace ?? workspace_id;
    return toEnvelope({ ...rest, ...(slug && { workspace_id: slug }), data: { ...own, ...data } }, 1, now);
  }
  const about = workspace === undefined ? {} : { workspace_id: workspace };
  const made = given.inputs && named === undefined ? null : madeUpEvent(document, { type: named, data });
  return toEnvelope({ ...about, ...(made ?? eventByHand(document, { ...given.inputs, ...data })) }, 1, now);
}

async function readEventFile(file: string) {
  const read = Written.safeParse(parse(await readTextFile(file)));
  if (read.success) return read.data;
  throw new Failure(`${file} is no event, which has a type and data:\n${z.prettifyError(read.error)}`);
}
