// Inbound webhooks: a signed request for a pipeline becomes an event, once per delivery. Verified on the bytes as they came, before anything reads them;
// nothing is processed here, so the sender has its answer at once.
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type EventEnvelope, Problem, type WebhookTrigger } from '@mockops/contract';
import { findExpressions, type JsonObject } from '@mockops/pipelines';
import type { Database } from '../../db/database.ts';
import { sha256 } from '../../digest.ts';
import type { Events } from '../../events/service.ts';
import { findFurthest } from '../../events/store.ts';
import { pullRequestEvent } from '../../gitops/pull-request-events.ts';
import { readGitOrigin } from './git-origin.ts';
import { mapFields, namesOf, readPayload } from './payload.ts';
import { readEndedPullRequest } from './pull-request.ts';
import { type Proof, SCHEMES } from './schemes.ts';
import { insertReceipt } from './store.ts';

/** A webhook trigger, with what is needed of its pipeline. */
export interface WebhookTarget {
  pipeline: { id: string; name: string };
  workspace: { id: string; slug: string } | null;
  trigger: WebhookTrigger;
  /** Its place in the document. */
  index: number;
}

export interface Received {
  /** Of the first delivery; null when the trigger does not want this event. */
  event_id: string | null;
  duplicate: boolean;
}

/** What became of a request, for the metrics. */
export type ReceiveOutcome =
  | 'accepted'
  | 'duplicate'
  | 'ignored'
  | 'malformed'
  | 'no_secret'
  | Extract<Proof, { ok: false }>['why'];

export function createReceiver(options: {
  database: Database;
  org_id: string;
  events: Pick<Events, 'emit' | 'emitOnce'>;
  /** By name or id of the pipeline, and by name or place of its trigger; absent: the first webhook trigger. */
  findTarget: (pipeline: string, trigger: string | undefined) => Promise<WebhookTarget | undefined>;
  /** Value of a secret, as runs of that workspace would read it. */
  readSecret: (name: string, place: { workspace_uid: string | null }) => Promise<string | undefined>;
  onOutcome: (source: string, outcome: ReceiveOutcome) => void;
  now?: () => Date;
}) {
  const { database, org_id, events, onOutcome, now = () => new Date() } = options;

  /** Throws Problem `not-found`, `unauthorized` or `malformed-body`. */
  async function receive(request: {
    pipeline: string;
    trigger: string | undefined;
    headers: IncomingHttpHeaders;
    body: Buffer;
  }): Promise<Received> {
    const target = await options.findTarget(request.pipeline, request.trigger);
    if (!target) throw new Problem('not-found', 'no webhook of a pipeline has this address');
    const { source } = target.trigger;
    const proof = await prove(target, request);
    if (!proof.ok) {
      onOutcome(source, proof.why);
      throw new Problem('unauthorized', 'the request is not signed as it must be');
    }
    const payload = readPayload(request.body);
    if (!payload) {
      onOutcome(source, 'malformed');
      throw new Problem('malformed-body', 'the body must be a JSON object, nested at most 64 levels deep');
    }
    const names = namesOf(proof.event, payload);
    const delivery_id = proof.delivery_id ?? sha256(request.body.toString('base64'));
    const received = await store(target, { names, payload, delivery_id });
    onOutcome(source, received.duplicate ? 'duplicate' : received.event_id === null ? 'ignored' : 'accepted');
    return received;
  }

  async function prove(
    { trigger, workspace }: WebhookTarget,
    { headers, body }: { headers: IncomingHttpHeaders; body: Buffer },
  ): Promise<Proof | { ok: false; why: 'no_secret' }> {
    const name = secretNameOf(trigger);
    const secret = name && (await options.readSecret(name, { workspace_uid: workspace?.id ?? null }));
    // Without a secret nothing proves anything.
    if (!secret) return { ok: false, why: 'no_secret' };
    return SCHEMES[trigger.source]({ headers, body, secret, now: now() });
  }

  async function store(
    { pipeline, workspace, trigger, index }: WebhookTarget,
    { names, payload, delivery_id }: { names: [string, ...string[]]; payload: JsonObject; delivery_id: string },
  ): Promise<Received> {
    const { source } = trigger;
    const [event] = names;
    const wanted = trigger.events === undefined || trigger.events.some((name) => names.includes(name));
    const ended = source === 'github' ? readEndedPullRequest(event, payload) : undefined;
    if (!wanted && !ended) return { event_id: null, duplicate: false };
    return database.transaction(async (tx) => {
      const id = randomUUID();
      const before = await insertReceipt(tx.db, { pipeline_id: pipeline.id, source, delivery_id, event_id: id });
      if (before) return { event_id: wanted ? before.first_event_id : null, duplicate: true };
      const correlation_id = readGitOrigin(payload);
      // What a pipeline of ours committed or proposed goes on as what it is: its doing.
      const origin = correlation_id && (await findFurthest(tx.db, org_id, correlation_id));
      const about = {
        actor: origin ? origin.actor : `webhook:${source}`,
        ...(origin && { cause: origin }),
        ...(workspace && { workspace }),
      };
      let cause: EventEnvelope | undefined;
      if (wanted) {
        const facts = {
          pipeline: pipeline.name,
          trigger: index,
          source,
          event: shownName(trigger, names),
          delivery_id,
          payload,
        };
        const fields = mapFields(trigger.map, payload, stillUnwritten(id, workspace?.slug ?? null, now()));
        const data = { ...fields, ...facts };
        cause = await events.emit(tx, { ...about, id, type: 'webhook.received', subject: pipeline.name, data });
      }
      if (ended) await events.emitOnce(tx, { ...about, ...pullRequestEvent(org_id, ended), ...(cause && { cause }) });
      return { event_id: wanted ? id : null, duplicate: false };
    });
  }

  return { receive };
}
export type Receiver = ReturnType<typeof createReceiver>;

/** `{{ secrets.name }}`, and nothing else: a secret that stands in the document would be readable. */
function secretNameOf({ secret }: WebhookTrigger): string | undefined {
  const [found, ...more] = findExpressions(secret);
  if (!found || more.length > 0 || secret.slice(0, found.start) + secret.slice(found.end) !== '') return undefined;
  return /^secrets\.([A-Za-z_][A-Za-z0-9_-]*)$/.exec(found.expression.trim())?.[1];
}

/** The name by which the trigger wants it. */
function shownName({ events }: WebhookTrigger, names: [string, ...string[]]): string {
  return names.find((name) => events?.includes(name)) ?? names[0];
}

/** What templates of `map` see of the event that is about to be. */
function stillUnwritten(id: string, workspace_id: string | null, time: Date): EventEnvelope {
  return {
    id,
    workspace_id,
    type: 'webhook.received',
    source: 'mockops',
    subject: null,
    time: time.toISOString(),
    actor: 'webhook',
    correlation_id: id,
    causation_id: null,
    depth: 0,
    version: 1,
    replay_id: null,
    data: {},
    cursor: '0.0',
  };
}
