// An event as CloudEvents 1.0 in its JSON format: how it leaves to receivers outside. Attribute names are lower-case letters and digits there.
import type { EventEnvelope } from './events.ts';

/** Not `organisation` and not the host: a receiver tells installations apart by the webhook that it was told by. */
const SOURCE = '/mockops';

export interface CloudEvent {
  specversion: '1.0';
  id: string;
  /** A URI reference; with `id` it names the event. */
  source: string;
  /** `dev.mockops.schema.changed.v1` */
  type: string;
  subject?: string;
  time: string;
  datacontenttype?: 'application/json';
  data?: EventEnvelope['data'];
  /** Where the data can be read, when it was left out. */
  dataref?: string;
  /** Position in the outbox; later events of an installation compare greater as text. */
  sequence: string;
  correlationid: string;
  causationid?: string;
  depth: number;
  workspaceid?: string;
  replayid?: string;
  actor: string;
}

/** `thin`: without the data, which is then at this address. */
export function toCloudEvent(event: EventEnvelope, thin?: { dataref: string }): CloudEvent {
  return {
    specversion: '1.0',
    id: event.id,
    source: event.source === 'mockops' ? SOURCE : `${SOURCE}/${event.source}`,
    type: `dev.mockops.${event.type}.v${event.version}`,
    ...(event.subject !== null && { subject: event.subject }),
    time: event.time,
    sequence: (event.cursor.split('.')[1] ?? '').padStart(19, '0'),
    correlationid: event.correlation_id,
    ...(event.causation_id !== null && { causationid: event.causation_id }),
    depth: event.depth,
    ...(event.workspace_id !== null && { workspaceid: event.workspace_id }),
    ...(event.replay_id !== null && { replayid: event.replay_id }),
    actor: event.actor,
    ...(thin ?? { datacontenttype: 'application/json', data: event.data }),
  };
}

/** Does a type match one of these globs? `*` is any run of characters: `schema.*`, `*`. */
export function matchesEventType(globs: readonly string[], type: string): boolean {
  return globs.some((glob) => {
    const [first = '', ...rest] = glob.split('*');
    const last = rest.pop();
    if (last === undefined) return glob === type;
    if (!type.startsWith(first) || !type.endsWith(last) || type.length < first.length + last.length) return false;
    let from = first.length;
    for (const part of rest) {
      const at = type.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return from <= type.length - last.length;
  });
}
